"""References to files in the Vault: "vault://uploads/factura.pdf". Pure.

A reference is a name and never a path: nothing that it says is looked for on a disk.
"""

import re
import unicodedata
from dataclasses import dataclass

from penny_chassis.errors import InvalidInput

UPLOADS = "vault://uploads/"
MAX_NAME_CHARS = 200

_NAME = re.compile(r"[^\x00-\x1f\x7f/\\:*?\"<>|]+")
_HIDING = re.compile(r"[\x80-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
"""Signs that are not seen and change how the others are: "factura[U+202E]fdp.exe" with them ends in "exe.pdf"."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file in the Vault."""

    name: str

    def __str__(self) -> str:
        return f"{UPLOADS}{self.name}"


def name_of(name: str, field: str) -> str:
    """A file's name, as it is kept.

    Raises:
        InvalidInput: It is empty, too long, hidden, or has signs that no name should have.
    """
    if _HIDING.search(name):
        raise InvalidInput(
            "This name has signs that are not seen and change how the others are.",
            remedy="Send one without them.",
            field=field,
        )
    return _plain(name, field)


def upload_of(ref: str, field: str) -> Upload:
    """A reference to a file in the Vault.

    Raises:
        InvalidInput: It is none.
    """
    if not ref.startswith(UPLOADS):
        raise InvalidInput("This is no file in the Vault.", remedy=f"Refer to it as {UPLOADS}NAME.", field=field)
    return Upload(_plain(ref.removeprefix(UPLOADS), field))  # also of what was kept before names were so strict


def _plain(name: str, field: str) -> str:
    name = unicodedata.normalize("NFC", name).strip()
    if not _NAME.fullmatch(name) or len(name) > MAX_NAME_CHARS or name.startswith("."):
        raise InvalidInput(
            "This is no name for a file.",
            remedy=f"Send one without a folder and with at most {MAX_NAME_CHARS} characters.",
            field=field,
        )
    return name


def free_name(name: str, taken: set[str]) -> str:
    """The name, or if another content has it the next one that is free: "factura-2.pdf"."""
    stem, dot, suffix = name.rpartition(".")
    stem, suffix = (stem, f"{dot}{suffix}") if stem else (name, "")
    number, free = 1, name
    while free.casefold() in taken:
        number += 1
        free = f"{stem}-{number}{suffix}"
    return free
