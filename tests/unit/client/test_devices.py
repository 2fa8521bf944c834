"""Microphone and loudspeakers, with a sound library that is not there, or a small one of our own."""

import asyncio
import sys
from collections.abc import Callable
from types import ModuleType
from typing import ClassVar

import pytest

from penny_client.audio.microphone import MAX_WAITING, Microphone
from penny_client.audio.speakers import Speakers
from penny_client.errors import DeviceUnavailable


class Stream:
    """A device of the small sound library; keeps what it was made with."""

    made: ClassVar[list["Stream"]] = []

    def __init__(self, callback: Callable[..., None], **options: object) -> None:
        self.callback = callback
        self.options = options
        self.closed = False
        Stream.made.append(self)

    def start(self) -> None:
        """It runs at once."""

    def close(self) -> None:
        """Note that it was given back."""
        self.closed = True


@pytest.fixture
def library(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """A sound library with the two streams."""
    module = ModuleType("sounddevice")
    Stream.made = []
    vars(module).update(RawInputStream=Stream, RawOutputStream=Stream, PortAudioError=OSError)
    monkeypatch.setitem(sys.modules, "sounddevice", module)
    return module


async def test_missing_library_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the extra the error names the extra."""
    monkeypatch.setitem(sys.modules, "sounddevice", None)
    with pytest.raises(DeviceUnavailable, match=r"pip install sounddevice"):
        await Microphone().__aenter__()


def test_missing_portaudio_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the extra but without PortAudio the error names its package."""

    def import_module(name: str) -> None:
        raise OSError(name)

    monkeypatch.setattr("penny_client.audio.devices.importlib.import_module", import_module)
    with pytest.raises(DeviceUnavailable, match="libportaudio2"):
        Speakers()


async def test_device_that_cannot_be_opened(library: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without a microphone gets a typed error, not the library's."""

    def refuse(**options: object) -> None:
        raise OSError(f"no device among {len(options)} options")

    monkeypatch.setattr(library, "RawInputStream", refuse)
    with pytest.raises(DeviceUnavailable, match="microphone cannot be opened"):
        await Microphone().__aenter__()


@pytest.mark.usefixtures("library")
async def test_microphone_gives_what_it_hears() -> None:
    """Blocks come in order, at 16 kHz mono; the device is given back."""
    heard = []
    async with Microphone() as microphone:
        stream = Stream.made[0]
        for block in (b"ab", b"cd"):
            stream.callback(block, 1, None, None)
        async for block in microphone:
            heard.append(block)
            if len(heard) == 2:
                break
    assert heard == [b"ab", b"cd"]
    assert (stream.options["samplerate"], stream.options["channels"], stream.closed) == (16_000, 1, True)


@pytest.mark.usefixtures("library")
async def test_microphone_drops_the_oldest() -> None:
    """A program that falls behind gets the newest second, not an ever older one."""
    async with Microphone() as microphone:
        for number in range(MAX_WAITING + 5):
            Stream.made[0].callback(bytes([number]), 1, None, None)
        await asyncio.sleep(0)
        assert await anext(aiter(microphone)) == bytes([5])


@pytest.mark.usefixtures("library")
def test_speakers_count_what_the_device_takes() -> None:
    """Sound is handed over in order, silence after it is not counted, a pause takes nothing."""
    speakers = Speakers()
    speakers.start(24_000)
    speakers.write(b"abcdef")
    block = bytearray(4)
    Stream.made[0].callback(block)
    assert (bytes(block), speakers.played_samples()) == (b"abcd", 2)
    speakers.pause()
    Stream.made[0].callback(block)
    assert (bytes(block), speakers.played_samples()) == (b"\0\0\0\0", 2)
    speakers.resume()
    Stream.made[0].callback(block)
    assert (bytes(block), speakers.played_samples()) == (b"ef\0\0", 3)


@pytest.mark.usefixtures("library")
def test_speakers_forget_and_start_anew() -> None:
    """Cleared sound is not played; a response at another rate gets another stream."""
    speakers = Speakers()
    speakers.start(24_000)
    speakers.write(b"abcd")
    speakers.clear()
    block = bytearray(b"xx")
    Stream.made[0].callback(block)
    assert (bytes(block), speakers.played_samples()) == (b"\0\0", 0)
    speakers.start(22_050)
    assert [stream.closed for stream in Stream.made] == [True, False]
    speakers.close()
    assert Stream.made[1].closed
