"""DOCX and XLSX are ZIPs of XML: whether one may be unpacked at all. Pure.

A bomb is small and becomes huge: by its ratio, by members that share their bytes, by sizes that lie, or by XML entities
that stand for each other. What a directory says is checked first, then what comes out, member by member, and nothing is
kept. A ZIP within the ZIP stays packed: no reader opens one.
"""

import io
import zipfile

from penny_chassis.errors import InvalidInput
from penny_deck.grace.readers import limits

_CHUNK = 1024 * 1024
_DTDS = tuple("<!DOCTYPE".encode(encoding) for encoding in ("ascii", "utf-16-le", "utf-16-be"))
"""No part of a package may have one (ECMA-376-2, 8.1.4), and entities cannot be declared without."""
_XML = (".xml", ".rels", ".vml")
_MACROS = "vbaproject.bin"
_ENCRYPTED = 0x1


def check(data: bytes) -> None:
    """Unpack everything once, keeping nothing.

    Raises:
        InvalidInput: It is broken, has macros, a password or a DTD, or is packed tighter than documents are.
        TooLarge: More comes out than may.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            members = package.infolist()
            _check_directory(members, len(data))
            for member in members:
                _check_member(package, member)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, EOFError, OSError, ValueError):
        raise limits.unreadable() from None


def _check_directory(members: list[zipfile.ZipInfo], packed: int) -> None:
    """What the directory says: so many members, so large, and none that has no business here."""
    limits.check("The document", len(members), limits.MAX_MEMBERS, "parts")
    inflated = sum(member.file_size for member in members)
    limits.check("The document, unpacked,", inflated, limits.MAX_INFLATED_BYTES, "bytes")
    if inflated > limits.MAX_RATIO * packed:
        raise limits.unreadable()
    for member in members:
        _check_kind(member)


def _check_kind(member: zipfile.ZipInfo) -> None:
    if member.flag_bits & _ENCRYPTED:
        raise limits.locked()
    if member.filename.lower().endswith(_MACROS):
        raise InvalidInput(
            "This document has macros.", remedy="Save it without them, as .docx or .xlsx.", field=limits.FIELD
        )


def _check_member(package: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    """Unpack one: no more comes out than the directory said, and `zipfile` compares the checksum at the end."""
    is_xml, before = member.filename.lower().endswith(_XML), b""
    with package.open(member) as file:
        while chunk := file.read(_CHUNK):
            if is_xml and any(dtd in before + chunk for dtd in _DTDS):
                raise limits.unreadable()
            before = chunk[-len(_DTDS[-1]) :]
