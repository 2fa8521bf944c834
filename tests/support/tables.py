"""Tables that tests ask questions of: a price list, invoices, people."""

import json

from penny_deck.datasets.datos import Datos, of_table
from penny_deck.grace.readers.sheets import read_table
from penny_deck.vault.tipos import Tipo

PRECIOS = """
Producto;Categoría;Precio;Stock;Proveedor
Tornillo M4;Tornillería;0,05 €;1.200;Aceros Ruiz
Tornillo M8;Tornillería;0,12 €;340;Aceros Ruiz
Tornillo M8 inox;Tornillería;0,35 €;80;Inoxfer
Tuerca M8;Tuercas;0,07 €;500;Inoxfer
Taladro percutor;Herramienta eléctrica;89,90 €;12;Bosch
Sierra de calar;Herramienta eléctrica;1.249,00 €;3;Bosch
Lápiz de carpintero;Varios;0,80 €;;Papelería Sol
""".strip().encode()
FACTURAS = json.dumps(
    [
        {"numero": "TA7-0012345", "cliente": "Telefónica", "base": 37.93, "total": 45.9, "pagada": True},
        {"numero": "IB-2025-77", "cliente": "Iberdrola", "base": 100, "total": 121, "pagada": False},
        {"numero": "TA7-0012399", "cliente": "Telefónica", "base": 1234.5, "total": 1493.75, "pagada": False},
        {"numero": "AG-9", "cliente": "Canal de Isabel II", "base": 20.5, "total": 22.55, "pagada": True},
    ]
).encode()
CONTACTOS = """
nombre,teléfono,ciudad,edad,notas
Ana Pérez,600 123 456,Madrid,34,prefiere correo
Eva Núñez,600 765 432,Sevilla,41,"por la tarde, no por la mañana"
Luis Gómez,911 222 333,Madrid,29,
José Peña,622 000 111,Bilbao,52,amigo de Ana
""".strip().encode()


def table(data: bytes, name: str) -> Datos:
    """A dataset of a table in a file of this name."""
    tipo = Tipo(name.rpartition(".")[2])
    return of_table(read_table(data, tipo), tipo, name)


def csv(*lines: str) -> Datos:
    """A dataset of a CSV."""
    return table("\n".join(lines).encode(), "tabla.csv")
