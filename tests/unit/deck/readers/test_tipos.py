"""What an upload is."""

import io
import zipfile

import docx
import openpyxl
import pytest
from PIL import Image

from penny_chassis.errors import InvalidInput
from penny_deck.vault.tipos import HEAD_BYTES, Tipo, sniff


def image(kind: str) -> bytes:
    """A tiny image."""
    file = io.BytesIO()
    Image.new("RGB", (4, 4)).save(file, kind)
    return file.getvalue()


def word() -> bytes:
    """An empty DOCX."""
    file = io.BytesIO()
    docx.Document().save(file)
    return file.getvalue()


def sheet() -> bytes:
    """An empty XLSX."""
    file = io.BytesIO()
    openpyxl.Workbook().save(file)
    return file.getvalue()


def packed(*names: str) -> bytes:
    """A ZIP of empty files."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in names:
            archive.writestr(name, "")
    return file.getvalue()


@pytest.mark.parametrize(
    ("data", "tipo"),
    [
        (b"%PDF-1.7\n%\xe2\xe3", Tipo.PDF),
        (b"\xef\xbb\xbf\r\n%PDF-1.4", Tipo.PDF),
        (image("PNG"), Tipo.PNG),
        (image("JPEG"), Tipo.JPEG),
        (image("TIFF"), Tipo.TIFF),
        (image("WEBP"), Tipo.WEBP),
        (word(), Tipo.DOCX),
        (sheet(), Tipo.XLSX),
    ],
)
@pytest.mark.parametrize("name", ["factura.pdf", "notas.txt", "sin nombre", "x.csv"])
def test_the_content_decides(data: bytes, tipo: Tipo, name: str) -> None:
    """Whatever the name says, even of the first bytes alone."""
    assert sniff(data[:HEAD_BYTES], name) is tipo


@pytest.mark.parametrize(
    ("data", "name", "tipo"),
    [
        (b"a;b\n1;2\n", "datos.CSV", Tipo.CSV),
        (b"a\tb\n", "datos.tsv", Tipo.CSV),
        (b"a;b\n1;2\n", "datos", Tipo.TEXT),
        (b'{"a": 1}', "x.json", Tipo.JSON),
        (b'[{"a": 1}]', "sin nombre", Tipo.JSON),
        (b"[nota] comprar pan", "sin nombre", Tipo.TEXT),
        (b"From: a@b.es\r\nTo: c@d.es\r\n\r\nHola", "x.eml", Tipo.EMAIL),
        (b"Received: from x\r\n\tby y\r\nFrom: a@b.es\r\n\r\nHola", "correo", Tipo.EMAIL),
        (b"Subject: x\nX-Y: z\nFrom: a@b.es\n\nHola", "correo", Tipo.EMAIL),
        (b"Querida Ana: te escribo", "carta", Tipo.TEXT),
        ("¿Qué tal, señor?".encode(), "carta.txt", Tipo.TEXT),
        ("¿Qué tal, señor? 3 €".encode("cp1252"), "carta.txt", Tipo.TEXT),
        ("¿Qué tal?".encode("utf-16"), "carta.txt", Tipo.TEXT),
        (b"# Lista\n\n- pan\n", "lista.md", Tipo.TEXT),
        (b"<ana@b.es> dijo: hola", "x.txt", Tipo.TEXT),
        (b"solo texto", "factura.pdf", Tipo.TEXT),
    ],
)
def test_among_texts_the_name_helps(data: bytes, name: str, tipo: Tipo) -> None:
    """And the look of it, when the name says nothing."""
    assert sniff(data, name) is tipo


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"   \n",
        b"MZ\x90\0\x03\0\0\0",
        b"\x7fELF\x02\x01\x01\0",
        b"#!/bin/sh\nrm -rf /\n",
        b"<!DOCTYPE html><html><script>alert(1)</script>",
        b"\n <SCRIPT>alert(1)</SCRIPT>",
        b"<html>\n<body>hola",
        b"<!-- x --><svg onload=alert(1)>",
        b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>',
        b"<svg onload='alert(1)'>",
        "<script>alert(1)</script>".encode("utf-16"),
        b"{\\rtf1 hola}",
        b"%!PS-Adobe-3.0",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        b"\x1f\x8b\x08\0\0\0\0\0",
        b"GIF89a\x01\0\x01\0",
        b"RIFF\0\0\0\0WAVEfmt ",
        b"hola\0mundo",
        packed("a.txt", "b.pdf"),
        packed("word/document.xml", "xl/workbook.xml"),
        packed("ppt/presentation.xml"),
        packed("otra/word/document.xml"),
        b"PK\x05\x06" + bytes(18),
    ],
)
@pytest.mark.parametrize("name", ["factura.pdf", "x.txt", "x.docx"])
def test_anything_else_is_refused(data: bytes, name: str) -> None:
    """And it is said what can be uploaded, but nothing of the content."""
    with pytest.raises(InvalidInput) as refusal:
        sniff(data, name)
    assert "PDF" in refusal.value.remedy
    assert "alert" not in str(refusal.value)
