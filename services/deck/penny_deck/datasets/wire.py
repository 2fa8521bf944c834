"""Datasets on the wire: requests checked, and what was found made messages."""

from penny.v1 import datasets_pb2, deck_pb2
from penny_chassis.errors import InvalidInput
from penny_deck.datasets.agregado import Agregado
from penny_deck.datasets.fuente import Cargado
from penny_deck.datasets.pregunta import Operacion
from penny_deck.datasets.relevante import Relevante
from penny_deck.planos import wire as planos_wire

USUAL_CHARACTERS = 600
MAX_CHARACTERS = 8000
"""Of a text for a model: more than its context has room for."""
_OPERATIONS = {
    Operacion.CONTEO: datasets_pb2.OPERACION_CONTEO,
    Operacion.MINIMO: datasets_pb2.OPERACION_MINIMO,
    Operacion.MAXIMO: datasets_pb2.OPERACION_MAXIMO,
    Operacion.SUMA: datasets_pb2.OPERACION_SUMA,
    Operacion.MEDIA: datasets_pb2.OPERACION_MEDIA,
}


def characters_of(number: int) -> int:
    """How long a text may be.

    Raises:
        InvalidInput: Less than nothing, or more than is given.
    """
    if not 0 <= number <= MAX_CHARACTERS:
        raise InvalidInput(f"max_caracteres must be from 1 to {MAX_CHARACTERS}.", field="max_caracteres")
    return number or USUAL_CHARACTERS


def loaded_message(cargado: Cargado) -> datasets_pb2.LoadDatasetResponse:
    """What a dataset is."""
    plano: deck_pb2.Plano = planos_wire.plano_message(cargado.plano)
    return datasets_pb2.LoadDatasetResponse(plano=plano, primeros=cargado.primeros)


def asked_message(found: Relevante) -> datasets_pb2.AskDatasetResponse:
    """What a question is about."""
    return datasets_pb2.AskDatasetResponse(
        texto=found.text,
        registros=found.registros,
        coinciden=found.coinciden,
        dados=found.dados,
        agregado=_agregado(found.agregado) if found.agregado else None,
    )


def _agregado(agregado: Agregado) -> datasets_pb2.Agregado:
    return datasets_pb2.Agregado(
        operacion=_OPERATIONS[agregado.operation],
        columna=agregado.column,
        valor=agregado.value,
        registros=agregado.records,
    )
