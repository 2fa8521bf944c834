"""Companies and people that do not exist, with check digits that are right."""

import random
from dataclasses import dataclass

from stdnum.es import cif, dni, nie

_FIRMS = (
    ("Talleres Arrabal", "S.L.", "B"),
    ("Suministros Eléctricos Vallès", "S.A.", "A"),
    ("Papelería La Pluma", "S.L.U.", "B"),
    ("Fontanería Hermanos Quiroga", "C.B.", "E"),
    ("Distribuciones Marbella Sur", "S.L.", "B"),
    ("Gráficas Ondarreta", "S. Coop.", "F"),
    ("Limpiezas Brillamar", "SL", "B"),
    ("Conservas Ría de Arosa", "S.A.U.", "A"),
    ("Informática Peñalara", "S.L.", "B"),
    ("Transportes Güell i Fills", "S.L.", "B"),
    ("Construcciones Alcázar Nuevo", "S.A.", "A"),
    ("Bodegas Cerro Pardo", "S.L.L.", "B"),
    ("Asesoría Montcada", "S.L.P.", "B"),
    ("Carpintería Azabache", "SLU", "B"),
    ("Serveis Agrícoles de Ponent", "S.C.C.L.", "F"),
    ("Clínica Dental Sorolla", "S.L.", "B"),
    ("Telecomunicaciones Tramuntana", "S.A.", "A"),
    ("Jardinería El Olivar", "S.L.", "B"),
)
_FIRST = ("María", "Jordi", "Lucía", "Íñigo", "Carmen", "Álvaro", "Nerea", "Joaquín", "Beatriz", "Óscar")
_LAST = ("Núñez Prado", "Ferrer Soler", "Etxeberria Lasa", "García Monzón", "Castaño Ruiz", "Peña Villalba")
_SHOPS = (
    ("Supermercados El Cesto", "S.A.", "A"),
    ("Cafetería Plaza Nueva", "S.L.", "B"),
    ("Ferretería Mazo", "S.L.", "B"),
    ("Farmacia Doctor Aldana", "C.B.", "E"),
    ("Restaurante Casa Tino", "S.L.", "B"),
    ("Gasóleos Navarredonda", "S.A.", "A"),
    ("Librería Capítulo Uno", "SLU", "B"),
)
_STREETS = (
    "Calle Mayor, 12",
    "Avda. de la Constitución, 101",
    "Carrer de Balmes, 230, 3º 2ª",
    "Pol. Ind. Las Encinas, nave 7",
    "Plaza del Mercado, 4 bajo",
    "Paseo de la Ribera, 55",
    "C/ San Vicente, 18",
)
_CITIES = (
    "28013 Madrid",
    "08008 Barcelona",
    "46002 Valencia",
    "41001 Sevilla",
    "48001 Bilbao",
    "15003 A Coruña",
    "50001 Zaragoza",
)


@dataclass(frozen=True, slots=True)
class Party:
    """Who issues an invoice, or gets it."""

    name: str
    nif: str
    street: str
    city: str
    phone: str
    web: str


def firm(chance: random.Random) -> Party:
    """A company."""
    name, form, letter = chance.choice(_FIRMS)
    return _party(chance, f"{name}{chance.choice((' ', ', '))}{form}", _cif(chance, letter))


def shop(chance: random.Random) -> Party:
    """A shop or a restaurant."""
    name, form, letter = chance.choice(_SHOPS)
    return _party(chance, f"{name}, {form}", _cif(chance, letter))


def person(chance: random.Random) -> Party:
    """Somebody who works on her own account; one in five has an NIE."""
    number = f"{chance.randrange(1_000_000, 99_999_999):08}"
    code = number + dni.calc_check_digit(number)
    if chance.random() < 0.2:
        code = "X" + number[1:]
        code += nie.calc_check_digit(code)
    return _party(chance, f"{chance.choice(_FIRST)} {chance.choice(_LAST)}", code)


def foreigner(chance: random.Random) -> Party:
    """A company of another country of the Union, with its own kind of VAT number."""
    name, code = chance.choice((("Nordlicht Handels GmbH", "DE811907980"), ("Atelier Lumière SARL", "FR40303265045")))
    return Party(name, code, "Hauptstraße 8", "10115 Berlin", "+49 30 901820", "nordlicht.example")


def _party(chance: random.Random, name: str, nif: str) -> Party:
    phone = f"{chance.choice('6789')}{chance.randrange(10_000_000, 99_999_999)}"
    word = name.split(maxsplit=1)[0].lower()
    spaced = f"{phone[:3]} {phone[3:5]} {phone[5:7]} {phone[7:]}"
    return Party(name, nif, chance.choice(_STREETS), chance.choice(_CITIES), spaced, f"info@{word}.example")


def _cif(chance: random.Random, letter: str) -> str:
    number = f"{letter}{chance.choice((8, 28, 46, 41, 48, 15, 50)):02}{chance.randrange(10_000, 99_999)}"
    return number + str(cif.calc_check_digits(number))[0]
