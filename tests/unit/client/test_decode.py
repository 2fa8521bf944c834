"""From frames to events."""

from typing import Any

import pytest

from penny.v1 import gateway_pb2 as wire
from penny.v1 import tools_pb2
from penny_client import events
from penny_client.decode import decode

PLACE: dict[str, Any] = {"turn_id": 3, "revision": 1, "generation": 2}
Response = wire.ResponseEvent


def frame(**body: Any) -> wire.ConverseResponse:  # noqa: ANN401 - one field of the oneof
    """A frame at that place."""
    return wire.ConverseResponse(seq=9, **PLACE, **body)


@pytest.mark.parametrize(
    ("body", "event"),
    [
        (
            {"opened": wire.Opened(session_id="s", player_id="p", limits=wire.Limits(max_text_characters=5))},
            events.Opened(session_id="s", player_id="p", max_text_characters=5, max_utterance_ms=0, **PLACE),
        ),
        (
            {"vad": wire.VadEvent(kind=wire.VadEvent.KIND_SPEECH_STARTED, sample=7)},
            events.SpeechStarted(sample=7, **PLACE),
        ),
        (
            {"vad": wire.VadEvent(kind=wire.VadEvent.KIND_SPEECH_PAUSED, sample=8)},
            events.SpeechPaused(sample=8, **PLACE),
        ),
        (
            {"transcript": wire.TranscriptEvent(stable_prefix="a", volatile_tail="b", is_final=True)},
            events.TranscriptUpdated(stable="a", volatile="b", is_final=True, **PLACE),
        ),
        (
            {"turn": wire.TurnEvent(kind=wire.TurnEvent.KIND_COMMITTED, end_probability=0.5, speech_end_sample=4)},
            events.TurnChanged(change=events.TurnChange.COMMITTED, end_probability=0.5, speech_end_sample=4, **PLACE),
        ),
        (
            {"state": wire.StateEvent(state=wire.STATE_SPEAKING)},
            events.StateChanged(state=events.State.SPEAKING, **PLACE),
        ),
        (
            {"response": Response(kind=Response.KIND_CREATED, response_id="r", trace_id="t")},
            events.ResponseStarted(response_id="r", trace_id="t", **PLACE),
        ),
        (
            {"response": Response(kind=Response.KIND_PAUSED, response_id="r")},
            events.ResponsePaused(response_id="r", **PLACE),
        ),
        (
            {"response": Response(kind=Response.KIND_RESUMED, response_id="r")},
            events.ResponseResumed(response_id="r", **PLACE),
        ),
        (
            {"text": wire.ResponseText(response_id="r", text="x")},
            events.ResponseText(response_id="r", text="x", **PLACE),
        ),
        (
            {"audio": wire.ResponseAudio(response_id="r", sample_rate_hz=24_000, start_sample=5, pcm=b"ab")},
            events.ResponseAudio(response_id="r", sample_rate_hz=24_000, start_sample=5, pcm=b"ab", **PLACE),
        ),
        (
            {"tool_call": tools_pb2.ToolCall(id="c", name="n", arguments_json="{}")},
            events.ToolRequested(call_id="c", name="n", arguments_json="{}", **PLACE),
        ),
        ({"notice": wire.Notice(code="C", text="x")}, events.Noticed(code="C", text="x", **PLACE)),
        ({"error": wire.ErrorEvent(code="C", text="x")}, events.Failed(code="C", text="x", **PLACE)),
        ({"pong": wire.Ping(nonce=6)}, events.Pong(nonce=6, **PLACE)),
    ],
)
def test_each_frame_becomes_its_event(body: dict[str, Any], event: events.Event) -> None:
    """Every kind of frame becomes the event of its kind with all its fields and its place."""
    assert decode(frame(**body)) == event


def test_ends_of_a_response() -> None:
    """DONE and CANCELLED carry what was heard and where the time went; what was not measured is None."""
    latency = wire.LatencyBreakdown(asr_ms=150, voice_to_voice_ms=900, prompt_tokens=7)
    expected = events.Latency(asr_ms=150, voice_to_voice_ms=900, prompt_tokens=7)
    done = decode(frame(response=Response(kind=Response.KIND_DONE, response_id="r", heard_text="x", latency=latency)))
    cancelled = decode(frame(response=Response(kind=Response.KIND_CANCELLED, response_id="r", latency=latency)))
    assert done == events.ResponseDone(response_id="r", heard_text="x", latency=expected, interrupted=False, **PLACE)
    assert cancelled == events.ResponseCancelled(
        response_id="r", heard_text="", latency=expected, interrupted=True, **PLACE
    )


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"state": wire.StateEvent()},
        {"vad": wire.VadEvent()},
        {"turn": wire.TurnEvent()},
        {"response": wire.ResponseEvent()},
    ],
)
def test_what_is_not_known_is_left_out(body: dict[str, Any]) -> None:
    """A frame of a kind that this version does not know is no event and no error."""
    assert decode(frame(**body)) is None


@pytest.mark.parametrize(
    ("first", "second", "joined"), [("a", "b", "a b"), ("a ", "b", "a b"), ("", "b", "b"), ("a", "", "a")]
)
def test_words_are_joined_by_one_space(first: str, second: str, joined: str) -> None:
    """Two pieces of text get one space between them, unless a piece brings its own or is empty."""
    assert events.join_words(first, second) == joined
