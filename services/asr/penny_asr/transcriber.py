"""One stream's audio and what is known of its words: what to decode when, and what to answer. Pure; time is samples.

The audio is heard through windows. The open window reaches from the last cut to now and is decoded again and again,
whole, because a recogniser understands a sentence better than its pieces. When it grows too long for the engine it is
cut at the quietest place and closed: its words are settled and it is never decoded again. (Telling the recogniser what
was said before the cut was tried on a minute of speech and made it no better.)

A decoding stands for later audio too if nothing but quiet has come since; so the answer to `finish` is often there
before the question. That is why a pause is decoded as soon as it is one.
"""

from dataclasses import dataclass

import numpy as np

from penny_asr.engine import WINDOW_SAMPLES, Decoded
from penny_asr.levels import Loudness
from penny_asr.stable import StableWords, Transcript
from penny_chassis.audio import SAMPLE_RATE_HZ, Samples, to_samples
from penny_chassis.errors import TooLarge

_LONGEST_WINDOW_SAMPLES = WINDOW_SAMPLES - 2 * SAMPLE_RATE_HZ
"""28 s; the engine wants a second of silence after the words."""
_SHORTEST_CLOSED_SAMPLES = _LONGEST_WINDOW_SAMPLES // 2
_PAUSE_SAMPLES = to_samples(80)
"""Quiet that is likely to be a pause and not the stop before a consonant."""
_PERHAPS_PAUSE_SAMPLES = to_samples(40)
"""Quiet during which no partial decoding begins: the one of the whole pause would have to wait for it."""
_MARGIN_SAMPLES = to_samples(60)
"""Quiet that a decoding must have heard at its end to stand for more of it."""
_MIN_NEWS_SAMPLES = to_samples(200)
"""New audio that is worth a decoding."""
_REST_FACTOR = 2
"""New audio before the next partial decoding, as a multiple of the time that the last one took."""
_FIRST_CAPACITY_SAMPLES = 10 * SAMPLE_RATE_HZ


@dataclass(frozen=True, slots=True)
class Span:
    """Audio to decode: from a sample to another, counted from the first one heard."""

    start: int
    end: int
    closing: bool = False
    """Whether the window is closed with it."""


@dataclass(frozen=True, slots=True)
class Final:
    """The words of all audio up to a sample."""

    text: str
    language: str
    avg_logprob: float
    no_speech_probability: float


class Transcriber:
    """One stream."""

    def __init__(self, *, partials: bool, partial_every_ms: int, max_utterance_s: int) -> None:
        self.heard = 0
        self._partials = partials
        self._every = to_samples(partial_every_ms)
        self._limit = max_utterance_s * SAMPLE_RATE_HZ
        self._audio: Samples = np.empty(_FIRST_CAPACITY_SAMPLES, np.float32)
        self._loudness = Loudness()
        self._stable = StableWords()
        self._closed: list[tuple[Span, Decoded]] = []
        self._latest: tuple[Span, Decoded] | None = None
        self._rest = 0

    def hear(self, samples: Samples) -> None:
        """Take more audio.

        Raises:
            TooLarge: The stream is longer than an utterance may be.
        """
        end = self.heard + len(samples)
        if end > self._limit:
            seconds = -(-end // SAMPLE_RATE_HZ)
            raise TooLarge.of("audio", seconds, self._limit // SAMPLE_RATE_HZ, "seconds")
        if end > len(self._audio):
            grown = np.empty(min(max(end, 2 * len(self._audio)), self._limit), np.float32)
            grown[: self.heard] = self._audio[: self.heard]
            self._audio = grown  # views of the old one stay what they were
        self._audio[self.heard : end] = samples
        self._loudness.hear(samples)
        self.heard = end

    def audio(self, span: Span) -> Samples:
        """The samples of a span; they never change."""
        return self._audio[span.start : span.end]

    @property
    def language(self) -> str:
        """What the first window with words turned out to be in; empty if there is none yet."""
        return next((decoded.language for _, decoded in self._windows() if decoded.text), "")

    def due(self) -> Span | None:
        """What is worth decoding now, if the engine has nothing better to do."""
        end = self.heard
        if self._too_long(end):
            return self._closing(end)
        news = end - self._decoded_to
        if news < _MIN_NEWS_SAMPLES or self.stands(self._latest, end):
            return None
        quiet = self._loudness.quiet_samples()
        if _PAUSE_SAMPLES <= quiet < min(news + _MARGIN_SAMPLES, end - self._base):
            return self._open(end)
        perhaps_pause = _PERHAPS_PAUSE_SAMPLES <= quiet < _PAUSE_SAMPLES
        if not self._partials or perhaps_pause or news < max(self._every, self._rest):
            return None
        return self._open(end)

    def lacking(self, end: int) -> Span | None:
        """What has to be decoded next before all audio up to a sample can be answered for; None if nothing."""
        if self._too_long(end):
            return self._closing(end)
        if end <= self._base or self.stands(self._latest, end):
            return None
        if self._closed and self._loudness.quiet(self._base, end):
            return None
        return self._open(end)

    def stands(self, latest: "tuple[Span, Decoded | None] | None", end: int) -> bool:
        """Whether a decoding, done or (without a result) under way, also says what there is up to a later sample."""
        if latest is None:
            return False
        span, decoded = latest
        if decoded is not None and not decoded.settled:
            return False
        if span.closing or span.start != self._base:
            return False
        return span.end == end or self._loudness.quiet(span.end - _MARGIN_SAMPLES, end)

    def learn(self, span: Span, decoded: Decoded, took_ms: float) -> Transcript:
        """Take a decoding's result; says what is known of the words now."""
        self._rest = _REST_FACTOR * to_samples(took_ms)
        if span.closing:
            self._closed.append((span, decoded))
            self._latest = None
            return self._stable.seal(decoded.text)
        self._latest = (span, decoded)
        return self._stable.agree(decoded.text)

    def final(self) -> Final:
        """The words of all that was decoded."""
        windows = self._windows()
        tokens = sum(decoded.tokens for _, decoded in windows)
        logprob = sum(decoded.avg_logprob * decoded.tokens for _, decoded in windows)
        return Final(
            text=" ".join(decoded.text for _, decoded in windows if decoded.text),
            language=self.language,
            avg_logprob=logprob / tokens if tokens else 0.0,
            no_speech_probability=min((decoded.no_speech_probability for _, decoded in windows), default=1.0),
        )

    @property
    def _base(self) -> int:
        return self._closed[-1][0].end if self._closed else 0

    @property
    def _decoded_to(self) -> int:
        return self._latest[0].end if self._latest else self._base

    def _windows(self) -> list[tuple[Span, Decoded]]:
        return [*self._closed, self._latest] if self._latest else self._closed

    def _too_long(self, end: int) -> bool:
        return end - self._base > _LONGEST_WINDOW_SAMPLES

    def _open(self, end: int) -> Span:
        return Span(self._base, end)

    def _closing(self, end: int) -> Span:
        latest = min(end, self._base + _LONGEST_WINDOW_SAMPLES)
        cut = self._loudness.quietest(self._base + _SHORTEST_CLOSED_SAMPLES, latest)
        return Span(self._base, min(cut, latest), closing=True)
