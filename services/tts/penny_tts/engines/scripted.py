"""A tone for each word instead of a voice: deterministic, for tests of what surrounds an engine."""

import threading
from collections.abc import Iterator

import numpy as np

from penny_chassis.audio import Samples, to_samples
from penny_chassis.errors import EngineFailed, InvalidInput
from penny_tts.config import DEFAULT_LANGUAGE, Settings
from penny_tts.engine import Manner, Part, Session, StoppedError

RATE_HZ = 24_000
"""As Kokoro's."""
WORD_MS = 40
"""Tone for each word, at speed 1."""
VOICES_HZ = {"ef_dora": 440, "em_alex": 220, "em_santa": 165}
"""The pitch of each voice."""

_LEVEL = 0.3


class ScriptedSession:
    """One stream's tone."""

    def __init__(self, settings: Settings, pitch_hz: int, speed: float) -> None:
        self._settings = settings
        self._pitch_hz = pitch_hz
        self._speed = speed
        self._stopped = threading.Event()

    def speak(self, text: str) -> Iterator[Part]:
        """A tone as long as the clause has words."""
        words = text.split()
        if self._settings.script_fail_word in words:
            raise EngineFailed("The scripted engine fails at this word.")
        wait_s = None if self._settings.script_hang_word in words else self._settings.script_delay_ms / 1000
        if self._stopped.wait(wait_s):
            raise StoppedError
        yield Part(self._tone(len(words)), last=True)

    def stop(self) -> None:
        """Speak no more."""
        self._stopped.set()

    def _tone(self, words: int) -> Samples:
        time_s = np.arange(to_samples(words * WORD_MS / self._speed, RATE_HZ)) / RATE_HZ
        tone: Samples = (_LEVEL * np.sin(2 * np.pi * self._pitch_hz * time_s)).astype(np.float32)
        return tone


class Scripted:
    """An engine that has nothing to load."""

    sample_rate_hz = RATE_HZ

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def open(self, manner: Manner) -> Session:
        """A session for a new stream."""
        voice = manner.voice or self._settings.voice
        if voice not in VOICES_HZ or manner.language != DEFAULT_LANGUAGE:
            raise InvalidInput(
                "The scripted engine has no such voice, or not in this language.",
                remedy=f"Choose one of: {', '.join(VOICES_HZ)}, in {DEFAULT_LANGUAGE}.",
                field="config.voice",
            )
        return ScriptedSession(self._settings, VOICES_HZ[voice], manner.speed)


def load(settings: Settings) -> Scripted:
    """The engine as configured."""
    return Scripted(settings)
