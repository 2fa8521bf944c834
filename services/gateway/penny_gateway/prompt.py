"""Rendering the planos into the model's instructions: a pure function, stable first, so that the prefix cache holds.

Planos 0 and 1 change least and come first, then 2, then 3, which is new with every session. The rules are said in
words that a small model follows: short sentences, one rule a line, the facts after the rules.
"""

from collections.abc import Mapping
from typing import Any

Planos = Mapping[str, Mapping[str, Any]]
"""A plano's content by its name: SISTEMA, PERSONALIDAD, CONTEXTO_PERSONAL, CONTEXTO_AMBIENTAL."""

_MONTHS = (
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "septiembre",
    "octubre",
    "noviembre",
    "diciembre",
)


def system_prompt(planos: Planos) -> str:
    """The instructions of a session."""
    sistema, personalidad = planos.get("SISTEMA", {}), planos.get("PERSONALIDAD", {})
    personal, ambiental = planos.get("CONTEXTO_PERSONAL", {}), planos.get("CONTEXTO_AMBIENTAL", {})
    parts = [
        _identity(sistema, personalidad),
        _rules(personalidad),
        _person(personal),
        _surroundings(ambiental),
    ]
    return "\n\n".join(part for part in parts if part)


def _identity(sistema: Mapping[str, Any], personalidad: Mapping[str, Any]) -> str:
    name = personalidad.get("nombre") or sistema.get("nombre_asistente") or "Penny"
    manner = [str(personalidad[key]) for key in ("tono", "estilo", "tratamiento") if personalidad.get(key)]
    manner_line = f" Tu manera de hablar: {'. '.join(manner)}." if manner else ""
    return f"Eres {name}, una asistente personal de voz. Hablas español de España.{manner_line}"


def _rules(personalidad: Mapping[str, Any]) -> str:
    rules = [
        "Tu respuesta se lee en voz alta: frases cortas y sencillas, sin listas, sin asteriscos, sin emojis.",
        "Responde en una o dos frases; nunca más de tres.",
        "Responde solo con los datos de abajo y con lo que te diga la persona. No inventes nada.",
        "Si el dato que te piden no está abajo, di que no lo sabes.",
        "No puedes hacer acciones ni cambiar datos.",
    ]
    if avoid := personalidad.get("muletillas_evitar"):
        rules.append(f"No digas nunca: {', '.join(str(phrase) for phrase in avoid)}.")
    return "Reglas:\n" + "\n".join(f"- {rule}" for rule in rules)


def _person(personal: Mapping[str, Any]) -> str:
    lines = []
    if name := personal.get("nombre_usuario"):
        lines.append(f"Hablas con {name}.")
    for key, value in (personal.get("preferencias") or {}).items():
        lines.append(f"Preferencia de {key.replace('_', ' ')}: {value}.")
    lines += [f"{str(fact).rstrip('.')}." for fact in personal.get("recordar") or ()]
    return "Datos de la persona:\n" + "\n".join(f"- {line}" for line in lines) if lines else ""


def _surroundings(ambiental: Mapping[str, Any]) -> str:
    lines = []
    if ambiental.get("fecha"):
        lines.append(
            f"Hoy es {ambiental.get('dia_semana', '')} {_date_in_words(str(ambiental['fecha']))}.".replace("  ", " ")
        )
    if ambiental.get("hora"):
        lines.append(f"La conversación empieza a las {ambiental['hora']}.")
    pending = int(ambiental.get("recados_pendientes") or 0)
    lines.append(_pending(pending, [str(text) for text in ambiental.get("recados") or ()]))
    events = [str(event) for event in ambiental.get("eventos_hoy") or ()]
    lines.append(f"Eventos de hoy: {'; '.join(events)}." if events else "Hoy no tiene ningún evento.")
    return "Datos de hoy:\n" + "\n".join(f"- {line}" for line in lines)


def _pending(count: int, texts: list[str]) -> str:
    if count == 0:
        return "No tiene ningún recado pendiente."
    listed = f": {'; '.join(texts)}" if texts else ""
    return f"Tiene {count} {'recado pendiente' if count == 1 else 'recados pendientes'}{listed}."


def _date_in_words(iso: str) -> str:
    year, month, day = iso.split("-")
    return f"{int(day)} de {_MONTHS[int(month) - 1]} de {year}"
