"""A microphone that gives nothing: muted, or not the one that is spoken into. Pure."""

import numpy as np

from penny_client.audio.pcm import SAMPLE_RATE_HZ

MUTE_S = 5.0
"""How long a microphone may be silent from its beginning until it counts as mute."""
FLOOR = 8
"""The largest sample, of 32768, that still is silence (-72 dBFS): a muted input gives zeros, or a last bit that wavers;
any that is open gives the noise of its room."""


class MuteWatch:
    """Give it everything a microphone hears, from its beginning."""

    def __init__(self) -> None:
        self._silent_samples = 0
        self._settled = False

    def noticed(self, pcm: bytes) -> bool:
        """Take PCM s16le; True once, at the moment when nothing but silence has been heard for MUTE_S."""
        if self._settled:
            return False
        samples = np.frombuffer(pcm, dtype="<i2").astype(np.int32)
        loud = bool((np.abs(samples) > FLOOR).any())
        self._silent_samples += len(samples)
        mute = not loud and self._silent_samples >= MUTE_S * SAMPLE_RATE_HZ
        self._settled = loud or mute
        return mute
