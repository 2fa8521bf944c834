"""Cutting an answer into clauses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from penny_gateway.sentences import MAX_CHARACTERS, ClauseCutter


def cut(text: str, size: int = 3) -> list[str]:
    """Feed a text in small pieces, as a model writes it."""
    cutter = ClauseCutter()
    clauses = [clause for at in range(0, len(text), size) for clause in cutter.feed(text[at : at + size])]
    rest = cutter.rest()
    return [*clauses, rest] if rest else clauses


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("Tienes tres recados.", ["Tienes tres recados."]),
        ("Hola, Carlos. ¿Qué tal?", ["Hola, Carlos.", "¿Qué tal?"]),
        (
            "Tienes tres recados, y uno es urgente. Llama hoy.",
            ["Tienes tres recados,", "y uno es urgente.", "Llama hoy."],
        ),
        ("Sí, claro que puedes. Adelante.", ["Sí, claro que puedes.", "Adelante."]),
        ("Pregunta por el Sr. Pérez. Está en la oficina.", ["Pregunta por el Sr. Pérez.", "Está en la oficina."]),
        ("Son 1.547 registros, más o menos. Bien.", ["Son 1.547 registros,", "más o menos.", "Bien."]),
        ("Es a las 14:00 de hoy. Vale.", ["Es a las 14:00", "de hoy.", "Vale."]),
        (
            "El primero de tus recados es llamar a Telefónica por la factura de noviembre, y el segundo el pan. Hala.",
            [
                "El primero",
                "de tus recados es llamar",
                "a Telefónica por la factura de noviembre, y el segundo el pan.",
                "Hala.",
            ],
        ),
        ("Uno\nDos", ["Uno", "Dos"]),
        ("", []),
    ],
)
def test_clauses_end_where_their_sense_does(text: str, clauses: list[str]) -> None:
    """The first two clauses are cut at the first mark or small word, the others at the end of a sentence."""
    assert cut(text) == clauses


def test_the_first_clause_is_given_before_the_sentence_ends() -> None:
    """Speech can start while the model is still writing."""
    assert ClauseCutter().feed("Tienes tres recados, el primero ") == ["Tienes tres recados,"]


def test_a_text_without_marks_is_cut_at_a_space() -> None:
    """A model that never ends a sentence is still spoken, in pieces the voice accepts."""
    clauses = cut("palabra " * 200)

    assert all(len(clause) <= MAX_CHARACTERS for clause in clauses)
    assert all(clause.replace("palabra", "").strip() == "" for clause in clauses)


@given(st.text(alphabet=st.sampled_from('ab ñ.,;:!?…\n0123456789"»'), max_size=400), st.integers(1, 20))
def test_no_character_is_lost_and_pieces_do_not_matter(text: str, size: int) -> None:
    """Whatever the pieces, the clauses together are the text but for white space."""
    clauses = cut(text, size)

    assert "".join("".join(clauses).split()) == "".join(text.split())
    assert all(clause == clause.strip() and clause for clause in clauses)
