"""Whether what is said over Penny is meant for her."""

import pytest

from penny_gateway.backchannel import is_meant
from penny_gateway.phrases import phrases

SIGNS = phrases("es").backchannels


@pytest.mark.parametrize(
    "words", ["", "Ajá.", "mmmmm", "Sí, sí.", "vale, claro", "Muy bien.", "De acuerdo", "¡Órale!", "ok"]
)
def test_signs_of_listening_are_not_meant(words: str) -> None:
    """Alone or several in a row, however they are written."""
    assert not is_meant(words, SIGNS, asked=False)


@pytest.mark.parametrize("words", ["Espera.", "no", "para", "sí, pero mañana", "vale, y a qué hora", "claro que no"])
def test_words_are_meant(words: str) -> None:
    """Anything else, even if it begins with such a sign."""
    assert is_meant(words, SIGNS, asked=False)


def test_a_sign_of_listening_answers_a_question() -> None:
    """If Penny has just asked something, yes means yes; a cough is still nothing."""
    assert is_meant("sí", SIGNS, asked=True)
    assert not is_meant("", SIGNS, asked=True)
