"""What is known by its form: e-mail addresses, telephone numbers, documents, accounts, dates, numbers. Pure."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from penny_client.pseudonyms.spans import Kind, Span

_NIF_LETTERS = "TRWAGMYFPDXBNJZSQVHLCKE"
"""By the number modulo 23: Real Decreto 1553/2005, article 11, and Orden INT/2058/2008 for the NIE."""

_MONTH = "(?:enero|febrero|marzo|abril|mayo|junio|julio|agosto|sep?tiembre|octubre|noviembre|diciembre)"
_UNIT = "(?:uno?|dos|tres|cuatro|cinco|seis|siete|ocho|nueve)"
_DAY = (
    rf"(?:3[01]|[12]\d|0?[1-9]|primero|{_UNIT}|diez|once|doce|trece|catorce|quince|diecis[eé]is|diecisiete|dieciocho|"
    rf"diecinueve|veinte|veinti[uú]n[oa]?|veintid[oó]s|veintitr[eé]s|veinticuatro|veinticinco|veintis[eé]is|"
    rf"veintisiete|veintiocho|veintinueve|treinta(?: y uno)?)"
)
_YEAR = rf"(?:(?:19|20)\d\d|mil novecientos \w+(?: y {_UNIT})?|dos mil(?: \w+(?: y {_UNIT})?)?)"
_DATE = (
    rf"(?:(?<!\w){_DAY}\s+de\s+{_MONTH}(?:,?\s+(?:de|del)\s+{_YEAR})?(?!\w)"
    r"|(?<![\w./-])(?:\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d[\d:.]*(?:Z|[+-]\d\d:?\d\d)?)?"
    r"|\d{1,2}(?:/\d{1,2}/|-\d{1,2}-|\.\d{1,2}\.)(?:\d{4}|\d\d))(?![\w/-]|\.\d))"
)
_BORN = r"(?:\bnac(?:[ií]|i[oó]|id[oa]s?|ieron|imos)\b|nacimiento|\bcumple(?:años)?\b|\bcumpl[oí] años\b)"
_SPOKEN_TENS = "(?:veinte|treinta|cuarenta|cincuenta|sesenta|setenta|ochenta|noventa)"
_SPOKEN = (
    rf"(?:cero|{_UNIT}|diez|once|doce|trece|catorce|quince|dieci\w+|veinti\w+|{_SPOKEN_TENS}|cien(?:to)?|\w+cientos)"
)
_SEP = r"(?:[ .\-/]|, ?)?"
_DOT = r"(?: ?punto ?| gui[oó]n bajo | gui[oó]n |\.)"
_TLD = "(?:com|es|org|net|eu|cat|gal|eus|info|io|dev|app)"


def valid_nif(text: str) -> bool:
    """Whether a DNI's or NIE's letter belongs to its number."""
    code = re.sub(r"\W", "", text).upper()
    number = code[:-1].translate(str.maketrans("XYZ", "012"))
    return number.isdecimal() and _NIF_LETTERS[int(number) % 23] == code[-1]


def valid_card(text: str) -> bool:
    """Whether the last digit is the right one for the others: ISO/IEC 7812-1, Luhn."""
    digits = [int(sign) for sign in text if sign.isdecimal()][::-1]
    doubled = [divmod(2 * digit, 10) for digit in digits[1::2]]
    return (sum(digits[::2]) + sum(map(sum, doubled))) % 10 == 0


def _nif(text: str) -> bool:
    """By its form; where a word of one letter may stand ("12.345.678 y"), by its letter."""
    return text[-2] != " " or text[-1].isupper() or valid_nif(text)


@dataclass(frozen=True, slots=True)
class Form:
    """How something is written. Its group `x`, if it has one, is the part that is meant: the rest says what it is."""

    kind: Kind
    pattern: re.Pattern[str]
    check: Callable[[str], bool] = bool


def _form(kind: Kind, pattern: str, check: Callable[[str], bool] = bool, *, cased: bool = False) -> Form:
    return Form(kind, re.compile(pattern, re.NOFLAG if cased else re.IGNORECASE), check)


_FORMS = (
    _form(Kind.ID, r"(?<![\w-])[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}(?![\w-])|(?<!\w)[0-9a-f]{32,64}(?!\w)"),
    _form(Kind.EMAIL, r"(?<![\w.+%-])[\w.+%-]+@[\w-]+(?:\.[\w-]+)+"),
    _form(Kind.EMAIL, rf"(?<!\w)\w{{1,64}}(?:{_DOT}\w{{1,64}}){{0,6}}? arroba \w+(?:{_DOT}\w+)+"),
    _form(Kind.URL, r"(?<![a-z0-9+.-])(?:[a-z][a-z0-9+.-]+://|www\.)[^\s<>\"']*[^\s<>\"'.,;:!?)\]]"),
    _form(
        Kind.URL,
        rf"(?<![\w@.-])\w[\w-]{{,62}}(?:(?:\.| punto )[\w-]{{1,63}}){{,4}}(?:\.| punto ){_TLD}(?!\w)(?:/[^\s<>\"')]*)?",
    ),
    _form(Kind.USUARIO, r"(?<![\w.])@[a-z_]\w{2,}"),
    _form(Kind.COORDENADAS, r"(?<![\d.])[-+]?\d{1,2}\.\d{3,}°?[NS]?[,;]?\s*[-+]?\d{1,3}\.\d{3,}(?:°?[EWO](?!\w))?"),
    _form(
        Kind.COORDENADAS,
        r"\d{1,2}\s?°\s?\d{1,2}\s?['′’].{0,9}?[NS](?!\w)(?:,?\s*\d{1,3}\s?°\s?\d{1,2}\s?['′’].{0,9}?[EWO](?!\w))?",
    ),
    _form(Kind.IBAN, r"(?<!\w)ES\d\d(?:[ -]?\d{4}){5}(?!\w)"),
    _form(Kind.IBAN, r"(?<!\w)[A-Z]{2}\d\d(?:[ -]?[A-Z0-9]{4}){2,7}(?:[ -]?[A-Z0-9]{1,3})?(?!\w)", cased=True),
    _form(Kind.IBAN, r"(?<!\w)\d{4}[ -]?\d{4}[ -]?\d\d[ -]?\d{10}(?!\w)"),
    _form(Kind.TARJETA, r"(?<![\w+])\d(?:[ -]?\d){12,18}(?!\w)", valid_card),
    _form(Kind.DOCUMENTO, r"(?<!\w)(?:\d{7,8}|\d{1,2}[. ]\d{3}[. ]\d{3})[ -]?[A-Z](?!\w)", _nif),
    _form(Kind.DOCUMENTO, r"(?<!\w)[XYZ][ -]?\d{7}[ -]?[A-Z](?!\w)"),
    _form(Kind.DOCUMENTO, r"(?<!\w)[A-HJNP-SUVW][ -]?\d{7}[ -]?[0-9A-J](?!\w)"),
    _form(Kind.DOCUMENTO, r"(?<!\w)[A-Z]{2,3}\d{6}(?!\w)", cased=True),
    _form(Kind.DOCUMENTO, r"\b(?:dni|nif|nie|cif|pasaporte)\W+(?:\w+\W+){0,3}?(?P<x>[XYZ]?\d(?:[. -]?\d){6,7})(?!\w)"),
    _form(Kind.NACIMIENTO, rf"{_BORN}[^.?!\n]{{0,40}}?(?P<x>{_DATE}|(?:{_MONTH} (?:de|del) )?(?<!\d){_YEAR}(?!\w))"),
    _form(Kind.FECHA, _DATE),
    _form(Kind.TELEFONO, r"(?<!\w)(?:\+|00)\d{1,3}(?:[ .\-/]{0,2}\(?\d\)?){6,13}(?!\w)"),
    _form(Kind.TELEFONO, rf"(?<![\w.,])[6-9]\d\d{_SEP}\d{{3}}{_SEP}\d{{3}}(?!\w|[.,]\d)"),
    _form(Kind.TELEFONO, rf"(?<![\w.,])\(?[6-9]\d\d\)?{_SEP}\d\d{_SEP}\d\d{_SEP}\d\d(?!\w|[.,]\d)"),
    _form(Kind.TELEFONO, rf"(?<![\w.,])\(?[89]\d\)?{_SEP}\d{{3}}{_SEP}\d\d{_SEP}\d\d(?!\w|[.,]\d)"),
    _form(Kind.TELEFONO, rf"(?<!\w){_SPOKEN}(?:,? (?:y )?{_SPOKEN}(?!\w)){{5,}}"),
    _form(Kind.MATRICULA, r"(?<!\w)\d{4}[ -]?[B-DF-HJ-NP-TV-Z]{3}(?!\w)"),
    _form(Kind.MATRICULA, r"(?<!\w)[A-Z]{1,2}[ -]?\d{4}[ -]?[A-Z]{1,2}(?!\w)", cased=True),
    _form(Kind.MATRICULA, r"matr[ií]cula\W+(?:\w+\W+){0,3}?(?P<x>[A-Z]{1,2}[ -]?\d{4}[ -]?[A-Z]{1,2})(?!\w)"),
    _form(
        Kind.SECRETO,
        r"\b(?:contraseña|clave|pin|password|c[oó]digo)(?: \w+){0,4}?(?: es|:) *"
        r"(?P<x>\"?(?=[^\s\"]*\d)[^\s\"]*[^\s\".,;])",
    ),
    _form(Kind.SECRETO, r"\b(?:contraseña|password)(?: \w+){0,4}?(?: es|:) *(?P<x>[^\s.,;]+)(?=[.,;]|$)"),
    _form(Kind.URL, r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?!\w|\.\d)|(?<!\w)(?:[0-9a-f]{2}:){5}[0-9a-f]{2}(?!\w)"),
    _form(Kind.NUMERO, r"(?<![\w.,])\d{7,}(?!\w|[.,]\d)|(?<!\w)\d\d[ /]\d{7,8}[ /]\d\d(?!\w)"),
    _form(Kind.NUMERO, r"(?<!\w)(?=[A-Z0-9][A-Z0-9-]{,30}\d{5})(?=[0-9-]{,30}[A-Z])[A-Z0-9-]{8,40}(?!\w)", cased=True),
)
"""The first that fits wins: what says more stands before what says less."""


def forms(text: str) -> Iterator[Span]:
    """All that fits, the best first; later ones may overlap earlier ones."""
    for form in _FORMS:
        for match in form.pattern.finditer(text):
            group = "x" if "x" in form.pattern.groupindex else 0
            if form.check(match[group]):
                yield Span(*match.span(group), form.kind)
