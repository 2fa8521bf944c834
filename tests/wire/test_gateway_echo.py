"""A client without echo cancellation: Penny hears herself, and goes on; she hears a person over herself, and stops."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from support.deck import Deck
from support.gateway import Caller, Changes, House, loud, scripted_house, silence
from support.room import Room

from penny.v1 import gateway_pb2

pytestmark = pytest.mark.slow

ANSWER = (
    "Uno dos tres cuatro cinco seis siete ocho nueve diez, once doce trece catorce quince dieciséis diecisiete. " * 2
)
CHANGES: Changes = {"llm": {"script": json.dumps({"hola": ANSWER})}, "asr": {"script": "hola|espera un momento"}}


@asynccontextmanager
async def answered_in(
    house: House, late_ms: float, *, acknowledges: bool = False
) -> AsyncIterator[tuple[Caller, Room]]:
    """An answer that begins to be heard in a room where it comes back 20 dB weaker."""
    caller = await house.call()
    await caller.ask()
    room = Room(caller, late_ms, down_db=20, acknowledges=acknowledges)
    async with room.entered():
        await caller.until(lambda frame: frame.HasField("audio"))
        yield caller, room


def kinds_of(caller: Caller) -> list[str]:
    """What became of the answers, in order."""
    names = gateway_pb2.ResponseEvent.Kind.Name
    return [names(f.response.kind).removeprefix("KIND_") for f in caller.frames if f.HasField("response")]


@pytest.mark.realtime
@pytest.mark.parametrize(("late_ms", "acknowledges"), [(100, False), (400, False), (300, True)])
async def test_penny_does_not_interrupt_herself(
    deck: Deck, tmp_path: Path, late_ms: float, *, acknowledges: bool
) -> None:
    """Her voice is not even held; the echo of her last words begins no turn; the log has one."""
    async with scripted_house(deck, tmp_path, CHANGES) as house:
        async with answered_in(house, late_ms, acknowledges=acknowledges) as (caller, _):
            done = await caller.until_done()
            await asyncio.sleep(late_ms / 1000 + 0.5)
        await caller.send(ping=gateway_pb2.Ping(nonce=1))
        await caller.until(lambda frame: frame.HasField("pong"))

        assert kinds_of(caller) == ["CREATED", "DONE"]
        assert done.heard_text == ANSWER.strip()
        assert caller.states() == ["IDLE", "LISTENING", "PROCESSING", "SPEAKING", "IDLE"]
        voices = [frame.vad.kind for frame in caller.frames if frame.HasField("vad")]
        assert voices.count(gateway_pb2.VadEvent.KIND_SPEECH_STARTED) == 1
        assert len(await house.deck.rows("SELECT rol FROM penny_log")) == 2


@pytest.mark.realtime
async def test_a_person_over_the_echo_interrupts(deck: Deck, tmp_path: Path) -> None:
    """To the vad service it is all one voice; she is heard from where she begins, and answered."""
    async with scripted_house(deck, tmp_path, CHANGES) as house, answered_in(house, 100) as (caller, room):
        room.say(silence(400) + loud(900) + silence(100))
        await caller.until(lambda frame: frame.response.kind == gateway_pb2.ResponseEvent.KIND_PAUSED)
        unsaid_ms = room.unsaid_ms
        await caller.until_done()
        done = await caller.until_done()

        assert 500 < unsaid_ms < 900, "she was held before, or long after, the person began"
        assert kinds_of(caller) == ["CREATED", "PAUSED", "CANCELLED", "CREATED", "DONE"]
        assert done.heard_text == "Has dicho: espera un momento"


@pytest.mark.realtime
async def test_a_person_who_answers_into_the_echo_is_heard(deck: Deck, tmp_path: Path) -> None:
    """Penny has finished, her last words are still in the air."""
    async with scripted_house(deck, tmp_path, CHANGES) as house, answered_in(house, 600) as (caller, room):
        await caller.until_done()
        room.say(loud(900) + silence(100))
        done = await caller.until_done()

        assert done.heard_text == "Has dicho: espera un momento"


@pytest.mark.realtime
async def test_without_the_judge_penny_interrupts_herself(deck: Deck, tmp_path: Path) -> None:
    """What the tests above would see if nothing were done; PENNY_GATEWAY_ECHO=false is for clients that do it all."""
    changes = CHANGES | {"gateway": {"echo": False}}
    async with scripted_house(deck, tmp_path, changes) as house, answered_in(house, 100) as (caller, _):
        await caller.until_done()

        assert kinds_of(caller)[:2] == ["CREATED", "PAUSED"]


@pytest.mark.parametrize(
    ("heard", "becomes"),
    [
        ("tres cuatro cinco", ["PAUSED", "RESUMED", "DONE"]),
        ("tres cuatro", ["PAUSED", "CANCELLED", "CREATED", "DONE"]),
        ("tres cuatro siete", ["PAUSED", "CANCELLED", "CREATED", "DONE"]),
    ],
)
async def test_penny_s_own_words_do_not_interrupt_her(
    deck: Deck, tmp_path: Path, heard: str, becomes: list[str]
) -> None:
    """The sound was not found to be an echo, but three words in a row are what she is saying."""
    changes = CHANGES | {"asr": {"script": f"hola|{heard}"}}
    async with scripted_house(deck, tmp_path, changes) as house:
        caller = await house.call()
        await caller.ask()
        await caller.until(lambda frame: frame.HasField("audio"))
        await caller.speak(loud(400) + silence(2100))
        while kinds_of(caller)[-1:] != ["DONE"]:
            await caller.until_done()

        assert kinds_of(caller) == ["CREATED", *becomes]
