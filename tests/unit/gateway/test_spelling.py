"""The person's words, spelled as the model has read them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from penny_gateway.spelling import alike, as_question, continued


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


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("que tengo que comprar.", "¿Qué tengo que comprar?", True),
        ("sí — claro", "Si, claro.", True),
        ("que tengo que", "¿Qué tengo que comprar?", False),
        ("el uno", "el dos", False),
        ("", "¿…?", True),
    ],
)
def test_the_same_words_are_alike_however_they_are_written(one: str, other: str, same: bool) -> None:  # noqa: FBT001
    """Accents, case and marks are the recogniser's whim."""
    assert alike(one, other) is same


def test_a_question_gets_its_mark() -> None:
    """In place of the one that the recogniser put there."""
    assert as_question("que tengo hoy.") == "que tengo hoy?"
    assert as_question("¿Qué tengo hoy?") == "¿Qué tengo hoy?"
