"""Turns spoken by people: recordings whose natural pauses are stretched with their own background noise."""

import sys
from collections.abc import Iterator, Sequence
from functools import partial

import numpy as np
from spoken import HELD_OUT, LEAD_MS, TAIL_MS, TUNE, Clip
from stages import human_clips

from penny_chassis.audio import Samples, to_ms, to_samples
from penny_vad.detector import Hearing, Paused, Rules, Started, step
from penny_vad.engine import WINDOW_SAMPLES, Engine

KIND = "human"
_STRETCHED_MS = (300, 600, 900, 1200, 1500)
_RULES = Rules.of(threshold=0.5, onset_ms=96, pause_ms=100, new_turn_ms=3000)
"""A silence of 100 ms within speech is taken for a pause; shorter ones are stops before consonants."""
_AT_ONCE = 2
"""Pauses of a recording that are stretched in one variant, at most: a person who hesitates once or twice."""
_BACKGROUND_MS = 60
"""As short as a natural pause is within its edges."""

Silence = tuple[int, int]
"""From a sample to another."""


def stretched_clips(detector: Engine) -> Iterator[Clip]:
    """Each recording several times, with one or two of its pauses as long as each of a few lengths."""
    recordings = human_clips()
    if not recordings:
        print("../shared/audio is absent: no human speech.", file=sys.stderr)
    random = np.random.default_rng(0)
    for number, (samples, text) in enumerate(recordings):
        pauses = natural_pauses(detector, samples)
        half = TUNE if number % 2 else HELD_OUT
        for length_ms in _STRETCHED_MS if pauses else ():
            chosen = random.choice(len(pauses), size=min(_AT_ONCE, len(pauses)), replace=False)
            sound = partial(stretch, samples, [pauses[index] for index in sorted(chosen)], length_ms)
            yield Clip(f"{text[:50]} ({length_ms} ms)", KIND, half, sound)


def natural_pauses(detector: Engine, samples: Samples) -> list[Silence]:
    """Where the person is silent for a moment within her turn."""
    session, hearing = detector.open(), Hearing(0)
    pauses: list[Silence] = []
    end = 0
    for start in range(0, len(samples) - WINDOW_SAMPLES + 1, WINDOW_SAMPLES):
        hearing, event = step(_RULES, hearing, session.probability(samples[start : start + WINDOW_SAMPLES]))
        if isinstance(event, Paused):
            end = event.end_sample
        elif isinstance(event, Started) and end:
            pauses.append((end, event.start_sample))
    return pauses


def stretch(samples: Samples, pauses: Sequence[Silence], length_ms: float) -> Samples:
    """A recording in which these silences, in order, last at least so long; with background before and after it."""
    quiet = background(samples)
    laid, done = [_filled(quiet, LEAD_MS)], 0
    for begin, end in pauses:
        middle = (begin + end) // 2
        laid += [samples[done:middle], _filled(quiet, max(0.0, length_ms - to_ms(end - begin)))]
        done = middle
    return np.concatenate([*laid, samples[done:], _filled(quiet, TAIL_MS)])


def background(samples: Samples) -> Samples:
    """The quietest moment of a recording."""
    length = to_samples(_BACKGROUND_MS)
    power = np.cumsum(np.square(samples, dtype=np.float64))
    quietest = int(np.argmin(power[length:] - power[:-length])) + 1
    return samples[quietest : quietest + length]


def _filled(quiet: Samples, milliseconds: float) -> Samples:
    """Background for as long as that, there and back so that it has no seams."""
    there_and_back = np.concatenate([quiet, quiet[::-1]])
    return np.resize(there_and_back, to_samples(milliseconds))
