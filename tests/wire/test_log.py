"""`penny log` on what the gateway has really written: scripted engines, a real DECK."""

from pathlib import Path

import pytest
from support.deck import Deck
from support.gateway import House, scripted_house

from penny.v1 import deck_pb2
from penny_client.cli.conversations import mark


async def answers(deck: Deck) -> list[tuple[str, str]]:
    """Penny's turns in the log: her words, and how they are marked."""
    rows = [row.turno async for row in deck.stub.ReadLog(deck_pb2.ReadLogRequest()) if row.HasField("turno")]
    return [(turno.texto, mark(turno)) for turno in rows if turno.rol == deck_pb2.ROL_PENNY]


async def test_an_apology_is_told_from_an_answer(deck: Deck, tmp_path: Path) -> None:
    """An answer before it and one after it are answers."""
    async with scripted_house(deck, tmp_path, {"llm": {"script_fail_word": "falla"}}) as house:
        caller = await house.call()
        for question in ("uno", "falla", "dos"):
            await caller.type(question)
            await caller.until_done()
    first, sorry, last = await answers(deck)
    assert (first, last) == (("Has dicho: uno", ""), ("Has dicho: dos", ""))
    assert sorry[0].startswith("Perdona")
    assert sorry[1] == " — (apology)"


@pytest.mark.parametrize("stage", ["asr", "llm", "tts"])
async def test_whichever_stage_is_gone_it_is_an_apology(house: House, stage: str) -> None:
    """Nobody understood, nobody answered, or nobody spoke."""
    caller = await house.call()
    await house.lose(stage)
    await caller.ask()
    await caller.until_done()
    ((words, mark),) = await answers(house.deck)
    assert words.startswith("Perdona")
    assert mark == " — (apology)"


async def test_spoken_answers_are_no_apologies(house: House) -> None:
    """A question that was heard has all its times."""
    caller = await house.call()
    await caller.ask()
    await caller.until_done()
    ((_, mark),) = await answers(house.deck)
    assert mark == ""


async def test_a_cut_answer_is_marked(house: House) -> None:
    """Interrupted, and nothing else."""
    caller = await house.call()
    await caller.type("una pregunta con muchas palabras para que la respuesta sea larga")
    await caller.until(lambda frame: frame.HasField("audio"))
    await caller.type("otra")
    await caller.until_done()
    await caller.until_done()
    cut, _ = await answers(house.deck)
    assert cut[1] == " — (interrupted)"
