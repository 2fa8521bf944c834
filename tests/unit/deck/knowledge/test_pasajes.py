"""Documents cut into passages: whole sentences, shared borders, the right pages."""

import itertools

import pytest

from penny_deck.grace.document import Document
from penny_deck.grace.readers import layout
from penny_deck.knowledge.frases import MAX_WORD_CHARS, frases
from penny_deck.knowledge.pasajes import MAX_SHARED_WORDS, WORDS, paginas, pasajes


def document(*lines: str, kind: str = "text") -> Document:
    """Lines below each other, sixty a page."""
    return layout.document(([line] for line in lines), kind)


def sentences(*lines: str) -> list[str]:
    """The sentences of some lines."""
    return [" ".join(one.words) for one in frases(document(*lines))]


def prose(count: int, words: int = 12) -> str:
    """So many different sentences."""
    return " ".join(" ".join([f"Frase{n}", *["palabra"] * (words - 2), "final."]) for n in range(count))


LONG = "y esta línea llega hasta el margen de la página porque tiene muchísimas palabras seguidas aquí"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["Hola. ¿Qué tal? Bien."], ["Hola.", "¿Qué tal?", "Bien."]),
        (["Lo dijo el Sr. García. Y la Dra. Pérez."], ["Lo dijo el Sr. García.", "Y la Dra. Pérez."]),
        (["Véase el art. 5 y la pág. 8. Fin."], ["Véase el art. 5 y la pág. 8.", "Fin."]),
        (["Cuesta 3.000 euros. Son 2,5 kg."], ["Cuesta 3.000 euros.", "Son 2,5 kg."]),
        (["3. Plazo de entrega. Un mes."], ["3. Plazo de entrega.", "Un mes."]),
        (["Garantía", LONG.capitalize()], ["Garantía", LONG.capitalize()]),
        ([f"Primero {LONG}", "sigue en la otra."], [f"Primero {LONG} sigue en la otra."]),
        ([f"{LONG} docu-", "mento entero."], [f"{LONG} documento entero."]),
        ([f"{LONG} Madrid-", "Barcelona."], [f"{LONG} Madrid- Barcelona."]),
        (["- uno", "- dos"], ["- uno", "- dos"]),
        (["uno", "", "dos"], ["uno", "dos"]),
        (["«Ven.» Y fue."], ["«Ven.»", "Y fue."]),
        ([""], []),
        (["x" * (2 * MAX_WORD_CHARS + 1)], [f"{'x' * MAX_WORD_CHARS} {'x' * MAX_WORD_CHARS} x"]),
    ],
)
def test_sentences(lines: list[str], expected: list[str]) -> None:
    """Where they end, and where a line's end is none of theirs."""
    assert sentences(*lines) == expected


@pytest.mark.parametrize("words", [5, 12, 30, 60, 119, 120, 121, 400])
def test_passages_are_no_longer_than_they_may_be(words: int) -> None:
    """Whatever the sentences' length; what is longer than a passage is divided."""
    found = pasajes(document(prose(40, words)))
    lengths = [len(one.texto.split()) for one in found]
    assert max(lengths) <= WORDS + MAX_SHARED_WORDS
    assert min(lengths) >= min(words, 30)


def test_no_sentence_is_cut_and_none_is_lost() -> None:
    """Each is whole in one passage or two, in the order of the text."""
    text = prose(60)
    found = [one.texto for one in pasajes(document(text))]
    assert all(one.endswith("final.") and one.startswith("Frase") for one in found)
    for number in range(60):
        assert 1 <= sum(f"Frase{number} " in one for one in found) <= 2


def test_a_passage_begins_with_the_end_of_the_one_before() -> None:
    """With one sentence or two."""
    found = [one.texto for one in pasajes(document(prose(60)))]
    assert len(found) > 4
    for one, other in itertools.pairwise(found):
        first = other.split(" final.")[0]
        assert f"{first} final." in one
        assert one.count("Frase") - one.index(first) // len(first) <= WORDS


def test_a_passage_rather_ends_with_a_paragraph() -> None:
    """If it has enough words by then."""
    paragraphs = [prose(8), "", prose(8).replace("Frase", "Otra")]
    (one, other) = pasajes(document(*paragraphs))
    assert "Otra" not in one.texto
    assert "Otra7" in other.texto


def test_what_is_left_over_at_the_end_is_no_passage_of_its_own() -> None:
    """Eleven sentences, of which ten fill a passage."""
    assert len(pasajes(document(prose(11)))) == 1


def test_pages_are_kept() -> None:
    """A passage that goes on across a page's end has both."""
    lines = [f"Línea número {n} que dice lo que tiene que decir y termina justamente aquí mismo." for n in range(90)]
    found = pasajes(document(*lines, kind="pdf"))
    assert (found[0].pagina, found[0].pagina_final) == (1, 1)
    assert (found[-1].pagina, found[-1].pagina_final) == (2, 2)
    assert any((one.pagina, one.pagina_final) == (1, 2) for one in found)


@pytest.mark.parametrize(
    ("kind", "pages", "expected"), [("pdf", 2, 2), ("scan", 1, 1), ("image", 1, 0), ("text", 3, 0)]
)
def test_only_real_pages_count(kind: str, pages: int, expected: int) -> None:
    """Those of a text are ours, and a photo has none."""
    assert paginas(document(*["Una línea."] * (60 * pages), kind=kind)) == expected


def test_a_document_without_words_has_no_passage() -> None:
    """Nor one with empty pages."""
    assert pasajes(document("")) == []
    assert pasajes(Document(((), ()), "pdf")) == []
