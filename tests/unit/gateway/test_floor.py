"""Words that hold the floor."""

import pytest

from penny_gateway.floor import holds, waits_for_main_clause


@pytest.mark.parametrize(
    "words",
    [
        "Llama a mi madre porque",
        "Quiero comprar pan y.",
        "Apunta leche, huevos y",
        "Recuérdame que mañana tengo que",
        "quiero... eh",
        "Pues, o sea,",
        "No, es que",
        "A ver",
        "Quiero saber...",
        "Hola. Dime el",
        "Apunta una cita con él.",
        "El código es 4",
        "Se escribe be, a, g, o",
        "Apunta leche",
    ],
)
def test_whoever_stops_here_means_to_go_on(words: str) -> None:
    """Conjunctions, articles, fillers; numbers, spellings and lists in progress."""
    assert holds(words)


@pytest.mark.parametrize(
    "words",
    [
        "",
        "¿Qué hora es?",
        "¿Por qué?",
        "¿Para qué?",
        "Sí.",
        "Si.",
        "No quiero",
        "Porque no quiero.",
        "Eso ya no lo quiero",
        "Llama a mi madre.",
        "Gracias, adiós.",
        "No.",
        "Hasta luego.",
        "Nada más.",
        "Dime quién es.",
        "Busca el contrato de alquiler",
    ],
)
def test_whoever_stops_here_may_have_finished(words: str) -> None:
    """The same words elsewhere in a sentence hold nothing."""
    assert not holds(words)


@pytest.mark.parametrize(
    "words",
    ["Cuando llegue a casa", "Si mañana llueve.", "Antes de dormir.", "Vale. En cuanto pueda salir"],
)
def test_a_subordinate_clause_alone_is_half_a_sentence(words: str) -> None:
    """However finished it sounds."""
    assert waits_for_main_clause(words)


@pytest.mark.parametrize(
    "words",
    [
        "",
        "Si quieres.",
        "Cuando puedas.",
        "Si por favor, apúntalo",
        "¿Cuando es mi cita?",
        "Si mañana llueve, cancela la excursión.",
        "Cuando llegue a casa recuérdame regar las plantas",
        "Avísame cuando llegue a casa.",
    ],
)
def test_a_short_answer_or_a_whole_sentence_waits_for_nothing(words: str) -> None:
    """A clause of two words is an answer, and one that has its main clause is longer, or has a comma."""
    assert not waits_for_main_clause(words)
