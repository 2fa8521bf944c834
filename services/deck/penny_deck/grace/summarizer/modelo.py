"""A summary in a language model's words; believed only if all that it states stands in the document."""

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any, Final

from penny_deck.grace.ask import Ask
from penny_deck.grace.summarizer import extract, respaldo

CHUNK_CHARACTERS: Final = 6_000
"""Some 2 000 tokens of Spanish, so that instructions and answer fit in a context of 4 096 as well."""
MAX_CHUNKS: Final = 4
"""Each takes a model on two cores some ten seconds."""
_MAX_ANSWER = 700
_INSTRUCTIONS = (
    "Resume el texto en español en {count} como máximo. Usa solo lo que dice el texto: no añadas nombres, cifras, "
    "fechas "
    "ni opiniones. No copies el saludo ni la firma."
)
_SCHEMA: Final = json.dumps(
    {
        "type": "object",
        "properties": {"resumen": {"type": "string", "minLength": 1, "maxLength": _MAX_ANSWER}},
        "required": ["resumen"],
        "additionalProperties": False,
    }
)
_SENTENCE = re.compile(r"(?<=[.!?…])\s+(?=[¿¡«\"“]?[A-ZÁÉÍÓÚÑ0-9])")


async def summary(ask: Ask, said: Sequence[str], document: str, count: int) -> tuple[str, ...] | None:
    """The model's sentences; None if they state what does not stand in the document.

    A long document is summarised piece by piece, and then the summaries; of a piece whose summary is not believed, and
    of what is beyond the last piece, the sentences that say most stand for the rest.

    Args:
        ask: The model.
        said: The document's sentences.
        document: Its whole text.
        count: Sentences at most; if the model gives more, those of them that say most.
    """
    pieces = list(chunks(said))
    if len(pieces) > 1:
        said = [sentence for n, piece in enumerate(pieces) for sentence in await _of_piece(ask, piece, n, count)]
    return await _asked(ask, said, document, count)


async def _of_piece(ask: Ask, piece: Sequence[str], n: int, count: int) -> Sequence[str]:
    own = await _asked(ask, piece, " ".join(piece), count) if n < MAX_CHUNKS else None
    return own or [frase.texto for frase in extract.best(piece, count)]


def chunks(said: Sequence[str]) -> Iterator[Sequence[str]]:
    """Sentences in pieces that the model can read at once; all that is beyond MAX_CHUNKS is one more."""
    piece: list[str] = []
    size = count = 0
    for n, sentence in enumerate(said):
        if piece and size + len(sentence) > CHUNK_CHARACTERS:
            yield piece
            count, piece, size = count + 1, [], 0
            if count == MAX_CHUNKS:
                yield said[n:]
                return
        piece.append(sentence[:CHUNK_CHARACTERS])
        size += len(sentence) + 1
    if piece:
        yield piece


async def _asked(ask: Ask, said: Sequence[str], document: str, count: int) -> tuple[str, ...] | None:
    instructions = _INSTRUCTIONS.format(count="una frase" if count == 1 else f"{count} frases")
    text = _read(await ask(instructions, " ".join(said)[:CHUNK_CHARACTERS], _SCHEMA))
    sentences = _SENTENCE.split(text) if text else []
    facts = respaldo.known(document)
    if any(respaldo.unfounded(sentence, facts) for sentence in sentences):
        return None
    return tuple(frase.texto for frase in extract.best(sentences, count)) or None


def _read(answer: str) -> str | None:
    """What the answer says, if it is what was asked for and complete."""
    try:
        value: Any = json.loads(answer)
        text = " ".join(str(value["resumen"]).split())
    except (ValueError, TypeError, KeyError):
        return None
    return text if text.endswith((".", "!", "?", "…")) else None
