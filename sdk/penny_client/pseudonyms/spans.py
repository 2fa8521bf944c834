"""Where in a text something stands that says who somebody is."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What it is; the name stands in the pseudonym."""

    PERSONA = "PERSONA"
    EMAIL = "EMAIL"
    TELEFONO = "TELEFONO"
    DOCUMENTO = "DOCUMENTO"
    IBAN = "IBAN"
    TARJETA = "TARJETA"
    NUMERO = "NUMERO"
    DIRECCION = "DIRECCION"
    POSTAL = "POSTAL"
    NACIMIENTO = "NACIMIENTO"
    FECHA = "FECHA"
    URL = "URL"
    USUARIO = "USUARIO"
    ID = "ID"
    COORDENADAS = "COORDENADAS"
    MATRICULA = "MATRICULA"
    SECRETO = "SECRETO"
    ARCHIVO = "ARCHIVO"
    DATO = "DATO"
    """What is known to be one, and not which."""


@dataclass(frozen=True, slots=True)
class Span:
    """A part of a text: text[begin:end]."""

    begin: int
    end: int
    kind: Kind


def apart(found: Iterable[Span]) -> list[Span]:
    """Those that do not overlap one that came before them, in the order of the text."""
    kept: list[Span] = []
    for span in found:
        if not any(span.begin < other.end and other.begin < span.end for other in kept):
            kept.append(span)
    return sorted(kept, key=lambda span: span.begin)
