"""Conversations through the gateway over real gRPC, with scripted engines and a real PostgreSQL."""

import asyncio
import json
import uuid
from pathlib import Path

import pytest
from support.conversing import ENDLESS_ANSWER
from support.deck import Deck
from support.gateway import Changes, House, loud, scripted_house, silence
from support.logged import ended, rows

from penny.v1 import gateway_pb2, tools_pb2


async def test_a_spoken_question_is_answered_aloud_and_written_down(house: House) -> None:
    """Audio in, audio out, two rows in the log under the trace that the client was told."""
    caller = await house.call()
    await caller.ask()
    done = await caller.until_done()

    assert caller.states() == ["IDLE", "LISTENING", "PROCESSING", "SPEAKING", "IDLE"]
    assert caller.said() == "Has dicho: hola penny"
    assert done.heard_text == "Has dicho: hola penny"
    assert sum(len(frame.audio.pcm) for frame in caller.frames) > 0
    person, penny = await rows(house, 2)
    assert (person["rol"], person["texto"]) == ("usuario", "hola penny")
    assert (penny["rol"], penny["texto"], penny["interrumpido"]) == ("penny", "Has dicho: hola penny", False)
    assert person["trace_id"] == penny["trace_id"] == uuid.UUID(done.trace_id)


async def test_the_latency_of_a_turn_is_broken_down(house: House) -> None:
    """Every part of the way is measured and reported."""
    caller = await house.call()
    await caller.ask()
    latency = (await caller.until_done()).latency

    for name in ("end_of_turn_ms", "asr_ms", "llm_first_token_ms", "tts_first_audio_ms", "voice_to_voice_ms"):
        assert latency.HasField(name), name
    assert latency.voice_to_voice_ms >= latency.end_of_turn_ms > 0


async def test_frames_are_numbered_and_the_words_are_seen_as_they_come(house: House) -> None:
    """Sequence numbers have no gap; a final transcript precedes the answer."""
    caller = await house.call()
    await caller.ask()
    await caller.until_done()

    assert [frame.seq for frame in caller.frames] == list(range(1, len(caller.frames) + 1))
    finals = [frame.transcript.stable_prefix for frame in caller.frames if frame.transcript.is_final]
    assert finals == ["hola penny"]


async def test_a_written_question_is_answered_aloud(house: House) -> None:
    """Text takes the place of speech."""
    caller = await house.call()
    await caller.type("  ¿qué hora es?  ")
    done = await caller.until_done()

    assert done.heard_text == "Has dicho: ¿qué hora es?"
    assert caller.states() == ["IDLE", "PROCESSING", "SPEAKING", "IDLE"]


async def test_speech_after_a_pause_reopens_the_turn(house: House) -> None:
    """The first answer is discarded unheard and unlogged; one turn, one answer."""
    caller = await house.call()
    await caller.speak(loud(600) + silence(300))
    await caller.until(lambda frame: frame.turn.kind == gateway_pb2.TurnEvent.KIND_SPECULATING)
    await caller.speak(loud(600) + silence(2100))
    done = await caller.until_done()

    kinds = [frame.turn.kind for frame in caller.frames if frame.HasField("turn")]
    assert kinds.count(gateway_pb2.TurnEvent.KIND_REOPENED) == 1
    assert kinds.count(gateway_pb2.TurnEvent.KIND_COMMITTED) == 1
    assert done.response_id == "1.1"
    assert len(await rows(house, 2)) == 2


async def test_a_noise_without_words_is_no_turn(deck: Deck, tmp_path: Path) -> None:
    """The recogniser finds nothing: back to idle, nothing said, nothing logged."""
    async with scripted_house(deck, tmp_path, {"asr": {"script": ""}}) as house:
        caller = await house.call()
        await caller.ask()
        await caller.until(lambda frame: frame.turn.kind == gateway_pb2.TurnEvent.KIND_DROPPED)
        await caller.hang_up()
        assert await caller.end() is None

        assert caller.said() == ""
        assert await house.deck.log() == []


async def test_a_click_is_no_turn(house: House) -> None:
    """A sound shorter than the shortest speech is dropped before anything is prepared."""
    caller = await house.call()
    await caller.speak(loud(130) + silence(600))
    await caller.until(lambda frame: frame.turn.kind == gateway_pb2.TurnEvent.KIND_DROPPED)

    kinds = [frame.turn.kind for frame in caller.frames if frame.HasField("turn")]
    assert gateway_pb2.TurnEvent.KIND_COMMITTED not in kinds


async def test_the_client_may_say_that_it_has_finished(house: House) -> None:
    """Push to talk: commit ends the turn without any silence."""
    caller = await house.call()
    await caller.speak(loud(600))
    await caller.until(lambda frame: frame.state.state == gateway_pb2.STATE_LISTENING)
    await caller.send(commit=gateway_pb2.Commit())

    assert (await caller.until_done()).heard_text == "Has dicho: hola penny"


async def test_audio_that_stalls_in_mid_turn_is_taken_as_silence(deck: Deck, tmp_path: Path) -> None:
    """A client that stops sending is not waited for for ever."""
    async with scripted_house(deck, tmp_path, {"gateway": {"max_silence_ms": 300}}) as house:
        caller = await house.call()
        await caller.speak(loud(600))

        assert (await caller.until_done()).heard_text == "Has dicho: hola penny"


@pytest.mark.slow
async def test_penny_asks_once_whether_somebody_is_there(deck: Deck, tmp_path: Path) -> None:
    """After a question of hers that nobody answers; her own words are in the log, and no word of the person's."""
    async with scripted_house(deck, tmp_path, {"gateway": {"still_there_after_s": 0.2}}) as house:
        caller = await house.call()
        await caller.type("¿qué tal?")
        await caller.until_done()
        asked = await caller.until_done()
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(1.0):
                await caller.until_done()

        assert asked.heard_text == "¿Sigues ahí?"
        found = await rows(house, 3)
        assert [row["rol"] for row in found] == ["usuario", "penny", "penny"]


async def test_an_answer_that_asks_nothing_is_followed_by_silence(deck: Deck, tmp_path: Path) -> None:
    """Nobody is called after every sentence."""
    async with scripted_house(deck, tmp_path, {"gateway": {"still_there_after_s": 0.1}}) as house:
        caller = await house.call()
        await caller.type("hola")
        await caller.until_done()
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.6):
                await caller.until_done()


async def test_hanging_up_lets_penny_finish_and_closes_the_session(house: House) -> None:
    """What is being said is said to its end; DECK knows that the session is over."""
    caller = await house.call()
    await caller.type("hola")
    await caller.hang_up()

    assert await caller.end() is None
    assert caller.said() == "Has dicho: hola"
    await rows(house, 2)
    await ended(house)


async def test_a_client_that_vanishes_leaves_a_closed_session_and_what_was_heard(deck: Deck, tmp_path: Path) -> None:
    """The turn that was committed is in the log, interrupted."""
    async with scripted_house(deck, tmp_path, {"llm": {"script": ENDLESS_ANSWER}}) as house:
        caller = await house.call()
        await caller.type("hola")
        await caller.until(lambda frame: frame.HasField("audio"))
        caller.vanish()

        _, penny = await rows(house, 2)
        assert penny["interrumpido"] is True
        await ended(house)


async def test_two_conversations_at_once_do_not_mix(house: House) -> None:
    """Each caller is answered what she asked."""
    callers = [await house.call() for _ in range(4)]
    for number, caller in enumerate(callers):
        await caller.type(f"pregunta {number}")
    answers = [(await caller.until_done()).heard_text for caller in callers]

    assert answers == [f"Has dicho: pregunta {number}" for number in range(4)]


async def test_the_conversation_so_far_goes_with_each_question(deck: Deck, tmp_path: Path) -> None:
    """The third question is answered from a context that the first two have made longer."""
    async with scripted_house(deck, tmp_path) as house:
        caller = await house.call()
        counts = []
        for text in ("uno", "dos", "tres"):
            await caller.type(text)
            counts.append((await caller.until_done()).latency.prompt_tokens)

        assert counts[0] < counts[1] < counts[2]


WEATHER = tools_pb2.Tool(
    name="tiempo",
    description="El tiempo que hace en una ciudad.",
    parameters_json='{"type": "object", "properties": {"ciudad": {"type": "string"}}, "required": ["ciudad"]}',
)


async def test_a_tool_of_the_client_is_called_and_its_result_answered_from(deck: Deck, tmp_path: Path) -> None:
    """The call goes out after the commit, the result comes back, and only then is there an answer."""
    script = '{"tiempo": {"name": "tiempo", "arguments": {"ciudad": "Cádiz"}}}'
    async with scripted_house(deck, tmp_path, {"llm": {"script": script}}) as house:
        caller = await house.call(tools=[WEATHER])
        await caller.type("¿qué tiempo hace?")
        call = (await caller.until(lambda frame: frame.HasField("tool_call"))).tool_call
        assert (call.name, json.loads(call.arguments_json)) == ("tiempo", {"ciudad": "Cádiz"})

        await caller.send(tool_result=gateway_pb2.ToolResult(call_id=call.id, content='{"grados": 21}'))
        done = await caller.until_done()

        assert done.kind == gateway_pb2.ResponseEvent.KIND_DONE
        assert done.heard_text.startswith("Has dicho")


async def test_a_tool_that_never_answers_does_not_keep_the_turn_open(deck: Deck, tmp_path: Path) -> None:
    """Its silence is the result, and the person is answered."""
    script = '{"tiempo": {"name": "tiempo", "arguments": {"ciudad": "Cádiz"}}}'
    changes: Changes = {"llm": {"script": script}, "gateway": {"tool_timeout_s": 0.1}}
    async with scripted_house(deck, tmp_path, changes) as house:
        caller = await house.call(tools=[WEATHER])
        await caller.type("¿qué tiempo hace?")

        assert (await caller.until_done()).kind == gateway_pb2.ResponseEvent.KIND_DONE
