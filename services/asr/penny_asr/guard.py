"""Whether to believe a decoding: Whisper invents words where nobody speaks, and says so by two numbers.

Seen with whisper-base in Spanish, windows of 10 s (the thresholds below are between the two):

    what is heard                         no_speech      avg_logprob
    white, pink, brown noise, hum, tone   0.64 … 0.95    -3.3 … -1.4 (a loop of "no, no, no": -0.3)
    clicks, coughs, typing, breath        0.43 … 0.90    -3.1 … -1.1
    single words, spoken clearly          0.04 … 0.43    -2.0 … -0.1
    the same with noise, 3 … 15 dB below  0.06 … 0.45    -2.0 … -0.3
    sentences                             0.00 … 0.45    -0.5 … -0.04

So neither number is enough alone: both have to be bad. What Whisper likes to invent is disbelieved sooner.
"""

from collections.abc import Callable
from dataclasses import dataclass

from penny_asr.words import plain_text

_FASTEST_CHARACTERS_PER_S = 35
"""Twice as fast as anybody speaks; plus one word's worth, since a clip may cut its last word."""
_ONE_WORD_CHARACTERS = 12

_SOME_NO_SPEECH = 0.2
_SOME_LOGPROB = -0.5
"""Beyond either of these, clear speech is rare."""

_FILLERS = frozenset(
    {
        "adiós",
        "ah",
        "ajá",
        "amén",
        "aplausos",
        "chau",
        "de",
        "eh",
        "el día de hoy",
        "gracias",
        "hasta la próxima",
        "hasta luego",
        "hola",
        "la",
        "mmm",
        "muchas gracias",
        "muy bien",
        "música",
        "no",
        "pues",
        "qué",
        "sí",
        "thank you",
        "vamos",
        "vamos a ver",
        "y",
        "y ahora",
        "y ahora vamos a ver",
        "you",
    }
)
"""Invented on noise, but also said by people."""
_CREDITS = (
    "amara org",
    "gracias por ver el v",
    "gracias por ver este v",
    "gracias por su atención",
    "más información www",
    "nos vemos en el próximo v",
    "nos vemos en la próxima",
    "subtitulado por",
    "subtítulos creados por",
    "subtítulos por la comunidad",
    "subtítulos realizados por",
    "suscríbete",
    "suscribanse",
    "suscríbanse",
    "thank you for watching",
    "thanks for watching",
)
"""What stands under the films that Whisper learnt from; hardly anybody says it to an assistant."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for a decoding and against it."""

    audio_s: float
    avg_logprob: float
    no_speech_probability: float
    looped: bool = False
    """Whether the text said something over and over."""


Rule = Callable[[str, Evidence], bool]


def _wordless(text: str, _: Evidence) -> bool:
    return not text


def _doubtful(evidence: Evidence, *, no_speech: float, logprob: float) -> bool:
    """Whether both numbers are bad: more likely no speech than that, and words less likely than that."""
    return evidence.no_speech_probability > no_speech and evidence.avg_logprob < logprob


def _silence(_: str, evidence: Evidence) -> bool:
    return _doubtful(evidence, no_speech=0.6, logprob=-0.5)


def _noise(_: str, evidence: Evidence) -> bool:
    return _doubtful(evidence, no_speech=0.42, logprob=-1.25)


def _loop(_: str, evidence: Evidence) -> bool:
    return evidence.looped and _doubtful(evidence, no_speech=0.5, logprob=0)


def _too_fast(text: str, evidence: Evidence) -> bool:
    return len(text) > _ONE_WORD_CHARACTERS + _FASTEST_CHARACTERS_PER_S * evidence.audio_s


def _filler(text: str, evidence: Evidence) -> bool:
    return text in _FILLERS and (
        _doubtful(evidence, no_speech=0.45, logprob=-0.6) or _doubtful(evidence, no_speech=0.3, logprob=-1)
    )


def _credit(text: str, evidence: Evidence) -> bool:
    either_is_bad = evidence.no_speech_probability > _SOME_NO_SPEECH or evidence.avg_logprob < _SOME_LOGPROB
    return either_is_bad and any(credit in text for credit in _CREDITS)


RULES: tuple[Rule, ...] = (_wordless, _silence, _noise, _loop, _too_fast, _filler, _credit)
"""Each tells one kind of invention, from the plain text and the evidence."""


def believable(text: str, evidence: Evidence) -> bool:
    """Whether somebody said this text, as far as the evidence tells."""
    plain = plain_text(text)
    return not any(rule(plain, evidence) for rule in RULES)
