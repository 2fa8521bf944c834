"""Names: of people, and of those who are called by what they are ("la administradora"). Pure."""

import re
from typing import Final

from penny_deck.palabras import fold
from penny_deck.tiempo.calendario import MONTH, WEEKDAY

_UPPER = "A-ZÁÉÍÓÚÜÑÇ"
_WORD = rf"[{_UPPER}][\w'’·-]*(?:(?<=[{_UPPER}])\.)?"
_TITLE = r"(?:Don|Doña|D\.ª?|Dña\.|Sra?\.|Srta\.|Dra?\.)"
NAME: Final = rf"(?:{_TITLE} )?{_WORD}(?: (?:(?:de (?:la |las |los )?|del ))?{_WORD}){{0,3}}"
"""A pattern for a name, in text as it is written."""
NAMES: Final = rf"@?{NAME}(?:, {NAME})*(?:,? (?:y|e|&|/) {NAME})?"
"""The same for one or more."""
_ROLES_WORDS = """
administradora? administradores presidenta? presidente vicepresidenta? vicepresidente secretari[oa] tesorer[oa] vocal
directora? gerente responsable coordinadora? equipo departamento comision comite area junta direccion gerencia
contable asesora? asesoria abogad[oa] arquitect[oa] porter[oa] conserje proveedora? gestoria delegad[oa] tecnic[oa]
jef[ea] empresa vecinos? vecinas? socios? socias? propietari[oa]s? miembros inquilin[oa]s? alumnos padres familias
trabajadores empleados monitor(?:a|es)? profesor(?:a|es)? entrenador(?:a|es)? constructora instalador(?:a|es)?
"""
ROLE: Final = (
    rf"(?:el|la|los|las|cada) (?:{'|'.join(_ROLES_WORDS.split())})(?: (?:de la|de|del) \w+| \w+(?:or|ora"
    r"|iv[oa]|ic[oa]|al))?"
)
"""A pattern for somebody by what they are, in folded text."""
BODY: Final = r"(?:comite|comision|equipo|departamento|area|junta|direccion|grupo)(?: (?:de la|de|del) \w+)?"
"""The same without an article, as bodies are named in lists."""
_NO_NAMES_WORDS = """
el la los las un una unos unas lo al del se hay si no y e o pero que este esta estos estas ese esa eso esto hoy mañana
ayer ademas entonces despues luego tambien por para con en a de como cuando donde mientras segun asimismo finalmente
queda quedan falta faltan es son ha han mi tu su nuestro nuestra yo nosotros ella ellos ellas usted ustedes todos
todas nadie alguien cada ya tras ante sobre desde hasta antes primero segundo tercero punto tarea tareas accion
acciones acuerdo acuerdos pendiente pendientes nota notas fecha lugar hora asunto tema temas asistentes presentes
ausentes reunion acta objetivo objetivos resumen conclusion proximos proximo siguiente siguientes pasos orden dia
importante urgente ojo aviso atencion responsable plazo limite estado prioridad observaciones comentarios decision
decisiones propuesta informe presupuesto contrato factura pedido proyecto cliente obra obras ruegos preguntas gracias
hola buenos buenas estimado estimada estimados querido querida todo todos nadie ninguno hacer comprar recordatorio
cita direccion telefono correo email total importe ayuntamiento gobierno ministerio estado españa europa madrid
barcelona generalitat parlamento universidad hacienda
"""
_NO_NAMES = frozenset(_NO_NAMES_WORDS.split())
_TIME = re.compile(rf"(?:{WEEKDAY}|{MONTH})")
_AT_END = re.compile(rf"(?P<who>{NAMES}),?\s*$")
_ROLE_AT_END = re.compile(rf"(?<!\w)(?P<who>{ROLE}),?\s*$")
_GOVERNED = re.compile(r"(?:^|\W)(?:a|al|de|del|con|por|para|segun|sobre|en|sin|entre|como|contra)\s+(?:el |la )?$")
_REACH = 90
"""Characters before a verb in which its subject is looked for."""


def named(text: str, nouns: frozenset[str] = frozenset()) -> tuple[int, int] | None:
    """Where in a text that may be a name the name stands, without the words before it that are none.

    Args:
        text: One or more words with capitals.
        nouns: Words that the document writes without capitals: they name nobody.
    """
    start = 0
    while match := re.match(r"@?[\w'’·-]+\.?,?\s*", text[start:]):
        word = fold(match[0]).strip("@., ")
        if word not in _NO_NAMES and not _TIME.fullmatch(word):
            break
        start += match.end()
    name = text[start:].rstrip(" ,")
    is_noun = " " not in name and fold(name) in nouns
    return None if len(name.strip("@.")) <= 1 or is_noun else (start, start + len(name))


def subject(before: str, nouns: frozenset[str]) -> tuple[int, int] | None:
    """Where the subject of a verb stands, given the text before the verb; None if nobody is named."""
    offset = max(0, len(before) - _REACH)
    near = before[offset:]
    role = _ROLE_AT_END.search(fold(near))
    if role and not _GOVERNED.search(fold(near[: role.start()])):
        return offset + role.start("who"), offset + role.end("who")
    match = _AT_END.search(near)
    where = named(match["who"], nouns) if match else None
    if match is None or where is None or _GOVERNED.search(fold(near[: match.start() + where[0]])):
        return None
    return offset + match.start() + where[0], offset + match.start() + where[1]
