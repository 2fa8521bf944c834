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
    assert found.nombre == nombre


@pytest.mark.parametrize(
    "descripcion", ["¿Qué dice el documento de anteayer del gato que subí hace un año", "hola", ""]
)
def test_none_is_meant(descripcion: str) -> None:
    """By words that fit none."""
    assert meant(descripcion, FILES[:1], NOW) is None


def test_of_no_files_none_is_meant() -> None:
    """An empty Vault."""
    assert meant("la factura", [], NOW) is None
