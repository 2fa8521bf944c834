"""What CLASSIFIER finds. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Clase:
    """The kind of a document."""

    label: str | None
    """One of those that were asked for; None if none fits and "otro" is not among them."""
    confidence: float
    """From 0 to 1: the share of the evidence that speaks for it, less if there is little; an estimate."""
    alternatives: tuple[tuple[str, float], ...]
    """Other labels for which something speaks, the likelier first, each with its confidence."""
    evidence: tuple[str, ...]
    """Words that stand in the document and speak for the label."""
