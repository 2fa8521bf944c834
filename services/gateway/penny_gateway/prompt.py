"""Rendering the planos into what the model is given before the first word: a pure function.

Two parts. The instructions hold who Penny is, how she answers and the person's file. A few example answers follow,
made from the same planos: a small model obeys an example better than a rule, above all the rule to say that it does
not know (`make bench-answers`: with rules alone 31 of 40 right and 2 of 7 unknowns admitted; with the examples 37 and
7). What changes least comes first, so that a session's beginning is as much as possible like the last one's.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Planos = Mapping[str, Mapping[str, Any]]
"""A plano's content by its name: SISTEMA, PERSONALIDAD, CONTEXTO_PERSONAL, CONTEXTO_AMBIENTAL."""

UNKNOWN = "No lo sé, no tengo ese dato."
_UNKNOWN_QUESTIONS = ("¿Cuál es mi número de pie?", "¿Hará sol el domingo?")
"""Things that nobody writes into a plano."""

_MONTHS = (
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "septiembre",
    "octubre",
    "noviembre",
    "diciembre",
)


@dataclass(frozen=True, slots=True)
class Example:
    """A question, and how Penny answers it."""

    question: str
    answer: str


def instructions(planos: Planos) -> str:
    """Who Penny is, how she answers, and what she knows of the person and the day."""
    person = _person(planos)
    parts = (_identity(planos, person), _manner(planos), _file(planos, person))
    return "\n\n".join(parts)


def examples(planos: Planos) -> list[Example]:
    """Answers that show the manner: one sentence, from the planos, and the admission where they say nothing.

    And who is who: a small model takes the name in the file for its own.
    """
    ambiental = planos.get("CONTEXTO_AMBIENTAL", {})
    named = planos.get("CONTEXTO_PERSONAL", {}).get("nombre_usuario")
    first, second = _UNKNOWN_QUESTIONS
    return [
        Example("¿Cómo te llamas?", f"Me llamo {_name(planos)}."),
        Example("¿Cómo me llamo?", f"Te llamas {named}." if named else UNKNOWN),
        Example(first, UNKNOWN),
        Example("¿Qué recados tengo?", _say_recados(_texts(ambiental, "recados"))),
        Example(second, UNKNOWN),
        Example("¿Qué hay hoy en mi agenda?", _say_agenda(_texts(ambiental, "eventos_hoy"))),
    ]


def _identity(planos: Planos, person: str) -> str:
    personalidad = planos.get("PERSONALIDAD", {})
    manner = [str(personalidad[key]) for key in ("tono", "estilo", "tratamiento") if personalidad.get(key)]
    said = f" {'. '.join(manner)}." if manner else ""
    return (
        f"Eres {_name(planos)}, la asistente de voz de {person}. {person} te habla y tú le contestas "
        f"en español de España, de tú.{said}"
    )


def _manner(planos: Planos) -> str:
    rules = [
        "Con una o dos frases cortas, para leer en voz alta. Sin listas ni símbolos.",
        f"Solo con lo que dice la ficha. Si la ficha no lo dice, contestas: «{UNKNOWN}»",
        "Nunca inventas nombres, números, lugares ni horas.",
        "No puedes buscar en internet ni hacer acciones.",
    ]
    if avoid := planos.get("PERSONALIDAD", {}).get("muletillas_evitar"):
        rules.append(f"No dices: {', '.join(str(phrase) for phrase in avoid)}.")
    return "Cómo contestas:\n" + "\n".join(f"- {rule}" for rule in rules)


def _file(planos: Planos, person: str) -> str:
    """The person's file: the stable facts first, then the day."""
    personal, ambiental = planos.get("CONTEXTO_PERSONAL", {}), planos.get("CONTEXTO_AMBIENTAL", {})
    lines = [
        f"Ficha de {person}. Cuando {person} dice «yo», «me», «mi» o «tengo», habla de {person}.",
        f"Nombre: {person}.",
    ]
    lines += [f"Preferencia, {key.replace('_', ' ')}: {value}." for key, value in _preferences(personal).items()]
    lines += [f"{fact.rstrip('.')}." for fact in _texts(personal, "recordar")]
    if fecha := ambiental.get("fecha"):
        lines.append(f"Fecha de hoy: {ambiental.get('dia_semana', '')}, {_date(str(fecha))}.")
    if hora := ambiental.get("hora"):
        lines.append(f"Hora: {hora}.")
    events, recados = _texts(ambiental, "eventos_hoy"), _texts(ambiental, "recados")
    lines.append(_heading(f"Agenda de hoy de {person}", len(events), "nada"))
    lines += [f"- A las {hour}: {text}." if hour else f"- {text}." for hour, text in map(_event, events)]
    count = int(ambiental.get("recados_pendientes") or len(recados))
    lines.append(_heading(f"Recados pendientes de {person}", count, "ninguno"))
    lines += [f"{number}. {text}." for number, text in enumerate(recados, start=1)]
    return "\n".join(lines)


def _say_recados(recados: Sequence[str]) -> str:
    if not recados:
        return "No tienes ningún recado pendiente."
    return f"Tienes {len(recados)} recado{'s' if len(recados) > 1 else ''}: {_enumerated(recados)}."


def _say_agenda(events: Sequence[str]) -> str:
    if not events:
        return "Hoy no tienes nada en la agenda."
    said = [f"a las {hour}, {text}" if hour else text for hour, text in map(_event, events)]
    return f"Hoy tienes: {_enumerated(said)}."


def _name(planos: Planos) -> str:
    """Penny's own."""
    return str(
        planos.get("PERSONALIDAD", {}).get("nombre") or planos.get("SISTEMA", {}).get("nombre_asistente") or "Penny"
    )


def _person(planos: Planos) -> str:
    return str(planos.get("CONTEXTO_PERSONAL", {}).get("nombre_usuario") or "la persona")


def _preferences(personal: Mapping[str, Any]) -> dict[str, Any]:
    """In a fixed order: on the wire the keys of a Struct have none, and the prefix has to stay what it was."""
    return dict(sorted((personal.get("preferencias") or {}).items()))


def _texts(plano: Mapping[str, Any], key: str) -> list[str]:
    return [str(text) for text in plano.get(key) or ()]


def _event(event: str) -> tuple[str, str]:
    """An event as DECK writes it, "14:00 - Llamada cliente", taken apart; the hour may be missing."""
    hour, separator, text = event.partition(" - ")
    return (hour, text) if separator else ("", event)


def _heading(title: str, count: int, nothing: str) -> str:
    return f"{title} ({count}):" if count else f"{title}: {nothing}."


def _enumerated(texts: Sequence[str]) -> str:
    """As "a", "a y b" or "a, b y c", each beginning in lower case."""
    small = [text[:1].lower() + text[1:] for text in texts]
    return small[0] if len(small) == 1 else f"{', '.join(small[:-1])} y {small[-1]}"


def _date(iso: str) -> str:
    year, month, day = iso.split("-")
    return f"{int(day)} de {_MONTHS[int(month) - 1]} de {year}"
