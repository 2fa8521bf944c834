"""Plain text, e-mail, DOCX: documents without places of their own."""

import contextlib
import io
from email.message import EmailMessage

import docx
import pytest
from docx.document import Document as Docx

from penny_chassis.errors import InvalidInput, TooLarge
from penny_deck.grace.readers import layout, limits, read
from penny_deck.vault.tipos import Tipo


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "latin-1"])
def test_text_in_any_of_the_usual_encodings(encoding: str) -> None:
    """The letters are what they were."""
    text = "¿Qué tal, señor Núñez?\nÇa va, 25 %"
    document = read(text.encode(encoding), Tipo.TEXT)
    assert (document.text, document.kind) == (text, "text")


def test_bytes_that_mean_nothing_are_no_error() -> None:
    """Latin 1 has a letter for each, and half a sign of UTF-16 is a mark."""
    assert "x" in read(b"x \x81\x8d \xe9", Tipo.TEXT).text
    assert "hola" in read("hola".encode("utf-16") + b"\x00", Tipo.TEXT).text


def test_lines_stand_below_each_other() -> None:
    """On pages of sixty, words from left to right, all within the page."""
    document = read("\n".join(f"línea {number} " + "x " * 60 for number in range(130)).encode(), Tipo.TEXT)
    assert [len({word.box.top for word in page}) for page in document.pages] == [60, 60, 10]
    assert [line.text.split()[1] for line in document.lines] == [str(number) for number in range(130)]
    assert all(0 <= word.box.left < word.box.right <= 1 for page in document.pages for word in page)
    assert all(0 <= word.box.top < word.box.bottom <= 1 for page in document.pages for word in page)


def test_words_are_as_wide_as_their_share() -> None:
    """Two words of one line, in the same columns as they would have on a typewriter."""
    (one, two) = read(b"ab    cd", Tipo.TEXT).pages[0]
    assert one.box.left == 0
    assert two.box.left == pytest.approx(6 / (layout.COLUMNS_A_PAGE + 1))


def test_too_much_text(monkeypatch: pytest.MonkeyPatch) -> None:
    """Bytes are checked before they are decoded, characters after."""
    monkeypatch.setattr(limits, "MAX_CHARACTERS", 10)
    with pytest.raises(TooLarge, match="characters"):
        read("ñ".encode() * 11, Tipo.TEXT)


def test_empty_text_is_an_empty_document() -> None:
    """Nothing to read is no error."""
    assert read(b"", Tipo.TEXT).pages == ()


def message(**content: str) -> EmailMessage:
    """An e-mail."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "Ana <ana@b.es>", "luis@c.es", "Factura de marzo, señor"
    mail["Date"] = "Mon, 03 Mar 2025 10:00:00 +0100"
    if "plain" in content:
        mail.set_content(content["plain"])
    if "html" in content:
        (mail.add_alternative if "plain" in content else mail.set_content)(content["html"], subtype="html")
    return mail


def test_an_email_is_its_headers_its_text_and_the_names_of_what_is_attached() -> None:
    """The text is preferred to the HTML, and no attachment is opened."""
    mail = message(plain="Hola, ñandú:\nvan 3 €.", html="<p>otra cosa</p>")
    mail.add_attachment(b"%PDF-secreto", maintype="application", subtype="pdf", filename="factura nº 3.pdf")
    document = read(mail.as_bytes(), Tipo.EMAIL)
    assert document.kind == "email"
    assert document.text.split("\n") == [
        "From: Ana <ana@b.es>",
        "To: luis@c.es",
        "Subject: Factura de marzo, señor",
        "Date: Mon, 03 Mar 2025 10:00:00 +0100",
        "Hola, ñandú:",
        "van 3 €.",
        "Attachment: factura nº 3.pdf",
    ]


def test_html_alone_is_read_as_it_is_seen() -> None:
    """Without scripts and styles, blocks and rows as lines, and with what entities stand for."""
    html = """<html><head><title>t</title><style>p {color: red}</style></head><body><script>alert(1)</script>
    <p>Total&nbsp;a pagar:<br>3 &euro;</p><table><tr><td>IVA</td><td>21</td></tr><tr><td>IRPF<td>15</table>
    <div>Un <b>buen</b>
    día</div></body></html>"""
    text = read(message(html=html).as_bytes(), Tipo.EMAIL).text
    assert text.split("\n")[4:] == ["Total a pagar:", "3 €", "IVA 21", "IRPF 15", "Un buen día"]


def test_an_encoding_that_nobody_knows_is_guessed() -> None:
    """As it is in plain text."""
    raw = b"From: a@b.es\nContent-Type: text/plain; charset=marciano\nContent-Transfer-Encoding: 8bit\n\nse\xc3\xb1or"
    assert read(raw, Tipo.EMAIL).text.endswith("señor")


@pytest.mark.parametrize("data", [b"", b"\xff\xfe\x00", b"nada de nada", b"\n\nFrom: a"])
def test_what_is_no_email_is_refused(data: bytes) -> None:
    """There is nobody it is from."""
    with pytest.raises(InvalidInput):
        read(data, Tipo.EMAIL)


def test_an_email_of_boxes_in_boxes_is_refused_or_read() -> None:
    """And nothing else happens."""
    raw = b"From: a@b.es\n"
    for number in range(300):
        raw += b'Content-Type: multipart/mixed; boundary="%d"\n\n--%d\n' % (number, number)
    with contextlib.suppress(InvalidInput):
        assert read(raw, Tipo.EMAIL).text.startswith("From")


def saved(document: Docx) -> bytes:
    """As a file."""
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def test_a_docx_is_read_in_its_order() -> None:
    """The header, paragraphs and tables, the footer; cells beside each other, a spanning one once."""
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "Ñandú S.L."
    document.sections[0].footer.paragraphs[0].text = "Página uno"
    document.add_paragraph("Antes")
    table = document.add_table(3, 2)
    for row, cells in enumerate([("Concepto", "Importe"), ("Tejado\nde teja", "3 €"), ("Total", "")]):
        for column, text in enumerate(cells):
            table.cell(row, column).text = text
    table.cell(2, 0).merge(table.cell(2, 1))
    document.add_paragraph("Después")
    read_back = read(saved(document), Tipo.DOCX)
    assert read_back.kind == "docx"
    assert [line.text for line in read_back.lines] == [
        "Ñandú S.L.",
        "Antes",
        "Concepto Importe",
        "Tejado 3 €",
        "de teja",
        "Total",
        "Después",
        "Página uno",
    ]


def test_cells_of_a_column_stand_below_each_other() -> None:
    """So that a value is found below its name."""
    document = docx.Document()
    table = document.add_table(2, 3)
    for row, texts in enumerate([("Base imponible larga", "IVA", "Total"), ("1", "2", "3")]):
        for column, text in enumerate(texts):
            table.cell(row, column).text = text
    places = {word.text: word.box.left for page in read(saved(document), Tipo.DOCX).pages for word in page}
    assert (places["Base"], places["IVA"], places["Total"]) == (places["1"], places["2"], places["3"])


def test_a_table_within_a_table_is_read() -> None:
    """Line by line, within its cell."""
    document = docx.Document()
    inner = document.add_table(1, 1).cell(0, 0).add_table(1, 2)
    inner.cell(0, 0).text, inner.cell(0, 1).text = "dentro", "más"
    assert read(saved(document), Tipo.DOCX).text.split() == ["dentro", "más"]
