"""Sounds that are like speech and rooms that are like rooms, made by arithmetic, for tests of what tells them apart."""

import numpy as np
from numpy.typing import NDArray

Sound = NDArray[np.float64]


def speech(speaker: int, seconds: float, rate_hz: int = 16_000, level: float = 0.05) -> Sound:
    """Syllables of one speaker, voiced and hissed, with pauses in between; the same for the same arguments."""
    chance = np.random.default_rng(speaker)
    length = round(seconds * rate_hz)
    pitch_hz = chance.uniform(95, 230)
    sound = np.zeros(length)
    at = 0
    while at < length:
        syllable = _syllable(chance, round(chance.uniform(0.08, 0.2) * rate_hz), rate_hz, pitch_hz)[: length - at]
        if chance.random() > 0.15 or at == 0:  # now and then there is a pause, but not at first
            sound[at : at + len(syllable)] = syllable * chance.uniform(0.3, 1.0)
        at += len(syllable)
    return np.asarray(level * sound / np.sqrt(np.mean(sound**2)))


def _syllable(chance: np.random.Generator, length: int, rate_hz: int, pitch_hz: float) -> Sound:
    time_s = np.arange(length) / rate_hz
    swell = np.sin(np.pi * np.arange(length) / length) ** 0.5
    if chance.random() < 0.25:
        return np.asarray(swell * filtered(chance.standard_normal(length), rate_hz, chance.uniform(2500, 4500), 7000))
    pitch = pitch_hz * chance.uniform(0.85, 1.2) * (1 + 0.1 * time_s)
    harmonics_hz = pitch_hz * np.arange(1, int(5000 / pitch_hz))
    formants = ((chance.uniform(300, 800), 120), (chance.uniform(900, 2300), 200), (chance.uniform(2400, 3300), 300))
    loudness = sum(np.exp(-(((harmonics_hz - hz) / width) ** 2) / 2) for hz, width in formants) + 0.01
    phases = 2 * np.pi * np.outer(np.arange(1, len(harmonics_hz) + 1), np.cumsum(pitch) / rate_hz)
    return np.asarray(swell * (np.asarray(loudness) @ np.sin(phases)))


def filtered(sound: Sound, rate_hz: int, lowest_hz: float, highest_hz: float) -> Sound:
    """What lies between two frequencies, with soft edges."""
    spectrum = np.fft.rfft(sound, 2 * len(sound))
    hz = np.fft.rfftfreq(2 * len(sound), 1 / rate_hz)
    passes = 1 / np.sqrt((1 + (lowest_hz / np.maximum(hz, 1e-3)) ** 4) * (1 + (hz / highest_hz) ** 4))
    return np.fft.irfft(spectrum * passes)[: len(sound)]


def resampled(sound: Sound, rate_hz: int, to_hz: int) -> Sound:
    """The same sound at another rate."""
    length = len(sound) * to_hz // rate_hz
    return np.fft.irfft(np.fft.rfft(sound)[: length // 2 + 1], length) * length / len(sound)


def in_a_room(sound: Sound, lingers_s: float, rate_hz: int = 16_000) -> Sound:
    """A sound with its reverberation: half its energy comes late, and takes so long to fall by 60 dB."""
    length = round(lingers_s * rate_hz)
    late = np.random.default_rng(0).standard_normal(length) * 10 ** (-3 * np.arange(length) / length)
    late[: rate_hz // 500] = 0
    response = late / np.sqrt(np.sum(late**2))
    response[0] = 1.0
    size = len(sound) + length
    return np.fft.irfft(np.fft.rfft(sound, size) * np.fft.rfft(response, size), size)[: len(sound)]


def noise(seconds: float, dbfs: float, rate_hz: int = 16_000) -> Sound:
    """The noise of a quiet place."""
    return np.random.default_rng(1).standard_normal(round(seconds * rate_hz)) * 10 ** (dbfs / 20)


def mixed(length: int, *sounds: tuple[float, Sound], rate_hz: int = 16_000) -> Sound:
    """Sounds, each from so many seconds on."""
    total = np.zeros(length)
    for from_s, sound in sounds:
        start = round(from_s * rate_hz)
        heard = sound[: max(0, length - start)]
        total[start : start + len(heard)] += heard
    return total
