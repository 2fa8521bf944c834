"""Plano 3, CONTEXTO_AMBIENTAL: made for each session from the time and the person's recados and eventos. Pure."""

from datetime import datetime

from penny_deck.planos.models import ContextoPersonal, Evento, Nombre, Plano, hash_of

DIAS = ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo")
"""The days of the week, Monday first, as datetime.weekday counts them."""


def ambiental(persona: ContextoPersonal, now: datetime) -> Plano:
    """What a person's day looks like at a moment of her own time zone."""
    contenido = {
        "fecha": now.date().isoformat(),
        "hora": now.strftime("%H:%M"),
        "dia_semana": DIAS[now.weekday()],
        "recados_pendientes": len(persona.recados),
        "recados": list(persona.recados),
        "eventos_hoy": [_as_text(evento) for evento in sorted(persona.eventos, key=_time) if _is_today(evento, now)],
    }
    return Plano(Nombre.CONTEXTO_AMBIENTAL, now.isoformat(timespec="seconds")[:19], contenido, hash_of(contenido))


def _is_today(evento: Evento, now: datetime) -> bool:
    if evento.fecha is not None:
        return evento.fecha == now.date()
    return evento.dia in {None, DIAS[now.weekday()]}


def _time(evento: Evento) -> str:
    return evento.hora or ""


def _as_text(evento: Evento) -> str:
    return f"{evento.hora} - {evento.texto}" if evento.hora else evento.texto
