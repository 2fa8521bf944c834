"""What TASK_DETECTOR finds. Pure."""

from dataclasses import dataclass
from datetime import date, datetime

from penny_deck.grace.document import Box


@dataclass(frozen=True, slots=True)
class Tarea:
    """Something that somebody has to do; every text of it stands in the document."""

    quien: str
    """Who has to do it, as the document calls them; empty if it does not say."""
    que: str
    """What, in the sentence's own words."""
    para_cuando: date | datetime | None
    """The day, or the moment if an hour is named; None if no day follows from the words."""
    texto_cuando: str
    """The words that say by when; empty if there are none."""
    text: str
    """The sentence, or the row of the table."""
    page: int
    """From 1."""
    box: Box
    confidence: float
    """How often such a form of sentence is a task, from 0 to 1; an estimate."""


@dataclass(frozen=True, slots=True)
class Tareas:
    """The tasks of a document, in its order."""

    tareas: tuple[Tarea, ...]
