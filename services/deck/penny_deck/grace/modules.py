"""GRACE's modules (specification 5.2): each makes a result of a document. One row a module."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from penny_deck.grace.contract import Payload
from penny_deck.grace.document import Box, Document
from penny_deck.grace.extractor import Extraction, Field, extract
from penny_deck.grace.model import Ask

_AMOUNTS = frozenset({"base", "irpf", "total"})
_OF_IVA = {"iva_tipo": "tipo", "iva_base": "base", "iva_cuota": "cuota", "recargo": "recargo"}


@dataclass(frozen=True, slots=True)
class Work:
    """What a module is given."""

    document: Document
    payload: Payload
    now: datetime
    """In the person's time zone."""
    ask: Ask | None
    """The language model, if the module may use one."""


Module = Callable[[Work], Awaitable[dict[str, Any]]]


async def _field_extractor(work: Work) -> dict[str, Any]:
    """Who, when and how much of an invoice or receipt: the values, and for each of them where it stands."""
    extraction = await asyncio.to_thread(extract, work.document)
    values = {field.name: _value(field) for field in reversed(extraction.fields) if not field.line}
    return {
        **dict(sorted(values.items())),
        "iva": [{_OF_IVA[name]: _number(field) for name, field in line.items()} for line in extraction.iva()],
        "fields": [_field(field) for field in extraction.fields],
        "warnings": [{"code": aviso.code, "text": aviso.text} for aviso in extraction.warnings],
    }


def _value(field: Field) -> str | float:
    return _number(field) if field.name in _AMOUNTS else field.value


def _number(field: Field) -> float:
    return float(Decimal(field.value))


def _field(field: Field) -> dict[str, Any]:
    found = {"name": field.name, "value": field.value, "text": field.text, "confidence": field.confidence}
    return found | {"page": field.page, "box": _box(field.box)} | ({"line": field.line} if field.line else {})


def _box(box: Box) -> list[float]:
    """Left, top, right, bottom, in fractions of the page."""
    return [round(side, 4) for side in (box.left, box.top, box.right, box.bottom)]


MODULES: Mapping[str, Module] = {"FIELD_EXTRACTOR": _field_extractor}
"""By the name that a contract's routing says."""

__all__ = ["MODULES", "Extraction", "Module", "Work"]
