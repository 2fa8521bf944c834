"""What SUMMARIZER makes of a document. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Frase:
    """A sentence of the document that a summary is made of, or rests on."""

    indice: int
    """Among the document's sentences, from 0."""
    texto: str


@dataclass(frozen=True, slots=True)
class Resumen:
    """A summary, and what it rests on."""

    texto: str
    """Empty if the document has no sentences."""
    sentences: tuple[Frase, ...]
    """In the order of the document."""
    extractive: bool
    """Whether the text is made of the document's own sentences, and no other words."""
    warnings: tuple[str, ...]
