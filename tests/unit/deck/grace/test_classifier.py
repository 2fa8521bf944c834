"""CLASSIFIER: what a document is."""

import json
import time
from collections.abc import Sequence

import pytest

from penny_chassis.errors import InvalidInput
from penny_deck.grace.ask import Ask
from penny_deck.grace.classifier import DEFAULT, Clase, classify
from penny_deck.grace.document import Document
from penny_deck.grace.readers import text

TOO_SLOW_S = 0.25
"""Of the processor's time; some five times what it takes here."""

DOCUMENTS = [
    ("factura", "FACTURA\nNº factura: 2025/014\nCIF: B12345674\nBase imponible 100,00\nIVA 21% 21,00\nTotal 121,00 €"),
    ("factura", "INVOICE\nInvoice no. 77\nBill to: Penny\nTaxable amount 50.00\nVAT 21% 10.50\nTotal due 60.50"),
    (
        "factura",
        "Asunto: Su factura de marzo\nLe enviamos adjunta la factura F-21. El cargo se hará por domiciliación.",
    ),
    ("factura", "FACTURA RECTIFICATIVA R-3\nAbono de la factura 12\nBase imponible -20,00\nCuota IVA -4,20"),
    ("factura", "Factura núm. 3\nData: 3/4/2025\nBase imposable 10,00\nQuota IVA 2,10\nVenciment 3/5/2025"),
    (
        "recibo",
        "SUPER EL CESTO\nFactura simplificada: T-12\n1 PAN 1,20\nTOTAL 3,20\nEntregado 5,00\nCambio 1,80",
    ),
    ("recibo", "BAR TINO\nTicket 0043 Mesa 4\n2 CAFE 3,00\nTOTAL 3,00 IVA incluido\nGRACIAS POR SU VISITA"),
    ("recibo", "RECIBO\nHe recibido de Ana Prats la cantidad de 300 euros en concepto de fianza."),
    (
        "presupuesto",
        "PRESUPUESTO Nº 45\nCliente: Pol\nMano de obra 300 €\nMateriales 120 €\nValidez de 30 días",
    ),
    ("presupuesto", "Oferta económica para la reforma del baño\nPartida 1: azulejos\nPlazo de ejecución: tres semanas"),
    (
        "contrato",
        "CONTRATO DE ARRENDAMIENTO\nREUNIDOS\nDe una parte, Ana. De otra parte, Luis.\nCLÁUSULAS\nPrimera. Duración.",
    ),
    (
        "contrato",
        "Contrato de servicios\nLas partes exponen y acuerdan las siguientes estipulaciones. El prestador se obliga a…",
    ),
    (
        "nomina",
        "RECIBO INDIVIDUAL JUSTIFICATIVO DEL PAGO DE SALARIOS\nDevengos\nSalario base 1.200\nDeducciones",
    ),
    (
        "nomina",
        "Nómina de marzo\nTotal devengado 1.500\nContingencias comunes 70\nLíquido total a percibir 1.250",
    ),
    (
        "acta",
        "Acta de la junta de vecinos\nAsistentes: Ana, Luis\nOrden del día\nSe aprueba el acta por unanimidad.",
    ),
    ("acta", "Acta nº 4\nSe reúnen los socios. Ruegos y preguntas. Se levanta la sesión a las 20:00. El secretario"),
    (
        "curriculum",
        "Curriculum vitae\nDatos personales\nExperiencia laboral\n2019-2024 Cocinera\nFormación\nIdiomas: inglés B2",
    ),
    (
        "curriculum",
        "Laura Gil, diseñadora\nPerfil profesional\nExperiencia profesional\nEducación\nHabilidades\nReferencias",
    ),
    (
        "reclamacion",
        "Asunto: Reclamación por el pedido 12\nLlegó roto y nadie me contesta. Exijo que me devuelvan el dinero.",
    ),
    ("reclamacion", "HOJA DE RECLAMACIONES\nHechos: el aparato es defectuoso. Solicito la devolución del importe."),
    ("reclamacion", "Estoy muy descontento con su servicio. Quiero poner una queja: el técnico no vino y no funciona."),
    ("cita", "Recordatorio de su cita\nLe recordamos su cita con la doctora Gil el 3 de mayo a las 10:30."),
    ("cita", "Cita previa ITV\nReserva confirmada. Acuda el martes a las 9:15. Si no puede venir, avísenos."),
    (
        "boletin",
        "Boletín de la biblioteca\nEn este número: novedades del mes. Si quiere darse de baja, pulse aquí.",
    ),
    (
        "boletin",
        "Newsletter nº 12\nLo más leído de la semana. Ver este correo en tu navegador. Cancelar la suscripción",
    ),
    ("publicidad", "¡REBAJAS! Hasta -50% en toda la tienda. Solo este mes. ¡No te lo pierdas!"),
    (
        "publicidad",
        "Gran liquidación de muebles. Descuentos y ofertas desde 19 euros. Visítanos: financiación y regalo.",
    ),
    ("personal", "Hola, Marta:\n¿Qué tal las vacaciones? Te echo de menos. ¿Cenamos el viernes?\nUn abrazo,\nLuis"),
    ("personal", "Querida abuela:\nLos niños están muy bien. Nos vemos en tu cumpleaños.\nMuchos besos"),
    ("otro", "El ornitorrinco pone huevos y vive en los ríos de Australia."),
    ("otro", ""),
    ("otro", "1 2 3\n4 5 6"),
]


async def _class_of(written: str, labels: Sequence[str] = DEFAULT, ask: Ask | None = None) -> Clase:
    return await classify(_document(written), labels, ask)


def _document(written: str) -> Document:
    return text.read(written.encode())


@pytest.mark.parametrize(("label", "written"), DOCUMENTS)
async def test_a_kind_that_is_known(label: str, written: str) -> None:
    """By words that stand in the document, and are told."""
    found = await _class_of(written)
    assert found.label == label
    assert all(word in written.replace("\n", " ") for word in found.evidence)
    assert bool(found.evidence) == (label != "otro")
    assert all(sure <= max(found.confidence, 0.3) for _, sure in found.alternatives)


async def test_nothing_fits_and_there_is_no_otro() -> None:
    """Then there is no label."""
    found = await _class_of("El ornitorrinco pone huevos.", ("factura", "acta"))
    assert (found.label, found.confidence, found.evidence) == (None, 0.0, ())


async def test_a_kind_that_is_not_among_the_labels() -> None:
    """It is not given, however clear it is."""
    assert (await _class_of(DOCUMENTS[0][1], ("acta", "cita", "otro"))).label == "otro"


async def test_other_names_of_known_kinds() -> None:
    """The label is given as it was asked for."""
    assert (await _class_of(DOCUMENTS[5][1], ("Ticket", "Queja"))).label == "Ticket"


SINIESTRO = "Parte de siniestro\nEl vehículo asegurado chocó con otro coche. Daños en el parachoques. Póliza 1234."
LABELS = (
    "siniestro: parte de un seguro por daños de un coche",
    "receta: ingredientes y pasos de un plato de cocina",
    "otro",
)


@pytest.mark.parametrize(
    ("label", "written"),
    [
        ("siniestro", SINIESTRO),
        (
            "receta",
            "Tortilla de patatas\nIngredientes: huevos, patatas.\nPasos: pelar las patatas, freír, cuajar el plato.",
        ),
        ("otro", "Cenamos el viernes."),
    ],
)
async def test_a_label_that_is_not_known(label: str, written: str) -> None:
    """By the stems of its name and its description."""
    found = await _class_of(written, LABELS)
    assert found.label == label
    assert all(word in written for word in found.evidence)


async def test_what_stands_in_the_heading_counts_more() -> None:
    """A contract may speak of invoices."""
    body = "La empresa enviará cada mes su factura. " * 2
    found = await _class_of(f"CONTRATO DE SERVICIOS\nREUNIDOS\nLas partes manifiestan\nCLÁUSULAS\n\n\n{body}")
    assert found.label == "contrato"
    assert "factura" in dict(found.alternatives)


@pytest.mark.parametrize("labels", [(), ("",), (": nada",), ("acta", "acta"), tuple(map(str, range(51)))])
async def test_labels_that_cannot_be_chosen_from(labels: tuple[str, ...]) -> None:
    """None, an empty one, one twice, too many."""
    with pytest.raises(InvalidInput) as caught:
        await _class_of("x", labels)
    assert caught.value.field == "labels"


UNCLEAR = "El vehículo chocó con una farola el martes."


def _saying(clase: object, *palabras: object) -> Ask:
    async def ask(instructions: str, text: str, schema: str) -> str:
        assert "siniestro: parte" in instructions
        assert text.strip() == UNCLEAR
        assert json.loads(schema)["properties"]["clase"]["enum"] == ["siniestro", "receta", "otro"]
        return json.dumps({"clase": clase, "palabras": list(palabras)})

    return ask


async def test_what_the_model_says() -> None:
    """It is believed for words that stand in the document; those that do not are left out."""
    found = await _class_of(UNCLEAR, LABELS, _saying("siniestro", "vehículo chocó", "póliza"))
    assert (found.label, found.confidence, found.evidence) == ("siniestro", 0.6, ("vehículo chocó",))


@pytest.mark.parametrize(
    ("clase", "palabras"),
    [
        ("siniestro", ("póliza",)),
        ("siniestro", ()),
        ("siniestro", ("el",)),
        ("multa", ("vehículo",)),
        (None, ("vehículo",)),
        ("otro", ("farola",)),
    ],
)
async def test_the_models_lies_are_thrown_out(clase: object, palabras: tuple[str, ...]) -> None:
    """Without evidence in the document, or with a label that nobody asked for, it has said nothing."""
    assert await _class_of(UNCLEAR, LABELS, _saying(clase, *palabras)) == await _class_of(UNCLEAR, LABELS)


async def test_the_model_needs_some_evidence_for_a_kind_that_is_known() -> None:
    """Words that it quotes prove little: every text has some."""

    async def ask(_instructions: str, _text: str, _schema: str) -> str:
        return json.dumps({"clase": "recibo", "palabras": ["ornitorrinco", "huevos"]})

    assert (await _class_of("El ornitorrinco pone huevos en Australia.", DEFAULT, ask)).label == "otro"


async def test_the_model_agrees() -> None:
    """Then one is surer."""

    async def ask(_instructions: str, _text: str, _schema: str) -> str:
        return json.dumps({"clase": "nomina", "palabras": ["Salario base"]})

    written = DOCUMENTS[12][1]
    alone, together = await _class_of(written), await _class_of(written, DEFAULT, ask)
    assert (alone.label, together.label) == ("nomina", "nomina")
    assert alone.confidence < together.confidence


@pytest.mark.parametrize("answer", ["", "{", "[]", "null", '{"clase": "siniestro", "palabras": 3}'])
async def test_a_model_that_answers_something_else(answer: str) -> None:
    """It is as if it had not been asked."""

    async def ask(_instructions: str, _text: str, _schema: str) -> str:
        return answer

    assert (await _class_of(UNCLEAR, LABELS, ask)).label == "otro"


async def test_the_model_is_not_asked_what_is_clear() -> None:
    """It knows no better, and takes seconds."""

    async def ask(_instructions: str, _text: str, _schema: str) -> str:
        raise AssertionError

    assert (await _class_of(DOCUMENTS[0][1], DEFAULT, ask)).label == "factura"


async def test_it_is_quick() -> None:
    """A page, among known and unknown labels."""
    document = _document("\n".join(written for _, written in DOCUMENTS))
    assert document.text
    begun = time.process_time()
    await classify(document, (*DEFAULT, "siniestro: parte de un seguro"))
    assert time.process_time() - begun < TOO_SLOW_S * len(document.pages)
