"""What an upload is, by its content. Pure.

The content decides and not the name: a ZIP called factura.pdf is a ZIP. The name helps only between kinds of text,
which look alike. Whether a file is whole and can be read is its reader's to find.
"""

import enum
import re
from pathlib import PurePath

from penny_chassis.errors import InvalidInput

HEAD_BYTES = 64 * 1024
"""So much of an upload's beginning is enough to know it."""


class Tipo(enum.StrEnum):
    """What can be uploaded."""

    PDF = "pdf"
    PNG = "png"
    JPEG = "jpeg"
    TIFF = "tiff"
    WEBP = "webp"
    DOCX = "docx"
    XLSX = "xlsx"
    CSV = "csv"
    JSON = "json"
    TEXT = "text"
    EMAIL = "email"


TABLES = frozenset({Tipo.CSV, Tipo.XLSX, Tipo.JSON})
IMAGES = frozenset({Tipo.PNG, Tipo.JPEG, Tipo.TIFF, Tipo.WEBP})

_ZIP = b"PK\x03\x04"
_ZIP_NAME = re.compile(re.escape(_ZIP) + rb".{22}(?P<length>..)..", re.DOTALL)
"""A member's local header, up to its name (APPNOTE.TXT 4.3.7)."""
_FOLDERS = {b"word/": Tipo.DOCX, b"xl/": Tipo.XLSX}
_SIGNATURES = (
    (re.compile(rb"(?:\xef\xbb\xbf)?[\0\t\n\f\r ]*%PDF-"), Tipo.PDF),
    (re.compile(rb"\x89PNG\r\n\x1a\n"), Tipo.PNG),
    (re.compile(rb"\xff\xd8\xff"), Tipo.JPEG),
    (re.compile(rb"II\x2a\0|MM\0\x2a"), Tipo.TIFF),
    (re.compile(rb"RIFF.{4}WEBPVP8", re.DOTALL), Tipo.WEBP),
)
_SUFFIXES = {
    ".csv": Tipo.CSV,
    ".tsv": Tipo.CSV,
    ".json": Tipo.JSON,
    ".eml": Tipo.EMAIL,
    ".txt": Tipo.TEXT,
    ".md": Tipo.TEXT,
}
_CONTROL = re.compile("[\0-\x08\x0b\x0e-\x1f\x7f]")
"""No text has them."""
_NOT_PLAIN = re.compile(
    r"\s*<(?:!doctype|html|head|script|iframe|h1|div|font|table|a|style|title|b|body|br|p|svg)[\s>]"
    r"|\s*<(?:!--|\?)|#!|%!PS|\{\\rtf",
    re.IGNORECASE,
)
"""What a browser would take for HTML (WHATWG MIME Sniffing, 7.1), SVG, XML, PHP; scripts, PostScript, RTF."""
_JSON = re.compile(r"\s*(?:\{\s*[\"}]|\[\s*[\[{\"\]])")
_EMAIL = re.compile(r"(?:[!-9;-~]+:.*\r?\n(?:[ \t].*\r?\n)*)*(?:From|Received|Return-Path):", re.IGNORECASE)
"""Headers, one of which only an e-mail has (RFC 5322, 2.2)."""


def sniff(head: bytes, name: str) -> Tipo:
    """What an upload is, by its first bytes (`HEAD_BYTES`, or all if it is shorter) and the name it was given.

    Raises:
        InvalidInput: It is nothing that can be uploaded.
    """
    for signature, tipo in _SIGNATURES:
        if signature.match(head):
            return tipo
    found = _packed(head) if head.startswith(_ZIP) else _written(head, PurePath(name).suffix.lower())
    if found is None:
        raise InvalidInput(
            "This is no kind of document that can be uploaded." if head.strip() else "This file is empty.",
            remedy="Upload PDF, PNG, JPEG, TIFF, WEBP, DOCX, XLSX, CSV, JSON, plain text or e-mail (.eml).",
            field="documento",
        )
    return found


def _packed(head: bytes) -> Tipo | None:
    """Which of the two ZIPs that are documents it is, by the folder that only one of them has."""
    names = [
        head[found.end() : found.end() + int.from_bytes(found["length"], "little")]
        for found in _ZIP_NAME.finditer(head)
    ]
    folders = {tipo for name in names for folder, tipo in _FOLDERS.items() if name.startswith(folder)}
    return folders.pop() if len(folders) == 1 else None


def _written(head: bytes, suffix: str) -> Tipo | None:
    """Which kind of text it is, if it is text."""
    text = _start(head)
    if not text.strip() or _CONTROL.search(text) or _NOT_PLAIN.match(text):
        return None
    return _SUFFIXES.get(suffix) or _by_look(text)


def _start(head: bytes) -> str:
    """The beginning as text; which letters stand for bytes beyond ASCII does not matter here."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head[: len(head) // 2 * 2].decode("utf-16", errors="replace")
    return head.removeprefix(b"\xef\xbb\xbf").decode("latin-1")


def _by_look(text: str) -> Tipo:
    if _JSON.match(text):
        return Tipo.JSON
    return Tipo.EMAIL if _EMAIL.match(text) else Tipo.TEXT
