"""Numbers against an independent reading of Spanish: cardinals, ordinals, roman numerals, genders."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from penny_tts.normaliser.agreement import form, gender
from penny_tts.normaliser.cardinals import NUMBER, Form, Number, cardinal, parse, say
from penny_tts.normaliser.ordinals import before_noun, ordinal
from penny_tts.normaliser.roman import value_of

_UNITS = (
    "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis diecisiete"
    " dieciocho diecinueve veinte veintiuno veintidós veintitrés veinticuatro veinticinco veintiséis veintisiete"
    " veintiocho veintinueve"
)
_TENS = "treinta cuarenta cincuenta sesenta setenta ochenta noventa"
_HUNDREDS = "ciento doscientos trescientos cuatrocientos quinientos seiscientos setecientos ochocientos novecientos"
_VALUES = (
    {word: value for value, word in enumerate(_UNITS.split())}
    | {word: 30 + 10 * place for place, word in enumerate(_TENS.split())}
    | {word: 100 + 100 * place for place, word in enumerate(_HUNDREDS.split())}
    | {word.replace("tos", "tas"): 100 + 100 * place for place, word in enumerate(_HUNDREDS.split())}
    | {"cien": 100, "un": 1, "una": 1, "veintiún": 21, "veintiuna": 21, "y": 0}
)
_SCALES = {"millón": 10**6, "millones": 10**6, "billón": 10**12, "billones": 10**12}


def _value(words: str) -> int:
    """Read a Spanish cardinal: what the words are worth, by the rules of the language and no library."""
    total = below_scale = below_thousand = 0
    for word in words.split():
        if word == "mil":
            below_scale += 1000 * (below_thousand or 1)
            below_thousand = 0
        elif word in _SCALES:
            total += (below_scale + below_thousand) * _SCALES[word]
            below_scale = below_thousand = 0
        else:
            below_thousand += _VALUES[word]
    return total + below_scale + below_thousand


@pytest.mark.parametrize("chosen", list(Form))
def test_every_small_cardinal_is_worth_its_number(chosen: Form) -> None:
    """Up to 2,500 the words, in each gender, add up to the number, and no two numbers share them."""
    said = [cardinal(value, chosen) for value in range(2_501)]

    assert list(range(2_501)) == [_value(words) for words in said]
    assert len(set(said)) == len(said)


@settings(max_examples=150)
@given(st.integers(min_value=0, max_value=10**15 - 1), st.sampled_from(list(Form)))
def test_every_cardinal_is_worth_its_number(value: int, chosen: Form) -> None:
    """So do the larger ones, and inside them `uno` is always shortened."""
    said = cardinal(value, chosen)

    assert value == _value(said)
    assert not re.search(r"uno \w|un$" if chosen is Form.PLAIN else r"uno", said)


@pytest.mark.parametrize(
    ("value", "plain", "masculine", "feminine"),
    [
        (1, "uno", "un", "una"),
        (21, "veintiuno", "veintiún", "veintiuna"),
        (101, "ciento uno", "ciento un", "ciento una"),
        (200, "doscientos", "doscientos", "doscientas"),
        (541, "quinientos cuarenta y uno", "quinientos cuarenta y un", "quinientas cuarenta y una"),
        (21_000, "veintiún mil", "veintiún mil", "veintiún mil"),
        (200_201, "doscientos mil doscientos uno", "doscientos mil doscientos un", "doscientas mil doscientas una"),
        (
            200_000_200,
            "doscientos millones doscientos",
            "doscientos millones doscientos",
            "doscientos millones doscientas",
        ),
        (1_000_000, "un millón", "un millón", "un millón"),
        (21_000_001, "veintiún millones uno", "veintiún millones un", "veintiún millones una"),
    ],
)
def test_a_cardinal_agrees_with_its_noun(value: int, plain: str, masculine: str, feminine: str) -> None:
    """Apocope and gender reach every part of the number that agrees, and no other."""
    assert (plain, masculine, feminine) == tuple(cardinal(value, chosen) for chosen in Form)


@settings(max_examples=100)
@given(st.integers(min_value=1000, max_value=10**15 - 1), st.integers(min_value=0, max_value=99))
def test_both_ways_of_grouping_are_the_same_number(whole: int, cents: int) -> None:
    """What Spain writes with points and a comma Mexico writes with commas and a point, and it is said alike."""
    mexican = f"{whole:,}.{cents:02}"
    spanish = mexican.translate(str.maketrans(",.", ".,"))

    assert re.fullmatch(NUMBER, mexican)
    assert re.fullmatch(NUMBER, spanish)
    assert say(parse(mexican)) == say(parse(spanish))
    assert parse(spanish) == Number(str(whole), f"{cents:02}")


_ORDINAL_UNITS = ("", *["primero", "segundo", "tercero", "cuarto", "quinto", "sexto", "séptimo", "octavo", "noveno"])
_ORDINAL_TENS = (
    "",
    *[
        "décimo",
        "vigésimo",
        "trigésimo",
        "cuadragésimo",
        "quincuagésimo",
        "sexagésimo",
        "septuagésimo",
        "octogésimo",
        "nonagésimo",
    ],
)
_ORDINAL_HUNDREDS = (
    "",
    *["centésimo", "ducentésimo", "tricentésimo", "cuadringentésimo", "quingentésimo", "sexcentésimo"],
    *["septingentésimo", "octingentésimo", "noningentésimo"],
)


def _ordinal(value: int) -> str:
    """An ordinal by the RAE's table: two words from thirty on, one word below, `undécimo` and `duodécimo` apart."""
    hundreds, rest = divmod(value, 100)
    tens, units = divmod(rest, 10)
    low = f"{_ORDINAL_TENS[tens]} {_ORDINAL_UNITS[units]}".strip()
    if rest in (11, 12):
        low = ("undécimo", "duodécimo")[rest - 11]
    elif tens in (1, 2) and units:
        opening = ("decimo", "vigesimo")[tens - 1]
        low = f"{opening}{_ORDINAL_UNITS[units]}".replace("oo", "o")
    return f"{_ORDINAL_HUNDREDS[hundreds]} {low}".strip()


def test_every_ordinal_is_the_one_of_the_academy() -> None:
    """From the first to the 999th, as the RAE writes them."""
    assert [_ordinal(value) for value in range(1, 1000)] == [ordinal(value) for value in range(1, 1000)]


@pytest.mark.parametrize(
    ("value", "masculine", "feminine"),
    [
        (1, "primer", "primera"),
        (2, "segundo", "segunda"),
        (3, "tercer", "tercera"),
        (13, "decimotercer", "decimotercera"),
        (21, "vigesimoprimer", "vigesimoprimera"),
        (33, "trigésimo tercer", "trigésima tercera"),
    ],
)
def test_an_ordinal_agrees_with_its_noun(value: int, masculine: str, feminine: str) -> None:
    """Before a masculine noun `primero` and `tercero` are shortened; before a feminine one every word changes."""
    assert (masculine, feminine) == (before_noun(value, feminine=False), before_noun(value, feminine=True))


_STEPS = {
    1000: "M", 900: "CM", 500: "D", 400: "CD", 100: "C", 90: "XC", 50: "L", 40: "XL", 10: "X", 9: "IX", 5: "V", 4: "IV",
    1: "I",
}  # fmt: skip


def _roman(value: int) -> str:
    written = ""
    for step, letters in _STEPS.items():
        written, value = written + letters * (value // step), value % step
    return written


def test_every_roman_numeral_has_its_value() -> None:
    """From I to MMMCMXCIX."""
    assert list(range(1, 4000)) == [value_of(_roman(value)) for value in range(1, 4000)]


@pytest.mark.parametrize("letters", ["", "IIII", "VX", "IC", "XM", "VV", "MMMM", "IVI", "HOLA"])
def test_what_is_no_roman_numeral_has_no_value(letters: str) -> None:
    """Letters in another order than the canonical one are no numeral."""
    assert value_of(letters) is None


_FEMININE = (
    "llamadas reuniones citas tareas horas semanas veces personas unidades facturas botellas canciones series fotos"
    " noches motos calles ciudades partes razones opciones preguntas versiones sesiones claves redes frases leyes"
    " órdenes imágenes clases mujeres flores luces raíces torres llaves tardes crisis manos aguas costumbres actitudes"
)
_MASCULINE = (
    "recados mensajes eventos minutos meses años días clientes huevos tomates panes libros vídeos archivos goles trenes"
    " coches países habitantes problemas errores idiomas alumnos exámenes hombres árboles peces jueces lápices camiones"
    " aviones corazones guiones papeles dientes programas temas síntomas mapas planetas turistas poetas sofás"
)


@pytest.mark.parametrize(("nouns", "expected"), [(_FEMININE, Form.FEMININE), (_MASCULINE, Form.MASCULINE)])
def test_a_noun_has_its_gender(nouns: str, expected: Form) -> None:
    """By ending or by table, the nouns that look like the other gender included."""
    assert [noun for noun in nouns.split() if gender(noun) is not expected] == []


@pytest.mark.parametrize(
    ("value", "before", "after", "expected"),
    [
        ("21", "", " personas", Form.FEMININE),
        ("21", "", " recados", Form.MASCULINE),
        ("21", "", "", Form.PLAIN),
        ("21", "", ", personas", Form.PLAIN),
        ("21", "", " persona", Form.PLAIN),
        ("1", "", " personas", Form.PLAIN),
        ("1", "", " o 2 personas", Form.FEMININE),
        ("1", "", " águila", Form.MASCULINE),
        ("21", "el ", " tienes", Form.PLAIN),
        ("201", "habitación ", " muchas", Form.PLAIN),
        ("2021", "en ", " personas", Form.PLAIN),
        ("2021", "vinieron ", " personas", Form.FEMININE),
        ("21", "a las ", " tienes", Form.FEMININE),
        ("1", "la ", "", Form.FEMININE),
    ],
)
def test_the_words_around_decide_the_form(value: str, before: str, after: str, expected: Form) -> None:
    """A number agrees with a noun that it can count, and with the article of the hours; else it is plain."""
    assert form(value, before, after) is expected
