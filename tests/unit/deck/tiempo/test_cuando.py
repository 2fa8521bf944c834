"""When a recado is due: the tables of what people say, and what no table holds."""

import warnings
from datetime import UTC
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from support.said import MADRID, NOW, at, table

from penny_chassis.errors import InvalidInput
from penny_deck.tiempo.cuando import MAX_SIGNS, Cuando, find, when

TABLAS = Path(__file__).parent / "tablas"


@pytest.mark.parametrize(("said", "expected"), table(TABLAS / "momentos.txt"))
def test_what_is_said_is_when(said: str, expected: str) -> None:
    """As the exact moment, or as the day or part of the day that was told."""
    cuando = when(said, NOW)
    assert cuando.at == at(expected)
    assert cuando.at.tzinfo is MADRID
    assert cuando.exact is not expected.startswith("~")


@pytest.mark.parametrize(("now", "zone", "said", "expected"), table(TABLAS / "ahora.txt"))
def test_it_depends_on_now(now: str, zone: str, said: str, expected: str) -> None:
    """On the hour, on the day, and on where the person is."""
    there = ZoneInfo(zone)
    assert when(said, at(now, there)).at == at(expected, there)


@pytest.mark.parametrize(("now", "said", "expected_utc"), table(TABLAS / "relojes.txt"))
def test_clocks_are_put_forward_and_back(now: str, said: str, expected_utc: str) -> None:
    """Hours that pass are counted, days are on the calendar."""
    assert when(said, at(now)).at.astimezone(UTC).isoformat(" ") == at(expected_utc).replace(tzinfo=UTC).isoformat(" ")


def test_an_hour_that_was_skipped_is_shown_as_the_clock_has_it() -> None:
    """Half past two is half past three."""
    assert when("mañana a las dos y media de la madrugada", at("2027-03-27 12:00")).at.hour == 3


@pytest.mark.parametrize(("said", "expected", "rest"), table(TABLAS / "recados.txt"))
def test_when_and_what_are_told_apart(said: str, expected: str, rest: str) -> None:
    """Into the moment, and what to remember in the person's own words."""
    found = find(said, NOW)
    assert found is not None
    cuando, what = found
    assert (cuando.at, what) == (at(expected), rest)
    assert cuando.exact is not expected.startswith("~")


def test_the_words_that_say_when_are_told() -> None:
    """As the person said them, also if they stand apart."""
    found = find("Recuérdame Mañana por la tarde llamar a Ana a las 5", NOW)
    assert found == (Cuando(at("2026-11-26 17:00"), exact=True, text="Mañana por la tarde a las 5"), "llamar a Ana")


@pytest.mark.parametrize("said", [said for (said,) in table(TABLAS / "sin_momento.txt")])
def test_no_time_is_made_up(said: str) -> None:
    """She is asked when, or it is kept without."""
    assert find(said, NOW) is None


def test_nothing_said_is_no_time() -> None:
    """Of a recado; asked for a time, it is refused."""
    assert find("", NOW) is None
    _refuses("", "not understood")


@pytest.mark.parametrize(("said", "why"), table(TABLAS / "imposibles.txt"))
def test_what_cannot_be_is_refused(said: str, why: str) -> None:
    """With what to do about it, and without quoting what was said."""
    _refuses(said, why)


def _refuses(said: str, why: str) -> None:
    with pytest.raises(InvalidInput, match=why) as caught:
        when(said, NOW)
    assert caught.value.remedy
    assert caught.value.field == "cuando"


@pytest.mark.parametrize(
    ("said", "why"),
    [("mañana " * MAX_SIGNS, "signs"), (" ".join(f"{day} dic" for day in range(1, 30)), "More than one")],
    ids=["signs", "days"],
)
def test_too_much_is_refused(said: str, why: str) -> None:
    """Signs, and moments."""
    _refuses(said, why)


def test_a_month_may_have_no_such_day() -> None:
    """The next one, seen from January."""
    with pytest.raises(InvalidInput, match="no such day"):
        when("el día 31 del mes que viene", at("2027-01-10 10:20"))


@pytest.mark.parametrize("said", [said for (said,) in table(TABLAS / "dudosos.txt")])
def test_what_may_be_another_time_is_refused(said: str) -> None:
    """She is asked for the moment of the recado itself."""
    with pytest.raises(InvalidInput) as caught:
        find(said, NOW)
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


def test_dates_are_read_without_a_warning() -> None:
    """The library's deprecated ways are not ours."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert when("el 3 de mayo", NOW).at == at("2027-05-03 09:00")
