"""Which file a person means by her own words: "la factura de Telefónica que escaneé ayer". Pure.

Three things tell: words of the file's name, the day on which it came, and what kind of file it is. Of those that fit as
well as any the newest is meant; a file about which nothing fits is not.
"""

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from penny_deck.db.rows import Archivo
from penny_deck.log.terms import terms
from penny_deck.vault.palabras import WEEKDAYS, fold
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
_ANY = re.compile(
    r"\b(?:facturas?|recibos?|tickets?|tiques?|documentos?|archivos?|ficheros?|papel|actas?|reunion|contratos?|cartas?|"
    r"correos?|e-?mails?|mails?|fotos?|imagen|pdf|word|excel|presupuestos?|informes?|notas?|texto|nomina)\b"
)
"""Words for any file: asked for by one of these alone, the newest is meant."""
_NAMED, _ON_THAT_DAY, _OF_THAT_KIND = 3, 2, 1
"""What each of the three is worth."""


def meant(descripcion: str, files: Sequence[Archivo], now: datetime) -> Archivo | None:
    """The file that is meant; None if none is.

    Args:
        descripcion: The person's words.
        files: Her files, newest first.
        now: The moment, in her time zone.
    """
    folded = fold(descripcion)
    days, kinds, wanted = _days(folded, now.date()), _kinds(folded), set(terms(descripcion))
    scored = [(_score(archivo, wanted, days, kinds, now), archivo) for archivo in files]
    best = max((score for score, _ in scored), default=0)
    if best == 0 and (days or not _ANY.search(folded)):
        return None
    return next((archivo for score, archivo in scored if score == best), None)


def _score(archivo: Archivo, wanted: set[str], days: set[date], kinds: set[Tipo], now: datetime) -> int:
    name = re.sub(r"[\W_\d]+", " ", archivo.nombre.rpartition(".")[0] or archivo.nombre)
    came = archivo.creado.astimezone(now.tzinfo).date()
    return (
        _NAMED * len(wanted & set(terms(name)))
        + _ON_THAT_DAY * (came in days)
        + _OF_THAT_KIND * (archivo.tipo in kinds)
    )


def _days(folded: str, today: date) -> set[date]:
    """The days that are named, all of them past or today."""
    ago = {"hoy": 0, "esta mañana": 0, "esta tarde": 0, "ayer": 1, "anoche": 1, "anteayer": 2, "antes de ayer": 2}
    named = {today - timedelta(days=days) for word, days in ago.items() if re.search(rf"\b{word}\b", folded)}
    if "antes de ayer" in folded:
        named.discard(today - timedelta(days=1))
    for number, weekday in enumerate(map(fold, WEEKDAYS)):
        if re.search(rf"\b{weekday}\b", folded):
            named.add(today - timedelta(days=(today.weekday() - number - 1) % 7 + 1))
    monday = today - timedelta(days=today.weekday())
    if "semana pasada" in folded:
        named |= {monday - timedelta(days=days) for days in range(1, 8)}
    if "esta semana" in folded:
        named |= {monday + timedelta(days=days) for days in range(7)}
    return named


def _kinds(folded: str) -> set[Tipo]:
    return {tipo for word, tipos in _KINDS.items() if re.search(rf"\b{word}s?\b", folded) for tipo in tipos}
