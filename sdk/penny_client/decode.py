"""From the wire's frames to events: the only place that knows the shape of a ConverseResponse."""

from collections.abc import Callable
from typing import Any, TypedDict

from penny.v1 import gateway_pb2 as wire
from penny.v1 import tools_pb2
from penny_client import events


class Place(TypedDict):
    """Where in the conversation a frame belongs."""

    turn_id: int
    revision: int
    generation: int


_STATES = {
    wire.STATE_IDLE: events.State.IDLE,
    wire.STATE_LISTENING: events.State.LISTENING,
    wire.STATE_PROCESSING: events.State.PROCESSING,
    wire.STATE_SPEAKING: events.State.SPEAKING,
}
_CHANGES = {
    wire.TurnEvent.KIND_SOFT_END: events.TurnChange.SOFT_END,
    wire.TurnEvent.KIND_SPECULATING: events.TurnChange.SPECULATING,
    wire.TurnEvent.KIND_COMMITTED: events.TurnChange.COMMITTED,
    wire.TurnEvent.KIND_REOPENED: events.TurnChange.REOPENED,
    wire.TurnEvent.KIND_DROPPED: events.TurnChange.DROPPED,
}
_LATENCIES = (
    "end_of_turn_ms",
    "asr_ms",
    "llm_first_token_ms",
    "llm_first_clause_ms",
    "tts_first_audio_ms",
    "voice_to_voice_ms",
    "pause_ms",
    "models_ms",
)
_COUNTS = ("prompt_tokens", "completion_tokens", "made_ms", "wasted_ms")


def decode(frame: wire.ConverseResponse) -> events.Event | None:
    """The event that a frame tells of; None if this version does not know its kind."""
    kind = frame.WhichOneof("body")
    if kind is None or kind not in _DECODERS:
        return None
    place = Place(turn_id=frame.turn_id, revision=frame.revision, generation=frame.generation)
    return _DECODERS[kind](getattr(frame, kind), place)


def _opened(body: wire.Opened, place: Place) -> events.Event:
    return events.Opened(
        session_id=body.session_id,
        player_id=body.player_id,
        max_text_characters=body.limits.max_text_characters,
        max_utterance_ms=body.limits.max_utterance_ms,
        **place,
    )


def _vad(body: wire.VadEvent, place: Place) -> events.Event | None:
    match body.kind:
        case wire.VadEvent.KIND_SPEECH_STARTED:
            return events.SpeechStarted(sample=body.sample, **place)
        case wire.VadEvent.KIND_SPEECH_PAUSED:
            return events.SpeechPaused(sample=body.sample, **place)
    return None


def _transcript(body: wire.TranscriptEvent, place: Place) -> events.Event:
    return events.TranscriptUpdated(
        stable=body.stable_prefix, volatile=body.volatile_tail, is_final=body.is_final, **place
    )


def _turn(body: wire.TurnEvent, place: Place) -> events.Event | None:
    if (change := _CHANGES.get(body.kind)) is None:
        return None
    return events.TurnChanged(
        change=change, end_probability=body.end_probability, speech_end_sample=body.speech_end_sample, **place
    )


def _state(body: wire.StateEvent, place: Place) -> events.Event | None:
    state = _STATES.get(body.state)
    return None if state is None else events.StateChanged(state=state, **place)


def _response(body: wire.ResponseEvent, place: Place) -> events.Event | None:
    match body.kind:
        case wire.ResponseEvent.KIND_CREATED:
            return events.ResponseStarted(response_id=body.response_id, trace_id=body.trace_id, **place)
        case wire.ResponseEvent.KIND_PAUSED:
            return events.ResponsePaused(response_id=body.response_id, **place)
        case wire.ResponseEvent.KIND_RESUMED:
            return events.ResponseResumed(response_id=body.response_id, **place)
        case wire.ResponseEvent.KIND_CANCELLED | wire.ResponseEvent.KIND_DONE:
            done = body.kind == wire.ResponseEvent.KIND_DONE
            return (events.ResponseDone if done else events.ResponseCancelled)(
                response_id=body.response_id,
                heard_text=body.heard_text,
                latency=_latency(body.latency),
                interrupted=body.latency.interrupted or not done,
                **place,
            )
    return None


def _latency(body: wire.LatencyBreakdown) -> events.Latency:
    measured = {name: getattr(body, name) for name in _LATENCIES if body.HasField(name)}  # type: ignore[arg-type]
    counted = {name: getattr(body, name) for name in _COUNTS}
    return events.Latency(**measured, **counted)


def _text(body: wire.ResponseText, place: Place) -> events.Event:
    return events.ResponseText(response_id=body.response_id, text=body.text, **place)


def _audio(body: wire.ResponseAudio, place: Place) -> events.Event:
    return events.ResponseAudio(
        response_id=body.response_id,
        sample_rate_hz=body.sample_rate_hz,
        start_sample=body.start_sample,
        pcm=body.pcm,
        **place,
    )


def _tool_call(body: tools_pb2.ToolCall, place: Place) -> events.Event:
    return events.ToolRequested(call_id=body.id, name=body.name, arguments_json=body.arguments_json, **place)


def _notice(body: wire.Notice, place: Place) -> events.Event:
    return events.Noticed(code=body.code, text=body.text, **place)


def _error(body: wire.ErrorEvent, place: Place) -> events.Event:
    return events.Failed(code=body.code, text=body.text, **place)


def _pong(body: wire.Ping, place: Place) -> events.Event:
    return events.Pong(nonce=body.nonce, **place)


_DECODERS: dict[str, Callable[[Any, Place], events.Event | None]] = {
    "opened": _opened,
    "vad": _vad,
    "transcript": _transcript,
    "turn": _turn,
    "state": _state,
    "response": _response,
    "text": _text,
    "audio": _audio,
    "tool_call": _tool_call,
    "notice": _notice,
    "error": _error,
    "pong": _pong,
}
