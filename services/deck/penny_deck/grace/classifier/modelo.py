"""What a language model says a document is; believed if it can show words that stand in it. Pure."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from penny_deck.grace.ask import Ask
from penny_deck.grace.prose import flat, stands_in
from penny_deck.log.terms import terms

MAX_SHOWN = 5_000
"""Characters of the document: some 1 700 tokens of a context of 4 096."""
_MAX_WORDS = 4


@dataclass(frozen=True, slots=True)
class Dicho:
    """A label, and the words by which the model came to it."""

    label: str
    evidence: tuple[str, ...]


async def label(ask: Ask, text: str, labels: Sequence[str]) -> Dicho | None:
    """What the model says; None if it gives no label of these, or no words that stand in the text.

    Args:
        ask: The model.
        text: The document's.
        labels: With their descriptions after a colon, if they have any.
    """
    names = [each.partition(":")[0].strip() for each in labels]
    instructions = (
        "Clasifica el documento en una de estas clases:\n"
        + "\n".join(f"- {each}" for each in labels)
        + "\nCopia literalmente del documento de una a tres palabras o expresiones que lo demuestran."
    )
    return _believed(await ask(instructions, text[:MAX_SHOWN], _schema(names)), names, flat(text))


def _schema(names: Sequence[str]) -> str:
    words = {"type": "array", "items": {"type": "string", "maxLength": 60}, "minItems": 1, "maxItems": _MAX_WORDS}
    return json.dumps(
        {
            "type": "object",
            "properties": {"clase": {"enum": list(names)}, "palabras": words},
            "required": ["clase", "palabras"],
            "additionalProperties": False,
        }
    )


def _believed(answer: str, names: Sequence[str], text: str) -> Dicho | None:
    try:
        value: Any = json.loads(answer)
        said, words = str(value["clase"]), [str(word) for word in value["palabras"]]
    except (ValueError, TypeError, KeyError):
        return None
    evidence = tuple(word for word in words[:_MAX_WORDS] if terms(word) and stands_in(word, text))
    return Dicho(said, evidence) if said in names and evidence else None
