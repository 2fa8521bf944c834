"""What holds whatever is said, and whenever."""

import time
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from support.said import MADRID, NOW

from penny_chassis.errors import InvalidInput
from penny_deck.tiempo.cuando import MAX_SIGNS, Cuando, find, when

TOO_SLOW_S = 0.2
"""Ten times what the slowest takes here: a pattern that goes astray takes seconds."""

WORDS_TEXT = """
a al de del el la las los que para por en y o menos media cuarto medianoche mediodía mañana pasado hoy ayer esta noche
tarde lunes domingo próximo viene semana mes año día días dentro hace hora horas minutos final primera última uno una
dos nueve doce veinte treinta cincuenta cien 0 3 9 15 24 31 99 9:30 9.30 21h 3/12 3/12/2026 29/2/2027 2026-12-03 dic
diciembre febrero navidad am p.m. , . : recuérdame llamar mil 2100 fin misma ahora cada primero entre desde hasta
semanas cuarto medio primer último pico viernes 13 cambiar 0 -3 años siguiente este con cuartos
"""
WORDS = WORDS_TEXT.split()
MOMENTS = st.datetimes(
    datetime.fromisoformat("2020-01-01"),
    datetime.fromisoformat("2090-01-01"),
    timezones=st.sampled_from([MADRID, ZoneInfo("Atlantic/Canary"), ZoneInfo("America/Mexico_City")]),
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
        "de 10 a " * 30,
        "entre las 4 y media y " * 25,
        "cambiar la cita de las " * 25,
        "dentro de un mes y una semana y " * 20,
        "el viernes 13 " * 40,
        "el lunes y " * 50,
        "del 3 al 5 " * 50,
        "el último viernes de " * 25,
        "días antes del " * 40,
        "una hora antes de la " * 30,
        "víspera " * 60,
        "dos horas y diez minutos, " * 20,
        "mañana, no, " * 19,
        "mañana " + "no, que " * 60,
        "en una hora menos diez " * 21,
        "1h30min " * 60,
        "que me prestó " * 35,
        "que no me lo " * 38 + "el lunes",
        "que Ana hizo " * 30 + "el lunes el martes el jueves",
        "avisar de que " * 35,
        "avísame una hora antes " * 22,
        "el viernes no, " * 33,
        "la cena no es cine " * 20 + "mañana a las nueve",
        "alarma " * 65 + "mañana a las seis",
        "avisar a Ana que no voy mañana y " * 15,
        "anular la cita del jueves a las 10 " * 14,
        "cambiar la reunión " * 26,
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


@given(
    st.lists(st.sampled_from(["una hora", "dos días", "3 semanas", "diez minutos"]), min_size=1, max_size=4), MOMENTS
)
def test_spans_are_added(spans: list[str], now: datetime) -> None:
    """With "y" or commas; days and weeks are on the calendar, hours and minutes pass."""
    now = now.astimezone(UTC).astimezone(now.tzinfo)
    days = timedelta(days=2 * spans.count("dos días") + 21 * spans.count("3 semanas"))
    passing = timedelta(hours=spans.count("una hora"), minutes=10 * spans.count("diez minutos"))
    on_day = now + days if days else now
    for text in (" y ".join(spans), ", ".join(spans)):
        at = when(f"dentro de {text}", now).at
        if passing:
            assert at == (on_day.astimezone(UTC) + passing).astimezone(now.tzinfo)
        else:
            assert at.date() == on_day.date()


@given(st.integers(1, 11), st.integers(1, 12), st.sampled_from(["de la mañana", "de la tarde", "de la noche"]), MOMENTS)
def test_a_range_begins_less_than_twelve_hours_before_its_end(length: int, last: int, part: str, now: datetime) -> None:
    """Whatever part of the day is said of its end alone."""
    first = (last - length - 1) % 12 + 1
    end = _or_none(f"el 3 de mayo a las {last} {part}", now)
    if end:
        beginning = when(f"el 3 de mayo de {first} a {last} {part}", now)
        apart = end.at.replace(tzinfo=None) - beginning.at.replace(tzinfo=None)
        assert apart % timedelta(days=1) == timedelta(hours=length)
