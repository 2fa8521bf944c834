"""Sound files."""

from pathlib import Path

import numpy as np
import pytest
import soundfile

from penny_client.cli import recordings
from penny_client.errors import InvalidInput, NotFound, PennyError, TooLarge


def tone(seconds: float, rate_hz: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """A tone of 440 Hz."""
    return 0.5 * np.sin(2 * np.pi * 440 * np.arange(round(seconds * rate_hz)) / rate_hz)


@pytest.mark.parametrize(
    ("name", "rate_hz", "channels"),
    [("a.wav", 8000, 1), ("a.flac", 44_100, 2), ("a.ogg", 48_000, 1), ("a.wav", 16_000, 6)],
)
def test_any_rate_and_number_of_channels(tmp_path: Path, name: str, rate_hz: int, channels: int) -> None:
    """WAV, FLAC and OGG become mono at 16 kHz with the same length and the same tone."""
    soundfile.write(tmp_path / name, np.stack([tone(0.5, rate_hz)] * channels, axis=1), rate_hz)
    recording = recordings.load(tmp_path / name)
    spectrum = np.abs(np.fft.rfft(recording.samples))
    peak_hz = np.argmax(spectrum) * 16_000 / len(recording.samples)
    assert recording.samples.dtype == np.float32
    assert recording.seconds == pytest.approx(0.5, abs=0.02)
    assert peak_hz == pytest.approx(440, abs=3)


def test_long_silence_at_the_end_is_cut(tmp_path: Path) -> None:
    """Of five silent seconds after the voice a little is kept, and where the voice ends is known."""
    soundfile.write(tmp_path / "a.wav", np.concatenate([tone(1, 16_000), np.zeros(80_000)]), 16_000)
    recording = recordings.load(tmp_path / "a.wav")
    assert recording.voiced_end == pytest.approx(16_000, abs=200)
    assert recording.seconds == pytest.approx(1.3, abs=0.02)


def test_silence_is_left_as_it_is(tmp_path: Path) -> None:
    """A recording without any voice is still said: what Penny does with it is hers."""
    soundfile.write(tmp_path / "a.wav", np.zeros(16_000), 16_000)
    recording = recordings.load(tmp_path / "a.wav")
    assert (recording.seconds, recording.voiced_end) == (1.0, 0)


def unreadable(path: Path) -> None:
    """No sound file."""
    path.write_text("hola")


def empty(path: Path) -> None:
    """A sound file of no length."""
    soundfile.write(path, np.zeros(0), 16_000)


def endless(path: Path) -> None:
    """A sound file of more than ten minutes."""
    soundfile.write(path, np.zeros(8000 * 601, np.int16), 8000)


def broken(path: Path) -> None:
    """A sound file with values that are no numbers."""
    soundfile.write(path, np.full(16_000, np.nan), 16_000, subtype="FLOAT")


@pytest.mark.parametrize(
    ("make", "kind"),
    [
        (lambda _: None, NotFound),
        (unreadable, InvalidInput),
        (empty, InvalidInput),
        (endless, TooLarge),
        (broken, InvalidInput),
    ],
)
def test_what_cannot_be_said_has_a_clear_error(tmp_path: Path, make: object, kind: type[PennyError]) -> None:
    """Missing, unreadable, empty, endless and broken files are told apart, and each error names the file."""
    path = tmp_path / "a.wav"
    assert callable(make)
    make(path)
    with pytest.raises(kind) as caught:
        recordings.load(path)
    assert str(path) in str(caught.value)
    assert type(caught.value) is kind


def test_written_and_read_again(tmp_path: Path) -> None:
    """What is saved is what was given, at its own rate, and the folder is made."""
    pcm = (tone(0.1, 24_000) * 32767).astype("<i2").tobytes()
    path = tmp_path / "new" / "folder" / "a.wav"
    recordings.write_wav(path, pcm, 24_000)
    samples, rate_hz = soundfile.read(path, dtype="int16")
    assert (samples.tobytes(), rate_hz) == (pcm, 24_000)


def test_folder_that_cannot_be_made(tmp_path: Path) -> None:
    """If the answer cannot be saved, the error says where."""
    (tmp_path / "file").write_text("")
    with pytest.raises(InvalidInput, match="cannot be written"):
        recordings.write_wav(tmp_path / "file" / "a.wav", b"", 24_000)
