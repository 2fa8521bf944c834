"""Loudness instead of a model, and one answer at every pause: deterministic, for tests of what surrounds an engine."""

import numpy as np

from penny_chassis.audio import Samples
from penny_vad.config import Settings
from penny_vad.engine import Session

LOUD_RMS = 0.01
"""Root mean square from which a window counts as speech (-40 dBFS): above any room, below any voice."""


class ScriptedSession:
    """Nothing is left behind by a window."""

    def probability(self, window: Samples) -> float:
        """1 for a loud window, 0 for a quiet one."""
        return 1.0 if float(np.sqrt(np.mean(np.square(window)))) >= LOUD_RMS else 0.0


class Scripted:
    """An engine that has nothing to load."""

    def __init__(self, end_of_turn_probability: float) -> None:
        self._probability = end_of_turn_probability

    def open(self) -> Session:
        """A session for a new stream."""
        return ScriptedSession()

    def end_of_turn(self, turn: Samples) -> float:  # noqa: ARG002 - the same whatever was said
        """The probability that was configured."""
        return self._probability


def load(settings: Settings) -> Scripted:
    """The engine as configured."""
    return Scripted(settings.scripted_probability)
