"""From a probability a window to what is worth saying: speech began, goes on, paused.

The law: `step(rules, hearing, probability) -> (hearing, event)` is pure and total; a window gives one event at most;
beginnings and pauses alternate, and no position ever goes back. Time is counted in samples of the stream (law 5).

    quiet ──── voice has lasted `onset` ────▶ speaking        Started
    speaking ── silence has lasted `pause` ─▶ quiet           Paused
    speaking ── any other window ───────────▶ speaking        Activity, after a while of every second
    quiet ───── silence after a pause ──────▶ quiet           Silence, likewise, until `new_turn`
    quiet ───── any other window ───────────▶ quiet           nothing

A window is voiced from `threshold` on, and after a voiced one from `release` on: Silero's own hysteresis, which keeps a
probability that wavers around the threshold from chopping a word.
"""

from dataclasses import dataclass, replace
from typing import Self

from penny_chassis.audio import to_ms, to_samples
from penny_vad.engine import WINDOW_SAMPLES

_HYSTERESIS = 0.15
"""How far below the threshold voice may fall before it is silence; as in silero_vad.get_speech_timestamps."""
_LOWEST_RELEASE = 0.01
"""As there."""
_DENSE_WINDOWS = 20
"""Of a voice or a silence, 640 ms: what is decided sooner is decided by the window; later every second one will do."""


@dataclass(frozen=True, slots=True)
class Rules:
    """How speech is told from silence."""

    threshold: float
    """Probability from which a window after silence is voiced."""
    release: float
    """Probability from which a window after a voiced one still is."""
    onset_samples: int
    """Voice before speech is announced."""
    pause_samples: int
    """Silence before a pause is announced."""
    new_turn_samples: int
    """Silence after which speech belongs to another turn."""

    @classmethod
    def of(cls, *, threshold: float, onset_ms: float, pause_ms: float, new_turn_ms: float) -> Self:
        """The rules in the units in which they are configured."""
        return cls(
            threshold=threshold,
            release=max(threshold - _HYSTERESIS, _LOWEST_RELEASE),
            onset_samples=to_samples(onset_ms),
            pause_samples=to_samples(pause_ms),
            new_turn_samples=to_samples(new_turn_ms),
        )


@dataclass(frozen=True, slots=True)
class Hearing:
    """What a stream has shown so far; `Hearing(at_sample)` is one that begins at that sample."""

    at_sample: int
    """End of the last window."""
    speaking: bool = False
    """Between Started and Paused."""
    voiced: bool = False
    """Whether the last window was."""
    voice_from: int = 0
    """Where the voice that is heard now began; of no meaning in silence."""
    voice_to: int = 0
    """End of the last voiced window of speech; of no meaning before the first Started."""
    voiced_samples: int = 0
    """Voice since that beginning, silent windows left out."""
    turn_from: int | None = None
    """Where the turn's first speech began; none before it."""


@dataclass(frozen=True, slots=True)
class Started:
    """Speech began, or went on after a pause."""

    start_sample: int
    at_sample: int


@dataclass(frozen=True, slots=True)
class Activity:
    """A window of speech, or of a silence too short to be a pause."""

    at_sample: int
    voiced_ms: int
    probability: float


@dataclass(frozen=True, slots=True)
class Paused:
    """Silence has lasted long enough."""

    end_sample: int
    at_sample: int
    voiced_ms: int
    turn_from: int
    """Where the turn began that may be over now."""


@dataclass(frozen=True, slots=True)
class Silence:
    """A window of silence after a pause: how far the silence has been heard, not merely received."""

    end_sample: int
    """Where the voice ended."""
    at_sample: int


Event = Started | Activity | Paused | Silence


def step(rules: Rules, before: Hearing, probability: float) -> tuple[Hearing, Event | None]:
    """Take note of one more window."""
    voiced = probability >= (rules.release if before.voiced else rules.threshold)
    if before.speaking:
        return _speaking(rules, before, probability, voiced=voiced)
    return _quiet(rules, before, voiced=voiced)


def _is_told(samples: int) -> bool:
    """Whether a window is told of that ends so long after the beginning of its voice or silence."""
    windows = samples // WINDOW_SAMPLES
    return windows <= _DENSE_WINDOWS or windows % 2 == 0


def _quiet(rules: Rules, before: Hearing, *, voiced: bool) -> tuple[Hearing, Started | Silence | None]:
    at = before.at_sample + WINDOW_SAMPLES
    if not voiced:
        after_a_pause = before.turn_from is not None and at - before.voice_to <= rules.new_turn_samples
        told = after_a_pause and _is_told(at - before.voice_to)
        silence = Silence(end_sample=before.voice_to, at_sample=at) if told else None
        return replace(before, at_sample=at, voiced=False), silence
    began = before.voice_from if before.voiced else before.at_sample
    heard = replace(before, at_sample=at, voiced=True, voice_from=began)
    if at - began < rules.onset_samples:
        return heard, None
    same_turn = before.turn_from is not None and began - before.voice_to < rules.new_turn_samples
    started = replace(
        heard,
        speaking=True,
        voice_to=at,
        voiced_samples=at - began,
        turn_from=before.turn_from if same_turn else began,
    )
    return started, Started(start_sample=began, at_sample=at)


def _speaking(
    rules: Rules, before: Hearing, probability: float, *, voiced: bool
) -> tuple[Hearing, Activity | Paused | None]:
    at = before.at_sample + WINDOW_SAMPLES
    heard = replace(
        before,
        at_sample=at,
        voiced=voiced,
        voice_to=at if voiced else before.voice_to,
        voiced_samples=before.voiced_samples + (WINDOW_SAMPLES if voiced else 0),
    )
    voiced_ms = round(to_ms(heard.voiced_samples))
    if at - heard.voice_to < rules.pause_samples:
        told = _is_told(at - heard.voice_from)
        return heard, Activity(at_sample=at, voiced_ms=voiced_ms, probability=probability) if told else None
    turn_from = heard.voice_from if heard.turn_from is None else heard.turn_from
    paused = Paused(end_sample=heard.voice_to, at_sample=at, voiced_ms=voiced_ms, turn_from=turn_from)
    return replace(heard, speaking=False), paused
