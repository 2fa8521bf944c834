"""What tells kinds of documents apart: words and forms, each with its weight. Pure.

A weight says how much an expression speaks for its kind: 3 names it ("Factura nº"), 2 is hardly found elsewhere, 1 is
found elsewhere too. They were set by hand, on documents made up for it. A negative weight speaks against the kind.

What one may unsubscribe from is a boletín, even if it only advertises: that line outweighs what it is about. Publicidad
is what comes unasked.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

DEFAULT: Final = (
    "factura",
    "recibo",
    "presupuesto",
    "contrato",
    "nomina",
    "acta",
    "curriculum",
    "reclamacion",
    "cita",
    "boletin",
    "publicidad",
    "personal",
    "otro",
)
"""The labels if none are given."""
OTHER: Final = "otro"

ALIASES: Final = {
    "ticket": "recibo",
    "tique": "recibo",
    "queja": "reclamacion",
    "cv": "curriculum",
    "curriculo": "curriculum",
    "newsletter": "boletin",
    "oferta": "publicidad",
    "cotizacion": "presupuesto",
    "minuta": "acta",
    "invoice": "factura",
    "salario": "nomina",
}
"""Other names of the kinds that are known."""


@dataclass(frozen=True, slots=True)
class Pista:
    """An expression in folded text, and what it weighs."""

    pattern: re.Pattern[str]
    weight: float


_WRITTEN: Final[Mapping[str, tuple[tuple[float, str], ...]]] = {
    "factura": (
        (3, r"factura(?! simplificada)(?:s)?|invoice|fra\. ?(?:n|no?\.?)|nota de abono|credit note"),
        (
            3,
            (
                r"(?:n[º°o]|num\.?|numero)(?: de)? factura|factura (?:n[º°o]|num\.?|rectificativa)|invoice (?:no"
                r"|number|date)"
            ),
        ),
        (
            2,
            (
                r"base imp(?:onible|osable|\.)|taxable amount|(?:cuota|importe|total) (?:de )?iva|irpf"
                r"|recargo (?:de )?equiv\w*"
            ),
        ),
        (
            1,
            (
                r"iva|vat|vencimient?o?|vto|forma de pago|nif|cif|datos del cliente|facturar a|bill to|tax id"
                r"|importe total"
            ),
        ),
        (2, r"adjunt\w* la factura|su factura|fecha (?:de )?(?:factura|expedicion|emision)|domiciliacion"),
        (-3, r"factura simplificada|fra\. simplificada|fact\. simpl|factura proforma|ticket"),
        (-3, r"reclamacion|reclamo|queja|presupuesto (?:n[º°o]|num)"),
    ),
    "recibo": (
        (4, r"factura simplificada|fra\. simplificada|fact\. simpl\.?|n[º°o] ticket|ticket|tique|recibo"),
        (3, r"entregado|cambio|su cambio|gracias por su (?:visita|compra)|iva incluido|efectivo"),
        (
            2,
            (
                r"he(?:mos)? recibido (?:de|la cantidad)|recibi de|la cantidad de|en concepto de|n[º°o] op|tpv"
                r"|comercio|tarjeta"
            ),
        ),
        (1, r"total(?: a pagar| compra| eur)?|importe total|mesa|camarer[oa]|caja|uds?"),
        (-4, r"se extiende|presente contrato|nomina"),
    ),
    "presupuesto": (
        (4, r"presupuesto(?: (?:n[º°o]|num\.?))?|cotizacion|oferta economica|proforma"),
        (
            2,
            (
                r"validez(?: de(?:l| la)? \w+)?|valido hasta|oferta valida|plazo de (?:ejecucion|entrega)"
                r"|aceptacion del presupuesto"
            ),
        ),
        (2, r"conforme (?:el )?cliente|a la aceptacion|sujeto a|precio unitario|mano de obra|partida"),
        (1, r"materiales|total|iva no incluido|condiciones de pago|forma de pago|importe"),
        (-3, r"acta de|reunion|factura (?:n[º°o]|num)"),
    ),
    "contrato": (
        (4, r"(?:el presente )?contrato(?: de)?(?: (?:arrendamiento|trabajo|alquiler|servicios|compraventa))?"),
        (3, r"clausulas?|estipulaciones|exponen|reunidos|de una parte|de otra parte|las partes|manifiestan|comparecen"),
        (
            2,
            (
                r"arrendador(?:a)?|arrendatari[oa]|se obliga a|rescision|resolucion del contrato|jurisdiccion|fuero"
                r"|vigencia"
            ),
        ),
        (1, r"en adelante|fianza|duracion|renta|firman|por duplicado|dni|mayor de edad"),
        (-2, r"acta de|curriculum|nomina"),
    ),
    "nomina": (
        (4, r"nominas?|recibo (?:individual )?(?:justificativo )?(?:de(?:l pago de)? )?salarios?"),
        (3, r"devengos?|deducciones|liquido (?:total )?a percibir|total devengado|bases? de cotizacion|salario base"),
        (
            2,
            (
                r"contingencias comunes|plus (?:de )?\w+|antiguedad|pagas? extras?|grupo (?:de )?cotizacion"
                r"|n[º°o] afiliacion|irpf"
            ),
        ),
        (
            1,
            (
                r"seguridad social|trabajador(?:a)?|empresa|categoria|periodo de liquidacion|desempleo"
                r"|formacion profesional"
            ),
        ),
    ),
    "acta": (
        (4, r"acta(?: (?:n[º°o]|num\.?|de(?: la)?(?: reunion| junta| sesion)?))|acta"),
        (
            3,
            (
                r"orden del dia|asistentes|se levanta la sesion|ruegos y preguntas|junta (?:general|ordinaria"
                r"|extraordinaria|de)"
            ),
        ),
        (
            2,
            (
                r"se aprueba\w*|por unanimidad|acuerdos?|se acuerda|secretari[oa]|president[ea]|reunion de|ausentes"
                r"|convocatoria"
            ),
        ),
        (1, r"reunion|proximos pasos|tareas pendientes|vecinos|comunidad|votos?|sesion"),
        (-3, r"curriculum|arrendador"),
    ),
    "curriculum": (
        (4, r"curriculum(?: vitae)?|curriculo|cv"),
        (
            3,
            (
                r"experiencia (?:laboral|profesional)|formacion academica|datos personales|competencias|aptitudes"
                r"|perfil profesional"
            ),
        ),
        (
            2,
            (
                r"idiomas|habilidades|referencias|educacion|licenciad[oa]|grado en|master en|carnet de conducir"
                r"|nivel (?:alto|medio)"
            ),
        ),
        (
            1,
            (
                r"formacion|experiencia|ingles|frances|universidad|informatica|b1|b2|c1|actualidad|practicas|linkedin"
                r"|nacimiento"
            ),
        ),
    ),
    "reclamacion": (
        (4, r"reclamacion(?:es)?|reclamo|queja|hoja de reclamaciones|reclamar"),
        (
            2,
            (
                r"devuelvan|devolucion|reembols\w+|indemniz\w+|compensacion|incidencia|defectuos[oa]|averiad[oa]"
                r"|rot[oa]|dañad[oa]"
            ),
        ),
        (
            2,
            (
                r"nadie me (?:contesta|responde)|sin respuesta|descontent[oa]|insatisfech[oa]|inaceptable|indignad[oa]"
                r"|mal servicio"
            ),
        ),
        (
            2,
            (
                r"exijo|solicito (?:la|que|el)|incumplimiento|oficina (?:municipal )?de (?:informacion al )?consumidor"
                r"|consumo|omic"
            ),
        ),
        (
            1,
            r"no (?:funciona|ha llegado|he recibido|estoy conforme)|cobro indebido|perjuicios?|retraso|pedido|plazo de",
        ),
    ),
    "cita": (
        (4, r"(?:su |la |una |tu )cita(?: (?:previa|medica|con))?|cita previa|recordatorio de (?:su |tu |la )?cita"),
        (
            3,
            (
                r"citacion|le (?:recordamos|confirmamos) (?:su|la) (?:cita|visita|consulta)|le esperamos"
                r"|cita confirmada|tu visita"
            ),
        ),
        (
            2,
            (
                r"consulta(?: de)?|doctora?|dra?|acuda|acudir|presentarse|anular(?:la)? (?:la|su)?|cambiar la (?:fecha"
                r"|cita|hora)"
            ),
        ),
        (2, r"si no puede (?:venir|acudir|asistir)|reserva confirmada|hora:|itv"),
        (1, r"a las \d{1,2}[:.]\d{2}|clinica|centro de salud|hospital|cita|revision|ayunas|tarjeta sanitaria"),
        (-2, r"reunion|acta"),
    ),
    "boletin": (
        (4, r"boletin|newsletter"),
        (
            14,
            (
                r"dejar de recibir\w*|darse de baja|dar(?:te|me) de baja|date de baja|cancelar (?:la|tu"
                r"|su) suscripcion|unsubscribe"
            ),
        ),
        (
            3,
            (
                r"suscri(?:pcion|t[oa]|birte|birse)|ver (?:este (?:correo|mensaje) )?en (?:el|tu|su) navegador"
                r"|en este numero"
            ),
        ),
        (
            2,
            (
                r"novedades (?:de la semana|del mes)|edicion|resumen semanal|lo mas leido|leer mas|editorial"
                r"|agenda (?:cultural|del mes)"
            ),
        ),
        (1, r"noticias|esta semana|este mes|articulos?|blog|pulse aqui|haz clic"),
    ),
    "publicidad": (
        (
            3,
            (
                r"rebajas|descuentos?|-\d{1,2} ?%|\d{1,2} ?% (?:de )?(?:descuento|dto)|promocion(?:es)?|ofertas?"
                r"|black friday|2x1|outlet"
            ),
        ),
        (
            2,
            (
                r"compra (?:ahora|ya)|no te lo pierdas|aprovecha|solo (?:hoy|este mes|esta semana|hasta)|gratis"
                r"|envio gratuito|oferton"
            ),
        ),
        (
            2,
            (
                r"toda la tienda|tiendas?|hasta fin de existencias|codigo (?:promocional|de descuento)|llevate|ven a"
                r"|visitanos"
            ),
        ),
        (1, r"desde \d+|precios?|liquidacion|ultimos dias|financiacion|te esperamos|regalo|sorteo|marcas|horario"),
        (-3, r"oferta economica|presupuesto|factura|contrato"),
        (-2, r"devuelvan|reclamacion"),
    ),
    "personal": (
        (
            3,
            (
                r"besos|un abrazo|abrazos|te quiero|querid[oa]s?|cenamos|cariño|besitos|mama|papa|abuel[oa]s?|guapa"
                r"|tia|prim[oa]"
            ),
        ),
        (
            2,
            (
                r"que tal|como estas|nos vemos|te (?:echo|echamos) de menos|te dej[eo]|quedamos|cumpleaños|vacaciones"
                r"|(?:os|te) apetece"
            ),
        ),
        (2, r"hola[, !]|felicidades|me alegro|te cuento|avisame|dime|trae|venis|vienes|tu (?:madre|padre|hermana?)"),
        (1, r"finde|cenar|comer|casa|libro|foto|fotos|niños|familia|tengo|te|os|reservo yo"),
        (-3, r"factura|cita previa|estimad[oa]|contrato|le (?:recordamos|enviamos|informamos)|clausula|usted|acta"),
    ),
    "pedido": (
        (
            4,
            (
                r"(?:su|tu|el) pedido|pedido (?:n[º°o]|\d+)|hemos recibido (?:su|tu) pedido|confirmacion (?:de"
                r"|del) pedido|order"
            ),
        ),
        (
            2,
            (
                r"confirmado|llegara|enviado|numero de seguimiento|entrega estimada|esta en camino"
                r"|direccion de (?:envio|entrega)"
            ),
        ),
        (1, r"total|articulos?|gastos de envio|transportista|seguimiento"),
        (-4, r"reclamacion|queja|factura|albaran|roto"),
    ),
}


def _compiled(written: tuple[tuple[float, str], ...]) -> tuple[Pista, ...]:
    return tuple(Pista(re.compile(rf"(?<![\w]){_anywhere(words)}(?![\w])"), weight) for weight, words in written)


def _anywhere(words: str) -> str:
    """A pattern whose spaces may be ends of lines; an expression that begins with a sign needs no word's edge."""
    return rf"(?:{words})".replace(" ", r"\s+").replace(r"\s+?", r"\s*")


PERFILES: Final = {label: _compiled(written) for label, written in _WRITTEN.items()}
"""What speaks for and against each kind that is known."""
