"""Points of lists: "- [ ] ...", "ACCIÓN: Juan – ...", "Marta: revisar ...", "... Responsable: Marta. ...". Pure."""

import re
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from penny_deck.grace.tasks import vetos
from penny_deck.grace.tasks.contexto import Contexto
from penny_deck.grace.tasks.formas import Encargo
from penny_deck.grace.tasks.gramatica import INFINITIVE
from penny_deck.grace.tasks.nombres import BODY, NAMES, ROLE, named
from penny_deck.palabras import fold

_MAX_HEADING_WORDS = 7
_BULLET = r"(?:(?:[-*•·–—▪●►→+]|\d{1,2}[.)º]|[a-z]\))\s*)"
_BOX = re.compile(rf"{_BULLET}?(?:\[\s?\]|☐|□)\s*")
_CHECKED = re.compile(rf"{_BULLET}?(?:\[\s?[xX✓✔]\s?\]|☑|✅|✓|✔)")
_POINT = re.compile(_BULLET)
_MARKER = re.compile(
    r"(?:accion(?:es)?|tareas?|to ?-?do|pendientes?|compromisos?|ap|proximos? pasos?|encargo|acuerdo|action)"
    r" ?(?:n[º°o.]* ?)?\d{0,3} ?(?:[:.)]| [–—-]) ?"
    r"|(?:recordatorio|urgente|pdte\.?|pte\.?) ?[:–-]? (?=[a-zñ]+[aei]r)"
)
_LABELS: Final = {
    "who": r"responsables?|encargad[oa]|asignad[oa](?: a)?|a cargo de|quien|lo hace|resp\.?",
    "when": r"fecha(?: limite| de entrega| tope)?|plazo|vencimiento|vence|limite|cuando|antes de",
    "what": r"tarea|accion|que|descripcion|compromiso",
    "state": r"estado|situacion",
    "other": r"prioridad|observaciones|notas?|comentarios?",
}
_LABEL = re.compile(
    rf"(?:(?<=[\s.,;(|–-])|^)(?:{'|'.join(f'(?P<{name}>{words})' for name, words in _LABELS.items())})\s*:\s*"
)
_LABEL_BEGINS = re.compile(rf"(?:{_LABELS['who']}|{_LABELS['when']}|{_LABELS['state']}|{_LABELS['other']})\s*:")
_INFINITIVE = re.compile(INFINITIVE)
_OWNER_FIRST = re.compile(rf"(?:(?P<at>@[\w.-]+)\s*[:–—→-]*|(?P<who>{NAMES})\s*(?::|[–—→-](?=\s)|->|=>))\s*")
_ROLE_FIRST = re.compile(rf"(?P<who>{ROLE}|{BODY})\s*(?::|[–—→-](?=\s)|->)\s*")
_OWNER_LAST = re.compile(
    rf"\s*(?:[(\[](?P<brackets>@?{NAMES})(?:[,;–—:-] ?[^()]*)?[)\]]"
    rf"|(?:[–—→-]|->|=>)\s*(?P<dash>@?{NAMES})(?:[,(;–—-] ?[^()]*\)?)?|(?P<at>@[\w.-]+))\s*\.?$"
)
_HEADING_OF_TASKS = re.compile(
    r"\b(?:tareas|acciones|compromisos|proximos pasos|siguientes pasos|pendientes?|por hacer|to ?-?dos?|encargos"
    r"|asignaciones"
    r"|cosas que hacer|quien hace que|hay que)\b"
)
_HEADING_OF_OTHERS = re.compile(
    r"\b(?:orden del dia|objetivos?|requisitos|ingredientes|preparacion|elaboracion|funciones|temas tratados"
    r"|asistentes|presentes"
    r"|experiencia|formacion|instrucciones|modo de empleo|hech[oa]s?|realizad[oa]s|completad[oa]s|finalizad[oa]s"
    r"|terminad[oa]s"
    r"|cerrad[oa]s|condiciones|obligaciones|recomendaciones|consejos|ausentes|antecedentes|descripcion del puesto)\b"
)
_HEADING = re.compile(r"(?:\d{1,2}(?:\.\d+)*[.)]? )?[^.:!?;]{2,70}:?")
_BULLETED = re.compile(r"[-*•·–—▪●►→+☐□☑✓✔\[]")


class Section(Enum):
    """What the heading above a line promises."""

    TASKS = auto()
    OTHER = auto()
    """Points of it are no tasks: an agenda, a recipe, what has been done."""
    UNKNOWN = auto()


@dataclass(frozen=True, slots=True)
class _Point:
    """A point without its mark, and how likely such a point is a task."""

    start: int
    confidence: float
    marked: bool
    """Whether it says itself that it is a task."""


def heading(text: str, spaced: bool) -> Section | None:  # noqa: FBT001 - a fact about the line
    """What a line promises if it is a heading; None if it is none."""
    folded = fold(text)
    if not _HEADING.fullmatch(text) or len(text.split()) > _MAX_HEADING_WORDS or _BULLETED.match(text):
        return None
    if _HEADING_OF_OTHERS.search(folded):
        return Section.OTHER
    if _HEADING_OF_TASKS.search(folded):
        return Section.TASKS
    return Section.UNKNOWN if text.endswith(":") or (spaced and not _INFINITIVE.match(folded)) else None


def begins_with_label(text: str) -> bool:
    """Whether a line goes on with the point above it: "Responsable: ..."."""
    return _LABEL_BEGINS.match(fold(text)) is not None


def is_done(text: str) -> bool:
    """Whether a point is ticked off."""
    return _CHECKED.match(text) is not None or vetos.done(fold(text))


def encargo(text: str, section: Section, contexto: Contexto) -> tuple[Encargo | None, str]:
    """What a point says has to be done, and the words by which it says until when, if it labels them."""
    folded = fold(text)
    if is_done(text) or vetos.unsure(folded):
        return None, ""
    labelled = _labelled(text, folded)
    if labelled:
        return labelled
    point = _point(text, folded, section)
    return (_owned(text, folded, point, section, contexto) if point else None), ""


def marked(text: str) -> int:
    """Where a point's text begins: after its bullet, its box, or the word that says that it is a task."""
    start = 0
    for pattern in (_BOX, _POINT):
        match = pattern.match(text)
        if match:
            start = match.end()
            break
    marker = _MARKER.match(fold(text[start:]))
    return start + (marker.end() if marker else 0)


def _point(text: str, folded: str, section: Section) -> _Point | None:
    box, bullet = _BOX.match(text), _POINT.match(text)
    after = box or bullet
    start = after.end() if after else 0
    marker = _MARKER.match(folded[start:])
    if marker and not folded.startswith("pendiente de ", start):
        return _Point(start + marker.end(), 0.9, marked=True)
    if box:
        return _Point(start, 0.9, marked=True)
    if section is Section.OTHER:
        return None
    if section is Section.TASKS:
        return _Point(start, 0.85, marked=bullet is not None)
    return _Point(start, 0.65 if bullet else 0.55, marked=False)


def _labelled(text: str, folded: str) -> tuple[Encargo | None, str] | None:
    """A point that labels its parts; None if it does not."""
    labels = list(_LABEL.finditer(folded))
    parts = {"what": (0, labels[0].start() if labels else 0)}
    for n, label in enumerate(labels):
        end = labels[n + 1].start() if n + 1 < len(labels) else len(text)
        if label.lastgroup and (label.lastgroup not in parts or label.lastgroup == "what"):
            parts[label.lastgroup] = (label.end(), end)
    if "who" not in parts:
        return None
    who, when, state = (_part(text, parts, name) for name in ("who", "when", "state"))
    start = parts["what"][0] + marked(text[parts["what"][0] : parts["what"][1]])
    if not re.search(r"\w{3}", text[start : parts["what"][1]]) or vetos.is_done_state(fold(state)):
        return None, ""
    return Encargo(who, 0, start, parts["what"][1], 0.95), when


def _part(text: str, parts: dict[str, tuple[int, int]], name: str) -> str:
    start, end = parts.get(name, (0, 0))
    return text[start:end].strip(" .,;|()–-")


def _owned(text: str, folded: str, point: _Point, section: Section, contexto: Contexto) -> Encargo | None:
    """A point whose owner stands before or after what has to be done, or that begins with what has to be done."""
    first = _ROLE_FIRST.match(folded, point.start) or _OWNER_FIRST.match(text, point.start)
    who, start = _first(text, first, point, contexto)
    last = _OWNER_LAST.search(text, start)
    end = len(text)
    if last and not who:
        who = _last(last, contexto)
        end = last.start() if who else end
    does = _INFINITIVE.match(folded, start) is not None
    if does and (who or point.marked or section is Section.TASKS or point.start):
        return Encargo(who, 0, start, end, max(point.confidence, 0.85 if who else 0))
    if not does and point.marked and re.search(r"[^\W\d]{3}", text[start:]):
        return Encargo(who, 0, start, end, point.confidence - (0.05 if who else 0.2))
    return None


def _first(text: str, first: re.Match[str] | None, point: _Point, contexto: Contexto) -> tuple[str, int]:
    """The owner who stands first, and where what has to be done begins."""
    if first is None:
        return "", point.start
    if first.groupdict().get("at"):
        return first["at"], first.end()
    who = text[first.start("who") : first.end("who")]
    if first.re is _ROLE_FIRST:
        return who, first.end()
    where = named(who, contexto.nouns)
    return (who[where[0] : where[1]] if where else ""), first.end()


def _last(last: re.Match[str], contexto: Contexto) -> str:
    who = last["brackets"] or last["dash"] or last["at"]
    where = named(who, contexto.nouns)
    return who[where[0] : where[1]] if where else ""
