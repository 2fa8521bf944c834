"""The person's words, spelled as the model has read them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from penny_gateway.spelling import continued, without_last_word


@pytest.mark.parametrize(
    ("read", "said", "given_to_model"),
    [
        ("", "¿Qué tengo hoy?", "¿Qué tengo hoy?"),
        ("que tengo", "¿Qué tengo pendiente para hoy?", "que tengo pendiente para hoy?"),
        ("¿Cómo se llama mi", "Como se llama mi hija?", "¿Cómo se llama mi hija?"),
        ("que día de la semana.", "¿Qué día de la semana es hoy?", "que día de la semana es hoy?"),
        ("que tengo", "¿Qué tengo?", "que tengo?"),
        ("Ok", "¿A qué hora es?", "¿A qué hora es?"),
        ("Prefiero las reacciones", "Prefiero las respuestas cortas.", "Prefiero las respuestas cortas."),
        ("hola, que", "Hola qué tal", "hola, que tal"),
        ("uno dos tres", "uno dos", "uno dos"),
    ],
)
def test_words_that_were_read_keep_their_spelling(read: str, said: str, given_to_model: str) -> None:
    """The rest comes as it is said."""
    assert continued(read, said) == given_to_model


@given(
    st.lists(st.sampled_from(["que", "¿Qué", "hoy?", "Hoy", "a", "el.", "sí", "¡"])), st.text("que hoy?", max_size=20)
)
def test_no_word_is_lost_or_added(read: list[str], said: str) -> None:
    """Only the spelling changes."""
    assert len(continued(" ".join(read), said).split()) == len(said.split())


def test_the_last_word_may_be_cut() -> None:
    """It is not read in before another follows it."""
    assert without_last_word("que tengo pen") == "que tengo"
    assert without_last_word("que") == ""
