"""The tasks of a document: of its points, tables and sentences by rules, of the rest by the model if it is asked."""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime

from penny_deck.grace import prose
from penny_deck.grace.ask import Ask
from penny_deck.grace.document import Document, around
from penny_deck.grace.prose import Passage
from penny_deck.grace.tasks import formas, modelo, plazo, puntos, tablas
from penny_deck.grace.tasks.contexto import Contexto, contexto
from penny_deck.grace.tasks.formas import Encargo
from penny_deck.grace.tasks.puntos import Section
from penny_deck.grace.tasks.tarea import Tarea, Tareas

_COMPLETE = 0.05
"""More sure, if both who and by when are said."""
_TABLE = 0.95
_MAX_SENTENCE = 1_000
"""Characters: more are no sentence, and what patterns try in them grows with their square."""
_TRIM = " ,;:.–—-([|"
_SHORTEST = 3
"""Letters of what has to be done."""
_QUIET = re.compile(r"(?i)(?:,? (?:por ?fa(?:vor)?|gracias|y|e|que|entonces))+$")


async def detect(document: Document, now: datetime, ask: Ask | None = None) -> Tareas:
    """The tasks in a document.

    Args:
        document: Minutes, an e-mail, notes.
        now: From when days are counted if the document has no date of its own; in the person's time zone.
        ask: A language model, for sentences whose form is not known; what it says is believed only word for word.

    Raises:
        ValueError: `now` is in no time zone.
    """
    if now.tzinfo is None:
        raise ValueError("now is in no time zone")
    passages = _merged(prose.paragraphs(document))
    known = contexto(document, passages, now)
    text = prose.flat(document.text)
    found, silent = _by_rules(passages, known, document)
    if ask and silent:
        told = await modelo.encargos(ask, silent)
        found += [made for passage, encargo in told if (made := _tarea(passage, encargo, "", known))]
    grounded = (tarea for tarea in found if _stands(tarea, text))
    return Tareas(tuple(sorted(grounded, key=lambda tarea: (tarea.page, tarea.box.top, tarea.box.left))))


def _by_rules(passages: Sequence[Passage], known: Contexto, document: Document) -> tuple[list[Tarea], list[Passage]]:
    """The tasks that the rules find, and the sentences in which they find none."""
    rows = list(tablas.rows(document.lines))
    in_tables = {fila.line.text for fila in rows}
    found = [made for fila in rows if (made := _of_row(fila, known))]
    silent: list[Passage] = []
    section = Section.UNKNOWN
    for passage in passages:
        heading = puntos.heading(passage.text, passage.spaced)
        section = heading or section
        if heading in {None, Section.UNKNOWN} and passage.text not in in_tables:
            tareas = list(_of_paragraph(passage, section, known))
            found += tareas
            silent += [] if tareas or puntos.is_done(passage.text) or section is Section.OTHER else [passage]
    return found, [sentence for passage in silent for sentence in prose.sentences(passage)]


def _merged(passages: Sequence[Passage]) -> list[Passage]:
    """With lines that label something of the point above in one with it."""
    merged: list[Passage] = []
    for passage in passages:
        above = merged[-1] if merged else None
        if above and not passage.spaced and above.page == passage.page and puntos.begins_with_label(passage.text):
            merged[-1] = Passage(above.words + passage.words, above.page, above.spaced)
        else:
            merged.append(passage)
    return merged


def _of_paragraph(passage: Passage, section: Section, known: Contexto) -> Iterator[Tarea]:
    """The tasks of a point, or of the sentences of a paragraph."""
    is_point = len(passage.text) <= _MAX_SENTENCE
    if is_point and puntos.is_done(passage.text):
        return
    by_form = list(_of_sentences(passage, known))
    encargo, when = puntos.encargo(passage.text, section, known) if is_point else (None, "")
    if encargo and (when or encargo.quien or not by_form):
        tarea = _tarea(passage, encargo, when, known)
        by_form = [tarea] if tarea else by_form
    yield from by_form


def _of_sentences(passage: Passage, known: Contexto) -> Iterator[Tarea]:
    start = puntos.marked(passage.text)
    for n, sentence in enumerate(prose.sentences(passage)):
        if len(sentence.text) > _MAX_SENTENCE:
            continue
        skipped = start if n == 0 else 0
        for encargo in formas.encargos(sentence.text[skipped:], known):
            moved = Encargo(
                encargo.quien,
                encargo.begin + skipped,
                encargo.start + skipped,
                encargo.end + skipped,
                encargo.confidence,
            )
            if tarea := _tarea(sentence, moved, "", known):
                yield tarea


def _of_row(fila: tablas.Fila, known: Contexto) -> Tarea | None:
    until = plazo.labelled(fila.cuando, known.now) if fila.cuando else None
    words = fila.line.words
    return Tarea(
        quien=fila.quien,
        que=fila.que.strip(_TRIM),
        para_cuando=until.cuando if until else None,
        texto_cuando=fila.cuando if until else "",
        text=Passage(words, fila.line.page).text,
        page=fila.line.page,
        box=around(word.box for word in words),
        confidence=_TABLE,
    )


def _tarea(passage: Passage, encargo: Encargo, when: str, known: Contexto) -> Tarea | None:
    """A task of what a form or a point found; None if nothing is left that has to be done."""
    text = passage.text
    until = plazo.labelled(when, known.now) if when else _until(text, encargo, known)
    start, end = encargo.start, encargo.start + len(_QUIET.sub("", text[encargo.start : encargo.end].rstrip(_TRIM)))
    if until and not when:
        start, end = _without(text, start, end, until)
    que = _QUIET.sub("", text[start:end].strip(_TRIM).rstrip("?!)]. ")).strip(_TRIM)
    if sum(map(str.isalpha, que)) < _SHORTEST:
        return None
    said = when or (text[until.start : until.end] if until else "")
    return Tarea(
        quien=encargo.quien,
        que=que,
        para_cuando=until.cuando if until else None,
        texto_cuando=said if until else "",
        text=text,
        page=passage.page,
        box=passage.box,
        confidence=round(min(encargo.confidence + (_COMPLETE if encargo.quien and until else 0), 1), 2),
    )


def _until(text: str, encargo: Encargo, known: Contexto) -> plazo.Plazo | None:
    """The deadline of one task: what stands with it, or else before it."""
    found = plazo.deadline(text[encargo.begin : max(encargo.end, _closing(text, encargo.end))], known.now)
    if found:
        return plazo.Plazo(found.cuando, found.start + encargo.begin, found.end + encargo.begin)
    return plazo.deadline(text[: encargo.begin], known.now)


def _closing(text: str, end: int) -> int:
    """Where a bracket ends that follows at once."""
    match = re.match(r"\s*\([^()]*\)", text[end:])
    return end + match.end() if match else end


def _without(text: str, start: int, end: int, until: plazo.Plazo) -> tuple[int, int]:
    """What has to be done without the deadline, if that stands at its beginning or its end."""
    if start < until.start < end and not re.search(r"\w", text[until.end : end].rstrip(_TRIM)):
        return start, until.start
    if start < until.start < end and text[until.start - 1] == "(":
        return start, until.start - 1
    if until.start <= start < until.end < end:
        return until.end, end
    return start, end


def _stands(tarea: Tarea, text: str) -> bool:
    """Whether every word that is returned stands in the document: the law, whatever the rules or the model say."""
    values = (tarea.quien, tarea.que, tarea.texto_cuando)
    return all(not value or prose.flat(value) in text for value in values)
