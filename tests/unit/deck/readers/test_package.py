"""DOCX and XLSX that are made to do harm."""

import contextlib
import io
import struct
import zipfile
from collections.abc import Callable

import docx
import openpyxl
import pytest

from penny_chassis.errors import InvalidInput, PennyError, TooLarge
from penny_deck.grace.readers import limits, package, read, read_table
from penny_deck.vault.tipos import Tipo

LAUGHS = '<!DOCTYPE x [<!ENTITY a0 "ja">' + "".join(
    f'<!ENTITY a{number} "{f"&a{number - 1};" * 10}">' for number in range(1, 10)
)


def word() -> bytes:
    """A DOCX that says hola."""
    file = io.BytesIO()
    document = docx.Document()
    document.add_paragraph("hola")
    document.save(file)
    return file.getvalue()


def sheet() -> bytes:
    """An XLSX that says hola."""
    file = io.BytesIO()
    book = openpyxl.Workbook()
    book.create_sheet(index=0).append(["hola"])
    book.save(file)
    return file.getvalue()


def changed(data: bytes, change: Callable[[str, bytes], bytes], **more: bytes) -> bytes:
    """A package with its parts changed, and more of them."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
        for name, content in more.items():
            new.writestr(name, content)
    return file.getvalue()


def same(name: str, content: bytes) -> bytes:
    """No change."""
    del name
    return content


def laughing(part: str) -> Callable[[str, bytes], bytes]:
    """Put entities into a part that stand for each other, and one of them where it says hola."""

    def change(name: str, content: bytes) -> bytes:
        if name != part:
            return content
        body = content.split(b"?>", 1)[-1].replace(b"hola", b"&a9;")
        return b"<?xml version='1.0' encoding='UTF-8'?>" + LAUGHS.encode() + b"]>" + body

    return change


BOMBS = [
    (changed(word(), laughing("word/document.xml")), Tipo.DOCX),
    (changed(sheet(), laughing("xl/workbook.xml")), Tipo.XLSX),
    (changed(sheet(), laughing("xl/worksheets/sheet1.xml")), Tipo.XLSX),
]


@pytest.mark.parametrize(("data", "tipo"), BOMBS)
def test_entities_are_refused_before_anything_parses_them(data: bytes, tipo: Tipo) -> None:
    """No honest package declares any."""
    with pytest.raises(InvalidInput):
        package.check(data)
    with pytest.raises(InvalidInput):
        read(data, tipo)


@pytest.mark.parametrize(("data", "tipo"), BOMBS)
def test_the_parsers_would_not_expand_them_either(data: bytes, tipo: Tipo, monkeypatch: pytest.MonkeyPatch) -> None:
    """If they got that far: a thousand million ja are not to be had."""
    monkeypatch.setattr(package, "check", lambda _: None)
    with contextlib.suppress(PennyError):
        assert len(read(data, tipo).text) < 1000


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_entities_in_another_encoding_are_refused_too(encoding: str) -> None:
    """An XML parser would understand it."""
    data = changed(word(), same, **{"word/x.xml": f"<?xml version='1.0'?>{LAUGHS}]><x/>".encode(encoding)})
    with pytest.raises(InvalidInput):
        package.check(data)


def test_entities_across_two_chunks_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wherever it is cut."""
    data = changed(word(), same, **{"word/x.xml": b"<!--" + b" " * 90 + b"-->" + LAUGHS.encode() + b"]><x/>"})
    monkeypatch.setattr(package, "_CHUNK", 100)
    with pytest.raises(InvalidInput):
        package.check(data)


def test_zeros_are_packed_too_tight() -> None:
    """Twenty million of them are twenty thousand bytes."""
    data = changed(word(), same, **{"word/media.bin": bytes(20_000_000)})
    with pytest.raises(InvalidInput):
        read(data, Tipo.DOCX)


def test_what_comes_out_is_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    """All together."""
    monkeypatch.setattr(limits, "MAX_INFLATED_BYTES", 10_000)
    with pytest.raises(TooLarge, match="unpacked"):
        read(word(), Tipo.DOCX)


def test_parts_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """A hundred thousand empty ones cost time too."""
    monkeypatch.setattr(limits, "MAX_MEMBERS", 5)
    with pytest.raises(TooLarge, match="parts"):
        read(word(), Tipo.DOCX)


def test_a_size_that_lies_is_found_out() -> None:
    """The directory says ten bytes where thirty million come out: no more than ten do, and their checksum is wrong."""
    data = changed(word(), same, **{"word/media.bin": bytes(30_000_000)})
    lying = data.replace(struct.pack("<L", 30_000_000), struct.pack("<L", 10))
    assert lying != data
    with pytest.raises(InvalidInput):
        package.check(lying)


def test_members_that_share_their_bytes_count_each() -> None:
    """One packed megabyte that the directory lists three hundred times."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/a.xml", bytes(1_000_000))
        archive.filelist.extend(archive.filelist * 299)
    with pytest.raises(TooLarge):
        package.check(file.getvalue())


def test_a_package_within_is_not_opened() -> None:
    """It may be whatever it is."""
    bomb = changed(word(), same, **{"x.bin": bytes(20_000_000)})
    data = changed(word(), same, **{"word/embeddings.docx": bomb})
    assert read(data, Tipo.DOCX).text.strip() == "hola"


def test_macros_are_refused() -> None:
    """And it is said how to do without."""
    with pytest.raises(InvalidInput, match="macros"):
        read_table(changed(sheet(), same, **{"xl/vbaProject.bin": b"x"}), Tipo.XLSX)


def test_a_locked_member_is_refused() -> None:
    """As a whole document would be that is."""
    data = bytearray(word())
    data[data.rindex(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(InvalidInput, match="locked"):
        package.check(bytes(data))


@pytest.mark.parametrize("tipo", [Tipo.DOCX, Tipo.XLSX])
@pytest.mark.parametrize(
    "data",
    [
        b"PK\x03\x04",
        word()[:-30],
        word()[: len(word()) // 2],
        changed(word(), lambda name, content: b"<roto" if name.endswith(".xml") else content),
        changed(word(), lambda name, content: b"" if "rels" in name else content),
    ],
)
def test_what_is_broken_is_refused(data: bytes, tipo: Tipo) -> None:
    """Whatever the libraries raise."""
    with pytest.raises(InvalidInput):
        read(data, tipo)


def test_a_sheet_that_claims_to_be_endless_is_read_as_far_as_it_goes() -> None:
    """Its own word on its size is not believed."""

    def change(name: str, content: bytes) -> bytes:
        return content.replace(b'ref="A1"', b'ref="A1:XFD1048576"') if name.endswith("sheet1.xml") else content

    data = changed(sheet(), change)
    assert data != changed(sheet(), same)
    assert read_table(data, Tipo.XLSX).columns == ("hola",)
