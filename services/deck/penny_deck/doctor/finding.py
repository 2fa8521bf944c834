"""What the doctor says of one thing."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How bad it is."""

    OK = "ok"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    code: str
    """A stable name."""
    severity: Severity
    text: str
    remedy: str = ""


def ok(code: str, text: str) -> Finding:
    """It is in order."""
    return Finding(code, Severity.OK, text)


def warning(code: str, text: str, remedy: str) -> Finding:
    """DECK works, and something is going to go wrong or is less than it could be."""
    return Finding(code, Severity.WARNING, text, remedy)


def error(code: str, text: str, remedy: str) -> Finding:
    """DECK does not do what it should."""
    return Finding(code, Severity.ERROR, text, remedy)
