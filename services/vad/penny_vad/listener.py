"""One stream being listened to: chunks in, what was noticed out, however the audio is chopped. Synchronous."""

from collections.abc import Iterator
from dataclasses import dataclass

from penny.v1 import audio_pb2
from penny_chassis.audio import ChunkOrder, Samples, decode_pcm, to_samples
from penny_vad.detector import Event, Hearing, Paused, Rules, step
from penny_vad.engine import WINDOW_SAMPLES, Session
from penny_vad.windows import Windows

LEAD_SAMPLES = to_samples(500)
"""Audio before a turn's first speech that the end-of-turn model hears too; the lead that Pipecat, made by the same
people as Smart Turn, gives it."""


@dataclass(frozen=True, slots=True)
class Judge:
    """Asks whether a pause is the end of its turn."""

    end_sample: int
    """The end_sample of the pause."""
    turn: Samples
    """The turn up to now, its last 8 s if it is longer."""


class Listener:
    """A stream's windows, its engine session, and what has been heard."""

    def __init__(self, session: Session, rules: Rules) -> None:
        self._session = session
        self._rules = rules
        self._order = ChunkOrder()
        self._windows = Windows()
        self._hearing: Hearing | None = None

    def hear(self, chunk: audio_pb2.AudioChunk) -> Iterator[Event | Judge]:
        """Take the next chunk; each Paused is followed by its Judge.

        Raises:
            TooLarge, InvalidInput, OutOfOrder: As ChunkOrder.accept.
        """
        self._order.accept(chunk)
        hearing = self._hearing or Hearing(chunk.start_sample)
        for window in self._windows.cut(decode_pcm(chunk.pcm)):
            hearing, event = step(self._rules, hearing, self._session.probability(window))
            if event is not None:
                yield event
            if isinstance(event, Paused):
                yield Judge(event.end_sample, self._turn(event))
        self._hearing = hearing

    def _turn(self, pause: Paused) -> Samples:
        length = pause.at_sample - pause.turn_from + LEAD_SAMPLES
        return self._windows.last(-(-length // WINDOW_SAMPLES))
