"""What a person wants to know of a document, and what GRACE's answer says of it, for the model to speak from. Pure."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from penny_gateway.words import dated, plainly

_PAPERS = (
    r"(?:facturas?|recibos?|tickets?|tiques?|documentos?|archivos?|ficheros?|pdf|contratos?|cartas?|"
    r"presupuestos?|informes?|nominas?|correos?|"
    r"emails?|e mails?|mails?|mensajes?|actas?|reunion|reuniones|notas?|escaneo|foto|minuta)"
)
_THIS = r"(?:el|la|los|las|este|esta|ese|esa|mi|un|una|al|del)"
_PAPER = rf"\b{_THIS} (?:\w+ )?{_PAPERS}\b"
_ASKED: dict[str, tuple[str, ...]] = {
    "TASK_DETECTOR": (
        rf"(?:que|cuales|cuantas)\b.*\b(?:tareas?|pendientes?|acciones|compromisos)\b.*{_PAPER}",
        rf"{_PAPER}.*\b(?:tareas|pendientes)\b",
        rf"que (?:tengo|tenemos|hay) que hacer (?:segun|de|en) .*{_PAPERS}",
        rf"(?:saca|dime|busca|extrae)(?:me)? las tareas\b.*{_PAPERS}",
    ),
    "SUMMARIZER": (
        rf"(?:resume|resume(?:me|nos|lo)|resumir(?:me)?|de que (?:va|trata|habla))\b.*{_PAPERS}",
        rf"(?:haz|dame|dime)(?:me)? un resumen\b.*{_PAPERS}",
    ),
    "CLASSIFIER": (
        rf"(?:de )?que (?:tipo|clase)(?: de \w+)? (?:es|son)\b.*{_PAPERS}",
        rf"clasifica(?:me)? {_PAPER}",
    ),
    "FIELD_EXTRACTOR": (
        rf"(?:que (?:dice|pone|contiene|hay en)|cuando vence|que empresa|lee(?:me)?|mira(?:me)?)\b.*{_PAPER}",
        rf"(?:quien (?:emite|firma|manda)|cuando vence)\b.*{_PAPER}",
        rf"dime (?:lo )?que (?:dice|pone)\b.*{_PAPER}",
        rf"cuanto (?:es|dice|pone|suma|cuesta|vale|sale|(?:hay|tengo) que pagar)\b.*{_PAPER}",
        rf"de (?:quien|que empresa|cuanto|cuando)\b.*{_PAPER}",
        rf"(?:cual es (?:el|la)|que) (?:total|importe|numero|fecha|base|iva|nif|cif)\b.*{_PAPER}",
    ),
}
"""How people ask for what the specification's four modules do (5.2); the first that fits is meant."""
_QUESTIONS = [(module, re.compile(ways)) for module, all_ in _ASKED.items() for ways in all_]


_MOST_WARNINGS = 2
"""Said aloud."""
_COUNTING = re.compile(r"[0-9.]+,[0-9]{2}\b|[0-9]+ de [a-z]+ de [0-9]{4}|[0-9,]+ %")
"""Amounts, dates and rates."""
_AMOUNT = re.compile(r"[0-9],[0-9]{2}\b|\beuros?\b|%")


@dataclass(frozen=True, slots=True)
class Wish:
    """What GRACE is to be asked."""

    module: str
    words: str
    """The person's words, by which the document is found."""


def wish(text: str) -> Wish | None:
    """What a person wants to know of a document; None if it is of none."""
    said = plainly(text)
    return next((Wish(module, text) for module, question in _QUESTIONS if question.search(said)), None)


def facts(module: str, result: Mapping[str, Any], name: str) -> str:
    """What GRACE has found, in sentences that the model may speak from."""
    lines = [line for line in _SAY[module](result) if line]
    return "\n".join([f"Documento: {name}.", *lines] if lines else [f"Documento: {name}.", "No dice nada de eso."])


def warnings(module: str, result: Mapping[str, Any]) -> str:
    """What is doubtful of an invoice or receipt, as Penny says it; empty if nothing is."""
    found = (result.get("warnings") or ()) if module == "FIELD_EXTRACTOR" else ()
    return " ".join(warning["text"] for warning in found[:_MOST_WARNINGS])


def stands_in(words: Iterable[str], told: str) -> bool:
    """Whether any of these words, by which a person calls a document, stands in what it says.

    A number is the document's own, and not a part of a date or an amount.
    """
    said = plainly(told).split()
    numbered = {word.lstrip("0") for word in plainly(_COUNTING.sub(" ", told)).split()}
    return any(
        word in numbered if word.isdigit() else any(other.startswith(word.rstrip("s")) for other in said)
        for word in map(plainly, words)
    )


def names_amount(text: str) -> bool:
    """Whether something is said of money."""
    return _AMOUNT.search(text) is not None


def _of_fields(result: Mapping[str, Any]) -> Iterator[str]:
    """In sentences as Penny would say them; of titles and values a small model makes sentences that are not true."""
    who, currency = result.get("proveedor"), result.get("moneda")
    total = _euros(result.get("total"), currency)
    yield _sentence("Es ", ", ".join(part for part in (who and f"de {who}", total and f"por {total}") if part))
    yield _sentence("Es para el cliente ", result.get("cliente"))
    yield _sentence("Su número es ", result.get("numero"))
    yield _sentence("Su fecha es el ", _dated(result.get("fecha")))
    yield _sentence("Vence el ", _dated(result.get("fecha_vencimiento")))
    yield _sentence("La base imponible es de ", _euros(result.get("base"), currency))
    for iva in result.get("iva") or ():
        if iva.get("tipo") is not None and iva.get("cuota") is not None:
            yield _sentence(f"El IVA al {_number(iva['tipo'])} % es de ", _euros(iva["cuota"], currency))
    yield _sentence("El NIF de quien la emite es ", result.get("nif_proveedor"))


def _of_tasks(result: Mapping[str, Any]) -> Iterator[str]:
    tasks = result.get("tareas") or ()
    yield f"Tareas: {len(tasks)}." if tasks else "No hay tareas."
    for number, task in enumerate(tasks, start=1):
        who = f"{task['quien']}: " if task.get("quien") else ""
        until = f", {task['texto_cuando']}" if task.get("texto_cuando") else ""
        yield f"{number}. {who}{task['que']}{until}."


def _of_class(result: Mapping[str, Any]) -> Iterator[str]:
    yield _line("Tipo de documento", result.get("label"))


def _of_summary(result: Mapping[str, Any]) -> Iterator[str]:
    yield _line("Resumen", result.get("texto"))


_SAY: dict[str, Callable[[Mapping[str, Any]], Iterator[str]]] = {
    "FIELD_EXTRACTOR": _of_fields,
    "TASK_DETECTOR": _of_tasks,
    "CLASSIFIER": _of_class,
    "SUMMARIZER": _of_summary,
}


def _line(title: str, value: object) -> str:
    return _sentence(f"{title}: ", value)


def _sentence(beginning: str, value: object) -> str:
    """Nothing if there is no value."""
    return f"{beginning}{str(value).rstrip('.')}." if value not in {None, ""} else ""


def _euros(amount: float | None, currency: str | None) -> str:
    if amount is None:
        return ""
    unit = {"EUR": "euros", None: "euros"}.get(currency, currency or "")
    return f"{_number(amount, cents=True)} {unit}"


def _number(amount: float, *, cents: bool = False) -> str:
    """With a comma, and cents only if there are some."""
    whole = not cents and float(amount).is_integer()
    return f"{amount:.0f}" if whole else f"{amount:.2f}".replace(".", ",")


def _dated(iso: str | None) -> str:
    return dated(iso) if iso else ""
