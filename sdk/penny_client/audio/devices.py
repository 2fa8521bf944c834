"""The one place that knows the sound library: sounddevice, with PortAudio under it, from the extra [microphone]."""

import importlib
from typing import Any

from penny_client.errors import DeviceUnavailable


def sound_library() -> Any:  # noqa: ANN401 - sounddevice has no types
    """The sounddevice module.

    Raises:
        DeviceUnavailable: It is not installed, or PortAudio is not.
    """
    try:
        return importlib.import_module("sounddevice")
    except ModuleNotFoundError:
        raise DeviceUnavailable(
            "The library for microphones and loudspeakers is not installed.",
            remedy="Install it beside Penny: pip install sounddevice (and on Debian: apt install libportaudio2)",
        ) from None
    except OSError:  # sounddevice's way to say that it found no PortAudio
        raise DeviceUnavailable(
            "PortAudio, which microphones and loudspeakers need, is not installed.",
            remedy="Install it with: apt-get install libportaudio2 (macOS: brew install portaudio)",
        ) from None


def open_stream(kind: str, **options: Any) -> Any:  # noqa: ANN401 - sounddevice has no types
    """A started stream: RawInputStream or RawOutputStream.

    Raises:
        DeviceUnavailable: The library is missing, or the device cannot be opened.
    """
    library = sound_library()
    try:
        stream = getattr(library, kind)(channels=1, dtype="int16", **options)
        stream.start()
    except library.PortAudioError as error:
        device = "microphone" if kind == "RawInputStream" else "loudspeaker"
        raise DeviceUnavailable(
            f"The {device} cannot be opened: {error}.",
            remedy="Is one connected, and may this program use it? `python -m sounddevice` lists what there is.",
        ) from None
    return stream
