"""All the documents: each with its truth, and in one of two halves.

The half "tune" may be looked at; "score" is what the figures are measured on, and nothing is ever tuned on it.
"""

import functools
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from support.documents import facts, invoices, mails, minutes, receipts, scanning

_KINDS = ("simple", "varios", "irpf", "recargo", "intracomunitaria", "exenta", "abono", "larga", "mal", "simple")


@dataclass(frozen=True, slots=True)
class Made:
    """A document that has been made up."""

    name: str
    kind: str
    """factura, ticket, acta or correo."""
    form: str
    """pdf, scan, photo, docx, eml or txt."""
    half: str
    truth: dict[str, Any]
    make: Callable[[], bytes]
    """The file; made when it is asked for, because scans take a while."""


def collection() -> Iterator[Made]:
    """Every document, always the same."""
    yield from text_invoices(60)
    yield from text_receipts(20)
    yield from _scanned(24)
    yield from _photographed(12)
    yield from _minutes(9)
    yield from _mails(12)


def text_invoices(count: int, start: int = 0) -> Iterator[Made]:
    """Invoices as PDF with text."""
    for n in range(start, start + count):
        chance, half = _chance(n), _half(n)
        invoice = facts.invoice(chance, _KINDS[n // 2 % len(_KINDS)])
        how = invoices.style(chance, held_out=half == "score")
        data = invoices.draw(invoice, how)
        yield Made(
            f"factura-{n:03}-{invoice.kind}.pdf",
            "factura",
            "pdf",
            half,
            invoice.truth(base=how.sums_bases),
            _already(data),
        )


def text_receipts(count: int, start: int = 500) -> Iterator[Made]:
    """Receipts as PDF with text."""
    for n in range(start, start + count):
        chance, half = _chance(n), _half(n)
        receipt = receipts.receipt(chance)
        data = receipts.draw(receipt, chance, held_out=half == "score")
        yield Made(f"ticket-{n}.pdf", "ticket", "pdf", half, receipt.truth(), _already(data))


def _scanned(count: int) -> Iterator[Made]:
    for n, made in enumerate([*text_invoices(count * 3 // 4, 200), *text_receipts(count // 4, 600)]):
        yield _again(made, "scan", "pdf", functools.partial(scanning.scan, seed=n))


def _photographed(count: int) -> Iterator[Made]:
    for n, made in enumerate([*text_invoices(count // 2, 302), *text_receipts(count // 2, 700)]):
        kind = "PNG" if n % 4 < 2 else "JPEG"
        suffix = kind.lower().replace("jpeg", "jpg")
        yield _again(made, "photo", suffix, functools.partial(scanning.photo, seed=n, kind=kind))


def _again(made: Made, form: str, suffix: str, how: Callable[[bytes], bytes]) -> Made:
    name = f"{form}-{made.name.removesuffix('.pdf')}.{suffix}"
    return Made(name, made.kind, form, made.half, made.truth, lambda: how(made.make()))


def _minutes(count: int) -> Iterator[Made]:
    writers = {"docx": minutes.as_docx, "pdf": minutes.as_pdf, "txt": minutes.as_text}
    for n in range(800, 800 + count):
        chance, form = _chance(n), tuple(writers)[n % len(writers)]
        meeting = minutes.minutes(chance)
        data = writers[form](minutes.lines(meeting, chance))
        yield Made(f"acta-{n}.{form}", "acta", form, _half(n), meeting.truth(), _already(data))


def _mails(count: int) -> Iterator[Made]:
    for n in range(900, 900 + count):
        data, truth = mails.mail(_chance(n), mails.KINDS[n // 2 % len(mails.KINDS)])
        yield Made(f"correo-{n}-{truth['tipo']}.eml", "correo", "eml", _half(n), truth, _already(data))


def _already(data: bytes) -> Callable[[], bytes]:
    return lambda: data


def _half(n: int) -> str:
    return ("tune", "score")[n % 2]


def _chance(n: int) -> random.Random:
    return random.Random(n)  # noqa: S311 - made-up documents, not a secret
