"""Sounds and words over Penny: her voice is held, and goes on or ends."""

import asyncio
import json
from pathlib import Path

import pytest
from support.conversing import ENDLESS_ANSWER, LONG, LONG_ANSWER
from support.deck import Deck
from support.gateway import Caller, Changes, House, loud, scripted_house, silence
from support.logged import rows

from penny.v1 import gateway_pb2

pytestmark = pytest.mark.slow


async def test_speaking_over_penny_cuts_her_and_the_log_keeps_what_was_heard(deck: Deck, tmp_path: Path) -> None:
    """Barge-in: the answer is cancelled, later audio is fenced off, the row says interrumpido."""
    script = '{"hola": "Uno dos tres cuatro. ' + "Cinco seis siete ocho nueve diez. " * 12 + '"}'
    changes = {"llm": {"script": script}, "asr": {"script": "hola|espera"}}
    async with scripted_house(deck, tmp_path, changes) as house:
        caller = await house.call()
        await caller.ask()
        first = await caller.until(lambda frame: frame.HasField("audio"))
        await caller.send(played=gateway_pb2.Played(response_id=first.audio.response_id, samples=2000))
        await caller.ask()
        cancelled = await caller.until_done()
        answered = await caller.until_done()

        assert cancelled.kind == gateway_pb2.ResponseEvent.KIND_CANCELLED
        assert cancelled.latency.interrupted
        assert len(cancelled.heard_text) < 40
        assert answered.heard_text == "Has dicho: espera"
        fenced = [f.generation for f in caller.frames if f.HasField("audio") and f.audio.response_id == "1.0"]
        assert set(fenced) == {first.generation}
        penny = (await rows(house, 4))[1]
        assert penny["interrumpido"] is True
        assert penny["texto"] == cancelled.heard_text
        assert str(penny["texto_generado"]).startswith("Uno dos tres cuatro. Cinco seis")
        assert len(str(penny["texto_generado"])) > len(cancelled.heard_text)


async def sounds_over(house: House, sound: bytes = b"") -> Caller:
    """Ask, and make a sound over the answer once it can be heard."""
    caller = await house.call()
    await caller.ask()
    await caller.until(lambda frame: frame.HasField("audio"))
    await caller.speak(sound)
    return caller


def kinds_of(caller: Caller) -> list[str]:
    """What became of the answers, in order."""
    names = gateway_pb2.ResponseEvent.Kind.Name
    return [names(f.response.kind).removeprefix("KIND_") for f in caller.frames if f.HasField("response")]


@pytest.mark.parametrize("over", ["", "ajá", "sí, vale", "Mmm."])
async def test_a_sign_of_listening_holds_the_voice_for_a_moment(deck: Deck, tmp_path: Path, over: str) -> None:
    """A cough or an "ajá" over Penny: she stops, goes on where she was, and says all of it."""
    changes = {"llm": {"script": LONG_ANSWER}, "asr": {"script": f"hola|{over}"}}
    async with scripted_house(deck, tmp_path, changes) as house:
        caller = await sounds_over(house, loud(400) + silence(600))
        done = await caller.until_done()

        assert kinds_of(caller) == ["CREATED", "PAUSED", "RESUMED", "DONE"]
        assert done.heard_text == LONG
        assert not done.latency.interrupted
        assert len(await rows(house, 2)) == 2
        starts = [frame.audio.start_sample for frame in caller.frames if frame.HasField("audio")]
        assert starts == sorted(set(starts)), "a sound was sent twice or out of order"


async def test_words_over_penny_end_her_answer(deck: Deck, tmp_path: Path) -> None:
    """More than a sign of listening: held, cut, and answered as the next turn."""
    changes = {"llm": {"script": LONG_ANSWER}, "asr": {"script": "hola|espera un momento"}}
    async with scripted_house(deck, tmp_path, changes) as house:
        caller = await sounds_over(house, loud(700) + silence(2100))
        await caller.until_done()
        done = await caller.until_done()

        assert kinds_of(caller) == ["CREATED", "PAUSED", "CANCELLED", "CREATED", "DONE"]
        assert done.heard_text == "Has dicho: espera un momento"


async def test_yes_is_an_answer_when_penny_asks(deck: Deck, tmp_path: Path) -> None:
    """After a question of Penny's a sign of listening is meant."""
    asked = "¿Lo apunto para mañana? ¿O lo dejo para otro día? " * 3
    question = json.dumps({"hola": asked})
    async with scripted_house(deck, tmp_path, {"llm": {"script": question}, "asr": {"script": "hola|sí"}}) as house:
        caller = await house.call()
        await caller.ask()
        first = await caller.until(lambda frame: frame.HasField("audio"))
        await caller.send(played=gateway_pb2.Played(response_id=first.audio.response_id, samples=2000))
        await caller.until(lambda frame: frame.HasField("text"))
        await caller.speak(loud(400) + silence(2100))
        await caller.until_done()

        assert (await caller.until_done()).heard_text == "Has dicho: sí"


async def test_many_sounds_over_one_answer_do_not_end_it(deck: Deck, tmp_path: Path) -> None:
    """Cough after cough: each holds the voice for a moment, none is a turn, and Penny is not stuck afterwards."""
    changes = {"llm": {"script": LONG_ANSWER}, "asr": {"script": "hola||||adiós"}}
    async with scripted_house(deck, tmp_path, changes) as house:
        caller = await sounds_over(house)
        for _ in range(3):
            await caller.speak(loud(400) + silence(600))
            await caller.until(lambda frame: frame.response.kind == gateway_pb2.ResponseEvent.KIND_RESUMED)
        done = await caller.until_done()
        await caller.ask()

        assert done.heard_text == LONG
        assert (await caller.until_done()).heard_text == "Has dicho: adiós"


async def test_the_client_can_silence_penny(deck: Deck, tmp_path: Path) -> None:
    """A cancel frame stops the answer; the conversation goes on."""
    async with scripted_house(deck, tmp_path, {"llm": {"script": ENDLESS_ANSWER}}) as house:
        caller = await house.call()
        await caller.type("hola")
        await caller.until(lambda frame: frame.HasField("audio"))
        await caller.send(cancel=gateway_pb2.Cancel())
        assert (await caller.until_done()).kind == gateway_pb2.ResponseEvent.KIND_CANCELLED

        await caller.type("adiós")
        assert (await caller.until_done()).heard_text == "Has dicho: adiós"


async def test_the_words_of_a_clause_cut_in_its_middle_count_as_far_as_they_were_heard(
    deck: Deck, tmp_path: Path
) -> None:
    """Although most of its sound has not been sent yet."""
    words = "claro que sí pero antes quisiera saber cuándo prefieres salir hacia casa hoy mismo mañana temprano o nunca"
    changes: Changes = {"llm": {"script": json.dumps({"hola": words})}, "gateway": {"audio_lead_s": 0.1}}
    async with scripted_house(deck, tmp_path, changes) as house:
        caller = await house.call()
        await caller.type("hola")
        first = await caller.until(lambda frame: frame.HasField("text"))
        second = await caller.until(lambda frame: frame.HasField("text"))
        await asyncio.sleep(0.5)
        await caller.send(cancel=gateway_pb2.Cancel())
        cut = await caller.until_done()

        assert cut.heard_text.startswith(f"{first.text.text} ")
        assert len(cut.heard_text) < len(first.text.text) + len(second.text.text)
