"""Which file is meant."""

import uuid
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from penny_deck.db.rows import Archivo
from penny_deck.vault.hallazgo import meant

NOW = datetime(2026, 11, 25, 10, 30, tzinfo=ZoneInfo("Europe/Madrid"))  # a Wednesday


def archivo(nombre: str, days_ago: int, tipo: str = "pdf") -> Archivo:
    """A file that came so many days ago."""
    return Archivo(uuid.uuid4(), nombre, tipo, 1, "", NOW - timedelta(days=days_ago))


FILES = [
    archivo("nota.txt", 0, "text"),
    archivo("IMG_2031.jpg", 0, "jpeg"),
    archivo("factura-telefonica.pdf", 1),
    archivo("acta_reunion_noviembre.docx", 2, "docx"),
    archivo("factura_iberdrola.pdf", 8),
    archivo("Contrato de alquiler.pdf", 40),
]


@pytest.mark.parametrize(
    ("descripcion", "nombre"),
    [
        ("¿Qué dice la factura que escaneé ayer?", "factura-telefonica.pdf"),
        ("¿Cuánto es la factura de Iberdrola?", "factura_iberdrola.pdf"),
        ("¿Qué dice la factura?", "factura-telefonica.pdf"),
        ("Resume el contrato de alquiler", "Contrato de alquiler.pdf"),
        ("¿Qué tareas hay en el acta de la reunión?", "acta_reunion_noviembre.docx"),
        ("¿Qué dice el documento que subí el lunes?", "acta_reunion_noviembre.docx"),
        ("la factura de la semana pasada", "factura_iberdrola.pdf"),
        ("la foto de hoy", "IMG_2031.jpg"),
        ("Resume este documento", "nota.txt"),
        ("¿Qué dice la nota?", "nota.txt"),
    ],
)
def test_the_file_that_people_mean(descripcion: str, nombre: str) -> None:
    """By its name, its day, its kind; or the newest."""
    found = meant(descripcion, FILES, NOW)
    assert found is not None
    assert found.archivo.nombre == nombre


PAPERS = [
    archivo("ultima.pdf", 0),
    archivo("factura-11.pdf", 1),
    archivo("factura-12.pdf", 2),
    archivo("telefonica-nov.pdf", 3),
    archivo("inject2.txt", 4, "text"),
    archivo("factura.pdf", 5),
]


@pytest.mark.parametrize(
    ("descripcion", "nombre"),
    [
        ("¿Cuánto es el total de la factura 12?", "factura-12.pdf"),
        ("la factura doce", "factura-12.pdf"),
        ("¿Qué dice la factura número 12?", "factura-12.pdf"),
        ("factura-12.pdf", "factura-12.pdf"),
        ("inject2", "inject2.txt"),
        ("¿Qué dice el documento inject2.txt?", "inject2.txt"),
        ("el recibo de Telefónica de noviembre", "telefonica-nov.pdf"),
        ("¿Cuándo vence la factura de telefonica?", "telefonica-nov.pdf"),
        ("¿Qué dice la factura?", "factura-11.pdf"),
        ("¿Qué dice la factura de ayer?", "factura-11.pdf"),
        ("Resume el último documento", "ultima.pdf"),
    ],
)
def test_the_file_that_is_named(descripcion: str, nombre: str) -> None:
    """By its own name, or by a word or a number of it."""
    found = meant(descripcion, PAPERS, NOW)
    assert found is not None
    assert (found.archivo.nombre, found.sin_nombrar) == (nombre, ())


@pytest.mark.parametrize(
    ("descripcion", "words"),
    [
        ("¿Cuánto es el total de la factura de Endesa?", {"endesa"}),
        ("¿De quién es la factura de la luz?", {"luz"}),
        ("¿Qué dice el contrato de alquiler?", {"alquiler", "contrato"}),
        ("la factura 99", {"99"}),
        ("el acta", {"acta"}),
    ],
)
def test_a_file_that_is_only_supposed(descripcion: str, words: set[str]) -> None:
    """No name has what she calls it: whoever reads it sees whether it is the one."""
    found = meant(descripcion, PAPERS, NOW)
    assert found is not None
    assert set(found.sin_nombrar) == words


@pytest.mark.parametrize(
    "descripcion", ["¿Qué dice el documento de anteayer del gato que subí hace un año", "hola", ""]
)
def test_none_is_meant(descripcion: str) -> None:
    """By words that fit none."""
    assert meant(descripcion, FILES[:1], NOW) is None


def test_of_no_files_none_is_meant() -> None:
    """An empty Vault."""
    assert meant("la factura", [], NOW) is None
