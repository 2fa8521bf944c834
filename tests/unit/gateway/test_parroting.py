"""Words that are Penny's own."""

import pytest

from penny_gateway.parroting import is_parroted, may_be_parroted

SAID = "Tienes tres recados. El primero es llamar al dentista, mañana a las nueve."


@pytest.mark.parametrize(
    "words",
    [
        "Tienes tres recados.",
        "tiene tres recados",  # the recogniser drops an s
        "tres recado el primero",
        "llamar al dentista manana a las nueve",
        "RECADOS, el primero es llamar",
    ],
)
def test_a_run_of_her_words_is_hers(words: str) -> None:
    """However it is written, and a letter short at the end of a word."""
    assert is_parroted(words, SAID)


@pytest.mark.parametrize(
    "words",
    [
        "",
        "¿Tres recados?",  # asks back
        "no",
        "tienes recados tres",  # not as she says them
        "tienes recados el primero",  # one left out
        "no tienes tres recados",  # one added
        "mañana a las diez",  # one replaced: she corrects
        "tienes tres recados y dos citas",
        "para, por favor, Penny",
    ],
)
def test_other_words_are_a_persons(words: str) -> None:
    """Few, added, left out, in another order, or replaced."""
    assert not is_parroted(words, SAID)


def test_short_words_have_to_be_the_same() -> None:
    """A letter makes another word of them."""
    assert not is_parroted("y a la dos", "y a las dos")
    assert is_parroted("y a las dos", "y a las dos")


@pytest.mark.parametrize("words", ["tres", "tres recados", "el primero es"])
def test_the_beginning_of_an_echo_may_be_short(words: str) -> None:
    """While more words may come."""
    assert may_be_parroted(words, SAID)


@pytest.mark.parametrize("words", ["", "espera", "tres citas"])
def test_words_that_she_does_not_say_need_not_be_waited_for(words: str) -> None:
    """They are a person's already."""
    assert not may_be_parroted(words, SAID)


def test_if_she_says_nothing_nothing_is_hers() -> None:
    """No answer is being given."""
    assert not is_parroted("tienes tres recados", "")
