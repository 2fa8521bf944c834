"""TASK_DETECTOR: who has to do what by when."""

import io
import time
from datetime import date, datetime
from email.message import EmailMessage
from zoneinfo import ZoneInfo

import docx
import pytest

from penny_deck.grace.document import Document
from penny_deck.grace.prose import flat
from penny_deck.grace.readers import docx as docx_reader
from penny_deck.grace.readers import eml, text
from penny_deck.grace.tasks import Tarea, detect

NOW = datetime(2026, 11, 25, 10, 20, tzinfo=ZoneInfo("Europe/Madrid"))
"""A Wednesday."""


FRIDAY, TOMORROW = "2026-11-27", "2026-11-26"


TOO_SLOW_S = 0.25
"""Of the processor's time; some five times what it takes here."""


TASKS = [
    # A name and a future.
    ("Marta enviará el presupuesto antes del viernes.", "Marta", "enviará el presupuesto", FRIDAY),
    ("El viernes Marta llamará al banco.", "Marta", "llamará al banco", FRIDAY),
    ("Antes del viernes, Iñaki y Pol prepararán la demo.", "Iñaki y Pol", "prepararán la demo", FRIDAY),
    ("La administradora pedirá tres presupuestos.", "La administradora", "pedirá tres presupuestos", None),
    ("Se informa de que Marta Rueda traerá las llaves mañana.", "Marta Rueda", "traerá las llaves", TOMORROW),
    # Obligations.
    ("Marta tiene que hablar con el banco hoy.", "Marta", "hablar con el banco", "2026-11-25"),
    ("Luis debe revisar la caldera antes del 15 de enero.", "Luis", "revisar la caldera", "2027-01-15"),
    ("Nerea se encarga de reservar la sala para el 3/12.", "Nerea", "reservar la sala", "2026-12-03"),
    ("Nerea se encargará del catering.", "Nerea", "se encargará del catering", None),
    ("Pablo va a pintar la valla el sábado.", "Pablo", "pintar la valla", "2026-11-28"),
    ("Pablo queda en llamar al seguro.", "Pablo", "llamar al seguro", None),
    ("El secretario se compromete a enviar el acta antes del lunes.", "El secretario", "enviar el acta", "2026-11-30"),
    ("Le toca a Nerea preparar la cena.", "Nerea", "preparar la cena", None),
    ("Se encarga a Juan revisar las cuentas.", "Juan", "revisar las cuentas", None),
    ("Se acuerda que Pablo convoque la junta.", "Pablo", "convoque la junta", None),
    # Of nobody in particular.
    ("Hay que llamar a la gestoría.", "", "llamar a la gestoría", None),
    ("Es urgente cambiar la cerradura.", "", "cambiar la cerradura", None),
    ("Falta por firmar el anexo.", "", "firmar el anexo", None),
    ("Queda pendiente la firma del contrato.", "", "la firma del contrato", None),
    ("Se acuerda contratar a un arquitecto.", "", "contratar a un arquitecto", None),
    ("Se convocará a los vecinos antes de fin de mes.", "", "Se convocará a los vecinos", "2026-11-30"),
    # Of who writes and who reads.
    ("Nos comprometemos a entregar la memoria antes del 15 de enero.", "", "entregar la memoria", "2027-01-15"),
    ("Te mandaré las fotos mañana.", "", "Te mandaré las fotos", TOMORROW),
    ("Me encargo de comprar el vino.", "", "comprar el vino", None),
    ("¿Puedes mandarme el informe mañana?", "", "mandarme el informe", TOMORROW),
    ("Luis, ¿podrías reservar la sala?", "Luis", "reservar la sala", None),
    ("¿Me pasas el contacto del fontanero?", "", "Me pasas el contacto del fontanero", None),
    ("Por favor, envíame la factura antes del jueves.", "", "envíame la factura", TOMORROW),
    ("Necesito que me mandes el DNI hoy.", "", "me mandes el DNI", "2026-11-25"),
    ("No olvides llamar a tu madre.", "", "llamar a tu madre", None),
    ("Si puedes, recuerda comprar pan.", "", "comprar pan", None),
    ("Tienes que renovar el pasaporte en dos semanas.", "", "renovar el pasaporte", "2026-12-09"),
    # Points of lists.
    ("ACCIÓN: Juan – revisar el contrato (30/11)", "Juan", "revisar el contrato", "2026-11-30"),
    ("Pendiente de Luis: el informe de obra", "Luis", "el informe de obra", None),
    ("- [ ] comprar tinta", "", "comprar tinta", None),
    ("☐ Pagar el IBI antes del 30", "", "Pagar el IBI", "2026-11-30"),
    ("- Revisar los extintores (Ana, 3/12)", "Ana", "Revisar los extintores", "2026-12-03"),
    ("- Actualizar la web → Teresa", "Teresa", "Actualizar la web", None),
    ("@luis revisar el servidor", "@luis", "revisar el servidor", None),
    ("TODO: cambiar la contraseña del router", "", "cambiar la contraseña del router", None),
    ("Marta Gil: pedir tres ofertas (antes del 26 de mayo de 2025)", "Marta Gil", "pedir tres ofertas", "2025-05-26"),
    ("Tarea: revisar el gas. Responsable: Pedro. Fecha límite: 14/12/2026", "Pedro", "revisar el gas", "2026-12-14"),
]  # fmt: skip


NO_TASKS = [
    "Marta ya envió el presupuesto.",
    "Marta ha enviado el presupuesto.",
    "Se envió el acta a todos los vecinos.",
    "Queda aprobado el presupuesto.",
    "- [x] pagar la luz",
    "☑ Pagar la luz",
    "- Revisar el contrato (hecho)",
    "~~Llamar al banco~~",
    "Marta no enviará nada.",
    "No hay que llamar a nadie.",
    "Nadie tiene que venir mañana.",
    "No es necesario firmar el anexo.",
    "Si el cliente acepta, Marta enviará el contrato.",
    "Marta enviará el contrato si el cliente acepta.",
    "En caso de avería, Luis llamará al técnico.",
    "Tal vez Marta prepare la cena.",
    "Habría que pintar la escalera.",
    "Marta enviaría el informe.",
    "¿Marta enviará el presupuesto?",
    "La reunión será el lunes a las 10.",
    "El cargo se hará en su cuenta el 27 de noviembre.",
    "Marta estará de vacaciones hasta el lunes.",
    "El informe que Marta enviará trata de las obras.",
    "Se acuerda esperar al informe técnico.",
    "Se aprueba el acta anterior por unanimidad.",
    "Para dejar de recibirlo, pulse aquí.",
    "Lugar: sala de juntas",
    "El gasto aprobado para el trimestre es de 4.500 euros.",
    "Nos vemos el viernes en el taller.",
    "",
]


MORE = [
    ("Carmen queda encargada de contactar con la aseguradora.", "Carmen"),
    ("Andrés preparará un borrador del convenio para la próxima reunión.", "Andrés"),
    ("Desde Contabilidad se enviarán las facturas pendientes el día 5.", "Contabilidad"),
    ("El presidente convocará una junta extraordinaria en enero.", "El presidente"),
    ("Os agradecería que me confirmaseis la asistencia antes del miércoles.", ""),
    ("Recordad traer el justificante.", ""),
    ("Rosa y Elena se ocuparán de la decoración.", "Rosa y Elena"),
    ("Sería conveniente renovar el seguro.", None),
    ("Ya hemos pagado la derrama.", None),
    ("Javier: contratar el autobús, antes del 10 de diciembre", "Javier"),
    ("2. Solicitar licencia de obras. Responsable: Sofía. Plazo: 15/01/2027", "Sofía"),
    ("* Comprar sillas (Miguel)", "Miguel"),
    ("- [X] Mandar invitaciones", None),
    ("Próximo paso: enviar la propuesta al cliente", ""),
    ("Marina comentó que el servidor falla desde ayer.", None),
    ("Avísame cuando llegues.", ""),
    ("Mándale a Julia las claves del wifi, por favor.", ""),
    ("El plazo de inscripción termina el 30 de noviembre.", None),
    ("No te olvides de sacar al perro.", ""),
    ("Alberto no podrá asistir a la cena.", None),
    ("Se pospone la votación a la siguiente sesión.", None),
    ("Laura nos pasará el listado de socios esta tarde.", "Laura"),
    ("Debemos entregar el modelo 303 antes del 20 de enero.", ""),
    ("Te llamo mañana y lo hablamos.", ""),
    ("Cuando Ana termine el informe, Raúl lo imprimirá.", "Raúl"),
    ("La empresa instaladora tiene que revisar las placas solares.", "La empresa instaladora"),
    ("He quedado con el médico el jueves.", None),
    ("Quedo a la espera de su respuesta.", None),
    ("El año que viene subirá la cuota.", None),
    ("Queda pendiente pedir presupuesto para el toldo.", ""),
    ("Clara se ofrece a diseñar el cartel.", "Clara"),
    ("Hay 3 facturas sin pagar.", None),
    ("Los vecinos deberán retirar las bicicletas del portal antes del lunes.", "Los vecinos"),
    ("Comité de fiestas: buscar orquesta para agosto.", "Comité de fiestas"),
    ("Según Teresa, el tejado aguantará otro invierno.", None),
    ("Ojalá venga Marcos.", None),
    ("Gonzalo enviaba los informes cada lunes.", None),
    ("¿Le importaría remitirnos el certificado firmado?", ""),
    ("Nuria: informe anual terminado y enviado.", None),
    ("Beatriz se compromete a tener lista la web el 15 de diciembre.", "Beatriz"),
    ("El director técnico deberá presentar un informe de daños.", "El director técnico"),
    ("Oscar y Julia irán a la notaría el martes.", "Oscar y Julia"),
    ("Acción 3: actualizar el inventario (Dani)", "Dani"),
    ("Pediremos cita en el ayuntamiento la semana que viene.", ""),
    ("¿Nos envías el plano corregido?", ""),
    ("Podrías mirar si queda tóner?", ""),
    ("Es imprescindible que Sergio firme antes del viernes.", "Sergio"),
    ("Falta comprar los cables.", ""),
    ("Se aprobó por mayoría contratar a la empresa Limpisol.", None),
    ("La caldera fue reparada el martes.", None),
    ("Encargar a Tomás la compra de extintores", "Tomás"),
    ("- Tomás: comprar extintores", "Tomás"),
    ("Por favor, confirma tu asistencia antes del jueves.", ""),
    ("Mario ha prometido llevar la tarta.", "Mario"),
    ("Irene no tiene que traer nada.", None),
    ("El tren sale mañana a las ocho.", None),
    ("Queda en manos de Lucía negociar el alquiler.", "Lucía"),
    ("Responsable de la memoria: Fermín", None),
    ("TAREA: llamar al seguro. RESPONSABLE: Inés. PLAZO: viernes", "Inés"),
    ("Víctor enviaría el contrato si se lo pidieran.", None),
    ("La profesora corregirá los exámenes en enero.", "La profesora"),
    ("Hoy no hace falta regar.", None),
    ("Dile a tu hermano que recoja el paquete.", ""),
    ("Comprar leche", None),
    ("[ ] Comprar leche", ""),
    ("Estaré fuera hasta el día 12.", None),
    ("Enviaré el borrador esta noche.", ""),
    ("Nadie quiso presentarse a presidente.", None),
    ("Los presupuestos están pendientes de aprobación.", None),
    ("Elvira se hará cargo de las invitaciones.", "Elvira"),
    ("Debería llover mañana.", None),
    ("Quedamos en que Hugo traerá el proyector.", "Hugo"),
    ("El cliente pagará a 30 días.", None),
    ("Adrián, acuérdate de cerrar el gas.", "Adrián"),
    ("Ramón redactará las bases del concurso.", "Ramón"),
    ("Corresponde a la tesorera presentar las cuentas.", "la tesorera"),
    ("Olga se queda a cargo de la caja.", "Olga"),
    ("Cada vocal traerá una propuesta por escrito a la próxima junta.", "Cada vocal"),
    ("Pendiente: renovar el dominio web", ""),
    ("Fernando, mándame el Excel cuando puedas.", "Fernando"),
    ("Tengo que devolver los libros el sábado.", ""),
    ("¿Podéis confirmar quién viene?", ""),
    ("Tarea para Eva: imprimir las etiquetas", "Eva"),
    ("Responsable: Óscar. Acción: limpiar los filtros.", "Óscar"),
    ("Acordamos que Blanca hable con el ayuntamiento.", "Blanca"),
    ("Rocío llevará las cuentas a la gestoría el 2 de diciembre.", "Rocío"),
    ("Se ruega confirmen asistencia.", ""),
    ("Hace falta que alguien abra el local.", ""),
    ("Pásale el presupuesto a Diego antes de comer.", ""),
    ("Toca renovar el carné de la biblioteca.", ""),
    ("No os olvidéis de firmar la hoja.", ""),
    ("Héctor: hablar con el instalador y pedirle garantía → 4/12", "Héctor"),
    ("Necesitamos que el notario envíe la escritura.", ""),
    ("El Ayuntamiento publicará las bases en enero.", None),
    ("El restaurante abrirá sus puertas en marzo.", None),
    ("España jugará la final el domingo.", None),
    ("La conferencia tratará de la historia del agua.", None),
    ("Mi hermana vivirá en París.", None),
    ("Los precios subirán un 3 %.", None),
    ("El arrendatario deberá abonar la renta dentro de los siete primeros días de cada mes.", None),
    ("Isabel nació en Cádiz en 1980.", None),
    ("La garantía cubrirá los defectos durante dos años.", None),
    ("No consta que Emilio deba nada.", None),
    ("Lourdes siempre llega tarde.", None),
    ("Hemos decidido no cambiar de proveedor.", None),
    ("Le informamos de que su pedido llegará mañana.", None),
    ("Gracias por enviar el informe.", None),
    ("Para cocinar el arroz hay que usar agua fría.", None),
    ("Me alegro de que vengas el jueves.", None),
    ("La factura vence el 3 de diciembre.", None),
    ("Julián ganará el premio.", None),
    ("Creo que Marta enviará algo.", None),
    ("El vecino del quinto dice que no pagará la derrama.", None),
]  # fmt: skip
"""Sentences, and who has to do it: empty if nobody is named, None if it is no task; written before the rules."""


async def _found(written: str) -> tuple[Tarea, ...]:
    return (await detect(text.read(written.encode()), NOW)).tareas


@pytest.mark.parametrize(("sentence", "who", "what", "when"), TASKS)
async def test_a_task_is_found(sentence: str, who: str, what: str, when: str | None) -> None:
    """Who, what, and by when, each in the sentence's own words."""
    found = await _found(sentence)
    assert [(tarea.quien, tarea.que, _day(tarea)) for tarea in found] == [(who, what, when)]
    assert all(flat(part) in flat(sentence) for part in (found[0].quien, found[0].que, found[0].texto_cuando))
    assert (when is None) == (found[0].texto_cuando == "")
    assert 0 < found[0].confidence <= 1


@pytest.mark.parametrize("sentence", NO_TASKS)
async def test_what_is_no_task_is_not_found(sentence: str) -> None:
    """What is done, denied, uncertain, or only told."""
    assert await _found(sentence) == ()


@pytest.mark.parametrize(("sentence", "who"), MORE)
async def test_who_has_to_do_it(sentence: str, who: str | None) -> None:
    """One task and its owner, or none."""
    assert [tarea.quien for tarea in await _found(sentence)] == ([] if who is None else [who])


async def test_two_tasks_of_a_sentence() -> None:
    """Each with its own deadline."""
    found = await _found("Marta enviará el presupuesto mañana y Luis revisará el contrato el lunes.")
    assert [(tarea.quien, tarea.que, _day(tarea)) for tarea in found] == [
        ("Marta", "enviará el presupuesto", TOMORROW),
        ("Luis", "revisará el contrato", "2026-11-30"),
    ]


async def test_an_hour_that_is_named() -> None:
    """It makes a moment of the day."""
    (tarea,) = await _found("Marta tiene que llamar al banco el lunes a las 12:00.")
    assert tarea.para_cuando == datetime(2026, 11, 30, 12, tzinfo=NOW.tzinfo)
    assert tarea.texto_cuando == "el lunes a las 12:00"


async def test_words_that_name_no_day() -> None:
    """They are told, and no day is made up."""
    (tarea,) = await _found("Hay que pintar la valla cuanto antes.")
    assert (tarea.para_cuando, tarea.texto_cuando) == (None, "cuanto antes")


MINUTES = """Acta de la junta de vecinos
Fecha: 12/03/2025
Asistentes: Marta Rueda, Pol Vidal, Teresa Cano

Se aprueba el acta anterior. La presidenta informa de que el ascensor se ha reparado y de que la factura
ya está pagada.

Orden del día
- Revisar las cuentas
- Elegir presidente

Acuerdos y tareas
- Marta: pedir tres presupuestos de pintura para el viernes
- Pol Vidal: llaves del trastero
- Comprar bombillas (Teresa)
- Cambiar el buzón (hecho)

Tareas realizadas
- Pintar el portal
"""


async def test_minutes() -> None:
    """Points under a heading of tasks are tasks, those of the agenda are none; days count from the minutes' date."""
    found = await _found(MINUTES)
    assert [(tarea.quien, tarea.que) for tarea in found] == [
        ("Marta", "pedir tres presupuestos de pintura"),
        ("Pol Vidal", "llaves del trastero"),
        ("Teresa", "Comprar bombillas"),
    ]
    assert found[0].para_cuando == date(2025, 3, 14)
    assert found[0].box.top < found[1].box.top
    assert found[0].page == 1


async def test_an_email() -> None:
    """Who writes promises, who is greeted is asked; days count from when it was sent; signatures are left out."""
    message = EmailMessage()
    message["From"] = "Ana Prats <ana@correo.example>"
    message["To"] = "luis@correo.example"
    message["Subject"] = "El viaje"
    message["Date"] = "Mon, 03 Mar 2025 09:30:00 +0000"
    message.set_content(
        "Hola, Luis:\n\nYo reservaré el hotel mañana. ¿Puedes sacar los billetes antes del viernes?\n\nUn abrazo,\n"
        "Ana\nHay que llamar a ventas\n\n> Marta enviará las fotos.\n"
    )
    found = (await detect(eml.read(message.as_bytes()), NOW)).tareas
    assert [(tarea.quien, tarea.que, _day(tarea)) for tarea in found] == [
        ("Ana Prats", "reservaré el hotel", "2025-03-04"),
        ("Luis", "sacar los billetes", "2025-03-07"),
    ]


TABLE = [
    ("Responsable", "Tarea", "Fecha", "Estado"),
    ("Marta Rueda", "Revisar el contrato de alquiler", "30/11/2026", "Pendiente"),
    ("Pol", "Pagar la luz", "20/11/2026", "Hecho"),
    ("Teresa Cano", "Presupuesto de la pintura", "viernes", ""),
]


TABLE_FOUND = [
    ("Marta Rueda", "Revisar el contrato de alquiler", "2026-11-30"),
    ("Teresa Cano", "Presupuesto de la pintura", FRIDAY),
]


def _in_word() -> Document:
    made = docx.Document()
    table = made.add_table(rows=0, cols=4)
    for row in TABLE:
        for cell, value in zip(table.add_row().cells, row, strict=True):
            cell.text = value
    made.add_paragraph("Fin de la tabla")
    out = io.BytesIO()
    made.save(out)
    return docx_reader.read(out.getvalue())


def _with_bars() -> Document:
    return text.read("\n".join(f"| {' | '.join(row)} |" for row in TABLE).encode())


def _in_columns() -> Document:
    return text.read("\n".join("".join(cell.ljust(36) for cell in row) for row in TABLE).encode())


@pytest.mark.parametrize("document", [_in_word(), _with_bars(), _in_columns()], ids=["docx", "bars", "columns"])
async def test_a_table(document: Document) -> None:
    """Each row that is not done is a task."""
    found = (await detect(document, NOW)).tareas
    assert [(tarea.quien, tarea.que, _day(tarea)) for tarea in found] == TABLE_FOUND


async def test_labels_on_their_own_lines() -> None:
    """They belong to the point above."""
    (tarea,) = await _found("- Revisar el contrato\nResponsable: Marta Rueda\nFecha límite: 14/12/2026")
    assert (tarea.quien, tarea.que, _day(tarea)) == ("Marta Rueda", "Revisar el contrato", "2026-12-14")


async def test_a_moment_without_a_time_zone() -> None:
    """It is the caller's mistake."""
    with pytest.raises(ValueError, match="time zone"):
        await detect(text.read(b"x"), NOW.replace(tzinfo=None))


@pytest.mark.parametrize("written", ["A " * 20_000, "hay que llamar " * 5_000, "Responsable: " * 5_000, "(" * 20_000])
async def test_what_is_no_text(written: str) -> None:
    """It is read in no more time than a text of its length."""
    begun = time.process_time()
    assert await _found(written) == ()
    assert time.process_time() - begun < 8 * TOO_SLOW_S


async def test_it_is_quick() -> None:
    """A page of tasks; the first date of a process takes dateparser longer."""
    document = text.read("\n".join(sentence for sentence, *_ in TASKS).encode())
    assert len((await detect(document, NOW)).tareas) > len(TASKS) // 2
    taken = []
    for _ in range(3):  # the machine may be busy with something else
        begun = time.process_time()
        await detect(document, NOW)
        taken.append(time.process_time() - begun)
    assert min(taken) < TOO_SLOW_S


def _day(tarea: Tarea) -> str | None:
    day = tarea.para_cuando
    return (day.date() if isinstance(day, datetime) else day).isoformat() if day else None
