"""`penny demo`, with a parrot in Penny's place."""

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Self

import grpc
import pytest
from typer.testing import Result

from penny.v1 import audio_pb2, tts_pb2, tts_pb2_grpc
from penny.v1 import gateway_pb2 as wire
from penny_client.cli import demo
from penny_client.testing import Parrot, ScriptedGateway

Penny = Callable[..., Result]


class Voice(tts_pb2_grpc.TtsServiceServicer):
    """Says a short tone for whatever it is given, at 24 kHz."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []

    def Synthesize(self, request_iterator: Any, context: Any) -> Iterator[tts_pb2.SynthesizeResponse]:  # noqa: ANN401, ARG002, N802
        """One sentence."""
        config, text, _finish = list(request_iterator)
        self.asked.append((config.config.voice, text.text.text))
        yield tts_pb2.SynthesizeResponse(started=tts_pb2.TtsStarted(sample_rate_hz=24_000))
        yield tts_pb2.SynthesizeResponse(audio=audio_pb2.AudioChunk(pcm=Parrot().tone[:4800]))


class Services:
    """Stands for the supervisor; everything runs already."""

    environ: Mapping[str, str]

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        pass

    async def ready(self) -> None:
        """It is."""


@pytest.fixture
def voice() -> Iterator[tuple[Voice, str]]:
    """The caller's voice, and its address."""
    servicer = Voice()
    server = grpc.server(ThreadPoolExecutor(2))
    tts_pb2_grpc.add_TtsServiceServicer_to_server(servicer, server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    yield servicer, f"127.0.0.1:{port}"
    server.stop(0).wait()


@pytest.fixture
def services(monkeypatch: pytest.MonkeyPatch, voice: tuple[Voice, str]) -> Callable[[ScriptedGateway], Services]:
    """Puts a gateway and the voice where the demonstration looks for them."""
    made = Services()

    def supervisor(_addresses: object, environ: Mapping[str, str], *_: object) -> Services:
        assert Path(environ["PENNY_DECK_HOME"]).is_dir()
        made.environ = environ
        return made

    def put(gateway: ScriptedGateway) -> Services:
        addresses = {"gateway": gateway.target, "tts": voice[1]}
        monkeypatch.setattr(demo, "listen_addresses", lambda *_: addresses)
        return made

    for name in ("VAD", "ASR", "LLM", "TTS"):
        monkeypatch.setenv(f"PENNY_{name}_ENGINE", "scripted")
    monkeypatch.setenv("PENNY_DECK_DSN", "postgresql://mine")
    monkeypatch.setattr(demo, "supervisor", supervisor)
    return put


class Tired(Parrot):
    """Fails from the second turn on."""

    def _reply(self) -> Iterator[wire.ConverseResponse]:
        if self._turn == 1:
            yield from super()._reply()
        else:
            yield self._frame(error=wire.ErrorEvent(code="TTS_UNAVAILABLE", text="No puedo hablar."))
            yield self._frame(state=wire.StateEvent(state=wire.STATE_IDLE))


@pytest.mark.slow
def test_four_questions_are_spoken_answered_and_saved(
    penny: Penny,
    services: Callable[[ScriptedGateway], Services],
    voice: tuple[Voice, str],
    gateway: ScriptedGateway,
    tmp_path: Path,
) -> None:
    """The caller's own voice asks four questions aloud; all answers are shown, timed and saved; exit status 0."""
    services(gateway)
    result = penny("demo", "--out", tmp_path / "demo")
    opened = gateway.calls[0][0].open
    assert result.exit_code == 0
    assert voice[0].asked == [("em_alex", question) for question in demo.QUESTIONS]
    assert len(demo.QUESTIONS) >= 4
    assert opened.voice == "ef_dora"
    assert result.stdout.count("penny Tienes tres recados.") == 4
    assert all(f"trace {turn:032x}" in result.stdout for turn in range(1, 5))
    assert sorted(path.name for path in (tmp_path / "demo").iterdir()) == ["01.wav", "02.wav", "03.wav", "04.wav"]
    assert "4 of 4 questions answered" in result.stdout


def test_the_users_own_deck_is_not_touched(
    penny: Penny,
    services: Callable[[ScriptedGateway], Services],
    gateway: ScriptedGateway,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    """The DECK of the demonstration is a folder of its own that is gone afterwards, and the screen says so."""
    monkeypatch.setattr(demo, "QUESTIONS", demo.QUESTIONS[:1])
    running = services(gateway)
    result = penny("demo", "--out", tmp_path)
    home = Path(running.environ["PENNY_DECK_HOME"])
    assert "PENNY_DECK_DSN" not in running.environ
    assert f"{home} (removed at the end; yours is not touched)" in result.stdout
    assert not home.exists()


@pytest.mark.slow
def test_failed_question_is_the_exit_status(
    penny: Penny, services: Callable[[ScriptedGateway], Services], tmp_path: Path
) -> None:
    """If a question fails, the others are still asked, and the exit status is 1."""
    with ScriptedGateway(Tired) as gateway:
        services(gateway)
        result = penny("demo", "--out", tmp_path)
    assert result.exit_code == 1
    assert result.stdout.count("No puedo hablar. (TTS_UNAVAILABLE)") == 3
    assert "1 of 4 questions answered" in result.stdout
