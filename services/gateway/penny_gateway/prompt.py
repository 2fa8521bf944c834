"""Rendering the planos into what the model is given before the first word: a pure function.

Two parts. The instructions hold who Penny is, how she answers and the person's file. A few example answers follow,
made from the same planos: a small model obeys an example better than a rule, above all the rule to say that it does
not know (`make bench-answers`: with rules alone 31 of 40 right and 2 of 7 unknowns admitted; with the examples 37 and
7). What changes least comes first, so that a session's beginning is as much as possible like the last one's.

All of it is within a budget of tokens: of a list that is too long the rest is counted, and the longest list first.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from penny_gateway.words import dated

Planos = Mapping[str, Mapping[str, Any]]
"""A plano's content by its name: SISTEMA, PERSONALIDAD, CONTEXTO_PERSONAL, CONTEXTO_AMBIENTAL."""

MAX_TOKENS = 2000
"""Of the instructions: half of the context that the llm service has by default; the conversation has the rest."""
CHARACTERS_PER_TOKEN = 2.5
"""Fewer than there are, to be safe: Qwen 2.5 has 3.0 to 3.4 of them in these instructions (in figures alone 1.1)."""

UNKNOWN = "No lo sé, no tengo ese dato."
_DUE_NAMED = 10
"""Recados of today that are named once more."""
_SAID_AT_ONCE, _SAID_FIRST = 6, 3
"""Nobody wants to hear more recados than that; of more the first."""
_UNKNOWN_QUESTIONS = ("¿Cuál es mi número de pie?", "¿Hará sol el domingo?")
"""Things that nobody writes into a plano."""


@dataclass(frozen=True, slots=True)
class Example:
    """A question, and how Penny answers it."""

    question: str
    answer: str


def instructions(planos: Planos) -> str:
    """Who Penny is, how she answers, and what she knows of the person and the day."""
    person = _person(planos)
    head = f"{_identity(planos, person)}\n\n{_manner(planos)}\n\n"
    return head + _fitting(_sections(planos, person), MAX_TOKENS * CHARACTERS_PER_TOKEN - len(head))


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
        Example("¿Qué recados tengo?", _say_recados(_texts(ambiental, "recados"), _pending(ambiental))),
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


@dataclass(slots=True)
class _Section:
    """Lines that belong together."""

    head: list[str]
    lines: list[str]
    """Those at the end can be left out."""
    left_out: int = 0

    @property
    def text(self) -> str:
        """All of it, and how many lines are missing."""
        rest = [f"(Y {self.left_out} más.)"] if self.left_out else []
        return "\n".join([*self.head, *self.lines, *rest])


def _sections(planos: Planos, person: str) -> list[_Section]:
    """The person's file: the stable facts first, then the day."""
    personal, ambiental = planos.get("CONTEXTO_PERSONAL", {}), planos.get("CONTEXTO_AMBIENTAL", {})
    events, recados, due = (_texts(ambiental, key) for key in ("eventos_hoy", "recados", "recordatorios"))
    count = _pending(ambiental)
    return [
        _Section(
            [
                f"Ficha de {person}. Cuando {person} dice «yo», «me», «mi» o «tengo», habla de {person}.",
                f"Nombre: {person}.",
            ],
            [f"Preferencia, {key.replace('_', ' ')}: {value}." for key, value in _preferences(personal).items()],
        ),
        _Section([], [f"{fact.rstrip('.')}." for fact in _texts(personal, "recordar")]),
        _Section(_moment(ambiental), []),
        _Section(
            [_heading(f"Agenda de hoy de {person}", len(events), "nada")],
            [f"- A las {hour}: {text}." if hour else f"- {text}." for hour, text in map(_event, events)],
        ),
        _Section(
            [_heading(f"Recados pendientes de {person}", count, "ninguno")],
            [f"{number}. {text}." for number, text in enumerate(recados, start=1)],
        ),
        _Section([f"Para hoy o atrasado: {'; '.join(due[:_DUE_NAMED])}."] if due else [], []),
    ]


def _moment(ambiental: Mapping[str, Any]) -> list[str]:
    fecha, hora = ambiental.get("fecha"), ambiental.get("hora")
    day = [f"Fecha de hoy: {ambiental.get('dia_semana', '')}, {dated(str(fecha))}."] if fecha else []
    return [*day, *([f"Hora: {hora}."] if hora else [])]


def _fitting(sections: Sequence[_Section], characters: float) -> str:
    """The sections, the longest of them cut line by line until all fit."""
    while len(text := "\n".join(section.text for section in sections if section.text)) > characters:
        longest = max(sections, key=lambda section: len(section.text) if section.lines else 0)
        if not longest.lines:
            break  # nothing can be left out any more
        longest.lines.pop()
        longest.left_out += 1
    return text


def _pending(ambiental: Mapping[str, Any]) -> int:
    """How many recados there are, though not all may be told."""
    return int(ambiental.get("recados_pendientes") or len(_texts(ambiental, "recados")))


def _say_recados(recados: Sequence[str], count: int) -> str:
    if not recados:
        return "No tienes ningún recado pendiente."
    if count > _SAID_AT_ONCE:
        return f"Tienes {count} recados. Los primeros: {_enumerated(recados[:_SAID_FIRST])}."
    return f"Tienes {count} recado{'s' if count > 1 else ''}: {_enumerated(recados)}."


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
