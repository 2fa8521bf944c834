"""What a person wants to know of a document."""

import pytest

from penny_gateway.grace import facts, stands_in, warnings, wish


@pytest.mark.parametrize(
    ("text", "module"),
    [
        ("¿Qué dice la factura que escaneé ayer?", "FIELD_EXTRACTOR"),
        ("¿Qué dice esta factura?", "FIELD_EXTRACTOR"),
        ("que dice la factura que escaneé hoy", "FIELD_EXTRACTOR"),  # as the recogniser may write it
        ("¿Cuánto es la factura de Telefónica?", "FIELD_EXTRACTOR"),
        ("¿De quién es el recibo?", "FIELD_EXTRACTOR"),
        ("¿Cuál es el total de la última factura?", "FIELD_EXTRACTOR"),
        ("Dime qué pone en el ticket", "FIELD_EXTRACTOR"),
        ("¿Quién emite la factura?", "FIELD_EXTRACTOR"),
        ("Resume este documento", "SUMMARIZER"),
        ("Resúmeme el contrato de alquiler", "SUMMARIZER"),
        ("¿De qué va el correo de ayer?", "SUMMARIZER"),
        ("Hazme un resumen del acta", "SUMMARIZER"),
        ("¿De qué tipo es este email?", "CLASSIFIER"),
        ("¿Qué tipo de documento es la carta?", "CLASSIFIER"),
        ("¿Qué tareas hay en esta reunión?", "TASK_DETECTOR"),
        ("¿Cuáles son las tareas del acta?", "TASK_DETECTOR"),
        ("¿Qué tengo que hacer según el correo?", "TASK_DETECTOR"),
    ],
)
def test_what_is_asked_of_a_document(text: str, module: str) -> None:
    """The specification's four (5.2), and how else people ask."""
    found = wish(text)
    assert found is not None
    assert found.module == module


@pytest.mark.parametrize(
    "text",
    [
        "¿Qué tengo pendiente?",
        "¿Qué recados tengo?",
        "¿Qué hora es?",
        "¿Cuándo es mi reunión?",
        "Recuérdame pagar la factura",
        "Dime un mensaje bonito",
        "Dime la nota del examen",
        "¿Qué tengo que hacer hoy?",
        "Hola",
        "¿A qué hora es la reunión de equipo?",
        "Tengo que llamar a Telefónica por la factura de noviembre",
        "",
    ],
)
def test_what_is_not_of_a_document(text: str) -> None:
    """Is answered from the planos."""
    assert wish(text) is None


def test_what_an_invoice_says() -> None:
    """In the order in which people want to know it, with what there is to warn of."""
    result = {
        "proveedor": "Telefónica de España, S.A.U.",
        "total": 45.9,
        "moneda": "EUR",
        "fecha": "2025-11-03",
        "iva": [{"tipo": 21.0, "base": 37.93, "cuota": 7.97}],
        "warnings": [{"code": "no_cuadra", "text": "Las cantidades no cuadran."}],
    }
    assert facts("FIELD_EXTRACTOR", result, "factura.pdf").splitlines() == [
        "Documento: factura.pdf.",
        "Es de Telefónica de España, S.A.U., por 45,90 euros.",
        "Su fecha es el 3 de noviembre de 2025.",
        "El IVA al 21 % es de 7,97 euros.",
    ]
    assert warnings("FIELD_EXTRACTOR", result) == "Las cantidades no cuadran."
    assert warnings("CLASSIFIER", result) == ""


TOLD = (
    "Documento: IMG_1.pdf.\nEs de Telefónica de España, S.A.U., por 121,00 euros.\nSu número es F-0034.\n"
    "Su fecha es el 12 de octubre de 2025.\nEl IVA al 21 % es de 21,00 euros."
)


@pytest.mark.parametrize(
    ("words", "stands"),
    [
        (["telefonica"], True),
        (["octubre"], True),
        (["luz", "españa"], True),
        (["34"], True),
        (["endesa"], False),
        (["noviembre"], False),
        (["12"], False),
        (["121"], False),
        (["21"], False),
    ],
)
def test_what_a_document_is_called(words: list[str], *, stands: bool) -> None:
    """Stands in it: a word anywhere, a number that is its own."""
    assert stands_in(words, TOLD) is stands


@pytest.mark.parametrize(
    ("module", "result", "said"),
    [
        ("SUMMARIZER", {"texto": "Todo va bien."}, "Resumen: Todo va bien."),
        ("CLASSIFIER", {"label": "factura"}, "Tipo de documento: factura."),
        ("TASK_DETECTOR", {"tareas": []}, "No hay tareas."),
        (
            "TASK_DETECTOR",
            {"tareas": [{"quien": "Marta", "que": "enviar el informe", "texto_cuando": "antes del viernes"}]},
            "1. Marta: enviar el informe, antes del viernes.",
        ),
        ("FIELD_EXTRACTOR", {}, "No dice nada de eso."),
    ],
)
def test_what_the_other_modules_say(module: str, result: dict[str, object], said: str) -> None:
    """A line each."""
    assert said in facts(module, result, "a.pdf").splitlines()
