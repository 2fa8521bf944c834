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


def recado(recado_: uuid.UUID) -> str:
    """What is to be done."""
    return f"penny_recados.texto/{recado_}"


def recado_para(recado_: uuid.UUID) -> str:
    """For whom."""
    return f"penny_recados.para/{recado_}"


def archivo(archivo_: uuid.UUID, column: str) -> str:
    """A file's name, or its SHA-256."""
    return f"penny_archivos.{column}/{archivo_}"


def trozo(archivo_: uuid.UUID, number: int, *, last: bool) -> str:
    """A piece of a file; the last one is known as such, so that none can be missing."""
    return f"penny_trozos.datos/{archivo_}/{number}{'/last' if last else ''}"


def coleccion(coleccion_: uuid.UUID) -> str:
    """A collection's name."""
    return f"penny_colecciones.nombre/{coleccion_}"


def documento_kb(documento_: uuid.UUID, column: str) -> str:
    """The name of a collection's document, or its SHA-256."""
    return f"penny_documentos.{column}/{documento_}"


def pasaje(pasaje_: uuid.UUID) -> str:
    """A passage of a document."""
    return f"penny_pasajes.texto/{pasaje_}"


def resumen(sesion: uuid.UUID) -> str:
    """What a session was about."""
    return f"penny_sesiones.resumen/{sesion}"


def audio(turno: uuid.UUID) -> str:
    """What was said in a turn, as it sounded."""
    return f"penny_audio.datos/{turno}"
