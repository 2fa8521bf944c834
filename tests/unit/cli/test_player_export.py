"""`penny player export`: interrupted, incomplete, and what becomes of messages that are given other names."""

# ruff: noqa: N802, ARG002 - the servicer's methods bear the names of the rpcs

import json
import signal
import subprocess
import sys
import threading
import wave
from collections.abc import Callable, Iterator
from concurrent import futures
from pathlib import Path
from typing import Any

import grpc
import pytest
import yaml
from google.protobuf.json_format import ParseDict
from typer.testing import Result

from penny.v1 import deck_pb2, deck_pb2_grpc, knowledge_pb2_grpc, vault_pb2, vault_pb2_grpc
from penny_chassis.errors import NotFound, PennyError, Unauthenticated, Unavailable
from penny_client.cli.export_contents import Contents, files
from penny_client.cli.export_leeme import leeme
from penny_client.cli.export_pseudonymised import WEEK_S, pseudonymised, random_weeks

Penny = Callable[..., Result]

TURNS = tuple(f"00000000-0000-4000-8000-00000000000{number}" for number in range(3))
PCM = bytes(range(256)) * 8


class Deck(
    deck_pb2_grpc.DeckServiceServicer, vault_pb2_grpc.VaultServiceServicer, knowledge_pb2_grpc.KnowledgeServiceServicer
):
    """A DECK of somebody who has said three things; the log says that the first two are kept as they sounded."""

    def __init__(self) -> None:
        self.turns = list(TURNS)
        self.faults: dict[str, PennyError] = {}
        """How the reading of a turn's sound ends: after its first piece, unless there is none."""
        self.heard: list[str] = []
        self.stuck_in = ""
        """The call that never comes to an end."""
        self.stuck, self.over = threading.Event(), threading.Event()

    def wait_in(self, call: str) -> None:
        """Wait, if it is in this call."""
        if call == self.stuck_in:
            self.stuck.set()
            self.over.wait(30)

    def ReadPlanos(
        self, request: deck_pb2.ReadPlanosRequest, context: grpc.ServicerContext
    ) -> deck_pb2.ReadPlanosResponse:
        """None."""
        self.wait_in("ReadPlanos")
        return deck_pb2.ReadPlanosResponse()

    def ReadLog(
        self, request: deck_pb2.ReadLogRequest, context: grpc.ServicerContext
    ) -> Iterator[deck_pb2.ReadLogResponse]:
        """One conversation."""
        yield deck_pb2.ReadLogResponse(sesion=deck_pb2.Sesion(id="s"))
        for index, turn in enumerate(self.turns):
            ref = f"audio://{turn}" if turn != TURNS[2] else ""
            turno = deck_pb2.Turno(id=turn, sesion_id="s", turno_index=index, audio_ref=ref)
            yield deck_pb2.ReadLogResponse(turno=turno)

    def ReadAudio(
        self, request: deck_pb2.ReadAudioRequest, context: grpc.ServicerContext
    ) -> Iterator[deck_pb2.ReadAudioResponse]:
        """In two pieces."""
        self.heard.append(request.turno_id)
        fault = self.faults.get(request.turno_id)
        if isinstance(fault, NotFound):
            context.abort_with_status(fault.to_status())
        yield deck_pb2.ReadAudioResponse(pcm=PCM[:1000])
        self.wait_in("ReadAudio")
        if fault is not None:
            context.abort_with_status(fault.to_status())
        yield deck_pb2.ReadAudioResponse(pcm=PCM[1000:])

    def nothing(self, request: object, context: grpc.ServicerContext) -> Iterator[Any]:
        """What else there could be is not there."""
        return iter(())

    ReadVersiones = ReadAuditoria = ListRecados = ListArchivos = ListColecciones = nothing


@pytest.fixture
def deck(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Deck]:
    """The DECK, where the command finds it; `place` is an empty folder."""
    (tmp_path / "place").mkdir()
    server = grpc.server(futures.ThreadPoolExecutor(2))
    servicer = Deck()  # type: ignore[abstract]
    deck_pb2_grpc.add_DeckServiceServicer_to_server(servicer, server)
    vault_pb2_grpc.add_VaultServiceServicer_to_server(servicer, server)
    knowledge_pb2_grpc.add_KnowledgeServiceServicer_to_server(servicer, server)
    address = f"unix:{tmp_path / 'deck.sock'}"
    server.add_insecure_port(address)
    server.start()
    monkeypatch.setenv("PENNY_DECK", address)
    yield servicer
    servicer.over.set()
    server.stop(None).wait()


@pytest.mark.parametrize("call", ["ReadPlanos", "ReadAudio"])
def test_ctrl_c_leaves_nothing_behind(deck: Deck, tmp_path: Path, call: str) -> None:
    """No folder, no draft, no traceback, and the status that says that it was interrupted."""
    deck.stuck_in = call
    place = tmp_path / "place"
    program = (
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler);"  # who runs the tests may ignore it
        "from penny_command import main; main()"
    )
    command = [sys.executable, "-c", program, "player", "export", str(place / "mine")]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as running:
        assert deck.stuck.wait(30)
        assert [path.name.startswith(".mine.") for path in place.iterdir()] == [True]
        running.send_signal(signal.SIGINT)
        _, said = running.communicate(timeout=30)
    assert running.returncode == 130
    assert "Traceback" not in said
    assert list(place.iterdir()) == []


def audio_in(folder: Path) -> list[str]:
    """What is in its `audio`."""
    return sorted(path.name for path in folder.glob("audio/*"))


def test_how_a_turn_sounded_is_a_wav_file(penny: Penny, deck: Deck, tmp_path: Path) -> None:
    """As Penny heard it, named by the turn's id, which its audio_ref says; of one without sound there is none."""
    folder = tmp_path / "place" / "mine"
    result = penny("player", "export", folder)
    assert result.exit_code == 0, result.output
    assert "3 turns, 2 sounds," in result.output
    assert "any more, though" not in result.output
    assert audio_in(folder) == [f"{turn}.wav" for turn in TURNS[:2]]
    with wave.open(str(folder / "audio" / f"{TURNS[1]}.wav")) as sound:
        assert (sound.getnchannels(), sound.getsampwidth(), sound.getframerate()) == (1, 2, 16_000)
        assert sound.readframes(sound.getnframes()) == PCM
    turnos = json.loads((folder / "log.jsonl").read_text())["turnos"]
    assert [turno["audio_ref"] for turno in turnos] == [f"audio://{TURNS[0]}", f"audio://{TURNS[1]}", ""]
    assert deck.heard == list(TURNS[:2])
    manifest = json.loads((folder / "manifest.json").read_text())
    assert (manifest["cuenta"]["sonidos"], manifest["cuenta"]["sonidos_perdidos"]) == (2, 0)
    assert f"audio/{TURNS[1]}.wav" in manifest["ficheros"]


def test_a_sound_that_is_gone_is_told_of(penny: Penny, deck: Deck, tmp_path: Path) -> None:
    """And what else there is is there."""
    deck.faults[TURNS[0]] = NotFound("Of this turn no sound was kept.", field="turno_id")
    folder = tmp_path / "place" / "mine"
    result = penny("player", "export", folder)
    assert result.exit_code == 0, result.output
    assert "3 turns, 1 sound," in result.output
    assert "Not kept any more, though the log names them: sounds (1)." in result.output
    assert "Faltan: 1." in (folder / "LEEME.md").read_text()
    assert audio_in(folder) == [f"{TURNS[1]}.wav"]


@pytest.mark.parametrize(
    "error",
    [
        NotFound("There is no such player in this DECK.", field="player_id"),
        NotFound("Something is not there."),
        Unavailable("The database is away."),
        Unauthenticated("Nobody knows who calls."),
    ],
)
def test_a_sound_that_does_not_come_for_another_reason_ends_it(
    penny: Penny, deck: Deck, tmp_path: Path, error: PennyError
) -> None:
    """One line, and nothing is left: no part is taken for the whole, above all not if she has been forgotten."""
    deck.faults[TURNS[1]] = error
    result = penny("player", "export", tmp_path / "place" / "mine")
    assert result.exit_code == 1
    assert result.output.count("\n") == 1
    assert str(error) in result.output
    assert list((tmp_path / "place").iterdir()) == []


def test_the_id_of_a_turn_is_never_taken_for_a_path(penny: Penny, deck: Deck, tmp_path: Path) -> None:
    """Whatever DECK says."""
    deck.turns.append("../../../x")
    result = penny("player", "export", tmp_path / "place" / "mine")
    assert result.exit_code == 1
    assert "no file can have" in result.output
    assert list((tmp_path / "place").iterdir()) == []


def test_a_voice_is_no_pseudonym(penny: Penny, deck: Deck, tmp_path: Path) -> None:
    """It is not even asked for, and it is said that there was one."""
    folder = tmp_path / "place" / "given"
    result = penny("player", "export", folder, "--pseudonymised")
    assert result.exit_code == 0, result.output
    assert "Left out: sounds (2)" in result.output
    assert not (folder / "audio").exists()
    assert deck.heard == []
    turno = json.loads((folder / "log.jsonl").read_text())["turnos"][0]
    assert turno["audio_ref"] == f"audio://{turno['id']}" != f"audio://{TURNS[0]}"


CONTENT = """\
contenido:
  medida:
    altos:
    - 1
    - 2.5
  niega: false
  nombre: Ñu
"""


def contents(**fields: Any) -> Contents:  # noqa: ANN401 - any field
    """Nothing but what is given."""
    lists = ("planos", "log", "recados", "archivos", "documentos", "auditoria")
    nothing: dict[str, Any] = {"versiones": {}, **{name: [] for name in lists}}
    return Contents(**{**nothing, **fields})


def version(documento: str, **contenido: object) -> deck_pb2.ReadVersionesResponse:
    """A version of plano 2."""
    message = deck_pb2.ReadVersionesResponse(plano_version="1", activo=True, autor="archivo", documento=documento)
    ParseDict(contenido, message.contenido)
    return message


def only(made: Contents) -> deck_pb2.ReadVersionesResponse:
    """Its one version."""
    ((found,),) = made.versiones.values()
    return found


def test_a_plano_stays_a_plano() -> None:
    """Valid YAML and of the same shape, without comments; what is no text stays what it is."""
    documento = (
        "# Para Eneko, de su madre\nplano: CONTEXTO_PERSONAL\nmodificable: true\ncontenido:\n  nombre_usuario: Eneko\n"
        "  preferencias: {telefono: 600112233, direccion: Mayor 12, cafe: solo, regalo_de_eneko: no}\n"
        "  recordar: [Eneko cumple años el 3 de mayo, Prefiere respuestas cortas]\n"
    )
    found = only(pseudonymised(contents(versiones={"x": [version(documento, nombre_usuario="Eneko")]}), -1))
    assert yaml.safe_load(found.documento) == {
        "plano": "CONTEXTO_PERSONAL",
        "modificable": True,
        "contenido": {
            "nombre_usuario": "[PERSONA-1]",
            "preferencias": {
                "telefono": "[TELEFONO-1]",
                "direccion": "[DATO-1]",
                "cafe": "solo",
                "regalo_de_[PERSONA-1]": False,
            },
            "recordar": ["[PERSONA-1] cumple años el [NACIMIENTO-1]", "Prefiere respuestas cortas"],
        },
    }
    assert "madre" not in found.documento
    assert dict(found.contenido) == {"nombre_usuario": "[PERSONA-1]"}


@pytest.mark.parametrize(("documento", "text"), [("a: 1  # así", "a: 1  # así\n"), ("", CONTENT)])
def test_a_plano_is_the_file_as_it_was_written(documento: str, text: str) -> None:
    """Of an old version of which none was kept its content, numbers as people write them."""
    found = version(documento, nombre="Ñu", medida={"altos": [1, 2.5]}, niega=False)
    made = dict(files(contents(versiones={"CONTEXTO_PERSONAL": [found]})))
    assert made["planos/contexto_personal.yaml"] == text


@pytest.mark.parametrize("documento", ["a: [", "\t- {", "a: b: c", "\x07"])
def test_a_file_that_is_no_yaml_is_replaced_as_a_whole(documento: str) -> None:
    """Nothing of it can be told apart."""
    assert only(pseudonymised(contents(versiones={"x": [version(documento)]}), -1)).documento == "[DATO-1]"


@pytest.mark.parametrize("documento", ["", "# nothing\n"])
def test_a_file_without_content_has_none(documento: str) -> None:
    """Its comments go."""
    assert only(pseudonymised(contents(versiones={"x": [version(documento)]}), -1)).documento == ""


def test_what_was_given_is_left_as_it_is() -> None:
    """Only the copy is changed: times by whole weeks, texts, maps and what is inside of messages."""
    turno = deck_pb2.Turno(
        id="0b9d6c1e-77aa-4f0e-8a42-9a1f0a6a2c55", texto="Con Eneko", planos_activos={"X": "ab" * 32}
    )
    turno.timestamp_inicio.FromSeconds(1_800_000_000)
    turno.grace_llamadas.add(modulo="FIELD_EXTRACTOR", archivo_id=turno.id)
    recado = vault_pb2.Recado(para="Eneko", texto="llamar")
    given = contents(log=[(deck_pb2.Sesion(), [turno])], recados=[recado])
    before = turno.SerializeToString(deterministic=True)

    made = pseudonymised(given, -3)
    ((_, (other,)),) = made.log
    assert turno.SerializeToString(deterministic=True) == before
    assert other.timestamp_inicio.seconds == 1_800_000_000 - 3 * WEEK_S
    assert (other.texto, made.recados[0].para) == ("Con [PERSONA-1]", "[PERSONA-1]")
    assert other.planos_activos["X"] != "ab" * 32
    assert other.grace_llamadas[0].archivo_id == other.id != turno.id
    assert other.grace_llamadas[0].modulo == "FIELD_EXTRACTOR"


def test_the_weeks_are_random_and_never_none() -> None:
    """Back in time, so that no time is still to come."""
    weeks = {random_weeks() for _ in range(200)}
    assert len(weeks) > 50
    assert max(weeks) < 0


def test_leeme_says_what_is_left_out_and_what_is_risky() -> None:
    """Of the two forms each has its own."""
    counts = contents().counts
    plain = leeme(counts, pseudonymised=False)
    given = leeme(counts, pseudonymised=True)
    assert "`archivos/`" in plain
    assert "`audio/ID.wav`" in plain
    assert "Faltan" not in plain
    assert "arriesgado" not in plain
    assert "`archivos/`" not in given
    assert "Los ficheros del Vault no están" in given
    assert "audio/" not in given
    assert "El sonido no está" in given
    assert "Esto no es anónimo" in given
