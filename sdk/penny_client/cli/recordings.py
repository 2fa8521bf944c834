"""Sound files: any WAV, OGG or FLAC in, as what Penny hears; WAV out."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile
import soxr

from penny_client.audio.pcm import SAMPLE_RATE_HZ, Samples, voiced_end
from penny_client.errors import InvalidInput, NotFound, TooLarge

SAMPLE_RATES_HZ = range(4_000, 384_001)
"""Rates that recordings have; a file that names another is damaged."""
MAX_SECONDS = 600
TAIL_S = 0.3
"""What is kept of the silence after the voice; the microphone goes on with silence anyway."""


@dataclass(frozen=True, slots=True)
class Recording:
    """Something to say: mono, 16 kHz."""

    name: str
    samples: Samples
    voiced_end: int
    """The sample after the last voiced one."""

    @property
    def seconds(self) -> float:
        """Its length."""
        return len(self.samples) / SAMPLE_RATE_HZ


def make(name: str, samples: Samples, rate_hz: int) -> Recording:
    """A recording of mono samples at any rate; long silence at its end is cut to TAIL_S."""
    at_16_khz: Samples = soxr.resample(samples, rate_hz, SAMPLE_RATE_HZ).astype(np.float32)
    end = voiced_end(at_16_khz)
    keep = end + round(TAIL_S * SAMPLE_RATE_HZ)
    return Recording(name, at_16_khz[:keep] if end else at_16_khz, end)


def load(path: Path) -> Recording:
    """Read a sound file of any rate and number of channels.

    Raises:
        NotFound: There is no such file.
        InvalidInput: It is not a sound file, or there is no sound in it.
        TooLarge: It is longer than MAX_SECONDS.
    """
    if not path.is_file():
        raise NotFound(f"There is no file {path}.", remedy="Give the name of a WAV, OGG or FLAC file.")
    try:
        with soundfile.SoundFile(path) as file:
            if file.samplerate not in SAMPLE_RATES_HZ:
                raise InvalidInput(
                    f"{path} says it has {file.samplerate} samples a second.",
                    remedy="Give a recording at 8 to 192 kHz.",
                )
            if file.frames > MAX_SECONDS * file.samplerate:
                raise TooLarge(f"{path} is longer than {MAX_SECONDS} s.", remedy="Cut it into questions.")
            channels = file.read(dtype="float32", always_2d=True)
            rate_hz = int(file.samplerate)
    except soundfile.LibsndfileError as error:
        raise InvalidInput(
            f"{path} cannot be read as sound: {error.error_string}", remedy="Give a WAV, OGG or FLAC file."
        ) from None
    if not channels.size or not np.isfinite(channels).all():
        raise InvalidInput(f"There is no sound in {path}.", remedy="Give a recording with something to hear.")
    return make(path.stem, channels.mean(axis=1), rate_hz)


def write_wav(path: Path, pcm: bytes, rate_hz: int) -> None:
    """Write PCM s16le mono as a WAV file; its folder is made.

    Raises:
        InvalidInput: The file cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        soundfile.write(path, np.frombuffer(pcm, dtype="<i2"), rate_hz, subtype="PCM_16", format="WAV")
    except (OSError, soundfile.LibsndfileError) as error:
        raise InvalidInput(f"{path} cannot be written: {error}.", remedy="Choose another --out.") from None
