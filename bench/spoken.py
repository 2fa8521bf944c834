"""Turns spoken by Kokoro from a table of sentences with marks where the person stops to think.

Each piece is spoken alone, its own silence cut off, and the pieces are laid out with low noise between them: a pause
is never digital silence. The lengths of the pauses are random, always the same.
"""

import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import count, cycle
from pathlib import Path

import numpy as np
import soxr

from penny_chassis.audio import SAMPLE_RATE_HZ, Samples, to_samples
from penny_tts.config import Settings
from penny_tts.engine import Engine, Manner
from penny_tts.engines import kokoro

SENTENCES = Path(__file__).with_name("turns.toml")
TUNE, HELD_OUT = "tune", "held-out"

LEAD_MS = 500
"""Before the turn."""
TAIL_MS = 700
"""After it: enough for the pause to be noticed."""

_TAKES = 3
"""Of each sentence, each by another voice."""
_MANNERS = tuple(
    Manner(voice, "es", speed) for speed in (0.9, 1.15, 0.9, 1.15) for voice in ("ef_dora", "em_alex", "em_santa")
)
_SHORTEST_MS, _LONGEST_MS = 300, 1500
_NOISE_RMS = 0.002
_AUDIBLE = 0.01
"""Amplitude at which a piece begins and ends."""
_MARKS = ",.;:?!"


@dataclass(frozen=True, slots=True)
class Clip:
    """A whole turn, with silence before and after it."""

    name: str
    kind: str
    """What its pauses come after; or that it has none."""
    half: str
    sound: Callable[[], Samples]
    """The audio, made when it is asked for."""


def sentences() -> Iterator[tuple[str, str, str]]:
    """Half, kind and sentence, in the table's order."""
    table = tomllib.loads(SENTENCES.read_text(encoding="utf-8"))
    for half in (TUNE, HELD_OUT):
        for kind, lines in table[half].items():
            yield from ((half, kind, line) for line in lines)


def spoken_clips() -> Iterator[Clip]:
    """Every sentence of the table, several times."""
    engine = kokoro.load(Settings.model_validate({}))
    manners, seeds = cycle(_MANNERS), count()
    for half, kind, sentence in sentences():
        for _ in range(_TAKES):
            manner = next(manners)
            name = f"{sentence} ({manner.voice}, {manner.speed})"
            yield Clip(name, kind, half, partial(_turn, engine, manner, sentence, next(seeds)))


def _turn(engine: Engine, manner: Manner, sentence: str, seed: int) -> Samples:
    """One take of a sentence."""
    random = np.random.default_rng(seed)
    *beginnings, end = (piece.strip() for piece in sentence.split("|"))
    laid: list[Samples] = [_silence(LEAD_MS)]
    for piece in beginnings:
        laid += [_speak(engine, manner, _going_on(piece)), _silence(random.uniform(_SHORTEST_MS, _LONGEST_MS))]
    laid += [_speak(engine, manner, end), _silence(TAIL_MS)]
    turn = np.concatenate(laid)
    noise: Samples = random.normal(scale=_NOISE_RMS, size=len(turn)).astype(np.float32)
    return turn + noise


def _going_on(piece: str) -> str:
    """A piece that is spoken as if more came."""
    return piece if piece.endswith(tuple(_MARKS)) else f"{piece},"


def _silence(milliseconds: float) -> Samples:
    return np.zeros(to_samples(milliseconds), np.float32)


def _speak(engine: Engine, manner: Manner, text: str) -> Samples:
    """A piece's sound alone, at 16 kHz."""
    parts = [part.samples for part in engine.open(manner).speak(text)]
    sound: Samples = soxr.resample(np.concatenate(parts), engine.sample_rate_hz, SAMPLE_RATE_HZ).astype(np.float32)
    audible = np.flatnonzero(np.abs(sound) > _AUDIBLE)
    return sound[audible[0] : audible[-1] + 1]
