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
        "Apunta una cita con él.",
        "Mi teléfono es el 612. 345.",
        "Mi código postal es 28.",
        "El pin es 2, 9",
        "Se escribe bien. ¡Vale!",
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
        "Mi teléfono es el 612. 345. 678.",
        "Mi código postal es 28. 015.",
        "El pin es 2946.",
        "Cómo se escribe huevo.",
        "¿Cómo se escribe huevo?",
        "Deletréame huevo.",
        "Quedamos a las 5.",
        "Busca el contrato de alquiler",
        "Vivo en el número de la calle Mayor",
    ],
)
def test_whoever_stops_here_may_have_finished(words: str) -> None:
    """The same words elsewhere in a sentence hold nothing."""
    assert not holds(words)
