"""A moment as Penny says it."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.said import MADRID, NOW

from penny_deck.palabras import fold, in_words, number
from penny_deck.tiempo.cuando import when
from penny_deck.tiempo.decir import say


@pytest.mark.parametrize(
    ("at", "said"),
    [
        ("2026-11-25 19:45", "hoy a las ocho menos cuarto de la tarde"),
        ("2026-11-25 20:15", "hoy a las ocho y cuarto de la tarde"),
        ("2026-11-25 20:45", "hoy a las nueve menos cuarto de la noche"),
        ("2026-11-25 21:00", "hoy a las nueve de la noche"),
        ("2026-11-26 00:00", "hoy a medianoche"),
        ("2026-11-26 00:05", "mañana a las doce y cinco de la madrugada"),
        ("2026-11-26 09:00", "mañana a las nueve de la mañana"),
        ("2026-11-26 12:00", "mañana a las doce del mediodía"),
        ("2026-11-26 12:45", "mañana a la una menos cuarto del mediodía"),
        ("2026-11-26 13:15", "mañana a la una y cuarto de la tarde"),
        ("2026-11-27 00:00", "mañana a medianoche"),
        ("2026-11-27 06:40", "pasado mañana a las siete menos veinte de la mañana"),
        ("2026-11-30 18:30", "el lunes 30 de noviembre a las seis y media de la tarde"),
        ("2026-12-31 23:45", "el jueves 31 de diciembre a las doce menos cuarto de la noche"),
        ("2027-01-01 00:00", "el jueves 31 de diciembre a medianoche"),
        ("2027-01-01 08:37", "el viernes 1 de enero de 2027 a las ocho y treinta y siete de la mañana"),
        ("2026-11-24 09:00", "ayer a las nueve de la mañana"),
    ],
)
def test_a_moment_is_said_as_people_say_it(at: str, said: str) -> None:
    """Hours in words, the year if it is another."""
    assert say(datetime.fromisoformat(at).replace(tzinfo=MADRID), NOW) == said


def test_it_is_said_where_the_person_is() -> None:
    """Whatever zone the moment is kept in."""
    assert say(datetime(2026, 11, 26, 8, tzinfo=UTC), NOW) == "mañana a las nueve de la mañana"


@given(
    st.datetimes(
        datetime.fromisoformat("2024-01-01"),
        datetime.fromisoformat("2080-01-01"),
        timezones=st.sampled_from([MADRID, ZoneInfo("Atlantic/Canary"), ZoneInfo("America/Mexico_City")]),
    ),
    st.integers(1, 60 * 24) | st.integers(1, 60 * 24 * 800),
)
def test_what_is_said_is_understood(now: datetime, minutes: int) -> None:
    """As the moment that it was; of an hour that comes twice, as the first."""
    later = now.astimezone(UTC) + timedelta(minutes=minutes)
    at = later.replace(second=0, microsecond=0).astimezone(now.tzinfo).replace(fold=0)
    if at.astimezone(UTC) > now.astimezone(UTC):
        assert when(say(at, now), now).at == at


@given(st.integers(0, 99))
def test_numbers_in_words_are_read(value: int) -> None:
    """With and without accents."""
    assert number(fold(in_words(value))) == value


@pytest.mark.parametrize("value", [-1, 100])
def test_other_numbers_have_no_words_here(value: int) -> None:
    """No hour and no minute needs them."""
    with pytest.raises(ValueError, match=str(value)):
        in_words(value)
