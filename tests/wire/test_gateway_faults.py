"""Bad input and lost stages at the gateway: each has its stated answer, and the conversation goes on where it can."""

import asyncio
import json
from pathlib import Path
from typing import Any

import grpc
import pytest
from support.deck import Deck
from support.gateway import Caller, Changes, House, scripted_house, silence

from penny.v1 import audio_pb2, gateway_pb2
from penny_chassis.audio import MAX_CHUNK_BYTES
from penny_chassis.errors import PennyError


def reason(error: grpc.aio.AioRpcError | None) -> str:
    """The stable name of the error that ended a stream."""
    assert error is not None, "the stream ended well"
    return PennyError.from_rpc(error, part="gateway").reason


def chunk(start: int, size: int) -> dict[str, audio_pb2.AudioChunk]:
    """A silent chunk of so many bytes."""
    return {"audio": audio_pb2.AudioChunk(start_sample=start, pcm=bytes(size))}


@pytest.mark.parametrize(
    ("frames", "wanted"),
    [
        ([chunk(0, 640), chunk(640, 640)], "OUT_OF_ORDER"),
        ([chunk(0, 640), chunk(0, 640)], "OUT_OF_ORDER"),
        ([chunk(0, 641)], "INVALID_INPUT"),
        ([chunk(0, 0)], "INVALID_INPUT"),
        ([chunk(0, MAX_CHUNK_BYTES + 2)], "TOO_LARGE"),
        ([{"open": gateway_pb2.Open(sample_rate_hz=16_000)}], "OUT_OF_ORDER"),
        ([{"tool_result": gateway_pb2.ToolResult(call_id="x")}], "OUT_OF_ORDER"),
        ([{}], "INVALID_INPUT"),
    ],
)
async def test_a_frame_that_cannot_be_used_ends_the_stream_with_its_reason(
    house: House, frames: list[dict[str, Any]], wanted: str
) -> None:
    """Gaps, repetitions, half samples, too much, a second open: a typed status each."""
    caller = await house.call()
    for frame in frames:
        await caller.send(**frame)

    assert reason(await caller.end()) == wanted


async def test_a_frame_that_is_numbered_wrongly_is_refused(house: House) -> None:
    """A lost frame is noticed by its number."""
    caller = await house.call()
    caller._seq += 1
    await caller.send(ping=gateway_pb2.Ping(nonce=1))

    assert reason(await caller.end()) == "OUT_OF_ORDER"


async def test_audio_before_open_is_refused(house: House) -> None:
    """The first frame says what the stream is about."""
    caller = Caller(house.channel)
    await caller.send(**chunk(0, 640))

    assert reason(await caller.end()) == "OUT_OF_ORDER"


@pytest.mark.parametrize(
    ("opening", "wanted"),
    [
        ({"sample_rate_hz": 44_100}, "INVALID_INPUT"),
        ({"language": "español"}, "INVALID_INPUT"),
        ({"player_id": "nobody"}, "INVALID_INPUT"),
        ({"player_id": "00000000-0000-4000-8000-00000000dead"}, "NOT_FOUND"),
    ],
)
async def test_an_opening_that_cannot_be_used_is_refused(house: House, opening: dict[str, Any], wanted: str) -> None:
    """A wrong rate, no language, no such player."""
    caller = Caller(house.channel, **opening)
    await caller.send(open=gateway_pb2.Open(**({"sample_rate_hz": 16_000} | opening)))

    assert reason(await caller.end()) == wanted


@pytest.mark.parametrize(("text", "code"), [("   ", "EMPTY_TEXT"), ("a" * 2001, "TEXT_TOO_LONG")])
async def test_a_text_that_cannot_be_answered_is_told_and_the_conversation_goes_on(
    house: House, text: str, code: str
) -> None:
    """An error frame, and the next question is answered."""
    caller = await house.call()
    await caller.type(text)
    frame = await caller.until(lambda frame: frame.HasField("error"))
    await caller.type("hola")

    assert frame.error.code == code
    assert (await caller.until_done()).heard_text == "Has dicho: hola"


async def test_a_minute_of_silence_is_nothing(house: House) -> None:
    """No turn, no log, and afterwards the conversation is as before."""
    caller = await house.call()
    await caller.speak(silence(60_000))
    await caller.type("hola")
    await caller.until_done()

    assert caller.states() == ["IDLE", "PROCESSING", "SPEAKING", "IDLE"]


async def test_a_monologue_is_answered_as_far_as_it_has_come(deck: Deck, tmp_path: Path) -> None:
    """The longest utterance ends the turn; what follows is another."""
    from support.gateway import loud  # noqa: PLC0415 - only here

    async with scripted_house(deck, tmp_path, {"gateway": {"max_utterance_ms": 3000, "barge_in": False}}) as house:
        caller = await house.call()
        await caller.speak(loud(5000))

        assert (await caller.until_done()).heard_text == "Has dicho: hola penny"


@pytest.mark.parametrize(
    ("stage", "changes", "code"),
    [
        ("llm", {"llm": {"script_fail_word": "hola"}}, "LLM_UNAVAILABLE"),
        ("tts", {"tts": {"script_fail_word": "hola"}}, "TTS_UNAVAILABLE"),
        (
            "llm",
            {"llm": {"script_hang_word": "hola"}, "gateway": {"llm_timeout_s": 0.3}},
            "LLM_UNAVAILABLE",
        ),
        ("llm", {"llm": {"script_hang_word": "hola"}, "gateway": {"answer_timeout_s": 0.3}}, "LLM_UNAVAILABLE"),
        (
            "tts",
            {"tts": {"script_hang_word": "hola"}, "gateway": {"tts_timeout_s": 0.2, "llm_timeout_s": 0.2}},
            "TTS_UNAVAILABLE",
        ),
    ],
)
async def test_a_stage_that_fails_or_hangs_ends_in_a_spoken_apology(
    deck: Deck, tmp_path: Path, stage: str, changes: dict[str, dict[str, Any]], code: str
) -> None:
    """An error frame, an audible apology, and the next question is answered as if nothing had been."""
    del stage
    async with scripted_house(deck, tmp_path, changes) as house:
        caller = await house.call()
        await caller.type("hola")
        done = await caller.until_done()
        codes = [frame.error.code for frame in caller.frames if frame.HasField("error")]
        await caller.type("adiós")
        after = await caller.until_done()

        assert codes == [code]
        assert "Perdona" in done.heard_text
        assert sum(len(frame.audio.pcm) for frame in caller.frames) > 0
        assert after.heard_text == "Has dicho: adiós"


@pytest.mark.parametrize("stage", ["llm", "tts"])
async def test_a_stage_that_is_gone_ends_in_a_spoken_apology(house: House, stage: str) -> None:
    """Even when it is the voice itself that is down: the apology was made beforehand."""
    caller = await house.call()
    await house.lose(stage)
    await caller.type("hola")
    done = await caller.until_done()

    assert "Perdona" in done.heard_text
    assert sum(len(frame.audio.pcm) for frame in caller.frames) > 0


async def test_a_lost_recogniser_is_apologised_for(house: House) -> None:
    """The person spoke, nobody understood: Penny says so aloud."""
    caller = await house.call()
    await house.lose("asr")
    await caller.ask()
    done = await caller.until_done()

    assert "no te he oído" in done.heard_text


async def test_without_ears_the_conversation_goes_on_in_writing(house: House) -> None:
    """The client is told once that it cannot be heard."""
    caller = await house.call()
    await house.lose("vad")
    await caller.until(lambda frame: frame.notice.code == "VAD_UNAVAILABLE")
    await caller.type("hola")

    assert (await caller.until_done()).heard_text == "Has dicho: hola"


async def test_no_conversation_begins_without_deck(house: House) -> None:
    """UNAVAILABLE at the door, with a remedy, never a conversation that is not remembered."""
    broken = house.deck.address.replace("DeckService", "nobody")
    async with scripted_house(house.deck, house.folder / "..", {"gateway": {"deck": broken}}) as other:
        caller = Caller(other.channel)
        await caller.send(open=gateway_pb2.Open(sample_rate_hz=16_000))

        assert reason(await caller.end()) == "UNAVAILABLE"


async def test_a_refusal_is_told_even_while_a_frame_is_being_written(house: House) -> None:
    """A bad frame right behind `open`, over and over: each time the reason comes, and nobody waits for ever."""
    for _ in range(12):
        caller = Caller(house.channel)
        await caller.send(open=gateway_pb2.Open(sample_rate_hz=16_000))
        await caller.send(open=gateway_pb2.Open(sample_rate_hz=16_000))

        assert reason(await caller.end()) == "OUT_OF_ORDER"


async def test_an_apology_is_nothing_to_go_by(deck: Deck, tmp_path: Path) -> None:
    """A question that failed and its apology are not in what the model is given next."""
    async with scripted_house(deck, tmp_path, {"llm": {"script_fail_word": "falla"}}) as house:
        tokens = []
        for questions in (["uno", "dos"], ["uno", "falla ahora", "dos"]):
            caller = await house.call()
            for question in questions:
                await caller.type(question)
                tokens.append((await caller.until_done()).latency.prompt_tokens)

        _, after_one, *_, after_a_failure = tokens
        assert after_a_failure == after_one


async def test_one_conversation_too_many_is_refused_at_the_door(deck: Deck, tmp_path: Path) -> None:
    """RESOURCE_EXHAUSTED; when one has ended there is room again, a moment after its client has heard of it."""
    async with scripted_house(deck, tmp_path, {"gateway": {"max_streams": 1}}) as house:
        first = await house.call()
        second = Caller(house.channel)
        await second.send(open=gateway_pb2.Open(sample_rate_hz=16_000))
        assert reason(await second.end()) == "OVERLOADED"

        await first.hang_up()
        assert await first.end() is None
        async with asyncio.timeout(10):
            while not await has_room(house):
                await asyncio.sleep(0.02)


async def has_room(house: House) -> bool:
    """Whether another conversation may begin."""
    try:
        await house.call()
    except grpc.aio.AioRpcError as error:
        if error.code() is not grpc.StatusCode.RESOURCE_EXHAUSTED:
            raise
        return False
    return True


async def test_nothing_is_left_running_when_conversations_end(house: House, caplog: pytest.LogCaptureFixture) -> None:
    """However they end, no task of theirs stays behind; a client that has gone is nobody's failure."""
    await asyncio.sleep(0.1)
    before = len(asyncio.all_tasks())
    for number in range(6):
        caller = await house.call()
        await caller.type("hola")
        await caller.until(lambda frame: frame.HasField("audio"))
        if number % 2:
            caller.vanish()
        else:
            await caller.hang_up()
            await caller.end()
    async with asyncio.timeout(10):
        while len(asyncio.all_tasks()) > before + 2:
            await asyncio.sleep(0.1)
    assert not [record for record in caplog.records if record.levelname == "ERROR"]


async def test_a_model_that_dies_in_the_middle_of_an_answer_is_not_taken_for_the_voice(
    deck: Deck, tmp_path: Path
) -> None:
    """Although the voice has begun to speak."""
    changes: Changes = {"llm": {"script": json.dumps({"hola": "Uno dos. " * 200}), "script_delay_ms": 20}}
    async with scripted_house(deck, tmp_path, changes) as house:
        caller = await house.call()
        await caller.type("hola")
        await caller.until(lambda frame: frame.HasField("audio"))
        await house.lose("llm")
        error = await caller.until(lambda frame: frame.HasField("error"))

        assert error.error.code == "LLM_UNAVAILABLE"


async def test_the_cancel_of_an_answer_that_is_over_stops_no_other(house: House) -> None:
    """It was late."""
    caller = await house.call()
    await caller.type("uno")
    first = await caller.until_done()
    await caller.type("dos tres cuatro cinco seis")
    await caller.until(lambda frame: frame.HasField("audio") and frame.audio.response_id != first.response_id)
    await caller.send(cancel=gateway_pb2.Cancel(response_id=first.response_id))

    second = await caller.until_done()
    assert second.kind == gateway_pb2.ResponseEvent.KIND_DONE
    assert second.heard_text == "Has dicho: dos tres cuatro cinco seis"
