"""Penny's own voice in the microphone: where what is heard is no longer what she says. Pure.

A client without echo cancellation sends back what it plays. The gateway knows what that is; it compares the two when,
and only when, somebody seems to speak while Penny can be heard, or was a moment ago.
"""

import numpy as np
from numpy.typing import NDArray

from penny_gateway.levels import FRAME_MS, WINDOW_MS, Levels
from penny_gateway.loudspeaker import Loudspeaker
from penny_gateway.matching import ALIKE, MATCHED_FRAMES, match

_RATE_HZ = 16_000
"""The microphone's."""
_HOP = _RATE_HZ * FRAME_MS // 1000
_WINDOW = _RATE_HZ * WINDOW_MS // 1000
_EARLY_FRAMES = 10
"""How much earlier than expected an echo may come, 160 ms: a client may acknowledge late what it has played."""
_LATE_FRAMES = 50
"""How much later, 800 ms: the network both ways, and the client's buffers."""
_TAIL_MS = 1100
"""After the last of an answer, until nothing of it is heard any more: as late as it comes, and 300 ms of the room."""
_KEPT_MS = 3000
"""Of the microphone: what is compared, and as much again for a vad service that is behind."""
_ENOUGH_FRAMES = 5
"""Of a voice that is not the echo; fewer are found in an echo now and then."""
_GAP_FRAMES = 12
"""Between two such frames of one voice: as long as the silence that is a pause to the vad service."""

_KNOWN_MS = 400
"""Of a voice that is like what is played, and is not more, from which on the client is known to send it back."""


class Echo:
    """The microphone and the loudspeaker of one conversation; positions are samples of the microphone."""

    def __init__(self) -> None:
        self._microphone = Levels(_RATE_HZ, _KEPT_MS)
        self._loudspeaker = Loudspeaker(_RATE_HZ)
        self._echoes = False
        """Whether the client is known to send back what it plays."""
        self._decided_until = 0

    def heard(self, start_sample: int, pcm: bytes) -> None:
        """The microphone's audio, PCM s16le at 16 kHz."""
        self._microphone.add(start_sample, pcm)

    def sent(self, start_sample: int, pcm: bytes, rate_hz: int) -> None:
        """A piece of an answer's audio, PCM s16le, is on its way; its position is counted from the answer's start."""
        self._loudspeaker.sent(start_sample, pcm, rate_hz, self._microphone.end_sample)

    def acknowledged(self, samples: int) -> None:
        """The client has played so much of the answer."""
        self._loudspeaker.acknowledged(samples, self._microphone.end_sample)

    def held(self) -> None:
        """The client has been told to stop playing, for a while or for good."""
        self._loudspeaker.held(self._microphone.end_sample)

    def resumed(self) -> None:
        """The client goes on where it was."""
        self._loudspeaker.resumed(self._microphone.end_sample)

    def own_voice(self, since: int, until: int) -> int | None:
        """Where the voice began that is heard at `until` and is not Penny's; None if there is none but hers.

        Args:
            since: Where the vad service says that the voice began.
            until: How far it has judged the audio.
        """
        if not self._loudspeaker.may_be_heard(until, _TAIL_MS):
            return since
        if until < self._decided_until:
            return None
        around = until - _WINDOW + _HOP * np.arange(1 - MATCHED_FRAMES - _LATE_FRAMES, 1 + _EARLY_FRAMES)
        starts = around[_LATE_FRAMES : _LATE_FRAMES + MATCHED_FRAMES]
        found = match(self._microphone.power(starts), self._loudspeaker.power(around), echoes=self._echoes)
        first, count = _last_voice(found.unexplained & (starts > since - _WINDOW))
        if count < _ENOUGH_FRAMES:
            self._decided_until = until + _HOP * (_ENOUGH_FRAMES - count)
            self._echoes |= found.likeness >= ALIKE and until - since >= _RATE_HZ * _KNOWN_MS // 1000
            return None
        return max(since, int(starts[first])) if first > _GAP_FRAMES else since


def _last_voice(own: NDArray[np.bool_]) -> tuple[int, int]:
    """Of the voice that is heard at the end: its first frame, and how many frames are surely of it; 0 if none is."""
    frames = np.flatnonzero(own)
    if not len(frames) or len(own) - 1 - frames[-1] > _GAP_FRAMES:
        return len(own), 0
    gaps = np.flatnonzero(np.diff(frames) > _GAP_FRAMES + 1)
    first = gaps[-1] + 1 if len(gaps) else 0
    return int(frames[first]), len(frames) - first
