"""When a recado is due."""

import time
import warnings
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from penny_chassis.errors import InvalidInput
from penny_deck.vault.cuando import MAX_SIGNS, Cuando, find, when

MADRID = ZoneInfo("Europe/Madrid")
CANARY = ZoneInfo("Atlantic/Canary")
MEXICO = ZoneInfo("America/Mexico_City")
NOW = datetime(2026, 11, 25, 10, 20, tzinfo=MADRID)
"""A Wednesday."""
TOO_SLOW_S = 0.02


def _at(text: str, zone: ZoneInfo = MADRID) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=zone)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        # An hour alone is the next one.
        ("a las nueve", "2026-11-25 21:00"),
        ("las nueve", "2026-11-25 21:00"),
        ("nueve y media", "2026-11-25 21:30"),
        ("a las once", "2026-11-25 11:00"),
        ("a las doce", "2026-11-25 12:00"),
        ("a la una", "2026-11-25 13:00"),
        ("a las tres", "2026-11-25 15:00"),
        ("a las ocho menos cuarto", "2026-11-25 19:45"),
        ("a la una menos diez", "2026-11-25 12:50"),
        ("a las once y veinticinco", "2026-11-25 11:25"),
        ("a las doce menos veinticinco minutos", "2026-11-25 11:35"),
        ("a las once en punto", "2026-11-25 11:00"),
        ("sobre las nueve", "2026-11-25 21:00"),
        ("a eso de las cinco y media", "2026-11-25 17:30"),
        ("a las nueve más o menos", "2026-11-25 21:00"),
        # Figures.
        ("21h", "2026-11-25 21:00"),
        ("a las 21 horas", "2026-11-25 21:00"),
        ("a las veintiuna horas", "2026-11-25 21:00"),
        ("21:30", "2026-11-25 21:30"),
        ("a las 21:30 h", "2026-11-25 21:30"),
        ("9.30", "2026-11-25 21:30"),
        ("9 y 30", "2026-11-25 21:30"),
        ("a las 9h30", "2026-11-25 21:30"),
        ("mañana 9.30", "2026-11-26 09:30"),
        ("mañana 21h", "2026-11-26 21:00"),
        ("a las 0:15", "2026-11-26 00:15"),
        ("a las 24:00", "2026-11-26 00:00"),
        ("a las veinte treinta", "2026-11-25 20:30"),
        ("a las nueve cuarenta y cinco", "2026-11-25 21:45"),
        ("mañana a las 06:00", "2026-11-26 06:00"),
        # With its part of the day.
        ("a las nueve y media de la noche", "2026-11-25 21:30"),
        ("a las tres de la tarde", "2026-11-25 15:00"),
        ("a las nueve de la mañana", "2026-11-26 09:00"),
        ("a las cinco de la mañana", "2026-11-26 05:00"),
        ("a las doce de la mañana", "2026-11-25 12:00"),
        ("a las doce del mediodía", "2026-11-25 12:00"),
        ("a las dos del mediodía", "2026-11-25 14:00"),
        ("a las doce de la noche", "2026-11-26 00:00"),
        ("a las doce y media de la noche", "2026-11-26 00:30"),
        ("a las dos de la madrugada", "2026-11-26 02:00"),
        ("a las nueve por la noche", "2026-11-25 21:00"),
        ("9 am", "2026-11-26 09:00"),
        ("9:30 p. m.", "2026-11-25 21:30"),
        ("a las 12 a.m.", "2026-11-26 00:00"),
        ("por la tarde, a las cinco", "2026-11-25 17:00"),
        ("esta noche a las diez", "2026-11-25 22:00"),
        ("esta noche a la una", "2026-11-26 01:00"),
        # Of another day, by day.
        ("mañana a las nueve", "2026-11-26 09:00"),
        ("mañana a las tres", "2026-11-26 15:00"),
        ("mañana a las siete", "2026-11-26 07:00"),
        ("mañana a las seis", "2026-11-26 18:00"),
        ("mañana a las doce", "2026-11-26 12:00"),
        ("mañana a las diez y media", "2026-11-26 10:30"),
        ("mañana a las siete menos cuarto", "2026-11-26 18:45"),
        ("a las nueve de mañana", "2026-11-26 09:00"),
        ("para mañana a las nueve, por favor", "2026-11-26 09:00"),
        ("mañana por la tarde a las siete", "2026-11-26 19:00"),
        ("mañana por la noche a las dos", "2026-11-27 02:00"),
        ("pasado mañana a las siete de la tarde", "2026-11-27 19:00"),
        ("mañana a la misma hora", "2026-11-26 10:20"),
        ("hoy a las nueve", "2026-11-25 21:00"),
        ("hoy a medianoche", "2026-11-26 00:00"),
        ("a medianoche", "2026-11-26 00:00"),
        ("el viernes a medianoche", "2026-11-28 00:00"),
        ("el viernes a las doce de la noche", "2026-11-28 00:00"),
        ("el sábado a la una de la madrugada", "2026-11-28 01:00"),
        ("a las tres de la madrugada del sábado", "2026-11-28 03:00"),
        # Days of the week.
        ("el lunes", "~2026-11-30 09:00"),
        ("lunes", "~2026-11-30 09:00"),
        ("el miércoles", "~2026-12-02 09:00"),
        ("el proximo lunes", "~2026-11-30 09:00"),
        ("el lunes que viene", "~2026-11-30 09:00"),
        ("el viernes que viene", "~2026-12-04 09:00"),
        ("el jueves de la semana que viene", "~2026-12-03 09:00"),
        ("la semana que viene, el jueves", "~2026-12-03 09:00"),
        ("este viernes a mediodía", "~2026-11-27 12:00"),
        ("el viernes noche", "~2026-11-27 21:00"),
        ("viernes a las 5", "2026-11-27 17:00"),
        ("el lunes a las nueve y media de la mañana", "2026-11-30 09:30"),
        ("a las nueve de la mañana del lunes", "2026-11-30 09:00"),
        ("mañana jueves a las diez", "2026-11-26 10:00"),
        ("mañana, jueves", "~2026-11-26 09:00"),
        ("el fin de semana", "~2026-11-28 09:00"),
        # Parts of the day.
        ("hoy", "~2026-11-25 11:20"),
        ("mañana", "~2026-11-26 09:00"),
        ("pasado mañana", "~2026-11-27 09:00"),
        ("por la mañana", "~2026-11-26 09:00"),
        ("esta mañana", "~2026-11-25 11:20"),
        ("mañana por la mañana", "~2026-11-26 09:00"),
        ("en la mañana", "~2026-11-26 09:00"),
        ("por la tarde", "~2026-11-25 17:00"),
        ("esta tarde", "~2026-11-25 17:00"),
        ("esta noche", "~2026-11-25 21:00"),
        ("mañana por la noche", "~2026-11-26 21:00"),
        ("pasado mañana por la tarde", "~2026-11-27 17:00"),
        ("a mediodía", "~2026-11-25 12:00"),
        ("mañana al medio día", "~2026-11-26 12:00"),
        ("la noche del viernes", "~2026-11-27 21:00"),
        ("mañana temprano", "~2026-11-26 08:00"),
        ("a primera hora", "~2026-11-26 08:00"),
        ("el lunes a primera hora de la tarde", "~2026-11-30 16:00"),
        ("el lunes por la mañana, a primera hora", "~2026-11-30 08:00"),
        ("mañana a última hora", "~2026-11-26 20:00"),
        ("a media tarde", "~2026-11-25 18:00"),
        # Spans.
        ("dentro de dos horas", "2026-11-25 12:20"),
        ("en media hora", "2026-11-25 10:50"),
        ("en un cuarto de hora", "2026-11-25 10:35"),
        ("dentro de tres cuartos de hora", "2026-11-25 11:05"),
        ("en hora y media", "2026-11-25 11:50"),
        ("en una hora y cuarto", "2026-11-25 11:35"),
        ("dentro de dos horas y diez minutos", "2026-11-25 12:30"),
        ("en 45 minutos", "2026-11-25 11:05"),
        ("en 2h", "2026-11-25 12:20"),
        ("dentro de cincuenta y cinco minutos", "2026-11-25 11:15"),
        ("dentro de un par de horas", "2026-11-25 12:20"),
        ("dentro de 24 horas", "2026-11-26 10:20"),
        ("ahora mismo", "2026-11-25 10:21"),
        ("de aquí a una semana", "~2026-12-02 09:00"),
        ("dentro de tres días", "~2026-11-28 09:00"),
        ("dentro de tres días a las nueve de la noche", "2026-11-28 21:00"),
        ("dentro de un mes", "~2026-12-25 09:00"),
        ("en un año", "~2027-11-25 09:00"),
        # Dates.
        ("el día 15", "~2026-12-15 09:00"),
        ("el 15 a las nueve", "2026-12-15 09:00"),
        ("el día 31", "~2026-12-31 09:00"),
        ("el día uno", "~2026-12-01 09:00"),
        ("el 15 del mes que viene", "~2026-12-15 09:00"),
        ("el lunes 30", "~2026-11-30 09:00"),
        ("el 3 de diciembre a las 18:30", "2026-12-03 18:30"),
        ("el lunes 30 de noviembre a las seis y media de la tarde", "2026-11-30 18:30"),
        ("el uno de enero", "~2027-01-01 09:00"),
        ("primero de enero", "~2027-01-01 09:00"),
        ("el treinta y uno de diciembre", "~2026-12-31 09:00"),
        ("el 3 de marzo de 2028", "~2028-03-03 09:00"),
        ("el uno de enero de dos mil veintiocho", "~2028-01-01 09:00"),
        ("el 3 de diciembre del año que viene", "~2027-12-03 09:00"),
        ("el 29 de febrero", "~2028-02-29 09:00"),
        ("el 25 de noviembre a las nueve", "2026-11-25 21:00"),
        ("3 dic", "~2026-12-03 09:00"),
        ("3 de sept. de 2027", "~2027-09-03 09:00"),
        ("3/12", "~2026-12-03 09:00"),
        ("el jueves 3/12 a las 9", "2026-12-03 09:00"),
        ("3/12/2026 18:30", "2026-12-03 18:30"),
        ("3-12-26", "~2026-12-03 09:00"),
        ("2027-03-12", "~2027-03-12 09:00"),
        ("2026-12-03T18:30:00", "2026-12-03 18:30"),
        # Of a month, of a year.
        ("la semana que viene", "~2026-11-30 09:00"),
        ("el mes que viene", "~2026-12-01 09:00"),
        ("el año que viene", "~2027-01-01 09:00"),
        ("a final de mes", "~2026-11-30 09:00"),
        ("a principios de mes", "~2026-12-01 09:00"),
        ("a mediados de mes", "~2026-12-15 09:00"),
        ("a finales de enero", "~2027-01-31 09:00"),
        ("a final de año", "~2026-12-31 09:00"),
        ("en Navidad", "~2026-12-25 09:00"),
        ("el día de Navidad a las dos", "2026-12-25 14:00"),
        ("el día de Reyes", "~2027-01-06 09:00"),
        ("en Nochevieja a las once de la noche", "2026-12-31 23:00"),
    ],
)
def test_what_is_said_is_when(said: str, expected: str) -> None:
    """On a Wednesday in November, at twenty past ten; ~ marks what is not exact."""
    cuando = when(said, NOW)
    assert cuando.at == _at(expected.removeprefix("~"))
    assert cuando.at.tzinfo is MADRID
    assert cuando.exact is not expected.startswith("~")


@pytest.mark.parametrize(
    ("now", "zone", "said", "expected"),
    [
        # In the evening an hour alone is soon over.
        ("2026-11-25 20:00", MADRID, "a las nueve", "2026-11-25 21:00"),
        ("2026-11-25 22:00", MADRID, "a las nueve", "2026-11-26 09:00"),
        ("2026-11-25 22:00", MADRID, "a las tres", "2026-11-26 15:00"),
        ("2026-11-25 23:30", MADRID, "a las doce", "2026-11-26 00:00"),
        ("2026-11-25 23:30", MADRID, "a las doce y cuarto", "2026-11-26 00:15"),
        ("2026-11-25 21:00", MADRID, "a las nueve", "2026-11-26 09:00"),
        ("2026-11-25 18:00", MADRID, "por la tarde", "2026-11-26 17:00"),
        ("2026-11-25 18:00", MADRID, "esta tarde", "2026-11-25 19:00"),
        ("2026-11-25 21:30", MADRID, "esta noche", "2026-11-25 22:30"),
        # After midnight the night goes on.
        ("2026-11-25 00:30", MADRID, "a las dos de la noche", "2026-11-25 02:00"),
        ("2026-11-25 00:30", MADRID, "esta noche a las dos", "2026-11-25 02:00"),
        ("2026-11-25 00:30", MADRID, "esta noche", "2026-11-25 21:00"),
        ("2026-11-25 01:00", MADRID, "a las tres", "2026-11-25 03:00"),
        ("2026-11-25 00:30", MADRID, "mañana", "2026-11-26 09:00"),
        # Next week begins on Monday.
        ("2026-11-29 12:00", MADRID, "el lunes", "2026-11-30 09:00"),
        ("2026-11-29 12:00", MADRID, "el lunes que viene", "2026-11-30 09:00"),
        ("2026-11-30 08:00", MADRID, "el lunes", "2026-12-07 09:00"),
        ("2026-11-30 08:00", MADRID, "el lunes que viene", "2026-12-07 09:00"),
        ("2026-11-30 08:00", MADRID, "el domingo que viene", "2026-12-13 09:00"),
        ("2026-11-28 12:00", MADRID, "el fin de semana", "2026-11-29 09:00"),
        ("2026-11-29 12:00", MADRID, "el fin de semana", "2026-12-05 09:00"),
        # Months are of different length.
        ("2027-01-31 10:00", MADRID, "dentro de un mes", "2027-02-28 09:00"),
        ("2027-01-31 08:00", MADRID, "a final de mes", "2027-01-31 09:00"),
        ("2027-01-31 20:00", MADRID, "a final de mes a las nueve de la mañana", "2027-02-28 09:00"),
        ("2027-02-10 10:00", MADRID, "el día 31", "2027-03-31 09:00"),
        ("2027-02-15 10:00", MADRID, "el día 15 a las nueve de la mañana", "2027-03-15 09:00"),
        ("2027-02-15 08:00", MADRID, "el día 15", "2027-02-15 09:00"),
        ("2026-12-31 23:00", MADRID, "a medianoche", "2027-01-01 00:00"),
        ("2096-03-01 10:00", MADRID, "el 29 de febrero", "2104-02-29 09:00"),
        # Elsewhere the clocks show something else.
        ("2026-11-25 23:40", CANARY, "mañana a las nueve", "2026-11-26 09:00"),
        ("2026-06-01 09:00", CANARY, "en media hora", "2026-06-01 09:30"),
        ("2026-11-25 10:20", MEXICO, "a las ocho de la noche", "2026-11-25 20:00"),
        ("2026-11-25 10:20", MEXICO, "a un cuarto para las nueve", "2026-11-25 20:45"),
        ("2026-11-25 10:20", MEXICO, "mañana a diez para las ocho de la mañana", "2026-11-26 07:50"),
        ("2026-11-25 10:20", MEXICO, "a las doce del día", "2026-11-25 12:00"),
        ("2026-11-25 10:20", MEXICO, "el primero de enero en la tarde", "2027-01-01 17:00"),
        ("2026-03-28 20:00", MEXICO, "mañana a las dos y media de la mañana", "2026-03-29 02:30"),
    ],
)
def test_it_depends_on_now(now: str, zone: ZoneInfo, said: str, expected: str) -> None:
    """On the hour, on the day, and on where the person is."""
    assert when(said, _at(now, zone)).at == _at(expected, zone)


@pytest.mark.parametrize(
    ("now", "said", "expected_utc"),
    [
        ("2027-03-27 12:00", "mañana a las dos y media de la madrugada", "2027-03-28 01:30"),
        ("2027-03-27 12:00", "el 28 de marzo a las 02:30", "2027-03-28 01:30"),
        ("2027-03-27 12:00", "dentro de 24 horas", "2027-03-28 11:00"),
        ("2027-03-27 12:00", "mañana a la misma hora", "2027-03-28 10:00"),
        ("2027-03-28 01:30", "en una hora", "2027-03-28 01:30"),
        ("2026-10-24 12:00", "mañana a las dos y media de la madrugada", "2026-10-25 00:30"),
        ("2026-10-24 12:00", "dentro de 24 horas", "2026-10-25 10:00"),
        ("2026-10-24 12:00", "mañana a la misma hora", "2026-10-25 11:00"),
        ("2026-10-24 12:00", "dentro de un día a las doce de la mañana", "2026-10-25 11:00"),
        ("2026-10-25 02:45", "a las dos y media de la madrugada", "2026-10-25 01:30"),
    ],
)
def test_clocks_are_put_forward_and_back(now: str, said: str, expected_utc: str) -> None:
    """In Madrid at two and at three in the morning; hours that pass are counted, days are on the calendar."""
    at = when(said, _at(now)).at
    assert at.astimezone(UTC) == datetime.fromisoformat(expected_utc).replace(tzinfo=UTC)


def test_an_hour_that_was_skipped_is_shown_as_the_clock_has_it() -> None:
    """Half past two is half past three."""
    assert when("mañana a las dos y media de la madrugada", _at("2027-03-27 12:00")).at.hour == 3


@pytest.mark.parametrize(
    ("said", "expected", "rest"),
    [
        ("recuérdame llamar a mi madre mañana a las nueve", "2026-11-26 09:00", "llamar a mi madre"),
        ("Recuérdame mañana llamar a mi madre a las nueve.", "2026-11-26 09:00", "llamar a mi madre"),
        ("recuérdame mañana a las nueve que tengo que llamar", "2026-11-26 09:00", "llamar"),
        ("Mañana a las nueve, recuérdame llamar a Begoña", "2026-11-26 09:00", "llamar a Begoña"),
        ("ponme un recado para mañana a las nueve para llamar", "2026-11-26 09:00", "llamar"),
        ("apunta para el lunes: comprar pan", "2026-11-30 09:00", "comprar pan"),
        ("anota que el jueves viene el fontanero", "2026-11-26 09:00", "viene el fontanero"),
        ("¿Puedes recordarme el viernes a las cinco que recoja el traje?", "2026-11-27 17:00", "recoja el traje"),
        ("oye Penny, recuérdame en media hora sacar la pizza, por favor", "2026-11-25 10:50", "sacar la pizza"),
        ("dentro de 20 minutos avísame de que saque el pollo", "2026-11-25 10:40", "saque el pollo"),
        ("avísame a la una de apagar el horno", "2026-11-25 13:00", "apagar el horno"),
        ("quiero que me recuerdes pagar el alquiler el día uno", "2026-12-01 09:00", "pagar el alquiler"),
        ("que no se me olvide el martes felicitar a Luis", "2026-12-01 09:00", "felicitar a Luis"),
        ("pon una alarma a las siete", "2026-11-25 19:00", ""),
        ("recuérdamelo mañana", "2026-11-26 09:00", ""),
        ("recuérdame esta noche sacar la basura", "2026-11-25 21:00", "sacar la basura"),
        ("apunta comprar pan para dentro de una semana", "2026-12-02 09:00", "comprar pan"),
        ("recuérdame el 24 comprar turrón", "2026-12-24 09:00", "comprar turrón"),
        # What is no time stays in the words.
        ("recuérdame preparar la reunión del lunes mañana", "2026-11-26 09:00", "preparar la reunión del lunes"),
        ("recuérdame mañana lo que dijo ayer Ana", "2026-11-26 09:00", "lo que dijo ayer Ana"),
        ("recuérdame llamar a las dos hermanas mañana", "2026-11-26 09:00", "llamar a las dos hermanas"),
        ("recuérdame comprar 2 kilos de tomates el sábado", "2026-11-28 09:00", "comprar 2 kilos de tomates"),
        ("recuérdame comprar 1/2 kilo de queso mañana", "2026-11-26 09:00", "comprar 1/2 kilo de queso"),
        ("recuérdame coger el 15 mañana", "2026-11-26 09:00", "coger el 15"),
        ("recuérdame mañana dormir 8h", "2026-11-26 09:00", "dormir 8h"),
        ("recuérdame el vuelo a Santo Domingo mañana", "2026-11-26 09:00", "el vuelo a Santo Domingo"),
        # Of two moments the one that follows the call.
        ("recuérdame mañana que el lunes tengo dentista", "2026-11-26 09:00", "el lunes tengo dentista"),
        ("recuérdame a las ocho que la cena es a las nueve", "2026-11-25 20:00", "la cena es a las nueve"),
        ("recuérdame el domingo por la noche de que el lunes tengo cita", "2026-11-29 21:00", "el lunes tengo cita"),
    ],
)
def test_a_request_is_told_apart(said: str, expected: str, rest: str) -> None:
    """Into when, and what to remember in the person's own words."""
    found = find(said, NOW)
    assert found is not None
    assert (found[0].at, found[1]) == (_at(expected), rest)


def test_the_words_that_say_when_are_told() -> None:
    """As the person said them, also if they stand apart."""
    found = find("Recuérdame Mañana por la tarde llamar a Ana a las 5", NOW)
    assert found == (Cuando(_at("2026-11-26 17:00"), exact=True, text="Mañana por la tarde a las 5"), "llamar a Ana")


@pytest.mark.parametrize(
    "said",
    [
        "",
        "recuérdame llamar al médico",
        "apunta leche",
        "recuérdame preparar la reunión del lunes",
        "recuérdame leer el periódico de hoy",
        "recuérdame dormir 8h",
        "recuérdame ir a la procesión el viernes santo",
        "recuérdame comprar las nueve entradas",
        "el primer lunes de enero",
        "dos días antes de Navidad",
    ],
)
def test_who_says_no_time_is_asked(said: str) -> None:
    """Nothing is made up."""
    assert find(said, NOW) is None


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("ayer", "passed"),
        ("anoche", "passed"),
        ("hace dos días", "passed"),
        ("el lunes pasado", "passed"),
        ("la semana pasada", "passed"),
        ("hoy a las ocho de la mañana", "passed"),
        ("3/12/2020", "passed"),
        ("2026-03-12", "passed"),
        ("el 31 de febrero", "no such date"),
        ("29 de febrero de 2027", "no such date"),
        ("31/2/2027", "no such date"),
        ("el 0 de enero", "no such date"),
        ("el día 32", "no such day"),
        ("el día 31 del mes que viene", None),
        ("a las veinticinco", "no such hour"),
        ("a las 25:00", "no such hour"),
        ("a las 9:75", "no such hour"),
        ("a las nueve y setenta", "no such hour"),
        ("a las 24:30", "no such hour"),
        ("a las 15 de la mañana", "no such hour"),
        ("a las once de la madrugada", "no such hour"),
        ("el martes 30 de noviembre", "day of the week"),
        ("cada lunes", "recurs"),
        ("todos los días a las nueve", "recurs"),
        ("los lunes a las nueve", "recurs"),
        ("cada ocho horas", "recurs"),
        ("de lunes a viernes", "recurs"),
        ("dos veces al día", "recurs"),
        ("mañana viernes", "More than one"),
        ("el lunes o el martes", "More than one"),
        ("en dos horas a las nueve", "More than one"),
        ("mañana por la mañana a las nueve de la noche", "More than one"),
        ("", "not understood"),
        ("luego", "not understood"),
        ("cuando llegue a casa", "not understood"),
        ("mañana a las nueve no", "not understood"),
        ("el primer lunes de enero", "not understood"),
        ("dos días antes de Navidad", "not understood"),
        ("el viernes santo", "not understood"),
        ("la reunión del lunes", "not understood"),
        ("2026-12-03T18:30:00Z", "not understood"),
        ("mañana " * MAX_SIGNS, "signs"),
        (" ".join(f"{day} dic" for day in range(1, 30)), "More than one"),
    ],
)
def test_what_cannot_be_is_refused(said: str, why: str | None) -> None:
    """With what to do about it, and without quoting what was said."""
    now = _at("2027-01-10 10:20") if why is None else NOW
    with pytest.raises(InvalidInput, match=why or "no such day") as caught:
        when(said, now)
    assert caught.value.remedy
    assert caught.value.field == "cuando"


@pytest.mark.parametrize(
    "said",
    [
        "recuérdame que el lunes tengo dentista mañana",
        "recuérdame a las nueve la pastilla y a las diez el agua",
        "recuérdame por la mañana y por la tarde beber agua",
        "recuérdame cenar el lunes con Ana y el martes con Luis",
    ],
)
def test_two_recados_at_once_are_refused(said: str) -> None:
    """Penny asks which."""
    with pytest.raises(InvalidInput, match="More than one"):
        find(said, NOW)


def test_now_is_somewhere() -> None:
    """Without a zone nobody knows when."""
    with pytest.raises(ValueError, match="zone"):
        find("mañana", NOW.replace(tzinfo=None))


WORDS_TEXT = """
a al de del el la las los que para por en y o menos media cuarto medianoche mediodía mañana pasado hoy ayer esta noche
tarde lunes domingo próximo viene semana mes año día días dentro hace hora horas minutos final primera última uno una
dos nueve doce veinte treinta cincuenta cien 0 3 9 15 24 31 99 9:30 9.30 21h 3/12 3/12/2026 29/2/2027 2026-12-03 dic
diciembre febrero navidad am p.m. , . : recuérdame llamar mil 2100 fin misma ahora cada primero
"""
WORDS = WORDS_TEXT.split()
MOMENTS = st.datetimes(
    datetime.fromisoformat("2020-01-01"),
    datetime.fromisoformat("2090-01-01"),
    timezones=st.sampled_from([MADRID, CANARY, MEXICO]),
)


@given(st.text(max_size=60) | st.lists(st.sampled_from(WORDS), max_size=14).map(" ".join), MOMENTS)
@example("a las 24:00", NOW)
@example("el 31/12/9999 a medianoche", NOW)
@example("el 31/12/2999 a medianoche", NOW)
@example("el 1/1/0001 a las cero menos cuarto", NOW)
@example("dentro de 999 años", NOW)
@example("İ mañana ﬁ\0 a las ٩", NOW)
def test_any_text_says_a_moment_to_come_or_none(text: str, now: datetime) -> None:
    """In the person's zone, and on the clock: no moment that was skipped."""
    for cuando in filter(None, (_or_none(text, now), _found(text, now))):
        assert cuando.at.tzinfo is now.tzinfo
        assert cuando.at.astimezone(UTC) > now.astimezone(UTC)
        assert cuando.at.astimezone(UTC).astimezone(now.tzinfo).replace(fold=0) == cuando.at.replace(fold=0)


def _or_none(text: str, now: datetime) -> Cuando | None:
    try:
        return when(text, now)
    except InvalidInput:
        return None


def _found(text: str, now: datetime) -> Cuando | None:
    try:
        found = find(text, now)
    except InvalidInput:
        return None
    return found[0] if found else None


@pytest.mark.parametrize(
    "text",
    [
        "recuérdame llamar a mi madre mañana a las nueve",
        " ".join(f"{day} dic" for day in range(1, 32)) * 3,
        "el próximo " * 60,
        "a las nueve y " * 40,
        "1 " * 250,
        "z" * MAX_SIGNS,
        "¿ " * 250,
        "por favor " * 50,
        "dos mil " * 60,
    ],
)
def test_no_text_takes_long(text: str) -> None:
    """Of the processor's time, the best of three; the first date of a process takes longer."""
    when("3 dic", NOW)
    assert min(_seconds(text[:MAX_SIGNS]) for _ in range(3)) < TOO_SLOW_S


def _seconds(text: str) -> float:
    begin = time.process_time()
    _or_none(text, NOW)
    return time.process_time() - begin


@given(st.integers(1, 99), st.sampled_from(["minutos", "horas", "segundos"]), MOMENTS)
def test_spans_are_counted_as_they_pass(count: int, unit: str, now: datetime) -> None:
    """Whatever the clocks are set to."""
    span = {"minutos": timedelta(minutes=1), "horas": timedelta(hours=1), "segundos": timedelta(seconds=1)}[unit]
    assert when(f"dentro de {count} {unit}", now).at.astimezone(UTC) - now.astimezone(UTC) == count * span


def test_dates_are_read_without_a_warning() -> None:
    """The library's deprecated ways are not ours."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert when("el 3 de mayo", NOW).at == _at("2027-05-03 09:00")
