"""What the session hears, with stages that say nothing of their own accord."""

import asyncio
from typing import Any, cast

import pytest
from opentelemetry.context import Context

from penny.v1 import asr_pb2, audio_pb2, vad_pb2
from penny_chassis.audio import to_samples
from penny_chassis.errors import Unavailable
from penny_gateway.backends import Backends
from penny_gateway.clock import SampleClock
from penny_gateway.config import Settings
from penny_gateway.echo import Echo
from penny_gateway.hearing import Hearing, Noticed
from penny_gateway.rhythm import Rhythm


class SilentStream:
    """A stage that never answers."""

    def send(self, message: object) -> None:
        """Taken, and nothing else."""

    async def receive(self) -> None:
        """For ever."""
        await asyncio.Event().wait()

    def cancel(self) -> None:
        """Nothing runs."""


class SilentStages:
    """What hearing asks of the stages."""

    def transcribe(self, _: Context) -> SilentStream:
        """The recogniser."""
        return SilentStream()


def hearing(resumed: list[float]) -> Hearing:
    """A listening side; notes the pauses that are said to be over."""
    ignore: Any = lambda *_: None  # noqa: E731 - five of the same
    noticed = Noticed(ignore, resumed.append, ignore, ignore, ignore, ignore)
    backends = cast("Backends", SilentStages())
    return Hearing(backends, Settings.model_validate({}), SampleClock(), noticed, "es", rhythm=Rhythm(), echo=Echo())


async def test_whoever_waits_for_words_learns_that_none_are_coming() -> None:
    """Listening is stopped while two wait: neither is kept until the recogniser's time is up."""
    heard = hearing([])
    async with asyncio.TaskGroup() as tasks, asyncio.timeout(5):
        heard.listen(Context(), tasks)
        waiting = [asyncio.ensure_future(heard.final(revision)) for revision in (-1, -2)]
        await asyncio.sleep(0)
        heard.stop()
        for final in waiting:
            with pytest.raises(Unavailable):
                await final


def test_a_pause_that_is_over_is_told_with_its_length() -> None:
    """From the end of the voice to its beginning; a voice that begins after none tells nothing."""
    resumed: list[float] = []
    heard = hearing(resumed)
    for sample_ms, kind in ((100, "started"), (700, "paused"), (1_100, "started"), (2_000, "paused")):
        at = to_samples(sample_ms)
        if kind == "started":
            heard._notice(vad_pb2.DetectResponse(speech_started=vad_pb2.SpeechStarted(start_sample=at)))
        else:
            heard._notice(vad_pb2.DetectResponse(speech_paused=vad_pb2.SpeechPaused(end_sample=at, voiced_ms=600)))
    heard.rest()
    later = vad_pb2.SpeechStarted(start_sample=to_samples(9_000))
    heard._notice(vad_pb2.DetectResponse(speech_started=later))

    assert resumed == [400]


class NotingStream(SilentStream):
    """A recogniser that notes where the audio it is sent begins and ends."""

    def __init__(self) -> None:
        self.heard: list[tuple[int, int]] = []

    def send(self, message: object) -> None:
        """Note it."""
        if isinstance(message, asr_pb2.TranscribeRequest) and message.HasField("audio"):
            start = message.audio.start_sample
            self.heard.append((start, start + len(message.audio.pcm) // 2))


async def test_what_belongs_to_a_committed_turn_is_not_heard_again() -> None:
    """The client has ended the turn in the middle of a voice that goes on: the next turn begins there."""
    heard, streams = hearing([]), list[NotingStream]()

    def transcribe(_: Context) -> NotingStream:
        streams.append(NotingStream())
        return streams[-1]

    heard._backends.transcribe = transcribe  # type: ignore[assignment, method-assign]
    heard._notice(vad_pb2.DetectResponse(speech_started=vad_pb2.SpeechStarted(start_sample=to_samples(1000))))
    async with asyncio.TaskGroup() as tasks:
        for second in range(4):
            if second == 1:
                heard.listen(Context(), tasks)
            if second == 3:
                heard.rest()
                heard.listen(Context(), tasks)
            for tenth in range(10):
                start = to_samples(1000 * second + 100 * tenth)
                heard.hear(audio_pb2.AudioChunk(start_sample=start, pcm=bytes(2 * to_samples(100))))
        heard.stop()

    before, after = (stream.heard for stream in streams)
    assert (before[0][0], before[-1][1]) == (to_samples(500), to_samples(3000))
    assert (after[0][0], after[-1][1]) == (to_samples(3000), to_samples(4000))
