"""A summary: the document's own sentences, or the model's words if it is asked and can be believed."""

from typing import Final

from penny_chassis.errors import InvalidInput
from penny_deck.grace.ask import Ask
from penny_deck.grace.document import Document
from penny_deck.grace.summarizer import extract, modelo
from penny_deck.grace.summarizer.rank import MAX_RANKED
from penny_deck.grace.summarizer.resumen import Resumen

MAX_SENTENCES: Final = 20
NO_SENTENCES: Final = "El documento no tiene frases que resumir."
NOT_BELIEVED: Final = "El modelo afirmaba algo que no está en el documento: se dan frases del propio documento."
LONG: Final = "El documento es largo: del final solo se han leído las frases más señaladas."
VERY_LONG: Final = f"El documento es muy largo: solo se han comparado sus primeras {MAX_RANKED} frases."


async def summarise(document: Document, max_sentences: int = 3, ask: Ask | None = None) -> Resumen:
    """A summary of a document.

    Args:
        document: Any with sentences.
        max_sentences: 1 to MAX_SENTENCES.
        ask: A language model; without one the summary consists of sentences of the document.

    Raises:
        InvalidInput: `max_sentences` is out of range.
    """
    if not 1 <= max_sentences <= MAX_SENTENCES:
        raise InvalidInput(
            f"A summary has 1 to {MAX_SENTENCES} sentences.", remedy="Ask for so many.", field="max_sentences"
        )
    said = extract.sentences(document)
    if not said:
        return Resumen("", (), extractive=True, warnings=(NO_SENTENCES,))
    if ask and len(said) > max_sentences:
        told = await modelo.summary(ask, said, document.text, max_sentences)
        if told:
            is_long = len(list(modelo.chunks(said))) > modelo.MAX_CHUNKS
            warnings = (LONG,) if is_long else ()
            return Resumen(" ".join(told), extract.sources(told, said), extractive=False, warnings=warnings)
    return _extractive(said, max_sentences, (NOT_BELIEVED,) if ask and len(said) > max_sentences else ())


def _extractive(said: tuple[str, ...], count: int, warnings: tuple[str, ...]) -> Resumen:
    chosen = extract.best(said, count)
    too_long = (VERY_LONG,) if len(said) > MAX_RANKED else ()
    return Resumen(extract.text(chosen), chosen, extractive=True, warnings=(*warnings, *too_long))
