"""A text as words, with their signs and without."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from penny_asr.words import following, join, plain, plain_text, split, unclosed


@given(st.text())
def test_joining_the_words_gives_the_text_again(text: str) -> None:
    """Nothing is lost but the space around the text."""
    assert join(split(text)) == text.strip()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", []),
        ("  ¿Qué  tal? ", ["¿Qué", "  tal?"]),
        ("pu-pu-pu", ["pu-", "pu-", "pu"]),
        ("今日は", ["今", "日", "は"]),
    ],
)
def test_words_as_written(text: str, words: list[str]) -> None:
    """A word keeps the space before it; a hyphen ends one; signs of spaceless scripts are words."""
    assert split(text) == words


@pytest.mark.parametrize(("word", "expected"), [("¡HOLA!", "hola"), (" qué,", "qué"), ("que", "que"), ("...", "")])
def test_words_are_compared_without_case_and_signs(word: str, expected: str) -> None:
    """Accents stay: they make other words."""
    assert plain(word) == expected


def test_composed_and_decomposed_accents_are_the_same() -> None:
    """Two ways of writing one letter do not make two words."""
    assert plain("adio\u0301s") == plain("adiós")


def test_a_text_is_compared_without_signs() -> None:
    """Dots inside an address count as spaces."""
    assert plain_text("Subtítulos, por Amara.org…") == "subtítulos por amara org"


def test_words_that_follow_others_are_spaced() -> None:
    """Unless their script has no spaces, or the space is there."""
    assert following(["hola", " tú"]) == [" hola", " tú"]
    assert following([" hola"]) == [" hola"]
    assert following(["今"]) == ["今"]
    assert following([]) == []


def test_the_sign_that_closes_a_clause_is_taken_off() -> None:
    """The one that opens it stays."""
    assert unclosed("¿qué...?") == "¿qué"
