"""When a recado is due: the tables of what people say, and what no table holds."""

import warnings
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from support.said import MADRID, NOW, at, pairs, table

from penny_chassis.errors import InvalidInput
from penny_deck.tiempo.cuando import MAX_SIGNS, Cuando, find, when

TABLAS = Path(__file__).parent / "tablas"


def moment(cuando: Cuando) -> str:
    """As the tables write it, in Madrid."""
    assert cuando.at.tzinfo is MADRID
    return f"{'' if cuando.exact else '~'}{cuando.at:%Y-%m-%d %H:%M}"


def read(said: str) -> str:
    """The moment, or why it is refused."""
    try:
        return moment(when(said, NOW))
    except InvalidInput as error:
        return error.message


def apart(said: str) -> tuple[str, str]:
    """The moment, or why there is none, and what to remember."""
    try:
        found = find(said, NOW)
    except InvalidInput as error:
        return error.message, ""
    return (moment(found[0]), found[1]) if found else ("no moment", "")


def refusal(said: str, reader: Callable[[str, datetime], object] = when) -> str:
    """Why it is refused; that says what to do about it too."""
    with pytest.raises(InvalidInput) as caught:
        reader(said, NOW)
    assert caught.value.remedy
    assert caught.value.field == "cuando"
    return caught.value.message


def test_what_is_said_is_when() -> None:
    """As the exact moment, or as the day or part of the day that was told."""
    told = pairs(TABLAS / "momentos.txt")
    assert {said: read(said) for said in told} == told


def test_it_depends_on_now() -> None:
    """On the hour, on the day, and on where the person is."""
    told = {(now, zone, said): expected for now, zone, said, expected in table(TABLAS / "ahora.txt")}
    found = {row: when(row[2], at(row[0], ZoneInfo(row[1]))).at for row in told}
    assert {row: f"{moment:%Y-%m-%d %H:%M}" for row, moment in found.items()} == told
    assert all(moment.tzinfo is ZoneInfo(zone) for (_, zone, _), moment in found.items())


def test_clocks_are_put_forward_and_back() -> None:
    """Hours that pass are counted, days are on the calendar."""
    told = {(now, said): at(expected).replace(tzinfo=UTC) for now, said, expected in table(TABLAS / "relojes.txt")}
    assert {(now, said): when(said, at(now)).at.astimezone(UTC) for now, said in told} == told


def test_an_hour_that_was_skipped_is_shown_as_the_clock_has_it() -> None:
    """Half past two is half past three."""
    assert when("mañana a las dos y media de la madrugada", at("2027-03-27 12:00")).at.hour == 3


def test_when_and_what_are_told_apart() -> None:
    """Into the moment, and what to remember in the person's own words."""
    told = {said: (expected, rest) for said, expected, rest in table(TABLAS / "recados.txt")}
    assert {said: apart(said) for said in told} == told


def test_the_words_that_say_when_are_told() -> None:
    """As the person said them, also if they stand apart."""
    found = find("Recuérdame Mañana por la tarde llamar a Ana a las 5", NOW)
    assert found == (Cuando(at("2026-11-26 17:00"), exact=True, text="Mañana por la tarde a las 5"), "llamar a Ana")


def test_no_time_is_made_up() -> None:
    """She is asked when, or it is kept without."""
    assert [said for (said,) in table(TABLAS / "sin_momento.txt") if find(said, NOW) is not None] == []


def test_nothing_said_is_no_time() -> None:
    """Of a recado; asked for a time, it is refused."""
    assert find("", NOW) is None
    assert "not understood" in refusal("")


def test_what_cannot_be_is_refused() -> None:
    """With what to do about it, and without quoting what was said."""
    told = pairs(TABLAS / "imposibles.txt")
    found = {said: refusal(said) for said in told}
    assert {said: why if why in found[said] else found[said] for said, why in told.items()} == told


@pytest.mark.parametrize(
    ("said", "why"),
    [("mañana " * MAX_SIGNS, "signs"), (" ".join(f"{day} dic" for day in range(1, 30)), "More than one")],
    ids=["signs", "days"],
)
def test_too_much_is_refused(said: str, why: str) -> None:
    """Signs, and moments."""
    assert why in refusal(said)


def test_a_month_may_have_no_such_day() -> None:
    """The next one, seen from January."""
    with pytest.raises(InvalidInput, match="no such day"):
        when("el día 31 del mes que viene", at("2027-01-10 10:20"))


def test_what_may_be_another_time_is_refused() -> None:
    """She is asked for the moment of the recado itself."""
    assert all(refusal(said, find) for (said,) in table(TABLAS / "dudosos.txt"))


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
    assert "More than one" in refusal(said, find)


def test_now_is_somewhere() -> None:
    """Without a zone nobody knows when."""
    with pytest.raises(ValueError, match="zone"):
        find("mañana", NOW.replace(tzinfo=None))


def test_dates_are_read_without_a_warning() -> None:
    """The library's deprecated ways are not ours."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert when("el 3 de mayo", NOW).at == at("2027-05-03 09:00")
