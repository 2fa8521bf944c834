"""Whether a field stands in the document: nothing is returned that does not. Pure.

Asked of the document's own words, and not of what the extractor made of them; and the value is worked out again from
the text, so that it cannot have come from anywhere else.
"""

from collections.abc import Callable, Mapping

from penny_deck.grace.document import Box, Document
from penny_deck.grace.extractor import nifs
from penny_deck.grace.extractor.amounts import cents, currency, percent, written
from penny_deck.grace.extractor.dates import iso
from penny_deck.grace.extractor.extraction import Field


def stands(field: Field, document: Document) -> bool:
    """Whether every part of a field's text is in a word at its place, and its value comes from its text alone."""
    words = [word.text for word in document.pages[field.page - 1] if _touch(word.box, field.box)]
    parts = field.text.split()
    return bool(parts) and all(any(part in word for word in words) for part in parts) and _derived(field)


def value_of(name: str, text: str) -> str:
    """What a text says as a field of that name."""
    return _VALUES[name](text)


def _derived(field: Field) -> bool:
    return field.value == value_of(field.name, field.text) and bool(field.value)


def _touch(one: Box, other: Box) -> bool:
    return one.left <= other.right and one.right >= other.left and one.top <= other.bottom and one.bottom >= other.top


def _amount(text: str) -> str:
    return written(cents(text))


def _rate(text: str) -> str:
    return f"{percent(text):f}"


def _retained(text: str) -> str:
    return written(abs(cents(text)))


def _as_it_is(text: str) -> str:
    return " ".join(text.split())


_VALUES: Mapping[str, Callable[[str], str]] = {
    "proveedor": _as_it_is,
    "nif_proveedor": nifs.value,
    "cliente": _as_it_is,
    "nif_cliente": nifs.value,
    "numero": _as_it_is,
    "fecha": iso,
    "fecha_vencimiento": iso,
    "base": _amount,
    "iva_tipo": _rate,
    "iva_base": _amount,
    "iva_cuota": _amount,
    "recargo": _amount,
    "irpf": _retained,
    "total": _amount,
    "moneda": currency,
}
