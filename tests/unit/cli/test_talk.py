"""`penny talk`."""

import json
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
import soundfile
from typer.testing import Result

from penny.v1 import gateway_pb2 as wire
from penny_client.audio import mute
from penny_client.audio.pcm import encode
from penny_client.cli import turns
from penny_client.testing import HungUp, Parrot, ScriptedGateway

Penny = Callable[..., Result]

FIELDS = {
    "user_text",
    "penny_text",
    "trace_id",
    "voice_to_voice_ms",
    "asr_ms",
    "llm_first_token_ms",
    "tts_first_audio_ms",
    "end_of_turn_ms",
    "interrupted",
    "audio_path",
    "voice_to_voice_client_ms",
}


class Mute(Parrot):
    """Opens, and then says nothing."""

    def __call__(self, request: wire.ConverseRequest) -> Iterator[wire.ConverseResponse]:
        """What is answered to a frame."""
        return super().__call__(request) if request.HasField("open") else iter(())


class Failing(Parrot):
    """Fails in every turn."""

    def _reply(self) -> Iterator[wire.ConverseResponse]:
        yield self._frame(error=wire.ErrorEvent(code="LLM_UNAVAILABLE", text="No puedo pensar."))
        yield self._frame(state=wire.StateEvent(state=wire.STATE_IDLE))


def test_json_is_one_object_a_turn_and_nothing_else(
    penny: Penny, gateway: ScriptedGateway, question: Path, tmp_path: Path
) -> None:
    """Two files: two lines on standard output, each a JSON object with every promised field."""
    result = penny("talk", "--json", question, question, "--server", gateway.target, "--out", tmp_path / "out")
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert (result.exit_code, len(rows)) == (0, 2)
    assert all(row.keys() >= FIELDS for row in rows)
    assert rows[0]["user_text"] == "¿Qué tengo pendiente?"
    assert rows[0]["penny_text"] == "Tienes tres recados."
    assert (rows[0]["voice_to_voice_ms"], rows[0]["interrupted"], rows[0]["error"]) == (900, False, None)
    assert [row["trace_id"] for row in rows] == [f"{1:032x}", f"{2:032x}"]


def test_answers_are_saved(penny: Penny, gateway: ScriptedGateway, question: Path, tmp_path: Path) -> None:
    """Each answer is a WAV file at the voice's own rate, with exactly what was sent."""
    result = penny("talk", "--json", question, "--server", gateway.target, "--out", tmp_path / "out")
    path = Path(json.loads(result.stdout)["audio_path"])
    samples, rate_hz = soundfile.read(path, dtype="int16")
    assert path.name == "01-pregunta-uno.wav"
    assert (rate_hz, samples.tobytes()) == (24_000, Parrot().tone)


def test_time_to_the_answer_is_measured_here_too(penny: Penny, gateway: ScriptedGateway, question: Path) -> None:
    """The client's own figure begins at the last voiced sample: at least the silence that the script waits for."""
    row = json.loads(penny("talk", "--json", question, "--server", gateway.target).stdout)
    assert row["voice_to_voice_client_ms"] >= Parrot.SILENT_FRAMES * 20 - 20


def test_nothing_is_saved_unless_it_is_wanted(
    penny: Penny, gateway: ScriptedGateway, question: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What Penny says is nobody's file."""
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    row = json.loads(penny("talk", "--json", question, "--server", gateway.target).stdout)
    assert row["audio_path"] is None
    assert list(folder.iterdir()) == []


def test_a_person_sees_the_conversation(penny: Penny, gateway: ScriptedGateway, question: Path) -> None:
    """Without a terminal the states, both sides' words, the latencies and the trace are plain lines."""
    result = penny("talk", question, "--server", gateway.target, "--out", question.parent)
    lines = [line.strip() for line in result.stdout.splitlines()]
    assert result.exit_code == 0
    assert [line for line in lines if line.startswith("●")] == [
        "● listening",
        "● processing",
        "● speaking",
        "● idle",
    ]
    assert "you ¿Qué tengo pendiente?" in lines
    assert "penny Tienes tres recados." in lines
    assert any(line.split("│")[1:-2] == [f"{ms:>{w}} " for ms, w in CELLS] for line in result.stdout.splitlines())
    assert f"ms · trace {1:032x}" in lines


CELLS = ((200, 12), (150, 4), (250, 16), (300, 16), (900, 15))


class Speechless(Parrot):
    """Listens, and then has nothing to say."""

    def _reply(self) -> Iterator[wire.ConverseResponse]:
        return iter(())


class Coughed(Parrot):
    """Takes every voice for a cough."""

    def _reply(self) -> Iterator[wire.ConverseResponse]:
        yield self._frame(turn=wire.TurnEvent(kind=wire.TurnEvent.KIND_DROPPED))
        yield self._frame(state=wire.StateEvent(state=wire.STATE_IDLE))


@pytest.mark.slow
@pytest.mark.parametrize(
    "case",
    [
        (Mute, "Penny heard nobody speak.", "NOT_HEARD"),
        (Coughed, "Penny heard no words in it.", "NO_WORDS"),
        (Speechless, "Penny did not answer. `penny status`", "NO_ANSWER"),
    ],
)
def test_no_answer_is_a_failure(
    penny: Penny, question: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, case: tuple[type[Parrot], str, str]
) -> None:
    """If Penny keeps silent it is said at which point, and the exit status is 1."""
    script, words, code = case
    for patience in ("PATIENCE_S", "SETTLE_S", "NOTICE_S"):
        monkeypatch.setattr(turns, patience, 0.4)
    with ScriptedGateway(script) as gateway:
        spoken = penny("talk", question, "--server", gateway.target, "--out", tmp_path)
        row = json.loads(penny("talk", "--json", question, "--server", gateway.target).stdout)
    assert spoken.exit_code == 1
    assert words in spoken.stdout
    assert (row["error"], row["audio_path"], row["voice_to_voice_ms"]) == (code, None, None)


def test_a_recording_without_a_voice_is_not_waited_for(
    penny: Penny, question: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What nobody has noticed will not be answered, however patient one is with an answer."""
    monkeypatch.setattr(turns, "NOTICE_S", 0.2)
    with ScriptedGateway(Mute) as gateway:
        began_s = time.monotonic()
        result = penny("talk", question, "--server", gateway.target)
    assert "Penny heard nobody speak." in result.stdout
    assert time.monotonic() - began_s < turns.PATIENCE_S / 2


def test_failed_turn_is_a_failure(penny: Penny, question: Path) -> None:
    """A turn that failed inside is shown with its code, and the exit status is 1."""
    with ScriptedGateway(Failing) as gateway:
        result = penny("talk", question, "--server", gateway.target)
    assert result.exit_code == 1
    assert "No puedo pensar. (LLM_UNAVAILABLE)" in result.stdout


def test_nobody_there(penny: Penny, question: Path) -> None:
    """If Penny is not running: one line that says so and how to start her, exit status 1."""
    with ScriptedGateway(Parrot) as gone:
        target = gone.target
    result = penny("talk", question, "--server", target)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.count("\n") == 1
    assert f"Nobody answers at {target}" in result.stderr
    assert "penny up" in result.stderr


@pytest.mark.parametrize("arguments", [(), ("--mic", "x.wav")])
def test_files_or_microphone(penny: Penny, arguments: Iterable[str]) -> None:
    """Neither, or both, is a command line that cannot be understood: exit status 2."""
    assert penny("talk", *arguments).exit_code == 2


def test_microphone_without_its_library(penny: Penny, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the extra, --mic says how to install it."""
    monkeypatch.setitem(sys.modules, "sounddevice", None)
    result = penny("talk", "--mic")
    assert result.exit_code == 1
    assert "pip install sounddevice" in result.stderr


class HangingUp(Parrot):
    """Says goodbye after the first answer, by ending the call."""

    def __call__(self, request: wire.ConverseRequest) -> Iterator[wire.ConverseResponse]:
        """What is answered to a frame."""
        yield from super().__call__(request)
        if request.HasField("played") and request.played.samples == len(self.tone) // 2:
            raise HungUp


class Sounds:
    """A sound library: a microphone that hears a short tone, loudspeakers that take what they are given."""

    PortAudioError = OSError

    def __init__(self, callback: Callable[..., None], *, blocksize: int = 0, **_: object) -> None:
        self._callback = callback
        self._blocksize = blocksize
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def start(self) -> None:
        """Begin to call."""
        self._thread.start()

    def close(self) -> None:
        """Stop."""
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        voice = encode(np.full(320, 0.3, np.float32))
        heard = 0
        while not self._stop.wait(0.01):
            if self._blocksize:
                self._callback(voice if heard < 5 else bytes(640), 320, None, None)
                heard += 1
            else:
                self._callback(bytearray(4800))


class Hollow(Sounds):
    """A microphone that is muted."""

    def _run(self) -> None:
        while not self._stop.wait(0.01):
            self._callback(bytes(640 if self._blocksize else 4800), 320, None, None)


class Impatient(Parrot):
    """Hangs up after a second of sound."""

    def __call__(self, request: wire.ConverseRequest) -> Iterator[wire.ConverseResponse]:
        """What is answered to a frame."""
        if request.audio.start_sample >= 16_000:
            raise HungUp
        yield from super().__call__(request)


def test_a_muted_microphone_is_told(penny: Penny, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """One line, once, while the conversation goes on."""
    module = ModuleType("sounddevice")
    vars(module).update(RawInputStream=Hollow, RawOutputStream=Sounds, PortAudioError=OSError)
    monkeypatch.setitem(sys.modules, "sounddevice", module)
    monkeypatch.setattr(mute, "MUTE_S", 0.1)
    with ScriptedGateway(Impatient) as gateway:
        result = penny("talk", "--mic", "--server", gateway.target, "--out", tmp_path)
    assert result.exit_code == 0
    assert result.stdout.replace("\n", " ").count("The microphone gives no sound.") == 1


def test_microphone_and_loudspeakers(penny: Penny, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """What the microphone hears is answered through the loudspeakers, turn by turn, until the conversation ends."""
    module = ModuleType("sounddevice")
    vars(module).update(RawInputStream=Sounds, RawOutputStream=Sounds, PortAudioError=OSError)
    monkeypatch.setitem(sys.modules, "sounddevice", module)
    with ScriptedGateway(HangingUp) as gateway:
        result = penny("talk", "--mic", "--server", gateway.target, "--out", tmp_path)
    assert result.exit_code == 0
    assert "Tienes tres recados." in result.stdout
    assert (tmp_path / "01-mic.wav").is_file()
