"""The rows of the specification's tables (section 4), as values; field names are the columns'."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Metricas:
    """Milliseconds and counts of a turn; None is not measured."""

    latencia_total_ms: int | None = None
    latencia_asr_ms: int | None = None
    latencia_llm_ms: int | None = None
    latencia_tts_ms: int | None = None
    tokens_prompt: int | None = None
    tokens_respuesta: int | None = None


@dataclass(frozen=True, slots=True)
class GraceLlamada:
    """A call to GRACE, without anything that a document says."""

    modulo: str
    archivo_id: str
    estado: str
    """"ok", or an error's code."""
    duracion_ms: int


@dataclass(frozen=True, slots=True)
class Turno:
    """A row of penny_log."""

    id: uuid.UUID
    sesion_id: uuid.UUID
    turno_index: int
    timestamp_inicio: datetime
    timestamp_fin: datetime | None
    rol: str
    texto: str
    audio_duracion_ms: int | None
    metricas: Metricas
    trace_id: uuid.UUID | None
    planos_activos: dict[str, str]
    interrumpido: bool
    texto_generado: str = ""
    grace_llamadas: tuple[GraceLlamada, ...] = ()
    audio_ref: str | None = None


@dataclass(frozen=True, slots=True)
class Final:
    """What becomes known of a turn when it has ended."""

    id: uuid.UUID
    timestamp_fin: datetime
    texto: str
    audio_duracion_ms: int | None
    metricas: Metricas
    interrumpido: bool
    texto_generado: str = ""
    grace_llamadas: tuple[GraceLlamada, ...] = ()


@dataclass(frozen=True, slots=True)
class Sesion:
    """A row of penny_sesiones."""

    id: uuid.UUID
    player_id: uuid.UUID
    inicio: datetime
    fin: datetime | None
    total_turnos: int
    estado: str
    resumen: str = ""


@dataclass(frozen=True, slots=True)
class Version:
    """A row of penny_planos."""

    plano_tipo: str
    plano_version: str
    contenido: dict[str, Any]
    contenido_hash: str
    fecha_modificacion: datetime
    activo: bool
    autor: str
    documento: str


@dataclass(frozen=True, slots=True)
class Recado:
    """A row of penny_recados."""

    id: uuid.UUID
    texto: str
    para: str
    cuando: datetime | None
    con_hora: bool
    estado: str
    origen: str
    turno_id: uuid.UUID | None
    creado: datetime


@dataclass(frozen=True, slots=True)
class Archivo:
    """A row of penny_archivos."""

    id: uuid.UUID
    nombre: str
    tipo: str
    bytes: int
    sha256: str
    creado: datetime
