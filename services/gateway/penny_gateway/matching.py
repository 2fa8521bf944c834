"""Which frames of the microphone are not explained by what was played. Pure.

An echo is what was played: later by some time, weaker by some amount in each band, and drawn out by the room. None of
this is known; all of it is found from the last second and a half, over which it hardly changes. What is then louder
than the echo would be, in several bands at once, is somebody else's voice: two voices are seldom loud in the same
bands at the same time. Where there is no echo at all, its strength comes out as next to nothing, and every voice is
somebody else's.

The thresholds were chosen by trial on Penny's and human voices in simulated rooms: echoes 6 to 40 dB down and 0 to
700 ms late, reverberation of 0.2 to 0.6 s, small loudspeakers, noise of -75 to -50 dBFS, and Silero to tell voices from
silence. On other scenes with the same voices, 1 answer in 474 was interrupted by its own echo (without all this, all
but the weakest are). Of 260 persons who spoke over one, from 3 dB below it to 9 above, all were heard, half of them no
later than they would have been without an echo, 7 more than half a second later; of 260 without an echo, 1. It is
worse in noise of -40 dBFS (6 answers of 130), with a gain control that moves by 3 to 6 dB a second (5 of 124), and
with a client that shuts its microphone between words (25 of 111).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from penny_gateway.levels import FRAME_MS, QUIETEST, Power

MATCHED_FRAMES = 94
"""Over which an echo is sought: 1.5 s. With 2 s, a gain control that moves by 5 dB a second looks like a voice."""

_ROOM_DECAY = 10 ** (-6 * FRAME_MS / 500)
"""Of sound in a room from one frame to the next: 60 dB in 0.5 s, as in a living room."""
_ROOM_SHARE = 0.2
"""Of the sound that lingers so."""
_DOUBLINGS = (1, 2, 4, 8, 16)
"""Steps, in frames, in which a decay over 32 frames is summed."""
_DEPTH_DB = 30
"""How far below its loudest a band is looked at when echo and sound are laid over each other."""
_ACTIVE_DB = 15
"""How far below its loudest a band counts when the echo's strength is measured: below, the noise of the room does."""
_FEW_FRAMES = 6
"""With so many frames of its own, a band's strength counts as much as that of all bands together."""
_SILENT_DB = 10 * np.log10(QUIETEST) + 3
"""Digital silence, or nearly."""
_LOUDEST_FLOOR_DB = -60
"""Of a band: noise that is louder is a voice, if there is nothing but it and digital silence."""
_EXCESS_DB = 8
"""Above the echo, where a person is heard: its level in a frame and band wavers by 3 to 5 dB around the median."""
ALIKE = 0.6
"""Correlation of what is heard with what was played, from which on it is like an echo. Of echoes alone, 19 in 20 are
above 0.54; of persons alone, as many are below 0.76, the higher the sooner after Penny they begin."""

_Decibels = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class _Evidence:
    """What makes a frame somebody's who is not Penny."""

    bands: int
    """So many at once stand out of the echo."""
    audible_db: int
    """So far they stand out of the noise of the room, too."""


_LIKE_AN_ECHO = _Evidence(bands=4, audible_db=10)
"""In an echo alone, one or two bands stand out now and then, and so does noise."""
_UNLIKE = _Evidence(bands=3, audible_db=6)
"""For a voice in noise, of which only the loudest bands are heard."""


@dataclass(frozen=True, slots=True)
class Match:
    """What comes of laying the loudspeaker over the microphone."""

    likeness: float
    """Correlation of their levels, where it is highest."""
    unexplained: NDArray[np.bool_]
    """Which frames of the microphone hold more than an echo."""


def match(heard: Power, played: Power, *, echoes: bool) -> Match:
    """Find the echo of what was played in what is heard, and what is not of it.

    Args:
        heard: The microphone.
        played: The loudspeaker, from earlier than `heard` to later; the more frames, the more delays are tried.
        echoes: Whether the client is known to send back what it plays.
    """
    heard_db, played_db = _decibels(heard), _decibels(_lingering(played))
    floor_db = _floor(heard_db)
    likeness = _likeness(np.maximum(heard_db, floor_db + 3), played_db)
    start = int(np.argmax(likeness))
    echo_db = played_db[start : start + len(heard)]
    asked = _LIKE_AN_ECHO if echoes or likeness[start] >= ALIKE else _UNLIKE
    own = heard_db > np.maximum(echo_db + _gain(heard_db, echo_db) + _EXCESS_DB, floor_db + asked.audible_db)
    return Match(float(likeness[start]), own.sum(axis=1) >= asked.bands)


def _decibels(power: Power) -> _Decibels:
    decibels: _Decibels = 10 * np.log10(power)
    return decibels


def _lingering(played: Power) -> Power:
    """What was played, as it sounds in a room."""
    tail = played.copy()
    for step in _DOUBLINGS:
        tail[step:] += _ROOM_DECAY**step * tail[:-step].copy()
    room: Power = (1 - _ROOM_SHARE) * played + _ROOM_SHARE * tail
    return room


def _floor(heard_db: _Decibels) -> _Decibels:
    """The noise of the room in each band: what nine tenths of the frames exceed.

    A client that suppresses noise sends nothing between words; then it is what nine tenths of the other frames exceed,
    but never so much that a voice out of such silence is taken for the noise.
    """
    ordered = np.sort(heard_db, axis=0)
    silent = (heard_db < _SILENT_DB).sum(axis=0)
    sounding = _row_of(ordered, np.minimum(silent + (len(ordered) - silent) // 10, len(ordered) - 1))
    floor: _Decibels = np.minimum(sounding, np.maximum(ordered[len(ordered) // 10], _LOUDEST_FLOOR_DB))
    return floor


def _likeness(heard_db: _Decibels, played_db: _Decibels) -> NDArray[np.float64]:
    """Correlation of what is heard with what was played, from each frame of the latter on."""
    count = len(heard_db)
    heard, played = _shape(heard_db), _shape(played_db)
    alike = sum(np.correlate(*band, "valid") for band in zip(played.T, heard.T, strict=True))
    sums = np.cumsum(np.concatenate([np.zeros_like(played[:1]), played]), axis=0)
    squares = np.concatenate([[0.0], np.cumsum((played**2).sum(axis=1))])
    spread = squares[count:] - squares[:-count] - ((sums[count:] - sums[:-count]) ** 2).sum(axis=1) / count
    likeness: NDArray[np.float64] = alike / np.sqrt(np.maximum(spread, 1.0) * max((heard**2).sum(), 1.0))
    return likeness


def _shape(decibels: _Decibels) -> NDArray[np.float64]:
    """Levels around their mean, the quiet ones raised to _DEPTH_DB below the loudest."""
    raised = np.maximum(decibels, decibels.max(axis=0) - _DEPTH_DB).astype(np.float64)
    shape: NDArray[np.float64] = raised - raised.mean(axis=0)
    return shape


def _gain(heard_db: _Decibels, echo_db: _Decibels) -> _Decibels:
    """From the loudspeaker to the microphone, in each band: the median of the frames in which something is played.

    Of all of them, whether anything is heard or not: if mostly nothing is, there is no echo.
    """
    active = echo_db > np.maximum(echo_db.max(axis=0) - _ACTIVE_DB, _SILENT_DB)
    count = active.sum(axis=0)
    if not count.any():
        return np.full(len(count), -np.inf, np.float32)
    ratio = np.where(active, heard_db - echo_db, np.inf)
    overall = np.median(ratio[active])
    medians = _row_of(np.sort(ratio, axis=0), np.minimum(count // 2, len(ratio) - 1))
    trust = count / (count + _FEW_FRAMES)
    gain: _Decibels = trust * np.where(count > 0, medians, overall) + (1 - trust) * overall
    return gain


def _row_of(ordered: _Decibels, rows: NDArray[np.int_]) -> _Decibels:
    """One value of each column."""
    return ordered[rows, np.arange(len(rows))]
