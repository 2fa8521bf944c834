"""Where each sealed text is kept: what it is bound to."""

import uuid


def texto(turno: uuid.UUID) -> str:
    """What was said, or heard, in a turn."""
    return f"penny_log.texto/{turno}"


def texto_generado(turno: uuid.UUID) -> str:
    """What the model wrote."""
    return f"penny_log.texto_generado/{turno}"


def contenido(version: uuid.UUID) -> str:
    """A version of a player's plano."""
    return f"penny_planos.contenido/{version}"


def documento(version: uuid.UUID) -> str:
    """Its file."""
    return f"penny_planos.documento/{version}"


def cargado(sesion: uuid.UUID) -> str:
    """The plano 3 that a session began with."""
    return f"penny_sesiones.planos_cargados/{sesion}"
