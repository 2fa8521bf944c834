"""SUMMARIZER: what a document says, in a few sentences."""

import json
import time
from collections.abc import Iterable

import pytest

from penny_chassis.errors import InvalidInput
from penny_deck.grace.ask import Ask
from penny_deck.grace.document import Document
from penny_deck.grace.readers import text
from penny_deck.grace.summarizer import Resumen, respaldo, summarise
from penny_deck.grace.summarizer.modelo import CHUNK_CHARACTERS, MAX_CHUNKS, chunks
from penny_deck.grace.summarizer.rank import MAX_RANKED, best
from penny_deck.grace.summarizer.summarise import LONG, NO_SENTENCES, NOT_BELIEVED, VERY_LONG

TOO_SLOW_S = 0.25
"""Of the processor's time; some five times what it takes here."""

MINUTES = """Acta de la reunión del proyecto Faro
Fecha: 12/03/2025
Asistentes: Marta Rueda, Pol Vidal, Teresa Cano

La reunión ha tratado el retraso de las obras de la nave de Getafe. El contratista pide tres semanas más porque la
cubierta no ha llegado. Pol Vidal ha explicado que el gasto aprobado es de 4.500 euros y que no se puede superar. Se
acuerda pagar la cubierta por adelantado si el contratista firma una penalización del 10 % por semana de retraso.

Concepto 12,50 3 37,50 21 % 45,38
Marta Rueda enviará el contrato antes del 20 de marzo. La próxima reunión será el lunes 17 de marzo a las 10:00 en
Getafe.

Un saludo,
Marta Rueda
Directora de obra del proyecto Faro en la provincia de Madrid
Este mensaje es confidencial y va dirigido a su destinatario.
"""


def _document(written: str) -> Document:
    return text.read(written.encode())


def _answering(answers: Iterable[str]) -> tuple[Ask, list[str]]:
    """A model that gives these summaries, and the texts that it is asked about."""
    left, asked = iter(answers), list[str]()

    async def ask(instructions: str, text: str, schema: str) -> str:
        assert "frase" in instructions
        assert json.loads(schema)["required"] == ["resumen"]
        asked.append(text)
        return json.dumps({"resumen": next(left)})

    return ask, asked


async def _told(summary: str, written: str = MINUTES, count: int = 3) -> Resumen:
    return await summarise(_document(written), count, _answering([summary])[0])


@pytest.mark.parametrize("count", [1, 2, 3, 20])
async def test_without_a_model(count: int) -> None:
    """Sentences of the document, in its order, and nothing else of it."""
    found = await summarise(_document(MINUTES), count)
    written = " ".join(MINUTES.split())
    assert found.extractive
    assert found.warnings == ()
    assert 0 < len(found.sentences) <= count
    assert [frase.indice for frase in found.sentences] == sorted({frase.indice for frase in found.sentences})
    assert all(frase.texto in written for frase in found.sentences)
    assert found.texto == " ".join(frase.texto for frase in found.sentences)
    for left_out in ("Asistentes", "37,50", "Directora", "confidencial", "Acta"):
        assert left_out not in found.texto


async def test_a_document_without_sentences() -> None:
    """An invoice has none: nothing is made up."""
    found = await summarise(_document("FACTURA 12\nTotal 121,00 €\n1 2 3 4 5 6 7 8\nUn saludo,\nAna"))
    assert (found.texto, found.sentences, found.warnings) == ("", (), (NO_SENTENCES,))


async def test_sentences_that_say_the_same() -> None:
    """One of them is enough."""
    same = "La caldera del portal está rota y hay que cambiarla.\n" * 3
    found = await summarise(_document(f"{same}El ascensor se revisará la semana que viene."), 3)
    assert [frase.indice for frase in found.sentences] == [0, 3]


async def test_a_sentence_that_is_not_ended() -> None:
    """It gets its full stop, so that the next one begins."""
    found = await summarise(
        _document("El ascensor del portal se revisará la semana que viene\n\nLa caldera está rota ahora.")
    )
    assert found.texto == "El ascensor del portal se revisará la semana que viene. La caldera está rota ahora."


def test_the_central_sentence_is_the_best() -> None:
    """The one that resembles the others; a tie goes to the first."""
    about = [["gato"], ["gato", "perro"], ["gato", "perro", "loro"], ["perro", "loro"], ["mesa"]]
    assert best(about, 1) == [2]
    assert best([["a"], ["b"], ["c"]], 1) == [0]
    assert best([], 3) == []
    assert best([[], []], 3) != []


TRUE = [
    "El contratista pide tres semanas más para las obras de Getafe y el gasto aprobado es de 4.500 €.",
    "El gasto aprobado es de 4500 euros.",
    "La reunión del 12 de marzo de 2025 trató el retraso de las obras.",
    "Marta Rueda enviará el contrato antes del 20 de marzo.",
    "Hay una penalización del 10% por semana.",
    "Pol Vidal y Marta Rueda hablan del contrato.",
    "Retraso de las obras de la nave.",
]
LIES = [
    ("Marta Vidal enviará el contrato antes del 20 de marzo.", "name"),
    ("Pedro enviará el contrato.", "name"),
    ("El contrato es de Construcciones Alcázar.", "name"),
    ("La próxima reunión será el martes.", "name"),
    ("Marta Rueda enviará el contrato antes del 21 de marzo.", "date"),
    ("Marta Rueda enviará el contrato antes del 20 de abril.", "date"),
    ("La reunión del 12/03/2024 trató el retraso de las obras.", "date"),
    ("El gasto aprobado es de 4.600 euros.", "number"),
    ("El gasto aprobado es de 45.00 euros.", "number"),
    ("Hay una penalización de 10 euros por semana.", "number"),
    ("El contratista pide cuatro semanas más.", "number"),
    ("El contratista pide 3 meses más y 7 obras.", "number"),
    ("Los dragones comen fresas silvestres mientras bailan.", "words"),
]


@pytest.mark.parametrize("summary", TRUE)
async def test_what_the_model_says(summary: str) -> None:
    """It is given, with the sentences that it rests on."""
    found = await _told(summary)
    assert (found.texto, found.extractive, found.warnings) == (summary, False, ())
    assert len(found.sentences) == 1


@pytest.mark.parametrize(("lie", "why"), LIES)
async def test_the_models_lies_are_thrown_out(lie: str, why: str) -> None:
    """The document's own sentences are given in their place, and a warning."""
    assert respaldo.unfounded(lie, respaldo.known(MINUTES)) == why
    found = await _told(f"{TRUE[0]} {lie}")
    assert found.extractive
    assert found.warnings == (NOT_BELIEVED,)
    assert lie not in found.texto


async def test_a_model_that_says_too_much() -> None:
    """As many of its sentences as were asked for are given, in their order."""
    found = (await _told(" ".join(TRUE[1:4]), count=2)).texto
    assert found in {f"{TRUE[1]} {TRUE[2]}", f"{TRUE[1]} {TRUE[3]}", f"{TRUE[2]} {TRUE[3]}"}


@pytest.mark.parametrize(
    "answer", ["", "{", "[]", "null", '{"resumen": ""}', '{"resumen": "La reunión ha tratado el"}']
)
async def test_a_model_that_answers_something_else(answer: str) -> None:
    """Nothing, no JSON, or a summary that breaks off."""

    async def ask(_instructions: str, _text: str, _schema: str) -> str:
        return answer

    found = await summarise(_document(MINUTES), 3, ask)
    assert found.extractive
    assert found.warnings == (NOT_BELIEVED,)


async def test_a_short_document_is_its_own_summary() -> None:
    """The model is not asked."""
    ask, asked = _answering([])
    found = await summarise(_document("La caldera del portal está rota."), 3, ask)
    assert (found.texto, found.extractive, asked) == ("La caldera del portal está rota.", True, [])


def _long(pieces: int) -> str:
    sentence = "La obra número {n} de la nave va con retraso porque falta la cubierta del tejado."
    count = pieces * CHUNK_CHARACTERS // len(sentence)
    return "\n".join(sentence.format(n=n) for n in range(count))


async def test_a_long_document_is_summarised_in_pieces() -> None:
    """Each by itself, then the summaries together."""
    piece = "La obra va con retraso."
    ask, asked = _answering([piece] * 10)
    found = await summarise(_document(_long(2)), 3, ask)
    assert (found.texto, found.extractive, found.warnings) == (piece, False, ())
    assert asked[-1] == " ".join([piece] * (len(asked) - 1))
    assert all(len(each) <= CHUNK_CHARACTERS for each in asked)


async def test_a_very_long_document() -> None:
    """The model reads MAX_CHUNKS pieces; of the rest the best sentences stand for it, and it is said."""
    ask, asked = _answering(["La obra va con retraso."] * 10)
    found = await summarise(_document(_long(7)), 2, ask)
    assert len(asked) == MAX_CHUNKS + 1
    assert len(asked[-1]) > len("La obra va con retraso. ") * MAX_CHUNKS
    assert found.warnings == (LONG,)


async def test_a_lie_about_a_piece() -> None:
    """The piece's own sentences go on in its place."""
    ask, asked = _answering(["Pedro lo ha hecho.", *["La obra va con retraso."] * 10])
    found = await summarise(_document(_long(2)), 1, ask)
    assert "Pedro" not in asked[-1]
    assert asked[-1].startswith("La obra número")
    assert not found.extractive


def test_pieces() -> None:
    """All sentences, in their order, in at most one piece more than are read."""
    said = _long(7).splitlines()
    pieces = list(chunks(said))
    assert len(pieces) == MAX_CHUNKS + 1
    assert [sentence for piece in pieces for sentence in piece] == said
    assert list(chunks([])) == []


async def test_more_sentences_than_are_compared() -> None:
    """It is said."""
    found = await summarise(_document("\n".join(f"La frase {n} trata de la obra." for n in range(MAX_RANKED + 1))), 1)
    assert found.warnings == (VERY_LONG,)


@pytest.mark.parametrize("count", [0, -1, 21])
async def test_numbers_of_sentences_that_cannot_be(count: int) -> None:
    """From 1 to 20."""
    with pytest.raises(InvalidInput) as caught:
        await summarise(_document(MINUTES), count)
    assert caught.value.field == "max_sentences"


async def test_it_is_quick() -> None:
    """A full page, as LexRank compares each sentence with each."""
    document = _document("\n".join(MINUTES.splitlines()[4:8] * 10))
    assert document.lines
    begun = time.process_time()
    await summarise(document)
    assert time.process_time() - begun < TOO_SLOW_S
