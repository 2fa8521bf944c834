"""What a model is given of passages of knowledge."""

import uuid

import pytest

from penny_deck.datasets.extracto import is_about, lines
from penny_deck.db.conocimiento import Hallado
from penny_deck.knowledge.busqueda import Resultado

TEXT = "La caldera es de gas. El filtro se cambia cada seis meses. La presión debe estar entre uno y dos bares."


def passage(texto: str = TEXT, documento: str = "manual.pdf", pagina: int = 3) -> Hallado:
    """One of a document's pages."""
    return Hallado(uuid.uuid4(), texto, 1, pagina, pagina, documento, "casa")


@pytest.mark.parametrize(
    ("room", "expected"),
    [
        (len(TEXT) + 18, TEXT),
        (105, "El filtro se cambia cada seis meses. La presión debe estar entre uno y dos bares."),
        (95, "La caldera es de gas. El filtro se cambia cada seis meses."),
        (60, "El filtro se cambia cada seis meses."),
    ],
)
def test_the_sentence_that_is_asked_for_is_there(room: int, expected: str) -> None:
    """And around it what there is room for."""
    (line,) = lines([passage()], "¿Cada cuánto se cambia el filtro?", room)
    assert line == f"manual.pdf, p. 3: {expected}"
    assert len(line) <= room


@pytest.mark.parametrize("room", [0, 1, 17, 30, 57])
def test_no_line_begins_for_which_there_is_no_room(room: int) -> None:
    """Rather none than a word of it."""
    assert lines([passage()], "filtro", room) == ()


def test_there_is_never_more_than_was_asked_for() -> None:
    """Of many passages as many as there is room for, also of one without an end."""
    many = [passage("palabra " * 500, "nota.txt", 0) for _ in range(20)]
    found = lines(many, "palabra", 600)
    assert sum(len(line) + 1 for line in found) <= 601


@pytest.mark.parametrize(
    ("cercania", "parte", "expected"), [(0.9, 0.0, True), (0.84, 0.2, False), (0.0, 1.0, True), (0.851, 0.0, False)]
)
def test_what_is_only_like_a_question_is_not_about_it(cercania: float, parte: float, *, expected: bool) -> None:
    """By its meaning, or by its words."""
    assert is_about(Resultado(passage(), 0.1, 1, 1, cercania, parte)) is expected
