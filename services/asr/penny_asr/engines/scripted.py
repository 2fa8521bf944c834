"""Given sentences instead of a model: deterministic, for tests of what surrounds an engine.

Each stream hears one sentence, in the order of the script and over and over. While a stream is only guessed at, it
hears a word for every WORD_MS of audio; a thorough decoding hears the whole sentence, whatever the audio is.
"""

import itertools
from collections.abc import Iterator

from penny_asr.config import DEFAULT_LANGUAGE, Settings
from penny_asr.engine import AbandonedError, Decoded, Hearing, Session, Stopped
from penny_chassis.audio import Samples, to_ms

WORD_MS = 300
LOGPROB = -0.1
"""Of every word."""


class ScriptedSession:
    """One stream, one sentence; an empty one is a stream in which nobody says a word."""

    def __init__(self, sentence: str) -> None:
        self._words = sentence.split()

    def decode(self, samples: Samples, hearing: Hearing, stopped: Stopped) -> Decoded:
        """As many words as there is audio for, or all of them."""
        if stopped():
            raise AbandonedError
        heard = len(self._words) if hearing.thorough else int(to_ms(len(samples))) // WORD_MS
        words = self._words[:heard]
        return Decoded(
            text=" ".join(words),
            language=hearing.language or DEFAULT_LANGUAGE,
            avg_logprob=LOGPROB if words else 0.0,
            no_speech_probability=0.0 if words else 1.0,
            tokens=len(words),
            settled=len(words) == len(self._words),
        )


class Scripted:
    """An engine that has nothing to load."""

    languages = frozenset({"ca", "de", "en", "es", "eu", "fr", "gl", "it", "pt"})

    def __init__(self, script: str) -> None:
        self._sentences: Iterator[str] = itertools.cycle(script.split("|"))

    def open(self) -> Session:
        """A session that hears the next sentence."""
        return ScriptedSession(next(self._sentences))


def load(settings: Settings) -> Scripted:
    """The engine as configured."""
    return Scripted(settings.script)
