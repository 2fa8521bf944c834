"""What the client's loudspeaker is taken to play while the microphone hears a sample. Pure.

An answer sounds from when its first audio is sent, for as long as there is audio; what the client acknowledges and
what it is told (hold, go on) correct this. How much later all of it comes back, through the client's buffers and the
room, is not known here.
"""

from dataclasses import dataclass

import numpy as np

from penny_gateway.levels import Levels, Positions, Power

_KEPT_MS = 5000
"""Of an answer: what is compared with the microphone, and the 1 or 2 s that are sent ahead of its being heard."""
_JITTER_MS = 150
"""Clients count what they have played in steps; an acknowledgement that is off by less corrects nothing."""
_KEPT_STRETCHES = 8
_NOWHERE = -(2**40)
"""A position in an answer at which there is no sound."""


@dataclass(slots=True)
class _Stretch:
    """From a sample of the microphone on, the answer sounds from one of its own samples on; or nothing does."""

    from_sample: int
    position: int
    sounds: bool = True


class Loudspeaker:
    """The answer that is being played, or was played last. Positions in an answer are samples of its audio."""

    def __init__(self, microphone_hz: int) -> None:
        self._microphone_hz = microphone_hz
        self._answer = Levels(microphone_hz, _KEPT_MS)
        self._stretches: list[_Stretch] = []
        self._acknowledged = 0

    def sent(self, position: int, pcm: bytes, rate_hz: int, now: int) -> None:
        """Audio of an answer is on its way to the client; position 0 begins another answer."""
        if position == 0 or rate_hz != self._answer.rate_hz:
            self._answer = Levels(rate_hz, _KEPT_MS)
            self._stretches, self._acknowledged = [], 0
        dry = self._position(now) - self._answer.end_sample if self._stretches else 0
        if dry > 0:
            self.held(now - self._in_microphone(dry))
        if dry > 0 or not self._stretches:
            self._begin(_Stretch(now, position))
        self._answer.add(position, pcm)

    def acknowledged(self, position: int, now: int) -> None:
        """The client has played the answer up to here."""
        if not self._stretches or position <= self._acknowledged:
            return
        self._acknowledged = position
        last, late = self._stretches[-1], self._in_microphone(self._position(now) - position)
        if not last.sounds:
            last.position = position
        elif abs(late) > self._microphone_hz * _JITTER_MS // 1000:
            last.from_sample += late

    def held(self, now: int) -> None:
        """The client stops playing, and keeps its place."""
        if self._stretches and self._stretches[-1].sounds:
            self._begin(_Stretch(now, min(self._position(now), self._answer.end_sample), sounds=False))

    def resumed(self, now: int) -> None:
        """The client goes on where it was."""
        if self._stretches and not self._stretches[-1].sounds:
            self._begin(_Stretch(now, self._stretches[-1].position))

    def may_be_heard(self, sample: int, late_ms: int) -> bool:
        """Whether the microphone can hear the answer at this sample, up to so late."""
        if not self._stretches:
            return False
        last = self._stretches[-1]
        left = self._in_microphone(self._answer.end_sample - last.position) if last.sounds else 0
        until = last.from_sample + left + self._microphone_hz * late_ms // 1000
        return self._stretches[0].from_sample <= sample < until

    def power(self, samples: Positions) -> Power:
        """What is played at these samples of the microphone."""
        positions = np.full(len(samples), _NOWHERE)
        for stretch in self._stretches:
            since = samples >= stretch.from_sample
            elapsed = (samples[since] - stretch.from_sample) * self._answer.rate_hz // self._microphone_hz
            positions[since] = stretch.position + elapsed if stretch.sounds else _NOWHERE
        return self._answer.power(positions)

    def _begin(self, stretch: _Stretch) -> None:
        self._stretches = [*self._stretches[1 - _KEPT_STRETCHES :], stretch]

    def _position(self, now: int) -> int:
        """Where the answer is now, if there is so much of it."""
        last = self._stretches[-1]
        elapsed = (now - last.from_sample) * self._answer.rate_hz // self._microphone_hz
        return last.position + elapsed if last.sounds else last.position

    def _in_microphone(self, samples: int) -> int:
        return samples * self._microphone_hz // self._answer.rate_hz
