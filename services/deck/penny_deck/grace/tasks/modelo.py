"""The tasks that a language model sees in sentences in which the rules see none; believed only word for word. Pure.

Qwen2.5-Coder-1.5B calls nearly every sentence a task ("El ascensor funciona bien", by "El ascensor"). So it is asked
only about sentences in which a person is named, and believed only if that is who has to do it.
"""

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any, Final

from penny_deck.grace.ask import Ask
from penny_deck.grace.prose import Passage, flat, stands_in
from penny_deck.grace.tasks import vetos
from penny_deck.grace.tasks.formas import Encargo
from penny_deck.grace.tasks.nombres import NAME, NAMES, named
from penny_deck.palabras import fold

MAX_ASKED = 40
"""Sentences: about 1 500 tokens, so that the answer fits in a context of 4 096 as well."""
CONFIDENCE = 0.5
_MIN_LETTERS = 6
"""Of what has to be done: the model's shorter answers say nothing."""
_NAME = re.compile(NAME)
INSTRUCTIONS: Final = (
    "Cada línea del texto es una frase con su número. Di qué frases encargan una tarea a alguien que aún no está "
    "hecha. "
    "Copia literalmente de la frase quién la hace, qué hay que hacer y para cuándo; si no lo dice, deja la cadena "
    "vacía. "
    "No incluyas lo ya hecho, lo negado, lo que depende de una condición ni la información."
)
SCHEMA: Final = json.dumps(
    {
        "type": "object",
        "properties": {
            "tareas": {
                "type": "array",
                "maxItems": 10,
                "items": {
                    "type": "object",
                    "properties": {
                        "frase": {"type": "integer", "minimum": 1, "maximum": MAX_ASKED},
                        "quien": {"type": "string", "maxLength": 60},
                        "que": {"type": "string", "maxLength": 160},
                    },
                    "required": ["frase", "quien", "que"],
                    "additionalProperties": False,
                },
            }
        },
        "required": ["tareas"],
        "additionalProperties": False,
    }
)


async def encargos(ask: Ask, passages: Sequence[Passage]) -> list[tuple[Passage, Encargo]]:
    """What the model finds in sentences and what stands in them; the same sentence is believed once.

    Args:
        ask: The model.
        passages: The sentences; it is shown the first MAX_ASKED that may be tasks.
    """
    asked = [each for each in passages if askable(each.text)][:MAX_ASKED]
    if not asked:
        return []
    answer = await ask(INSTRUCTIONS, "\n".join(f"{n}. {each.text}" for n, each in enumerate(asked, start=1)), SCHEMA)
    found: dict[int, tuple[Passage, Encargo]] = {}
    for number, who, what in _said(answer):
        if 0 < number <= len(asked):
            encargo = _believed(asked[number - 1].text, who, what)
            if encargo:
                found.setdefault(number, (asked[number - 1], encargo))
    return [found[number] for number in sorted(found)]


def askable(text: str) -> bool:
    """Whether a sentence that no rule understands may be a task: it names a person and denies or supposes nothing."""
    folded = fold(text)
    if vetos.unsure(folded) or vetos.done(folded) or vetos.negative(folded) or vetos.supposed(folded):
        return False
    return any(named(match[0]) for match in _NAME.finditer(text))


def _said(answer: str) -> Iterator[tuple[int, str, str]]:
    """What the answer says, if it is what was asked for."""
    try:
        value: Any = json.loads(answer)
        items = value["tareas"]
        yield from ((int(item["frase"]), str(item["quien"]), str(item["que"])) for item in items)
    except (ValueError, TypeError, KeyError):
        return


def _believed(text: str, who: str, what: str) -> Encargo | None:
    """A task whose words stand in the sentence, and who has to do it too."""
    what, who = what.strip(" ."), who.strip()
    start = fold(text).find(fold(what))
    if len(what) < _MIN_LETTERS or start < 0 or not stands_in(what, flat(text)):
        return None
    is_name = re.fullmatch(NAMES, who) and named(who) == (0, len(who))
    return Encargo(who, 0, start, start + len(what), CONFIDENCE) if is_name and stands_in(who, flat(text)) else None
