"""GRACE's modules (specification 5.2): each makes a result of a document. One row a module."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, TypeVar

from penny_deck.grace.ask import Ask
from penny_deck.grace.classifier import DEFAULT, classify
from penny_deck.grace.contract import Payload
from penny_deck.grace.document import Box, Document
from penny_deck.grace.extractor import Field, extract
from penny_deck.grace.summarizer import summarise
from penny_deck.grace.tasks import detect

T = TypeVar("T")

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
    """The language model, if modules may use it."""


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


async def _task_detector(work: Work) -> dict[str, Any]:
    """Who has to do what by when."""
    found = await _off_the_loop(lambda ask: detect(work.document, work.now, ask), work.ask)
    return {
        "tareas": [
            {
                "quien": tarea.quien,
                "que": tarea.que,
                "para_cuando": tarea.para_cuando.isoformat() if tarea.para_cuando else None,
                "texto_cuando": tarea.texto_cuando,
                "text": tarea.text,
                "confidence": tarea.confidence,
                "page": tarea.page,
                "box": _box(tarea.box),
            }
            for tarea in found.tareas
        ]
    }


async def _classifier(work: Work) -> dict[str, Any]:
    """Which of the labels fits: those of the contract, or the usual ones."""
    labels = work.payload.labels or DEFAULT
    found = await _off_the_loop(lambda ask: classify(work.document, labels, ask), work.ask)
    return {
        "label": found.label,
        "confidence": found.confidence,
        "alternatives": [{"label": label, "confidence": sure} for label, sure in found.alternatives],
        "evidence": list(found.evidence),
    }


async def _summarizer(work: Work) -> dict[str, Any]:
    """The document in a few sentences."""
    most = work.payload.max_sentences
    found = await _off_the_loop(lambda ask: summarise(work.document, most, ask), work.ask)
    return {
        "texto": found.texto,
        "extractive": found.extractive,
        "sentences": [{"index": frase.indice, "text": frase.texto} for frase in found.sentences],
        "warnings": [{"code": "resumen", "text": warning} for warning in found.warnings],
    }


async def _off_the_loop(work: Callable[[Ask | None], Coroutine[Any, Any, T]], ask: Ask | None) -> T:
    """What reckons for a while, in a thread of its own; the model is asked from here."""
    loop = asyncio.get_running_loop()

    async def asked_here(instructions: str, text: str, schema: str) -> str:
        if ask is None:
            raise AssertionError
        question = asyncio.run_coroutine_threadsafe(_asked(ask, instructions, text, schema), loop)
        return await asyncio.wrap_future(question)

    return await asyncio.to_thread(lambda: asyncio.run(work(asked_here if ask else None)))


async def _asked(ask: Ask, instructions: str, text: str, schema: str) -> str:
    return await ask(instructions, text, schema)


MODULES: Mapping[str, Module] = {
    "FIELD_EXTRACTOR": _field_extractor,
    "SUMMARIZER": _summarizer,
    "CLASSIFIER": _classifier,
    "TASK_DETECTOR": _task_detector,
}
"""By the name that a contract's routing says."""
