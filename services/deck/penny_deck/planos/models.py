"""The planos that people write: 0 (SISTEMA), 1 (PERSONALIDAD), 2 (CONTEXTO_PERSONAL), and DECK's own settings file.

The models below are the specification's YAML of section 3.2, strict: what is not there is refused, by file, line and
key. A plano's hash is the SHA-256 of its content in one canonical JSON form, so the same content has the same hash.
"""

import dataclasses
import difflib
import hashlib
import json
import typing
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator
from pydantic_core import ErrorDetails, PydanticCustomError

from penny_chassis.errors import Misconfigured
from penny_deck.planos import documento
from penny_deck.planos.documento import Document, Place
from penny_deck.ritmo import Ritmo

MAX_ITEMS = 50
"""Entries of a list: all of them are read by the model in every conversation."""

_FAULTS_NAMED = 5


class Nombre(StrEnum):
    """The planes of information, as the specification names them."""

    SISTEMA = "SISTEMA"
    PERSONALIDAD = "PERSONALIDAD"
    CONTEXTO_PERSONAL = "CONTEXTO_PERSONAL"
    CONTEXTO_AMBIENTAL = "CONTEXTO_AMBIENTAL"
    DATASET = "DATASET"
    CONVERSACION = "CONVERSACION"


@dataclass(frozen=True, slots=True)
class Plano:
    """One plano as a conversation gets it."""

    nombre: Nombre
    version: str
    """The content's own version if it has one; otherwise empty until DECK has numbered it."""
    contenido: Mapping[str, Any]
    contenido_hash: str
    ritmo: Ritmo | None = None
    """Of plano 2, what Penny has learned herself: beside the content, so that it makes no new version."""
    documento: str = ""
    """The file that says it, as it is written; empty if no file does."""


def hash_of(contenido: Mapping[str, Any]) -> str:
    """SHA-256 of a content, hexadecimal, whatever the order of its keys."""
    canonical = json.dumps(contenido, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise PydanticCustomError("zona_horaria", "this is no time zone; write one such as Europe/Madrid") from None
    return name


Texto = Annotated[str, StringConstraints(min_length=1, max_length=500, pattern=r"^[^\x00-\x08\x0b-\x1f\x7f]*$")]
Textos = Annotated[tuple[Texto, ...], Field(max_length=MAX_ITEMS)]
Clave = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_áéíóúüñ]{1,60}$")]
Claves = Annotated[tuple[Clave, ...], Field(max_length=MAX_ITEMS)]
Hora = Annotated[str, StringConstraints(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
Zona = Annotated[str, AfterValidator(_known_zone)]
Dia = Literal["lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"]


class _Strict(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class Sistema(_Strict):
    """Plano 0: capabilities, limits and rules; never changed by Penny."""

    nombre: ClassVar = Nombre.SISTEMA

    class Contenido(_Strict):
        """What is so."""

        version: Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z.+-]{1,20}$")]
        nombre_asistente: Texto
        capacidades: Claves
        limitaciones: Claves
        reglas: Claves

    plano: Literal["SISTEMA"]
    persistencia: Literal["permanente"]
    modificable: Literal[False]
    contenido: Contenido


class Voz(_Strict):
    """Penny's voice."""

    speaker_reference: Texto
    idioma: Annotated[str, StringConstraints(pattern=r"^[a-z]{2}(-[A-Z]{2})?$")]


class Personalidad(_Strict):
    """Plano 1: how Penny speaks."""

    nombre: ClassVar = Nombre.PERSONALIDAD

    class Contenido(_Strict):
        """Her manner."""

        nombre: Texto
        tono: Texto
        estilo: Texto
        tratamiento: Texto
        muletillas_evitar: Textos = ()
        voz: Voz

    plano: Literal["PERSONALIDAD"]
    persistencia: Literal["permanente"]
    modificable: Literal[True]
    contenido: Contenido


class Preferencias(_Strict):
    """The two of the specification, and any others that a person likes to name."""

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, Texto]

    formato_hora: Literal["24h", "12h"]
    formato_fecha: Literal["dd/mm/yyyy", "mm/dd/yyyy", "yyyy-mm-dd"]


class Evento(_Strict):
    """Something that happens once, every week, or every day."""

    fecha: date | None = None
    dia: Dia | None = None
    hora: Hora | None = None
    texto: Texto

    @model_validator(mode="after")
    def _one_day_or_many(self) -> "Evento":
        if self.fecha is not None and self.dia is not None:
            raise PydanticCustomError("evento", "give it a fecha or a dia, not both")
        return self


class ContextoPersonal(_Strict):
    """Plano 2: what Penny knows of a person; beside its content, what plano 3 is made of."""

    nombre: ClassVar = Nombre.CONTEXTO_PERSONAL

    class Contenido(_Strict):
        """Who it is and what to keep in mind."""

        nombre_usuario: Texto
        preferencias: Preferencias
        recordar: Textos = ()

    plano: Literal["CONTEXTO_PERSONAL"]
    persistencia: Literal["permanente"]
    modificable: Literal[True]
    player_id: UUID
    contenido: Contenido
    zona_horaria: Zona | None = None
    guardar_audio: bool = False
    recados: Textos = ()
    eventos: Annotated[tuple[Evento, ...], Field(max_length=MAX_ITEMS)] = ()


class Configuracion(_Strict):
    """config/penny.yaml: what holds for the whole DECK."""

    player_por_defecto: UUID | None = None
    zona_horaria: Zona | None = None

    def zone(self, persona: ContextoPersonal) -> ZoneInfo | None:
        """A person's time zone; None is the machine's."""
        name = persona.zona_horaria or self.zona_horaria
        return ZoneInfo(name) if name else None


def plano_of(model: Sistema | Personalidad | ContextoPersonal, documento: str = "") -> Plano:
    """The plano that a file's content is."""
    contenido = model.contenido.model_dump(mode="json")
    return Plano(model.nombre, str(contenido.get("version", "")), contenido, hash_of(contenido), documento=documento)


M = TypeVar("M", bound=BaseModel)


def read(path: Path, model: type[M]) -> M:
    """Read a file as one of the models above.

    Raises:
        Misconfigured: The file says something else; names the file, each line and key, and what is expected.
    """
    return parse(documento.read(path), model)


def parse(document: Document, model: type[M]) -> M:
    """Take what a file says as one of the models above.

    Raises:
        Misconfigured: It says something else; names the file, each line and key, and what is expected.
    """
    if document.data is None:
        document = dataclasses.replace(document, data={})
    try:
        return model.model_validate_json(document.as_json())
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False)
    found.sort(key=lambda detail: detail["type"] == "missing")  # a misspelt key explains the one that is missing
    named = [_fault(document, model, detail) for detail in found[:_FAULTS_NAMED]]
    more = len(found) - len(named)
    messages = [fault.message for fault in named] + ([f"And {more} more."] if more > 0 else [])
    raise Misconfigured(" ".join(messages), remedy="Correct the file.", field=named[0].field)


def _fault(document: Document, model: type[BaseModel], detail: ErrorDetails) -> Misconfigured:
    place: Place = detail["loc"]
    if detail["type"] != "extra_forbidden":
        return document.fault(place, f"{_EXPECTED.get(detail['type'], detail['msg'])}.")
    known = _keys(model, place[:-1])
    close = difflib.get_close_matches(str(place[-1]), known, n=1)
    meant = f"; did you mean '{close[0]}'?" if close else "."
    return document.fault(place, f"this key is not known{meant} Known here: {', '.join(known)}.")


_EXPECTED = {
    "missing": "this key is missing",
    "string_type": "a text is expected; put it in quotes",
    "string_pattern_mismatch": "the text does not have the form expected here",
    "model_type": "keys with values are expected here",
}


def _keys(model: type[BaseModel], place: Place) -> list[str]:
    """The keys that a model knows at a place."""
    for part in place:
        if isinstance(part, str) and part in model.model_fields:
            model = _model_in(model.model_fields[part].annotation) or model
    return list(model.model_fields)


def _model_in(annotation: Any) -> type[BaseModel] | None:  # noqa: ANN401 - any annotation
    """The model that an annotation holds, be it optional or in a tuple."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for part in typing.get_args(annotation) if (found := _model_in(part))), None)
