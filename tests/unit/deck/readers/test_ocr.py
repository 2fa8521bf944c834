"""Words from pixels. The small models are inside the library's package and run here."""

import io
import math
import socket
import sys
import zlib
from pathlib import Path
from types import SimpleNamespace

import pytest
import reportlab
from PIL import Image, ImageDraw, ImageFont

from penny_chassis.errors import InvalidInput, Misconfigured, TooLarge
from penny_deck.grace.document import Box, Document, Word
from penny_deck.grace.readers import image as images
from penny_deck.grace.readers import limits, ocr, read
from penny_deck.vault.tipos import Tipo

pytestmark = pytest.mark.slow

FONT = Path(reportlab.__path__[0]) / "fonts" / "Vera.ttf"
LINES = ("Factura nº 2025/0143", "Cafetería Peñón 1.250,00 €", "¿Dudas? hola@nandu.es")


def picture(lean: float = 0.0) -> Image.Image:
    """Three printed lines on white; `lean` in degrees, clockwise."""
    page = Image.new("RGB", (620, 620), "white")
    draw, font = ImageDraw.Draw(page), ImageFont.truetype(FONT, 30)
    for number, line in enumerate(LINES):
        draw.text((60, 60 + 60 * number), line, fill="black", font=font)
    return page.rotate(-lean, resample=Image.Resampling.BICUBIC, fillcolor="white")


def saved(page: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    """As a file."""
    file = io.BytesIO()
    page.save(file, kind, **options)
    return file.getvalue()


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> list[Image.Image]:
    """What the recogniser is given; it finds one word."""
    given = list[Image.Image]()

    def words(page: Image.Image) -> tuple[Word, ...]:
        given.append(page)
        return (Word("x", Box(0, 0, 1, 1)),)

    monkeypatch.setattr(ocr, "words", words)
    return given


@pytest.mark.parametrize("lean", [0.0, 5.0])
def test_printed_lines_are_read_though_they_lean(
    lean: float, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Words with their places and how sure they are; nothing is fetched, and nothing said."""
    monkeypatch.delattr(socket, "getaddrinfo")
    document = read(saved(picture(lean)), Tipo.PNG)
    assert document.kind == "image"
    assert document.text.split("\n") == [*LINES]
    assert all(0.5 < word.confidence <= 1 for word in document.pages[0])
    _check_places(document)
    assert capfd.readouterr() == ("", "")


def _check_places(document: Document) -> None:
    """The lines are level, and where they were drawn."""
    for number, line in enumerate(document.lines):
        middle = [(word.box.top + word.box.bottom) / 2 for word in line.words]
        assert middle == pytest.approx([(60 + 60 * number + 18) / 620] * len(middle), abs=0.02)
        assert line.box.left == pytest.approx(60 / 620, abs=0.03)


def test_an_empty_page_needs_no_recogniser(monkeypatch: pytest.MonkeyPatch) -> None:
    """There is nothing on it."""
    monkeypatch.delattr(ocr, "_engine")
    assert ocr.words(Image.new("RGB", (100, 100), "white")) == ()


def test_without_the_extra_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """And preparing is no error."""
    ocr._engine.cache_clear()
    monkeypatch.setitem(sys.modules, "rapidocr", None)
    ocr.prepare()
    with pytest.raises(Misconfigured, match=r"penny-deck\[ocr\]"):
        read(saved(picture()), Tipo.PNG)


def result(**parts: object) -> SimpleNamespace:
    """What the library gives of one level line "nº 25", 100 pixels wide and 20 high."""
    corners = ((0, 0), (100, 0), (100, 20), (0, 20))
    return SimpleNamespace(**({"txts": ("nº 25",), "scores": (0.9,), "boxes": (corners,), "word_results": ()} | parts))


@pytest.mark.parametrize(
    "words",
    [
        (),
        ((),),
        ((("n", 0.9, ((0, 0), (9, 0), (9, 9), (0, 9))), ("º25", 0.9, ((0, 0), (9, 0), (9, 9), (0, 9)))),),
        (((["n", "º"], [1, 2], 3), (["2", "5"], [4, 5], 3)),),
    ],
)
def test_words_that_do_not_make_up_the_line_are_not_believed(words: object) -> None:
    """Then each is as wide as its share of the line."""
    ((text, corners, confidence),) = ocr._found(result(word_results=words))
    assert (text, confidence) == ("nº 25", 0.9)
    assert corners[2] == (100, 20)


@pytest.mark.parametrize("empty", [None, ()])
def test_nothing_found_is_nothing(empty: object) -> None:
    """However the library says it."""
    assert list(ocr._found(result(txts=empty, scores=empty, boxes=empty, word_results=empty))) == []


@pytest.mark.parametrize("degrees", [0, 3, -3, 9])
def test_the_lean_is_that_of_most_long_lines(degrees: float) -> None:
    """Short ones, and the few that stand otherwise, do not count."""

    def line(lean: float, length: float) -> ocr.Corners:
        angle = math.radians(lean)
        across, down = (math.cos(angle), math.sin(angle)), (-math.sin(angle), math.cos(angle))
        right = (across[0] * length, across[1] * length)
        low = (10 * down[0], 10 * down[1])
        return [(0.0, 0.0), right, (right[0] + low[0], right[1] + low[1]), low]

    lines = [line(degrees, 200)] * 5 + [line(90, 200)] * 2 + [line(40, 10)] * 20
    assert math.degrees(ocr._lean(lines)) == pytest.approx(degrees)
    assert ocr._lean([line(30, 200)]) == 0
    assert ocr._lean([]) == 0


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "TIFF"])
def test_each_kind_of_image(kind: str, seen: list[Image.Image]) -> None:
    """Comes to the recogniser as RGB."""
    assert read(saved(picture(), kind), Tipo(kind.lower())).text == "x"
    assert [(page.size, page.mode) for page in seen] == [((620, 620), "RGB")]


def test_a_photo_stands_as_the_camera_was_held(seen: list[Image.Image]) -> None:
    """By its EXIF orientation: 6 is a quarter to the right."""
    exif = Image.Exif()
    exif[0x0112] = 6
    read(saved(picture().crop((0, 0, 620, 300)), "JPEG", exif=exif), Tipo.JPEG)
    assert seen[0].size == (300, 620)


def test_what_is_transparent_is_white(seen: list[Image.Image]) -> None:
    """As it is on paper."""
    read(saved(Image.new("RGBA", (10, 10), (0, 0, 0, 0))), Tipo.PNG)
    assert seen[0].getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.usefixtures("seen")
def test_a_tiff_has_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """So many, and no more than there may be."""
    data = saved(picture(), "TIFF", save_all=True, append_images=[picture(), picture()])
    assert len(read(data, Tipo.TIFF).pages) == 3
    monkeypatch.setattr(limits, "MAX_PAGES", 2)
    with pytest.raises(TooLarge, match="3 pages"):
        read(data, Tipo.TIFF)


def test_an_image_is_made_smaller_before_it_is_read(seen: list[Image.Image]) -> None:
    """No more is looked at anyway."""
    read(saved(Image.new("RGB", (8000, 100))), Tipo.PNG)
    assert seen[0].size == (images._MAX_SIDE, 50)


def huge(width: int, height: int) -> bytes:
    """A PNG that says it is so large, of a few bytes."""
    small = saved(Image.new("L", (1, 1)))
    head = b"IHDR" + width.to_bytes(4, "big") + height.to_bytes(4, "big") + small[24:29]
    return small[:12] + head + _crc(head) + small[33:]


def _crc(data: bytes) -> bytes:
    return zlib.crc32(data).to_bytes(4, "big")


@pytest.mark.parametrize("size", [(10_000, 6_000), (10_000, 10_000), (60_000, 60_000)])
def test_too_many_pixels_are_refused_before_they_are_decoded(
    size: tuple[int, int], seen: list[Image.Image], monkeypatch: pytest.MonkeyPatch
) -> None:
    """By what the header says: beyond our limit, Pillow's warning, Pillow's error."""
    monkeypatch.delattr(images, "_upright")
    with pytest.raises(TooLarge, match="pixels"):
        read(huge(*size), Tipo.PNG)
    assert seen == []


@pytest.mark.usefixtures("seen")
@pytest.mark.parametrize(
    "data", [b"", b"\x89PNG\r\n\x1a\n", saved(picture())[:2000], saved(picture(), "JPEG")[:3000], b"GIF89a" + bytes(50)]
)
def test_what_is_broken_is_refused(data: bytes) -> None:
    """Whatever Pillow raises."""
    with pytest.raises(InvalidInput, match="cannot be read"):
        read(data, Tipo.PNG)
