"""PDFs with a text layer, and broken ones."""

import io
from collections.abc import Callable

import pytest
from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from penny_chassis.errors import InvalidInput, TooLarge
from penny_deck.grace.document import Document, Word
from penny_deck.grace.readers import limits, ocr, read
from penny_deck.vault.tipos import Tipo


def drawn(draw: Callable[[Canvas], object], password: str | None = None) -> bytes:
    """A PDF of A4 pages."""
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=A4, encrypt=password)
    draw(canvas)
    canvas.save()
    return file.getvalue()


def of(draw: Callable[[Canvas], object]) -> Document:
    """What is read of it."""
    return read(drawn(draw), Tipo.PDF)


def three_pages(canvas: Canvas) -> None:
    """Thirty letters on each."""
    for _ in range(3):
        canvas.drawString(60, 700, "x" * 30)
        canvas.showPage()


def test_words_have_their_places() -> None:
    """In fractions of the page from its upper left corner; as high as the letters can be."""
    document = of(lambda canvas: canvas.drawString(A4[0] / 2, A4[1] * 3 / 4, "Peñíscola 12,50 €"))
    assert document.kind == "pdf"
    assert document.text == "Peñíscola 12,50 €"
    first, second, third = document.pages[0]
    assert (first.box.left, first.box.bottom) == pytest.approx((0.5, 0.25), abs=0.01)
    assert first.box.right < second.box.left < second.box.right < third.box.left
    assert 0.01 < first.box.bottom - first.box.top < 0.025
    assert {word.confidence for word in document.pages[0]} == {1.0}


def test_lines_set_tight_stay_apart() -> None:
    """Twelve points of letter in twelve of line, and two columns."""

    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 12)
        for number in range(20):
            canvas.drawString(60, 700 - 12 * number, f"Ágil gypq _{number}_ -")
            canvas.drawRightString(500, 700 - 12 * number, f"{number},00")

    lines = of(draw).text.split("\n")
    assert lines == [f"Ágil gypq _{number}_ - {number},00" for number in range(20)]


def test_pages_are_in_order_and_an_empty_one_stays_empty() -> None:
    """So that page numbers are right."""

    def draw(canvas: Canvas) -> None:
        for text in ("uno", "", "tres"):
            canvas.drawString(60, 700, text)
            canvas.showPage()

    assert [[word.text for word in page] for page in of(draw).pages] == [["uno"], [], ["tres"]]


@pytest.mark.parametrize("degrees", [90, -90, 45])
def test_what_stands_turned_is_kept_but_mixes_with_no_line(degrees: int) -> None:
    """A register's entry along the margin, a stamp across the page."""

    def draw(canvas: Canvas) -> None:
        for number in range(30):
            canvas.drawString(100, 700 - 14 * number, f"Línea {number}")
        canvas.translate(80, 400)
        canvas.rotate(degrees)
        canvas.drawString(0, 0, "Registro Mercantil de Madrid")

    lines = of(draw).lines
    assert [line.text for line in lines if line.page == 1] == [f"Línea {number}" for number in range(30)]
    assert [line.text for line in lines if line.page == 2] == ["Registro Mercantil de Madrid"]


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_page_that_is_turned_as_a_whole_is_read_upright(turn: int) -> None:
    """By its text, which then runs from left to right and from the top down."""

    def draw(canvas: Canvas) -> None:
        canvas.translate(300, 400)
        canvas.rotate(turn)
        canvas.drawString(-100, 20, "Primera línea")
        canvas.drawString(-100, 0, "segunda línea")

    assert of(draw).text == "Primera línea\nsegunda línea"


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_page_shown_turned_is_read_as_it_is_shown(turn: int) -> None:
    """By its /Rotate."""

    def draw(canvas: Canvas) -> None:
        canvas.drawString(100, 300, "Primera línea")
        canvas.drawString(100, 280, "segunda línea")

    data = drawn(draw)
    turned = data.replace(b"/Rotate 0", b"/Rotate %d" % turn)
    assert turned != data or turn == 0
    assert read(turned, Tipo.PDF).text == "Primera línea\nsegunda línea"


def test_what_lies_beyond_the_edge_is_not_read() -> None:
    """Nobody sees it."""

    def draw(canvas: Canvas) -> None:
        canvas.drawString(60, 700, "visible")
        canvas.drawString(60, -300, "oculto")

    assert of(draw).text == "visible"


def test_pages_are_counted_before_they_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond the limit it is too large."""
    monkeypatch.setattr(limits, "MAX_PAGES", 2)
    with pytest.raises(TooLarge, match="3 pages; the limit is 2"):
        of(three_pages)


def test_there_may_not_be_too_much_text(monkeypatch: pytest.MonkeyPatch) -> None:
    """In all pages together."""
    monkeypatch.setattr(limits, "MAX_CHARACTERS", 50)
    with pytest.raises(TooLarge, match="characters"):
        of(three_pages)


def test_a_password_is_asked_for_in_vain() -> None:
    """It is said that it is locked, for that can be mended."""
    with pytest.raises(InvalidInput, match="locked"):
        read(drawn(lambda canvas: canvas.drawString(60, 700, "secreto"), password="clave"), Tipo.PDF)  # noqa: S106 - a test's


WHOLE = drawn(lambda canvas: canvas.drawString(60, 700, "hola"))


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.7\n",
        b"%PDF-1.7\n" + bytes(range(256)) * 40,
        WHOLE[: len(WHOLE) // 3],
        b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF",
    ],
)
def test_what_is_broken_is_refused(data: bytes) -> None:
    """Whatever PDFium makes of it."""
    with pytest.raises(InvalidInput, match="cannot be read"):
        read(data, Tipo.PDF)


def test_a_page_without_text_is_recognised(monkeypatch: pytest.MonkeyPatch) -> None:
    """A drawn page goes to the recogniser at 200 dpi; its text, and not the scanner's mark, is the document."""
    sizes = list[tuple[int, int]]()

    def words(image: Image.Image) -> tuple[Word, ...]:
        sizes.append(image.size)
        return ()

    monkeypatch.setattr(ocr, "words", words)

    def draw(canvas: Canvas) -> None:
        canvas.drawInlineImage(_grey(), 0, 0, *A4)
        canvas.drawString(10, 10, "Escaneado con Escáner")

    document = of(draw)
    assert (document.kind, document.pages) == ("scan", ((),))
    assert sizes == [pytest.approx((1654, 2339), abs=1)]


def test_a_short_text_beside_a_small_picture_is_no_scan(monkeypatch: pytest.MonkeyPatch) -> None:
    """A logo does not make one."""
    monkeypatch.delattr(ocr, "words")

    def draw(canvas: Canvas) -> None:
        canvas.drawInlineImage(_grey(), 0, 0, 100, 100)
        canvas.drawString(60, 700, "Hola")

    assert of(draw).text == "Hola"


def _grey() -> Image.Image:
    return Image.new("RGB", (8, 8), "grey")
