"""Numbers and spellings in progress."""

import pytest

from penny_gateway.dictation import is_dictating, is_spelling


@pytest.mark.parametrize(
    "words",
    [
        "Mi teléfono es el 6 12",
        "Apunta este número: seis uno dos",
        "El código es 4",
        "Mi teléfono es el 612. 345.",
        "Mi código postal es 28.",
        "El pin es 2, 9",
        "Vivo en la calle Mayor, número 12, y mi teléfono es el 612",
        "Mi número de teléfono es el 612",
    ],
)
def test_a_number_is_unfinished(words: str) -> None:
    """It has begun, and is shorter than such a number is, in however many groups it comes."""
    assert is_dictating(words)


@pytest.mark.parametrize(
    "words",
    [
        "",
        "Mi teléfono es el 612345678.",
        "Mi teléfono es el 612. 345. 678.",
        "Mi código postal es 28. 015.",
        "El pin es 2946.",
        "Quedamos a las 5.",
        "Vivo en el número de la calle Mayor",
        "Vivo en la calle Mayor número doce.",
        "Vivimos en el número 12.",
        "Mi código postal es 28015.",
    ],
)
def test_a_number_is_finished_or_was_not_announced(words: str) -> None:
    """It is long enough, or nothing says how long it is."""
    assert not is_dictating(words)


@pytest.mark.parametrize(
    "words", ["Se escribe be, a, g, o", "Se escribe bien. ¡Vale!", "Mi apellido es Ruiz, R. ¡Durse!"]
)
def test_a_spelling_is_under_way(words: str) -> None:
    """Letters in a row, an announcement, or one letter after a name."""
    assert is_spelling(words)


@pytest.mark.parametrize(
    "words",
    [
        "",
        "Cómo se escribe huevo.",
        "Se escribe con b.",
        "¿Cómo se escribe huevo?",
        "Deletréame huevo.",
        "Tengo un plan B.",
        "Me llamo Ana y tú",
    ],
)
def test_nothing_is_spelt(words: str) -> None:
    """A question about spelling, a lone letter without a name, and letters that are words."""
    assert not is_spelling(words)
