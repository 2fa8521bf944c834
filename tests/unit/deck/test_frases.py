"""When a recado is due, in whole sentences as people say them."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from penny_chassis.errors import InvalidInput
from penny_deck.vault.cuando import find

MADRID = ZoneInfo("Europe/Madrid")
NOW = datetime(2026, 11, 25, 10, 20, tzinfo=MADRID)
"""A Wednesday."""


def _at(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=MADRID)


@pytest.mark.parametrize(
    ("said", "expected", "rest"),
    [
        # A day of the week with its number.
        ("Recuérdame el viernes 13 a las nueve que llame a Ana", "2027-08-13 09:00", "llame a Ana"),
        ("recuérdame que el viernes 4 tengo dentista", "~2026-12-04 09:00", "tengo dentista"),
        ("recuérdame que tengo médico el jueves 26 a las 12:40", "2026-11-26 12:40", "tengo médico"),
        (
            "recuérdame que el sábado 28 hay comida en casa de mis padres",
            "~2026-11-28 09:00",
            "hay comida en casa de mis padres",
        ),
        ("recuérdame que el sábado cinco juega el Betis", "~2026-12-05 09:00", "juega el Betis"),
        ("recuérdame que el jueves 3 vienen a cenar", "~2026-12-03 09:00", "vienen a cenar"),
        ("recuérdame que el domingo 6 vamos al campo", "~2026-12-06 09:00", "vamos al campo"),
        ("recuérdame el jueves 10 para comprar lotería", "~2026-12-10 09:00", "comprar lotería"),
        ("recuérdame el concierto del sábado 12 a las nueve de la noche", "2026-12-12 21:00", "el concierto"),
        (
            "recuérdame que tengo cita con el dentista el martes 1 a las diez y media",
            "2026-12-01 10:30",
            "tengo cita con el dentista",
        ),
        (
            "recuérdame que el miércoles 2 de diciembre a las nueve menos cuarto tengo análisis",
            "2026-12-02 08:45",
            "tengo análisis",
        ),
        # What is counted is no day of the month.
        ("recuérdame que el jueves 3 personas vienen a cenar", "~2026-11-26 09:00", "3 personas vienen a cenar"),
        ("recuérdame que el viernes dos amigos vienen a cenar", "~2026-11-27 09:00", "dos amigos vienen a cenar"),
        ("recuérdame que el viernes una amiga viene a cenar", "~2026-11-27 09:00", "una amiga viene a cenar"),
        ("recuérdame comprar el lunes tres barras de pan", "~2026-11-30 09:00", "comprar tres barras de pan"),
        ("recuérdame el viernes 50 flexiones", "~2026-11-27 09:00", "50 flexiones"),
        ("recuérdame que el lunes 1 kilo de patatas", "~2026-11-30 09:00", "1 kilo de patatas"),
        ("recuérdame que el martes dos veces me llamó Ana", "~2026-12-01 09:00", "dos veces me llamó Ana"),
        ("recuérdame que el viernes 20 euros son de Ana", "~2026-11-27 09:00", "20 euros son de Ana"),
        # The day of the month alone.
        ("recuérdame que el 15 tengo dentista", "~2026-12-15 09:00", "tengo dentista"),
        ("recuérdame el 15 que tengo dentista", "~2026-12-15 09:00", "tengo dentista"),
        ("recuérdame que el 15 es el cumpleaños de Ana", "~2026-12-15 09:00", "es el cumpleaños de Ana"),
        ("recuérdame que el 3 a las 9 tengo ITV", "2026-12-03 09:00", "tengo ITV"),
        ("recuérdame que el 3 del 12 tengo ITV", "~2026-12-03 09:00", "tengo ITV"),
        (
            "recuérdame que el vuelo sale el 3 de enero a las siete y cinco de la mañana",
            "2027-01-03 07:05",
            "el vuelo sale",
        ),
        # Spans.
        ("recuérdame dentro de dos semanas y tres días renovar el DNI", "~2026-12-12 09:00", "renovar el DNI"),
        ("avísame en una hora y media de sacar el pollo", "2026-11-25 11:50", "sacar el pollo"),
        ("recuérdame que la leche caduca en dos días", "~2026-11-27 09:00", "la leche caduca"),
        ("recuérdame en 20 minutos que apague el fuego", "2026-11-25 10:40", "apague el fuego"),
        ("recuérdame apagar el fuego en diez minutitos", "2026-11-25 10:30", "apagar el fuego"),
        # Of a range the words stay.
        ("recuérdame que mañana tengo reunión de 10 a 11", "2026-11-26 10:00", "tengo reunión de 10 a 11"),
        ("recuérdame mañana de 10 a 11 la reunión", "2026-11-26 10:00", "de 10 a 11 la reunión"),
        (
            "recuérdame que tengo clase mañana de cinco a seis de la tarde",
            "2026-11-26 17:00",
            "tengo clase de cinco a seis de la tarde",
        ),
        ("recuérdame que trabajo el sábado de 9:30 a 14:00", "2026-11-28 09:30", "trabajo de 9:30 a 14:00"),
        (
            "recuérdame que entre las cuatro y las cinco viene el fontanero",
            "2026-11-25 16:00",
            "entre las cuatro y las cinco viene el fontanero",
        ),
        (
            "recuérdame llamar al fontanero mañana entre las diez y las doce",
            "2026-11-26 10:00",
            "llamar al fontanero entre las diez y las doce",
        ),
        ("recuérdame ir al gimnasio de siete a ocho", "2026-11-25 19:00", "ir al gimnasio de siete a ocho"),
        (
            "recuérdame que estoy de vacaciones del 3 al 15 de diciembre",
            "~2026-12-03 09:00",
            "estoy de vacaciones del 3 al 15 de diciembre",
        ),
        (
            "recuérdame que del lunes al miércoles no hay clase",
            "~2026-11-30 09:00",
            "del lunes al miércoles no hay clase",
        ),
        ("recuérdame a las nueve que tengo reunión de 10 a 11", "2026-11-25 21:00", "tengo reunión de 10 a 11"),
        (
            "recuérdame mañana que tengo reunión el lunes de 10 a 11",
            "~2026-11-26 09:00",
            "tengo reunión el lunes de 10 a 11",
        ),
        # A range of something else is none.
        ("recuérdame leer mañana de diez a veinte páginas", "~2026-11-26 09:00", "leer de diez a veinte páginas"),
        ("recuérdame mañana estudiar de dos a tres horas", "~2026-11-26 09:00", "estudiar de dos a tres horas"),
        ("recuérdame mañana valorar la película de 1 a 10", "~2026-11-26 09:00", "valorar la película de 1 a 10"),
        (
            "recuérdame mañana cambiar la reunión de las cuatro a las cinco",
            "~2026-11-26 09:00",
            "cambiar la reunión de las cuatro a las cinco",
        ),
        (
            "recuérdame mañana cambiar la cita del lunes al martes",
            "~2026-11-26 09:00",
            "cambiar la cita del lunes al martes",
        ),
        # "De" beside an hour.
        ("recuérdame la reunión del lunes a las nueve", "2026-11-30 09:00", "la reunión"),
        ("recuérdame la reunión de mañana por la tarde", "~2026-11-26 17:00", "la reunión"),
        ("recuérdame la cita del martes a las cinco y media", "2026-12-01 17:30", "la cita"),
        ("recuérdame preparar la reunión del lunes esta tarde", "~2026-11-25 17:00", "preparar la reunión del lunes"),
        (
            "recuérdame el lunes por la tarde preparar el examen del martes",
            "~2026-11-30 17:00",
            "preparar el examen del martes",
        ),
        ("recuérdame que hay plazo hasta el lunes a las nueve", "2026-11-30 09:00", "hay plazo"),
        ("recuérdame mañana coger el tren de las 8:15", "~2026-11-26 09:00", "coger el tren de las 8:15"),
        ("recuérdame a las ocho la pastilla de las ocho", "2026-11-25 20:00", "la pastilla de las ocho"),
        (
            "recuérdame que Ana llega el viernes en el tren de las siete",
            "~2026-11-27 09:00",
            "Ana llega en el tren de las siete",
        ),
        (
            "recuérdame preparar la reunión del lunes a las nueve pasado mañana",
            "2026-11-27 09:00",
            "preparar la reunión del lunes",
        ),
        (
            "recuérdame preparar la reunión del lunes el 3 de diciembre",
            "~2026-12-03 09:00",
            "preparar la reunión del lunes",
        ),
        (
            "recuérdame preparar la reunión del lunes en dos semanas",
            "~2026-12-09 09:00",
            "preparar la reunión del lunes",
        ),
        ("recuérdame felicitar a Domingo el 15", "~2026-12-15 09:00", "felicitar a Domingo"),
        ("recuérdame el 15 que venga Ana a las tres y media", "2026-12-15 15:30", "venga Ana"),
        # Around an hour.
        ("recuérdame que mañana como a las 6 pasa el cartero", "2026-11-26 18:00", "pasa el cartero"),
        ("recuérdame que mañana alrededor de las 6 pasa el cartero", "2026-11-26 18:00", "pasa el cartero"),
        ("recuérdame que mañana pasadas las seis llame", "2026-11-26 18:00", "llame"),
        ("recuérdame mañana a las seis más o menos llamar", "2026-11-26 18:00", "llamar"),
        ("recuérdame cinco para las ocho salir", "2026-11-25 19:55", "salir"),
        ("recuérdame el martes ocho de la mañana apagar la calefacción", "2026-12-01 08:00", "apagar la calefacción"),
        ("recuérdame a las ocho cenar con quince personas", "2026-11-25 20:00", "cenar con quince personas"),
        ("recuérdame mañana dos y media docenas de huevos", "~2026-11-26 09:00", "dos y media docenas de huevos"),
        ("recuérdame tomar una por la noche", "~2026-11-25 21:00", "tomar una"),
        ("recuérdame luego a las cinco llamar", "2026-11-25 17:00", "luego llamar"),
        ("recuérdame mañana de llamar a Ana", "~2026-11-26 09:00", "llamar a Ana"),
        # Days.
        ("recuérdame lunes que viene a las 8 llamar", "2026-11-30 08:00", "llamar"),
        ("recuérdame el lunes de dentro de dos semanas llamar", "~2026-12-07 09:00", "llamar"),
        ("recuérdame hoy miércoles por la noche ver la serie", "~2026-11-25 21:00", "ver la serie"),
        ("recuérdame pasado a las diez llamar", "2026-11-27 10:00", "llamar"),
        ("recuérdame la noche del viernes llamar", "~2026-11-27 21:00", "llamar"),
        ("recuérdame el último viernes del mes pagar el alquiler", "~2026-11-27 09:00", "pagar el alquiler"),
        ("recuérdame mañana sin falta llamar", "~2026-11-26 09:00", "sin falta llamar"),
        ("recuérdame el pavo para Nochebuena", "~2026-12-24 09:00", "el pavo"),
        # The past is no time to come, nor are streets.
        ("recuérdame enviar el informe del mes pasado mañana", "~2026-11-26 09:00", "enviar el informe del mes pasado"),
        ("recuérdame mañana lo que dijo Ana el lunes pasado", "~2026-11-26 09:00", "lo que dijo Ana el lunes pasado"),
        ("recuérdame ir a la calle 2 de Mayo mañana", "~2026-11-26 09:00", "ir a la calle 2 de Mayo"),
        (
            "recuérdame mañana que el 24 y 25 de diciembre es fiesta",
            "~2026-11-26 09:00",
            "el 24 y 25 de diciembre es fiesta",
        ),
        (
            "recuérdame mañana que hace dos días que no llamo a mamá",
            "~2026-11-26 09:00",
            "hace dos días que no llamo a mamá",
        ),
        (
            "recuérdame a las nueve comprar los billetes para enero",
            "2026-11-25 21:00",
            "comprar los billetes para enero",
        ),
        # As they are said on either side of the sea.
        ("acuérdame mañana a las 8 de la mañana de ir por el pan", "2026-11-26 08:00", "ir por el pan"),
        ("recuérdame manejar al trabajo mañana temprano", "~2026-11-26 08:00", "manejar al trabajo"),
        ("recuérdame que hoy en la tarde tengo cita a las 4", "2026-11-25 16:00", "tengo cita"),
        ("recuérdame que el lunes en la mañana tengo cita", "~2026-11-30 09:00", "tengo cita"),
        ("recuérdame pasar por los niños a las dos treinta", "2026-11-25 14:30", "pasar por los niños"),
        ("recuérdame que el camión sale a las seis y cuarto", "2026-11-25 18:15", "el camión sale"),
        ("recuérdame mañana en la madrugada salir", "~2026-11-26 05:00", "salir"),
        ("recuérdame mañana a eso del mediodía llamar", "~2026-11-26 12:00", "llamar"),
        ("recuérdame el sábado en la tardecita llamar", "~2026-11-28 17:00", "llamar"),
        ("recuérdame de mañana en una semana llamar", "~2026-12-03 09:00", "llamar"),
        ("recuérdame el viernes por la mañana, a eso de las 11, llamar", "2026-11-27 11:00", "llamar"),
        ("recuérdame que mañana desde las nueve no hay agua", "2026-11-26 09:00", "no hay agua"),
        ("recuérdame que mañana cortan la luz de 8:30 a 9:15", "2026-11-26 08:30", "cortan la luz de 8:30 a 9:15"),
        ("recuérdame mañana después de las cinco llamar", "2026-11-26 17:00", "llamar"),
        ("recuérdame mañana no antes de las diez llamar", "2026-11-26 10:00", "llamar"),
        ("recuérdame el sábado, 2 de enero, comprar roscón", "~2027-01-02 09:00", "comprar roscón"),
        ("recuérdame el 31 a las doce de la noche tomar las uvas", "2027-01-01 00:00", "tomar las uvas"),
        ("recuérdame esta noche a las doce apagar la luz", "2026-11-26 00:00", "apagar la luz"),
        ("recuérdame a las doce y cuarto de la noche del sábado volver", "2026-11-29 00:15", "volver"),
        ("recuérdame el viernes 4 a la una llamar", "2026-12-04 13:00", "llamar"),
        ("dentista viernes 4 a las 9", "2026-12-04 09:00", "dentista"),
        ("dentista viernes 9 de la mañana", "2026-11-27 09:00", "dentista"),
        ("dentista el 4 a las 9", "2026-12-04 09:00", "dentista"),
        ("lunes 9:30 dentista", "2026-11-30 09:30", "dentista"),
        ("lunes nueve y media dentista", "2026-11-30 09:30", "dentista"),
        ("mañana 9 y media dentista", "2026-11-26 09:30", "dentista"),
        # Counted from an hour, or from an appointment.
        (
            "recuérdame dos horas antes de la reunión de mañana a las diez que prepare el informe",
            "2026-11-26 08:00",
            "dos horas antes de la reunión que prepare el informe",
        ),
        (
            "recuérdame diez minutos antes de la cita del jueves a las cinco salir de casa",
            "2026-11-26 16:50",
            "diez minutos antes de la cita salir de casa",
        ),
        (
            "recuérdame media hora antes del partido de mañana a las nueve",
            "2026-11-26 08:30",
            "media hora antes del partido",
        ),
        (
            "recuérdame un día antes de la cita del viernes a las cinco llamar",
            "2026-11-26 17:00",
            "un día antes de la cita llamar",
        ),
        ("recuérdame mañana dos horas antes de las nueve llamar", "2026-11-26 07:00", "llamar"),
        ("recuérdame mañana hora y media después de las nueve llamar", "2026-11-26 10:30", "llamar"),
        ("recuérdame dos días antes del viernes 4 a las ocho pagar", "2026-12-02 08:00", "pagar"),
        ("recuérdame una semana antes del 15 de diciembre pagar", "~2026-12-08 09:00", "pagar"),
        (
            "recuérdame mañana una hora antes de comer llamar",
            "~2026-11-26 09:00",
            "una hora antes de comer llamar",
        ),
        (
            "recuérdame mañana a las nueve que Ana llega dos horas después",
            "2026-11-26 09:00",
            "Ana llega dos horas después",
        ),
        # What is taken back does not count, and is not in the words.
        ("recuérdame el jueves no, el viernes llamar a Luis", "~2026-11-27 09:00", "llamar a Luis"),
        ("recuérdame mañana, digo, pasado mañana, llamar", "~2026-11-27 09:00", "llamar"),
        ("recuérdame mañana no, pasado, llamar a Luis", "~2026-11-27 09:00", "llamar a Luis"),
        ("recuérdame que mañana no, pasado tengo médico", "~2026-11-27 09:00", "tengo médico"),
        ("recuérdame mañana a las nueve, bueno, a las diez, llamar", "2026-11-26 10:00", "llamar"),
        ("recuérdame el jueves mejor el viernes llamar", "~2026-11-27 09:00", "llamar"),
        ("recuérdame mañana, o mejor el viernes, llamar", "~2026-11-27 09:00", "llamar"),
        ("recuérdame en una hora y media… no, en dos horas, sacar el pollo", "2026-11-25 12:20", "sacar el pollo"),
        ("recuérdame llamar a Luis el jueves, no, perdón, el viernes a las 5", "2026-11-27 17:00", "llamar a Luis"),
        ("recuérdame el jueves a las once, no, el viernes, llamar", "2026-11-27 11:00", "llamar"),
        ("recuérdame el jueves a las nueve, no, por la tarde, llamar", "~2026-11-26 17:00", "llamar"),
        ("recuérdame el jueves por la tarde, no, el viernes, llamar", "~2026-11-27 17:00", "llamar"),
        ("recuérdame esta noche, no, mañana, llamar", "~2026-11-26 09:00", "llamar"),
        ("recuérdame esta noche a las doce, no, a la una, llamar", "2026-11-26 01:00", "llamar"),
        ("recuérdame mañana a las 9 de la mañana, no, a las 5, llamar", "2026-11-26 17:00", "llamar"),
        ("recuérdame mañana a las nueve de la noche, no, a las diez, llamar", "2026-11-26 22:00", "llamar"),
        ("recuérdame el lunes, no, el martes, no, el miércoles llamar", "~2026-12-02 09:00", "llamar"),
        ("recuérdame mañana a las nueve, o bueno, a las diez, llamar", "2026-11-26 10:00", "llamar"),
        ("recuérdame el lunes o mejor dicho el martes a las nueve llamar", "2026-12-01 09:00", "llamar"),
        ("recuérdame mañana no llamar a Luis", "~2026-11-26 09:00", "no llamar a Luis"),
        ("recuérdame el jueves, bueno, llamar a Luis", "~2026-11-26 09:00", "llamar a Luis"),
        ("recuérdame el 3 de enero, no, el 4, llamar", "~2027-01-04 09:00", "llamar"),
        # Spans with minutes, and minutes after the part of the day.
        ("recuérdame en 1h15 llamar", "2026-11-25 11:35", "llamar"),
        ("recuérdame en 1h 30min sacar el pollo", "2026-11-25 11:50", "sacar el pollo"),
        ("recuérdame en dos horas menos cuarto llamar", "2026-11-25 12:05", "llamar"),
        ("recuérdame en una hora quince personas", "2026-11-25 11:20", "quince personas"),
        ("recuérdame a las nueve de la noche y cuarto llamar", "2026-11-25 21:15", "llamar"),
        ("recuérdame a las 9 de la noche y media la cena", "2026-11-25 21:30", "la cena"),
        ("recuérdame a las 9 de la noche y media mañana llamar", "2026-11-26 21:30", "llamar"),
        ("recuérdame a las 9 de la noche y media pastilla", "2026-11-25 21:00", "y media pastilla"),
        # What is no other zone, and no odd year.
        ("recuérdame mañana a las dos que es hora de comer", "2026-11-26 14:00", "es hora de comer"),
        ("recuérdame mañana a las 15 horas de la cita", "2026-11-26 15:00", "de la cita"),
        ("recuérdame pagar el 5 de enero de 2028.", "~2028-01-05 09:00", "pagar"),
        ("recuérdame el 5 de enero la carrera de 1000 metros", "~2027-01-05 09:00", "la carrera de 1000 metros"),
        # What has been is not to come.
        (
            "recuérdame devolver mañana el libro que me prestó Ana el lunes a las nueve",
            "~2026-11-26 09:00",
            "devolver el libro que me prestó Ana el lunes a las nueve",
        ),
        (
            "recuérdame devolver el libro que me prestó Ana mañana",
            "~2026-11-26 09:00",
            "devolver el libro que me prestó Ana",
        ),
        ("recuérdame el lunes devolver lo que me prestó", "~2026-11-30 09:00", "devolver lo que me prestó"),
        ("recuérdame que salimos el lunes a las nueve", "2026-11-30 09:00", "salimos"),
        ("recuérdame que Ana dijo que el lunes hay reunión", "~2026-11-30 09:00", "Ana dijo que hay reunión"),
        ("recuérdame que he quedado el lunes a las nueve con Ana", "2026-11-30 09:00", "he quedado con Ana"),
        ("recuérdame que me pusieron la cita el jueves a las diez", "2026-11-26 10:00", "pusieron la cita"),
        ("recuérdame que el médico me dio hora para el lunes a las diez", "2026-11-30 10:00", "el médico me dio hora"),
        ("recuérdame que traiga vino el lunes", "~2026-11-30 09:00", "traiga vino"),
        ("recuérdame mañana en 8 sitios preguntar", "~2026-11-26 09:00", "en 8 sitios preguntar"),
        ("recuérdame mañana dar las buenas tardes", "~2026-11-26 09:00", "dar las buenas tardes"),
        # What is said of an appointment, or is to be told to somebody, stays in the words.
        (
            "recuérdame mañana anular la cita del jueves a las 10",
            "~2026-11-26 09:00",
            "anular la cita del jueves a las 10",
        ),
        (
            "recuérdame anular la cita del jueves a las 10 mañana",
            "~2026-11-26 09:00",
            "anular la cita del jueves a las 10",
        ),
        ("recuérdame cancelar la suscripción mañana a las nueve", "2026-11-26 09:00", "cancelar la suscripción"),
        ("recuérdame cancelar el jueves a las 10 la suscripción", "2026-11-26 10:00", "cancelar la suscripción"),
        ("recuérdame esta tarde avisar de que mañana no voy", "~2026-11-25 17:00", "avisar de que mañana no voy"),
        ("recuérdame mañana avisar a Ana de que no voy", "~2026-11-26 09:00", "avisar a Ana de que no voy"),
        ("recuérdame decirle a Ana que no voy, mañana a las nueve", "2026-11-26 09:00", "decirle a Ana que no voy"),
        ("me puedes avisar mañana a las nueve de llamar", "2026-11-26 09:00", "llamar"),
    ],
)
def test_when_and_what_are_told_apart(said: str, expected: str, rest: str) -> None:
    """On a Wednesday in November, at twenty past ten; ~ marks what is not exact."""
    found = find(said, NOW)
    assert found is not None
    cuando, what = found
    assert (cuando.at, what) == (_at(expected.removeprefix("~")), rest)
    assert cuando.exact is not expected.startswith("~")


@pytest.mark.parametrize(
    "said",
    [
        "recuérdame dentro de -3 horas llamar",
        "recuérdame dentro de menos tres horas llamar",
        "recuérdame en una hora o dos llamar",
        "recuérdame en dos horas o tres llamar",
        "recuérdame en unas horas llamar",
        "recuérdame en un ratito llamar",
        "recuérdame ahora después llamar",
        "recuérdame ahora en un rato llamar",
        "recuérdame luego llamar",
        "recuérdame que el paquete llega en dos o tres días",
        "recuérdame que tarda dos horas y diez minutos en hacerse",
        "recuérdame puntuar la película de 1 a 10",
        "recuérdame puntuar la película del 1 al 10",
        "recuérdame comprar de 10 a 12 huevos",
        "recuérdame estudiar de dos a tres horas",
        "recuérdame cambiar la reunión de las cuatro a las cinco",
        "recuérdame dentro de dos a tres horas llamar",
        "recuérdame ver la película de las nueve de la noche",
        "recuérdame ver el partido de las 21:00",
        "recuérdame tomar la pastilla de las ocho",
        "recuérdame la comida del domingo",
        "recuérdame enviar el informe de la semana pasada",
        "recuérdame leer el periódico de ayer",
        "recuérdame que Ana ha pasado 3 veces",
        "recuérdame ir a la plaza Dos de Mayo",
        "recuérdame ir a la calle 13 de septiembre",
        "recuérdame llamar antes del viernes",
        "recuérdame pagar antes de fin de año",
        "recuérdame pedir cita para enero",
        "recuérdame coger el 15 que pasa por Sol",
        "recuérdame el 1 y 15 llamar",
        "recuérdame la noche de Reyes",
        "recuérdame la víspera de Navidad llamar",
        "recuérdame el otro lunes llamar",
        "recuérdame reservar mesa para dos",
        "recuérdame el lunes de Pascua llamar",
        "recuérdame dentro de 45 llamar",
        "recuérdame en dos lunes llamar",
        "recuérdame que el paquete llega la primera semana de enero",
        "recuérdame llamar antes del mediodía",
        "lunes 9 30 dentista",
        "recuérdame coger el 15 de la mañana",
        "recuérdame una hora antes de la cena",
        "recuérdame una hora antes de la cena de mañana",
        "recuérdame en tres días menos una hora llamar",
        "recuérdame en una hora menos diez segundos llamar",
        "recuérdame devolver el libro que me prestó el lunes",
        "recuérdame que el lunes me llamó Ana",
        "recuérdame las fotos que hice el domingo",
        "recuérdame mirar lo que compré el viernes a las nueve",
        "recuérdame lo que hablamos el lunes",
        "recuérdame pagar lo que nos han traído el martes",
        "recuérdame anular la cita del jueves a las 10",
        "recuérdame anular la cita con el médico del jueves 3 a las 10 de la mañana",
        "recuérdame cancelar la reserva de mañana a las nueve",
        "recuérdame mover la reunión del lunes a las 9 al martes",
        "recuérdame pasar la reunión del lunes al martes a las diez",
        "recuérdame avisar de que mañana no voy",
        "recuérdame avisar a Ana de que el lunes a las nueve hay reunión",
        "recuérdame decirle a Ana que venga mañana",
        "recuérdame preguntar si mañana hay clase",
    ],
)
def test_no_time_is_made_up(said: str) -> None:
    """She is asked when, or it is kept without: a wrong time is worse."""
    assert find(said, NOW) is None


@pytest.mark.parametrize(
    "said",
    [
        # It is not clear from what it is counted.
        "recuérdame la víspera del viernes a las ocho preparar la maleta",
        "recuérdame el día antes de la reunión con el director del jueves a las cinco llamar",
        "recuérdame antes de la reunión de mañana a las diez llamar",
        "recuérdame mañana a las diez media hora antes llamar",
        "recuérdame mañana a las nueve, una hora antes de la reunión, llamar",
        "recuérdame mañana a las nueve la reunión, media hora antes",
        "recuérdame con una hora de antelación la reunión de mañana a las diez",
        "recuérdame cuando falte media hora para la reunión de mañana a las diez llamar",
        "recuérdame una hora antes de la cena de mañana por la noche llamar",
        "recuérdame descongelar el pollo dos horas antes de cenar mañana a las nueve",
        "recuérdame doce horas antes de las nueve de la noche llamar",
        # It is taken back, and what is meant instead is not clear.
        "recuérdame mañana a las nueve, no, llamar a Luis a las diez",
        "recuérdame el jueves no, cuando pueda, llamar",
        "recuérdame mañana, no, a las nueve llamar",
        "recuérdame el lunes llamar a Ana, no, el martes",
        "recuérdame en dos horas, no, tres, llamar",
        "recuérdame mañana a las nueve, digo diez, llamar",
        "recuérdame el lunes de la semana que viene, no, el viernes, llamar",
        "recuérdame el 3 de julio, no, el 4, llamar",
        # Other clocks, and years that are too far.
        "recuérdame a las 15:00 UTC llamar",
        "recuérdame mañana a las 15:00Z llamar",
        "recuérdame mañana a las nueve hora de Nueva York llamar",
        "recuérdame mañana a las nueve de la mañana hora de Nueva York llamar",
        "recuérdame mañana a las nueve, hora de Canarias, llamar",
        "recuérdame mañana a las nueve (hora de Londres) llamar",
        "recuérdame mañana a las nueve hora canaria llamar",
        "recuérdame mañana a las nueve horas de Londres llamar",
        "recuérdame mañana a las nueve, hora de Singapur, llamar",
        "recuérdame el 5 de enero del año 3000 pagar",
        "recuérdame el 5 de enero de tres mil pagar",
        "recuérdame el 5 de enero de 12026 pagar",
        "recuérdame el 5 de enero del año 28 pagar",
        # Another week, or again and again.
        "recuérdame el miércoles de la otra semana llamar",
        "recuérdame el miércoles de la siguiente a las nueve llamar",
        "recuérdame por las noches a las diez tomar la pastilla",
        "recuérdame tomar la pastilla por las mañanas",
    ],
)
def test_what_may_be_another_time_is_refused(said: str) -> None:
    """She is asked for the moment of the recado itself."""
    with pytest.raises(InvalidInput) as caught:
        find(said, NOW)
    assert caught.value.remedy
    assert caught.value.field == "cuando"
