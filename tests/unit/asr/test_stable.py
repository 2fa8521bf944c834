"""The stable words of a turn."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from penny_asr.stable import StableWords, Transcript
from penny_asr.words import plain_text

TEXTS = st.lists(
    st.lists(st.sampled_from(["hola", "Hola,", "¿qué", "tal?", "y", "tú-", "no.", "今日", "..."]), max_size=8).map(
        " ".join
    ),
    max_size=12,
)


def agreed(*texts: str) -> Transcript:
    """What is known after these decodings."""
    words = StableWords()
    known = Transcript("", "")
    for text in texts:
        known = words.agree(text)
    return known


def test_one_decoding_makes_nothing_stable() -> None:
    """All of a first decoding may change."""
    assert agreed("qué tengo hoy") == Transcript("", "qué tengo hoy")


@pytest.mark.parametrize(
    ("texts", "stable", "tail"),
    [
        (("Qué tengo", "Qué tengo pendiente"), "Qué tengo", "pendiente"),
        (("¿Qué tengo?", "¿qué tengo pendiente?"), "¿qué tengo", "pendiente?"),
        (("que tengo", "qué tengo"), "", "qué tengo"),
        (("Hola.", "Hola."), "Hola", ""),
        (("Hola.", "Hola.", "Hola, Penny."), "Hola", "Penny."),
        (("uno dos", "uno dos", "uno dos tres", "uno dos tres cuatro"), "uno dos tres", "cuatro"),
        (("uno dos", "", "uno dos"), "", "uno dos"),
        (("", ""), "", ""),
    ],
)
def test_what_two_decodings_in_a_row_agree_on_is_stable(texts: tuple[str, ...], stable: str, tail: str) -> None:
    """Case and signs do not matter for agreement; a sign that only closes the audio so far is not kept."""
    assert agreed(*texts) == Transcript(stable, tail)


def test_a_contradiction_does_not_change_stable_words() -> None:
    """What comes after a word that is heard differently now goes on being laid behind the stable ones."""
    known = agreed(
        "hoy en día las", "hoy en día las personas", "oí en día las personas que", "oí en día las personas que"
    )

    assert known == Transcript("hoy en día las personas que", "")


def test_a_word_that_falls_apart_is_not_said_twice() -> None:
    """Decodings are laid along the stable words by the fewest edits, not by counting."""
    known = agreed("emalción al saca", "emalción al saca", "e malción al saca puntas", "e malción al saca puntas")

    assert known == Transcript("emalción al saca puntas", "")


def test_a_closed_window_is_stable_as_a_whole() -> None:
    """The next window's words follow it."""
    words = StableWords()
    words.agree("uno dos")
    words.agree("uno dos tres")

    assert words.seal("uno dos tres cuatro.") == Transcript("uno dos tres cuatro.", "")
    assert words.agree("cinco") == Transcript("uno dos tres cuatro.", "cinco")
    assert words.agree("cinco seis") == Transcript("uno dos tres cuatro. cinco", "seis")


@given(TEXTS, st.sets(st.integers(0, 11)))
def test_stable_words_are_only_added_to(texts: list[str], sealed: set[int]) -> None:
    """Whatever is decoded, and wherever windows are closed."""
    words = StableWords()
    known = [words.seal(text) if at in sealed else words.agree(text) for at, text in enumerate(texts)]

    assert all(later.stable.startswith(earlier.stable) for earlier, later in pairwise(known))


@given(TEXTS)
def test_the_same_decoding_twice_is_stable(texts: list[str]) -> None:
    """From nothing, a text that is heard twice has no tail."""
    for text in texts:
        known = agreed(text, text)

        assert plain_text(known.stable) == plain_text(text)
        assert known.tail == ""
