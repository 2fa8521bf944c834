"""Minutes of meetings, as DOCX, PDF and plain text: who has to do what by when."""

import io
import random
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import docx
from support.documents import writing
from support.documents.sheet import Sheet

_PEOPLE = ("Marta Rueda", "Iñaki Lasarte", "Pol Vidal", "Teresa Cano", "Andrés Moya", "Noelia Sanz")
_DEEDS = (
    "enviar el presupuesto definitivo al cliente",
    "reservar la sala para la formación",
    "revisar el contrato de alquiler",
    "actualizar la hoja de vacaciones",
    "pedir tres ofertas de impresoras",
    "preparar la presentación de resultados",
    "llamar al proveedor de la fibra",
    "cerrar la contabilidad del trimestre",
)
_TITLES = ("Acta de la reunión de equipo", "Acta de reunión: proyecto Faro", "Junta de la comunidad de vecinos")
_SAID = (
    "Se aprueba el acta anterior por unanimidad.",
    "Se comenta el estado de las obras y se acuerda esperar al informe técnico.",
    "El gasto aprobado para el trimestre es de 4.500 euros.",
)


@dataclass(frozen=True, slots=True)
class Minutes:
    """A meeting and its tasks: who, what, by when."""

    title: str
    held: date
    present: tuple[str, ...]
    tasks: tuple[tuple[str, str, date], ...]

    def truth(self) -> dict[str, Any]:
        """What has to be found."""
        return {
            "titulo": self.title,
            "fecha": self.held.isoformat(),
            "asistentes": list(self.present),
            "tareas": [{"quien": who, "que": what, "para": until.isoformat()} for who, what, until in self.tasks],
        }


def minutes(chance: random.Random) -> Minutes:
    """A meeting."""
    held = date(2025, 2, 1) + timedelta(days=chance.randrange(300))
    present = tuple(chance.sample(_PEOPLE, 4))
    deeds = chance.sample(_DEEDS, chance.randrange(2, 5))
    tasks = tuple((chance.choice(present), deed, held + timedelta(days=chance.randrange(2, 30))) for deed in deeds)
    return Minutes(chance.choice(_TITLES), held, present, tasks)


def lines(given: Minutes, chance: random.Random) -> list[str]:
    """The minutes as lines of text."""
    dates = chance.choice(("slash", "long"))
    written = chance.choice(
        (
            "{who}: {what} (antes del {until})",
            "{who} se encarga de {what} para el {until}.",
            "- {what}. Responsable: {who}. Fecha límite: {until}",
        )
    )
    tasks = [
        written.format(who=who, what=what, until=writing.day(until, dates, "es")) for who, what, until in given.tasks
    ]
    return [
        given.title,
        f"Fecha: {writing.day(given.held, dates, 'es')}",
        f"Asistentes: {', '.join(given.present)}",
        "",
        *chance.sample(_SAID, 2),
        "",
        chance.choice(("Acuerdos y tareas", "Tareas pendientes", "Próximos pasos")),
        *tasks,
    ]


def as_pdf(text: list[str]) -> bytes:
    """One page."""
    sheet = Sheet("serif")
    for n, line in enumerate(text):
        sheet.write(20, 25 + 7 * n, line, size=15 if n == 0 else 10, bold=n == 0)
    return sheet.pdf()


def as_docx(text: list[str]) -> bytes:
    """A Word file."""
    made = docx.Document()
    made.add_heading(text[0], level=1)
    for line in text[1:]:
        made.add_paragraph(line)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def as_text(text: list[str]) -> bytes:
    """UTF-8."""
    return "\n".join(text).encode()
