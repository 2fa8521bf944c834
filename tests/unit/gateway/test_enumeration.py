"""Lists that people dictate."""

import pytest

from penny_gateway.enumeration import is_closed, is_open


@pytest.mark.parametrize(
    "words",
    [
        "Apunta leche.",
        "Apunta leche, huevos",
        "Añade arroz lentejas",
        "Invita a Marta. A Luis.",
        "a punta leche",
        "Cómprame pan",
    ],
)
def test_a_list_is_open(words: str) -> None:
    """A verb that asks for a list, and bare nouns."""
    assert is_open(words)
    assert not is_closed(words)


@pytest.mark.parametrize(
    "words",
    [
        "Apunta leche, huevos y pan.",
        "Invita a Marta, a Luis y a los vecinos.",
        "Lunes, martes e incluso jueves",
        "Compra pan y leche",
    ],
)
def test_a_list_is_closed(words: str) -> None:
    """Its last item is joined by "y"."""
    assert is_closed(words)
    assert not is_open(words)


@pytest.mark.parametrize(
    "words",
    [
        "",
        "Apunta",
        "Apunta una cita con el dentista.",
        "Añade una reunión el lunes a las nueve.",
        "Pide un taxi.",
        "Invita a Laura a cenar",
        "Compra los billetes",
        "¿Qué hora es?",
        "No sé y no quiero saber",
    ],
)
def test_an_errand_in_so_many_words_is_no_list(words: str) -> None:
    """It has an article, or no verb that asks for a list."""
    assert not is_open(words)
    assert not is_closed(words)
