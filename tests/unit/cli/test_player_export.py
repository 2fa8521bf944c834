"""`penny player export`: interrupted, incomplete, and what becomes of messages that are given other names."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent import futures
from pathlib import Path
from typing import Any

import grpc
import pytest
import yaml
from google.protobuf.json_format import ParseDict

from penny.v1 import deck_pb2, vault_pb2
from penny_client.cli.export_contents import Contents, files
from penny_client.cli.export_leeme import leeme
from penny_client.cli.export_pseudonymised import WEEK_S, pseudonymised, random_weeks


class Stuck:
    """A DECK that never comes to an end."""

    def __init__(self) -> None:
        self.asked, self.over = threading.Event(), threading.Event()

    def read_planos(self, request: bytes, context: grpc.ServicerContext) -> bytes:
        """Wait."""
        del request, context
        self.asked.set()
        self.over.wait(30)
        return b""


@pytest.fixture
def stuck(tmp_path: Path) -> Iterator[Stuck]:
    """Serves on tmp_path/deck.sock."""
    server = grpc.server(futures.ThreadPoolExecutor(2))
    service = Stuck()
    handlers: dict[str, Any] = {"ReadPlanos": grpc.unary_unary_rpc_method_handler(service.read_planos)}
    server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler("penny.v1.DeckService", handlers),))
    server.add_insecure_port(f"unix:{tmp_path / 'deck.sock'}")
    server.start()
    yield service
    service.over.set()
    server.stop(None).wait()


def test_ctrl_c_leaves_nothing_behind(stuck: Stuck, tmp_path: Path) -> None:
    """No folder, no draft, no traceback, and the status that says that it was interrupted."""
    place = tmp_path / "place"
    place.mkdir()
    program = (
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler);"  # who runs the tests may ignore it
        "from penny_command import main; main()"
    )
    command = [sys.executable, "-c", program, "player", "export", str(place / "mine")]
    address = {"PENNY_DECK": f"unix:{tmp_path / 'deck.sock'}"}
    with subprocess.Popen(command, env=os.environ | address, stderr=subprocess.PIPE, text=True) as running:
        assert stuck.asked.wait(30)
        assert [path.name.startswith(".mine.") for path in place.iterdir()] == [True]
        running.send_signal(signal.SIGINT)
        _, said = running.communicate(timeout=30)
    assert running.returncode == 130
    assert "Traceback" not in said
    assert list(place.iterdir()) == []


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
    assert "arriesgado" not in plain
    assert "`archivos/`" not in given
    assert "Los ficheros del Vault no están" in given
    assert "Esto no es anónimo" in given
