"""What of a text can be looked for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from penny_deck.log.terms import MAX_TERMS, terms


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("¿Qué tengo el lunes?", "LUNES"),
        ("Mañana tengo la reunión del equipo.", "reuniones"),
        ("Mañana tengo la reunión del equipo.", "reunion"),
        ("Compra dos botellas de leche.", "botella"),
        ("Llamé a Telefónica.", "telefonica"),
        ("El número es 612 345 678.", "345"),
        ("Mi niña cumple años.", "año"),
    ],
)
def test_forms_and_accents_do_not_matter(said: str, asked: str) -> None:
    """As people look for things."""
    assert set(terms(asked)) <= set(terms(said))
    assert terms(asked)


def test_an_enye_is_no_n_with_an_accent() -> None:
    """Years are not what they would be without it."""
    assert not set(terms("año")) & set(terms("ano"))


def test_words_that_say_nothing_are_left_out() -> None:
    """They stand in every sentence."""
    assert terms("¿Qué es lo que hay en la casa?") == terms("casa")
    assert terms("y de la que no") == []


@given(st.text(max_size=300))
def test_any_text_has_terms_or_none(text: str) -> None:
    """Each once, and not without limit."""
    found = terms(text)
    assert len(found) == len(set(found)) <= MAX_TERMS
    assert all(found)
