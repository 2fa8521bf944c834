"""How somebody pauses, learned in a conversation and known in the next."""

import asyncio
from pathlib import Path

import pytest
from support.conversing import LONG, LONG_ANSWER
from support.deck import Deck
from support.gateway import House, loud, scripted_house, silence
from support.logged import ended

from penny.v1 import gateway_pb2

pytestmark = pytest.mark.slow


async def silence_before_commit_ms(house: House) -> int:
    """Ask in a new session and be silent, in real time, until the turn is committed; how much silence it took."""
    caller = await house.call()
    await caller.speak(loud(600))
    committed = asyncio.create_task(caller.until(lambda frame: frame.turn.kind == gateway_pb2.TurnEvent.KIND_COMMITTED))
    sent_ms = 0
    while not committed.done():
        await caller.speak(silence(100))
        sent_ms += 100
        await asyncio.wait({committed}, timeout=0.1)
    await committed
    caller.vanish()
    return sent_ms


@pytest.mark.slow
async def test_who_pauses_long_is_given_time_in_the_next_session(deck: Deck, tmp_path: Path) -> None:
    """Three pauses of 0.8 s are learned, though the client vanishes; from then on, 0.4 s are the end no more."""
    async with scripted_house(deck, tmp_path, {"asr": {"script": "Hola.|y|Hola."}}) as house:
        before_ms = await silence_before_commit_ms(house)
        caller = await house.call()
        await caller.speak(loud(600))
        for _ in range(3):
            await caller.speak(silence(800) + loud(600))
            await caller.until(lambda frame: frame.turn.kind == gateway_pb2.TurnEvent.KIND_REOPENED)
        caller.vanish()
        await ended(house)
        (ritmo,) = await deck.rows("SELECT pausa_media_ms, pausas FROM penny_ritmo")

        assert ritmo["pausas"] == 3
        assert ritmo["pausa_media_ms"] == pytest.approx(800, abs=64)
        assert before_ms < 900 < await silence_before_commit_ms(house)


async def test_silence_between_turns_and_sounds_over_penny_are_no_pauses(deck: Deck, tmp_path: Path) -> None:
    """Only a turn that goes on shows how somebody pauses."""
    changes = {"llm": {"script": LONG_ANSWER}, "asr": {"script": "adiós|hola|||"}}
    async with scripted_house(deck, tmp_path, changes) as house:
        caller = await house.call()
        await caller.ask()
        await caller.until_done()
        await caller.ask()
        await caller.until(lambda frame: frame.HasField("audio"))
        await caller.speak((loud(130) + silence(300)) * 3 + (loud(400) + silence(300)) * 2)
        assert (await caller.until_done()).heard_text == LONG
        await caller.hang_up()
        assert await caller.end() is None
        await ended(house)

        assert await deck.rows("SELECT * FROM penny_ritmo") == []
