"""Words that hold the floor."""

import pytest

from penny_gateway.floor import holds


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
        "Mi teléfono es el 6 12",
        "Apunta este número: seis uno dos",
        "El código es 4",
        "Se escribe be, a, g, o",
        "Hola. Dime el",
    ],
)
def test_whoever_stops_here_means_to_go_on(words: str) -> None:
    """Conjunctions, articles, fillers, numbers and spellings in progress."""
    assert holds(words)


@pytest.mark.parametrize(
    "words",
    [
        "",
        "¿Qué hora es?",
        "¿Por qué?",
        "¿Para qué?",
        "Sí.",
        "Llama a mi madre.",
        "Gracias, adiós.",
        "No.",
        "Hasta luego.",
        "Nada más.",
        "Dime quién es.",
        "Mi teléfono es el 612345678.",
        "Quedamos a las 5.",
        "Busca el contrato de alquiler",
        "Vivo en el número de la calle Mayor",
    ],
)
def test_whoever_stops_here_may_have_finished(words: str) -> None:
    """The same words elsewhere in a sentence hold nothing."""
    assert not holds(words)
