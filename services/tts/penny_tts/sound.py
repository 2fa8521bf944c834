"""Shaping what an engine speaks: silence cut, ends softened, pauses laid behind, audio cut into chunks.

Pure: samples in, samples out, the rate beside them. The law: a voice is never cut, only the silence around it; every
clause begins and ends at zero, so that clauses can be laid end to end without a click.
"""

from collections.abc import Iterator

import numpy as np

from penny_chassis.audio import Samples, to_samples

CHUNK_MS = 40
"""Audio in one message: short enough to stop within, long enough that messages cost nothing to speak of."""

_FRAME_MS = 5
_ONSET_DBFS = -60.0
"""Loudness at which a clause begins: Kokoro's silence lies below -80, its softest onsets above -55."""
_END_DBFS = -45.0
"""Loudness at which it ends: behind the voice Kokoro sometimes leaves a faint tick of up to -46."""
_LEAD_MS = 30
"""Silence left before the onset."""
_TAIL_MS = 60
"""What follows the end: the last consonant's breath."""
_FADE_IN_MS = 5
_FADE_OUT_MS = 20
_CEILING = 0.98
"""Loudest sample: what an engine speaks beyond it is turned down as a whole rather than clipped."""

_PAUSES_MS = {",": 120, ";": 180, ":": 180, "—": 120, "–": 120, ".": 250, "!": 250, "?": 250, "…": 300}
_CLOSING = "\"'”’»)] "


def pause_after(text: str) -> int:
    """Milliseconds of silence that a clause's last mark asks for; 0 if the sentence goes on without a mark."""
    return _PAUSES_MS.get(text.rstrip(_CLOSING)[-1:], 0)


def shape(spoken: Samples, rate_hz: int, pause_ms: int) -> Samples:
    """A clause ready to be followed by another: silence cut, ends faded, not too loud, the pause behind it.

    Nothing at all, if nothing in it can be heard.
    """
    loudness = _loudness(spoken, rate_hz)
    heard = np.flatnonzero(loudness > _ONSET_DBFS)
    loud = np.flatnonzero(loudness > _END_DBFS)
    if not len(loud):
        return np.zeros(0, np.float32)
    frame = to_samples(_FRAME_MS, rate_hz)
    begin = max(0, int(heard[0]) * frame - to_samples(_LEAD_MS, rate_hz))
    end = int(loud[-1] + 1) * frame
    voice = _faded(spoken[begin : end + to_samples(_TAIL_MS, rate_hz)], rate_hz)
    silence = begin + len(voice) - end
    pause = np.zeros(max(0, to_samples(pause_ms, rate_hz) - silence), np.float32)
    return np.concatenate([_turned_down(voice), pause])


def chunks(samples: Samples, rate_hz: int) -> Iterator[Samples]:
    """The samples in pieces of CHUNK_MS; the last one may be shorter."""
    size = to_samples(CHUNK_MS, rate_hz)
    for at in range(0, len(samples), size):
        yield samples[at : at + size]


def _loudness(samples: Samples, rate_hz: int) -> Samples:
    """RMS of each frame in dBFS; the last frame is filled up with silence."""
    frame = to_samples(_FRAME_MS, rate_hz)
    padded = np.pad(samples, (0, -len(samples) % frame)).reshape(-1, frame)
    power: Samples = 10 * np.log10(np.mean(np.square(padded), axis=1) + 1e-12)
    return power


def _faded(samples: Samples, rate_hz: int) -> Samples:
    """From zero at the beginning, to zero at the end; a copy."""
    faded = samples.astype(np.float32, copy=True)
    rise = min(to_samples(_FADE_IN_MS, rate_hz), len(faded))
    fall = min(to_samples(_FADE_OUT_MS, rate_hz), len(faded))
    faded[:rise] *= np.linspace(0, 1, rise, dtype=np.float32)
    faded[len(faded) - fall :] *= np.linspace(1, 0, fall, dtype=np.float32)
    return faded


def _turned_down(samples: Samples) -> Samples:
    peak = float(np.max(np.abs(samples)))
    return samples * np.float32(_CEILING / peak) if peak > _CEILING else samples
