"""What of a document is prose: paragraphs and sentences, without what surrounds a letter. Pure.

Left out are the headers of an e-mail, what it answers, signatures and legal footers: nobody means them.
"""

import itertools
import re
import statistics
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from penny_deck.grace.document import Box, Document, Line, Word, around
from penny_deck.palabras import fold

_SPACIOUS = 0.6
"""Of a line's height that a gap exceeds the usual one by, if a new paragraph begins after it."""
_LOOSE = 0.8
"""Of a line's height: double spacing has about as much between its lines, and no prose has more."""
_FULL_CHARACTERS = 45
"""Shorter lines have been ended on purpose: nobody sets columns of prose so narrow in letters or minutes."""

_HEADER = re.compile(
    r"(?:from|to|cc|bcc|subject|date|sent|de|para|cco|asunto|fecha|enviado(?: el)?|responder a):(?: |$)"
)
_ATTACHED = re.compile(r"attachment: ")
_HISTORY = re.compile(
    r"-{2,} ?(?:mensaje (?:original|reenviado)|original message|forwarded message)|el .{6,80} escribio:$"
    r"|on .{6,80} wrote:$"
)
_FAREWELL = re.compile(
    r"(?:-- ?|(?:un |muchos |reciban? un |con un )?(?:cordial(?:es)? |afectuosos? "
    r"|fuertes? )?saludos?(?: cordial(?:es)?)?"
    r"|(?:un )?(?:fuerte )?abrazos?(?: fuerte)?|(?:muchos )?bes(?:os|itos)|(?:muy )?(?:atenta|cordial)mente"
    r"|(?:muchas )?gracias(?: de antemano)?,? (?:y|un) (?:un )?(?:cordial )?(?:saludo|abrazo))(?: a tod[oa]s"
    r"| de)?[,.!]?"
)
_POSTSCRIPT = re.compile(r"p\. ?[ds]\.?(?: ?[:.-])? ")
_LEGAL = re.compile(
    r"(?:aviso (?:legal|de confidencialidad)\b|(?:este|el presente) (?:mensaje|correo)\b.*\b(?:confidencial"
    r"|destinatari|adjunt)"
    r"|la informacion contenida en este\b|antes de imprimir\b|(?:de conformidad|de acuerdo|en cumplimiento)\b.*"
    r"\b(?:rgpd|lopd|proteccion de datos)\b|enviado desde mi\b|le informamos de que sus datos\b|sent from my\b)"
)
_ITEM = re.compile(r"(?:[-*•·–—▪●►→☐□☑✓✔]|\[[ xX]?\]|\d{1,2}[.)]|[a-z]\)) ?|[A-ZÁÉÍÓÚÑ][\wáéíóúñ.]*(?: [\w.]+){0,3} ?:")
"""What begins a point of a list, or says whose it is: "Marta Rueda: ..."."""
_ENDED = re.compile(r"[.!?…:;][\"'»”)\]]*$")
_SENTENCE_END = re.compile(r"[.!?…][\"'»”)\]]*$")
_SENTENCE_BEGIN = re.compile(r"[\"'«“(¿¡\[–—-]*[A-ZÁÉÍÓÚÑÜ0-9¿¡]")
_ABBREVIATION = re.compile(
    r"\W*(?:[a-zñ]|sra?|srta|sres|dra?|dña|prof|ing|lcd[oa]|excm[oa]|avda|av|ctra|pza|pl|num|n[º°]|arts?|pags?|tel|tfno"
    r"|ref|aprox|fra|imp|ud|uds|(?:[a-z]\.)+[a-z]|p\. ?ej)\.\W*"
)


@dataclass(frozen=True, slots=True)
class Passage:
    """Words that follow each other on a page: a paragraph or a sentence of it."""

    words: tuple[Word, ...]
    page: int
    spaced: bool = False
    """Whether there is more space before it than between lines."""

    @property
    def text(self) -> str:
        """The words with a space between each two, each accent in one sign with its letter."""
        return unicodedata.normalize("NFC", " ".join(word.text for word in self.words))

    @property
    def box(self) -> Box:
        """Around all the words."""
        return around(word.box for word in self.words)


def body(document: Document) -> tuple[Line, ...]:
    """The lines that the writer wrote to be read."""
    lines = document.lines
    folded = [fold(line.text) for line in lines]
    first = _after_headers(folded)
    last = next((n for n in range(first, len(lines)) if _ends(folded, n)), len(lines))
    return tuple(line for n, line in _unsigned(lines, folded, first, last) if not folded[n].startswith(">"))


def paragraphs(document: Document) -> tuple[Passage, ...]:
    """The body's paragraphs; points of a list are paragraphs, and so are a table's rows."""
    lines = body(document)
    edges = {page: max(line.box.right for line in of) for page, of in itertools.groupby(lines, lambda line: line.page)}
    spaces = _gaps(lines)
    made: list[Passage] = []
    for n, line in enumerate(lines):
        if n and not spaces[n] and document.kind != "docx" and _goes_on(lines[n - 1], line, edges[line.page]):
            made[-1] = Passage(made[-1].words + line.words, line.page, made[-1].spaced)
        else:
            made.append(Passage(line.words, line.page, spaces[n]))
    return tuple(made)


def sentences(paragraph: Passage) -> Iterator[Passage]:
    """A paragraph's sentences."""
    begin = 0
    for n, (word, following) in enumerate(itertools.pairwise(paragraph.words), start=1):
        if _SENTENCE_END.search(word.text) and _SENTENCE_BEGIN.match(following.text) and not _abbreviates(word.text):
            yield Passage(paragraph.words[begin:n], paragraph.page)
            begin = n
    yield Passage(paragraph.words[begin:], paragraph.page)


def headers(document: Document) -> tuple[str, ...]:
    """The lines above an e-mail's text that say who writes to whom, when and about what."""
    lines = [line.text for line in document.lines]
    return tuple(lines[: _after_headers([fold(line) for line in lines])])


def flat(text: str) -> str:
    """As it is compared: lower case, without accents, with single spaces."""
    return " ".join(fold(unicodedata.normalize("NFC", text)).split())


def stands_in(value: str, text: str) -> bool:
    """Whether a text has a value in it, as whole words; `text` is flat."""
    wanted = flat(value)
    return bool(wanted) and re.search(rf"(?<!\w){re.escape(wanted)}(?!\w)", text) is not None


_SHORTEST_HEADER: Final = 2
"""Lines: "Para: ..." alone may begin anything."""


def _after_headers(folded: Sequence[str]) -> int:
    count = sum(1 for _ in itertools.takewhile(_HEADER.match, folded))
    return count if count >= _SHORTEST_HEADER else 0


def _ends(folded: Sequence[str], n: int) -> bool:
    """Whether at this line the writer's own text is over."""
    return bool(
        _HISTORY.match(folded[n]) or _LEGAL.match(folded[n]) or _ATTACHED.match(folded[n]) or _after_headers(folded[n:])
    )


def _unsigned(lines: Sequence[Line], folded: Sequence[str], first: int, last: int) -> Iterator[tuple[int, Line]]:
    """Without what follows the farewell, except a postscript."""
    signed = False
    for n in range(first, last):
        signed = not _POSTSCRIPT.match(folded[n]) and (signed or _FAREWELL.fullmatch(folded[n].strip()) is not None)
        if not signed:
            yield n, lines[n]


def _gaps(lines: Sequence[Line]) -> list[bool]:
    """For each line, whether there is more space above it than usual; also where a page begins."""
    heights = [line.box.bottom - line.box.top for line in lines]
    between = [
        (below.box.top - above.box.bottom) if below.page == above.page else None
        for above, below in itertools.pairwise(lines)
    ]
    usual = statistics.median([gap for gap in between if gap is not None] or [0.0])
    wide = (
        gap is None or gap > min(usual, _LOOSE * heights[n]) + _SPACIOUS * heights[n] for n, gap in enumerate(between)
    )
    return [True, *wide][: len(lines)]


def _goes_on(above: Line, below: Line, edge: float) -> bool:
    """Whether a line was broken because the next one's first word did not fit in it."""
    if len(above.text) < _FULL_CHARACTERS or _ENDED.search(above.text) or _ITEM.match(below.text):
        return False
    first = below.words[0]
    letter = (first.box.right - first.box.left) / len(first.text)
    fits = above.box.right + letter + first.box.right - first.box.left < edge
    return not fits and (below.text[0].islower() or not above.text.endswith(")"))


def _abbreviates(word: str) -> bool:
    return _ABBREVIATION.fullmatch(fold(word)) is not None
