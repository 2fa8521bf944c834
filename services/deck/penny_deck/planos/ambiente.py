"""Plano 3, CONTEXTO_AMBIENTAL: made for each session from the time, the pending recados and the eventos. Pure."""

from collections.abc import Sequence
from datetime import datetime

from penny_deck.db.rows import Recado
from penny_deck.palabras import WEEKDAYS
from penny_deck.planos.models import ContextoPersonal, Evento, Nombre, Plano, hash_of
from penny_deck.tiempo import decir

MAX_RECADOS = 30
"""So many are read by the model in every conversation: those that are due first."""


def ambiental(persona: ContextoPersonal, now: datetime, recados: Sequence[Recado]) -> Plano:
    """What a person's day looks like at a moment of her own time zone; `recados` are those that are pending."""
    contenido = {
        "fecha": now.date().isoformat(),
        "hora": now.strftime("%H:%M"),
        "dia_semana": WEEKDAYS[now.weekday()],
        "recados_pendientes": len(recados),
        "recados": [_said(recado, now) for recado in recados[:MAX_RECADOS]],
        "recordatorios": [_said(recado, now) for recado in recados if _is_due(recado, now)],
        "eventos_hoy": [_as_text(evento) for evento in sorted(persona.eventos, key=_time) if _is_today(evento, now)],
    }
    return Plano(Nombre.CONTEXTO_AMBIENTAL, now.isoformat(timespec="seconds")[:19], contenido, hash_of(contenido))


def _said(recado: Recado, now: datetime) -> str:
    whom = f" (para {recado.para})" if recado.para else ""
    when = f", {decir.when(recado.cuando, now, con_hora=recado.con_hora)}" if recado.cuando else ""
    return f"{recado.texto}{whom}{when}"


def _is_due(recado: Recado, now: datetime) -> bool:
    """Whether it is for today, or should have been done before."""
    return recado.cuando is not None and recado.cuando.astimezone(now.tzinfo).date() <= now.date()


def _is_today(evento: Evento, now: datetime) -> bool:
    if evento.fecha is not None:
        return evento.fecha == now.date()
    return evento.dia in {None, WEEKDAYS[now.weekday()]}


def _time(evento: Evento) -> str:
    return evento.hora or ""


def _as_text(evento: Evento) -> str:
    return f"{evento.hora} - {evento.texto}" if evento.hora else evento.texto
