"""Pseudonyms: the same for the same, other ids, and nothing of what was replaced is left."""

import time
import uuid

import pytest

from penny_client.pseudonyms import Pseudonyms
from penny_client.pseudonyms.forms import valid_card, valid_nif
from penny_client.pseudonyms.registry import People


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Llama a Lucía, a lucia y a LUCÍA.", "Llama a [PERSONA-1], a [PERSONA-1] y a [PERSONA-1]."),
        ("Con Ana y con Luis, y luego ana.", "Con [PERSONA-1] y con [PERSONA-2], y luego [PERSONA-1]."),
        ("Al 612 345 678 o al 612345678.", "Al [TELEFONO-1] o al [TELEFONO-1]."),
        ("A a@b.es y a C@D.com, y a A@B.ES.", "A [EMAIL-1] y a [EMAIL-2], y a [EMAIL-1]."),
        ("pilar garcía vive sola", "[PERSONA-1] vive sola"),
        ("informe_lucia85 y factura-lucia.pdf", "informe_[PERSONA-1]85 y [PERSONA-2].pdf"),
        ("La IP es 192.168.1.10.", "La IP es [URL-1]."),
        ("La clave del wifi es Perro1234.", "La clave del wifi es [SECRETO-1]."),
        ("el dni es 12345678", "el dni es [DOCUMENTO-1]"),
        ("Cuenta 2100 0418 45 0200051332.", "Cuenta [IBAN-1]."),
        ("Escribe a @lucia_g por Telegram.", "Escribe a [USUARIO-1] por Telegram."),
        ("Estoy en 40° 25′ 0″ N, 3° 42′ 12″ O.", "Estoy en [COORDENADAS-1]."),
        ("2026-11-25T23:15:50+01:00 y 2026-11-25", "[FECHA-1] y [FECHA-2]"),
        ("Vivo en 28013 madrid.", "Vivo en [POSTAL-1]."),
        ("vault://uploads/factura.PDF", "vault://uploads/[ARCHIVO-1].pdf"),
    ],
)
def test_what_says_who_somebody_is_gets_one_pseudonym(text: str, expected: str) -> None:
    """However it is written."""
    assert Pseudonyms().replace(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Son 1.234.567,89 euros; antes 12500.",
        "La versión 2.10.3 salió en 2024.",
        "A las 16:30, a las 7 y a las 12.",
        "la calle está a 20 minutos y hay 3 plazas",
        "un paseo largo de 40 minutos",
        "Quiero 10 de los 20.",
        "la clave es llegar pronto",
        "uno, dos, tres, cuatro",
        "rosa, pilar y mercedes son palabras corrientes",
        "El DNI, la ITV y el IVA",
        "Penny. ¿Vienes? Sí: Mañana.",
        "nombre_usuario planos_activos CONTEXTO_PERSONAL sesion_id FIELD_EXTRACTOR",
        "[PERSONA-1] ha escrito a [EMAIL-2]",
        "4111 gramos",
    ],
)
def test_what_says_nothing_of_anybody_stays(text: str) -> None:
    """Prices, hours, ordinary words, acronyms, and pseudonyms themselves."""
    assert Pseudonyms().replace(text) == text


@pytest.mark.parametrize(
    ("text", "valid"),
    [("12345678Z", True), ("12345678A", False), ("X1234567L", True), ("Z", False), ("X-1234567-L", True)],
)
def test_the_letter_of_a_nif(text: str, valid: bool) -> None:  # noqa: FBT001 - a table's column
    """By its number modulo 23."""
    assert valid_nif(text) is valid


@pytest.mark.parametrize(("text", "valid"), [("4111 1111 1111 1111", True), ("4111111111111112", False)])
def test_the_last_digit_of_a_card(text: str, valid: bool) -> None:  # noqa: FBT001 - a table's column
    """By Luhn."""
    assert valid_card(text) is valid


def test_a_word_of_one_letter_after_a_number_is_no_letter_of_a_nif() -> None:
    """Unless it is the right one."""
    assert "DOCUMENTO" not in Pseudonyms().replace("son 12.345.678 y subiendo")
    assert Pseudonyms().replace("es 12.345.678 z.") == "es [DOCUMENTO-1]."


def test_ids_become_others_of_the_same_form_and_stay_apart() -> None:
    """Consistent within one export, different in the next; with or without dashes it is the same id."""
    one, other, digest = str(uuid.uuid4()), str(uuid.uuid4()), "ab" * 32
    pseudonyms = Pseudonyms()
    first, second, third = pseudonyms.replace(f"{one} {other} {digest}").split()
    assert {str(uuid.UUID(first)), str(uuid.UUID(second))}.isdisjoint({one, other})
    assert len({first, second}) == 2
    assert len(third) == 64
    assert pseudonyms.replace(one.upper()) == first
    assert pseudonyms.replace(one.replace("-", "")) == first.replace("-", "")
    assert Pseudonyms().replace(one) != first


def test_the_known_key_makes_known_ids() -> None:
    """So that it is the key and nothing else that tells exports apart."""
    one = str(uuid.uuid4())
    assert Pseudonyms(key=b"k").replace(one) == Pseudonyms(key=b"k").replace(one) != Pseudonyms(key=b"l").replace(one)


def test_the_names_that_are_told_are_found_everywhere() -> None:
    """Ordinary words too, if somebody is called so, and nicknames with digits."""
    pseudonyms = Pseudonyms(names=["Sombra del Valle", "kai88"], mentioned=["mi madre", "Xurxo", "rosa"])
    assert pseudonyms.replace("sombra y su madre llaman a xurxo") == "[PERSONA-1] y su madre llaman a [PERSONA-2]"
    assert pseudonyms.replace("una rosa de KAI88") == "una [PERSONA-3] de [USUARIO-1]"


def test_a_name_without_letters_does_not_stand_for_everybody() -> None:
    """It is no beginning of every other name."""
    assert Pseudonyms(names=["123", " "]).replace("Con Ana y con Luis: 123.") == (
        "Con [PERSONA-1] y con [PERSONA-2]: [USUARIO-1]."
    )


def test_what_is_a_name_in_one_text_is_so_in_all() -> None:
    """Learnt where a capital tells, found where none does; and a part of a name is the same person."""
    pseudonyms = Pseudonyms()
    assert pseudonyms.replace("saturna no viene") == "saturna no viene"
    pseudonyms.learn(["Ha llamado Saturna.", "Es Lucía Ormaetxe.", "con lucia"])
    assert pseudonyms.replace("saturna no viene") == "[PERSONA-2] no viene"
    assert pseudonyms.replace("lucia, la señora ormaetxe") == "[PERSONA-1], la señora [PERSONA-1]"


def test_learning_takes_no_ordinary_word_for_a_name() -> None:
    """A capital somewhere does not make one."""
    pseudonyms = Pseudonyms()
    pseudonyms.learn(["La Rosa de los Vientos", "Mi Casa", "en Madrid"])
    assert pseudonyms.replace("la rosa, la casa y madrid") == "la rosa, la casa y madrid"


def test_two_who_share_a_name_are_two() -> None:
    """Whoever is only called by it is a third: nobody can say which."""
    people = People()
    full = [people.number(("lucia", "garcia")), people.number(("lucia", "perez"))]
    assert full == [1, 2]
    assert people.number(("lucia",)) == 3
    assert people.number(("garcia",)) == 1


def test_files_are_known_by_their_names() -> None:
    """With spaces and other signs in them, the longest first."""
    pseudonyms = Pseudonyms(files=["nómina (2).pdf", "nómina (2).pdf.zip"])
    assert pseudonyms.replace("mira NÓMINA (2).pdf y nómina (2).pdf.zip") == "mira [ARCHIVO-1].pdf y [ARCHIVO-2].zip"


@pytest.mark.parametrize(
    ("text", "expected"), [("Mayor 12", "[DATO-1]"), ("612345678", "[TELEFONO-1]"), ("", "[DATO-1]")]
)
def test_what_is_known_to_say_who_somebody_is_goes_as_a_whole(text: str, expected: str) -> None:
    """Whatever its form."""
    assert Pseudonyms().whole(text) == expected


@pytest.mark.parametrize("piece", ["a", "a.", "1 ", "Ana ", "seis ", "calle ", "0", "a@", "punto ", "-", "(", "x://"])
def test_a_long_text_takes_no_long_time(piece: str) -> None:
    """The longest turn that DECK keeps, of the worst that there is."""
    began = time.process_time()
    Pseudonyms().replace(piece * (32_768 // len(piece)))
    assert time.process_time() - began < 5
