"""Which file a person means by her own words: "la factura de Telefónica que escaneé ayer". Pure.

Four things tell: the file's name, words and numbers of it, the day on which it came, and what kind of file it is. Of
those that fit as well as any the newest is meant; a file about which nothing fits is not. If she names a document by
words that no file's name has, it may still be the one that fits best, for a scan is called IMG_2031: then those words
are given with it, and whoever reads it sees whether they stand in it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from penny_deck.db.rows import Archivo
from penny_deck.log.terms import terms
from penny_deck.palabras import NUMBER, WEEKDAYS, fold, number
from penny_deck.vault.tipos import IMAGES, Tipo

_KINDS = {
    "foto": IMAGES,
    "imagen": IMAGES,
    "correo": {Tipo.EMAIL},
    "email": {Tipo.EMAIL},
    "mail": {Tipo.EMAIL},
    "pdf": {Tipo.PDF},
    "word": {Tipo.DOCX},
    "excel": {Tipo.XLSX},
    "hoja de calculo": {Tipo.XLSX, Tipo.CSV},
}
_OF_A_KIND = r"actas?|contratos?|cartas?|presupuestos?|informes?|nominas?"
_PAPERS = (
    r"facturas?|recibos?|tickets?|tiques?|documentos?|archivos?|ficheros?|papel|reunion|correos?|e-?mails?|mails?|"
    rf"fotos?|imagen|pdf|word|excel|notas?|texto|{_OF_A_KIND}"
)
_ANY = re.compile(rf"\b(?:{_PAPERS})\b")
"""Words for any file: asked for by one of these alone, the newest is meant."""
_ONE_OF_A_KIND = re.compile(rf"\b(?:{_OF_A_KIND})\b")
"""Documents of which GRACE does not tell whether it is one."""
_NAMING = re.compile(
    rf"\b(?:{_PAPERS})(?: numero| num\.?| n[.º°o]*)?(?P<words>(?: de(?:l| la| los| las)?\b| [0-9]| {NUMBER})[^?.,;:!]*)"
)
"""What follows a word for a file and says which: "factura de Endesa", "factura 12"."""
_NOT_NAMING = re.compile(
    r"\b(?:que|cuando|donde|y) .*|\b(?:hoy|ayer|anoche|anteayer|antes de ayer|esta (?:mañana|tarde|noche|semana)|"
    rf"(?:la )?semana pasada|ultim[oa]s?|{'|'.join(map(fold, WEEKDAYS))})\b"
)
_FIGURES = re.compile(r"[0-9]+")
_ARTICLES = {"un", "una", "uno"}
_NAMED, _ON_THAT_DAY, _OF_THAT_KIND = 3, 2, 1
"""What each of them is worth; a word that says which document is meant is worth it twice."""


@dataclass(frozen=True, slots=True)
class Meant:
    """The file that is meant."""

    archivo: Archivo
    sin_nombrar: tuple[str, ...] = ()
    """The words by which the person names it, if its own name has none of them: it is only supposed to be the one."""


def meant(descripcion: str, files: Sequence[Archivo], now: datetime) -> Meant | None:
    """The file that is meant; None if none is.

    Args:
        descripcion: The person's words.
        files: Her files, newest first.
        now: The moment, in her time zone.
    """
    if not files:
        return None
    folded = fold(descripcion)
    if called := next((archivo for archivo in files if _is_called(archivo, folded)), None):
        return Meant(called)
    days, kinds, wanted = _days(folded, now.date()), _kinds(folded), set(terms(_FIGURES.sub(" ", descripcion)))
    naming, numbers = _naming(folded)
    named = set(terms(" ".join(naming)))
    scores = [
        _score(archivo, wanted, days, kinds, now)
        + _NAMED * (len(named & _words(archivo)) + len(numbers & _numbers(archivo)))
        for archivo in files
    ]
    best = max(scores)
    if best == 0 and (days or not _ANY.search(folded)):
        return None
    archivo = files[scores.index(best)]
    is_named = bool(numbers & _numbers(archivo) if numbers else named & _words(archivo))
    unnamed = (*naming, *map(str, sorted(numbers)))
    return Meant(archivo, () if is_named else unnamed)


def _is_called(archivo: Archivo, folded: str) -> bool:
    """Whether the file's own name is said, with its ending or without."""
    name = fold(archivo.nombre)
    stem = name.rpartition(".")[0]
    return any(_stands_in(said, folded) for said in (name, stem) if said and not _ANY.fullmatch(said))


def _stands_in(name: str, folded: str) -> bool:
    """Whether it stands there between whole words."""
    if name not in folded:  # nearly always, of a thousand files; an expression for each would take a tenth of a second
        return False
    return re.search(rf"(?<![^\W_]){re.escape(name)}(?![^\W_])", folded) is not None


def _naming(folded: str) -> tuple[list[str], set[int]]:
    """The words and numbers that say which document is meant."""
    words, numbers = list[str](), set[int]()
    if (match := _NAMING.search(folded)) is not None:
        said = _ANY.sub(" ", _NOT_NAMING.sub(" ", match["words"]))
        spoken = {found for found in re.findall(NUMBER, said) if not found[0].isdigit()} - _ARTICLES
        numbers = {*map(int, _FIGURES.findall(said)), *map(number, spoken)}
        words = [word for word in re.findall(r"[^\W\d_]+", re.sub(NUMBER, " ", said)) if terms(word)]
    if (kind := _ONE_OF_A_KIND.search(folded)) is not None:
        words.append(kind[0])
    return words, numbers


def _words(archivo: Archivo) -> set[str]:
    """The stems of a file's name."""
    return set(terms(re.sub(r"[\W_\d]+", " ", archivo.nombre.rpartition(".")[0] or archivo.nombre)))


def _numbers(archivo: Archivo) -> set[int]:
    """The numbers in a file's name."""
    return {int(figures) for figures in _FIGURES.findall(archivo.nombre)}


def _score(archivo: Archivo, wanted: set[str], days: set[date], kinds: set[Tipo], now: datetime) -> int:
    came = archivo.creado.astimezone(now.tzinfo).date()
    return (
        _NAMED * len(wanted & _words(archivo)) + _ON_THAT_DAY * (came in days) + _OF_THAT_KIND * (archivo.tipo in kinds)
    )


def _days(folded: str, today: date) -> set[date]:
    """The days that are named, all of them past or today."""
    ago = {"hoy": 0, "esta mañana": 0, "esta tarde": 0, "ayer": 1, "anoche": 1, "anteayer": 2, "antes de ayer": 2}
    named = {today - timedelta(days=days) for word, days in ago.items() if re.search(rf"\b{word}\b", folded)}
    if "antes de ayer" in folded:
        named.discard(today - timedelta(days=1))
    for at, weekday in enumerate(map(fold, WEEKDAYS)):
        if re.search(rf"\b{weekday}\b", folded):
            named.add(today - timedelta(days=(today.weekday() - at - 1) % 7 + 1))
    monday = today - timedelta(days=today.weekday())
    if "semana pasada" in folded:
        named |= {monday - timedelta(days=days) for days in range(1, 8)}
    if "esta semana" in folded:
        named |= {monday + timedelta(days=days) for days in range(7)}
    return named


def _kinds(folded: str) -> set[Tipo]:
    return {tipo for word, tipos in _KINDS.items() if re.search(rf"\b{word}s?\b", folded) for tipo in tipos}
