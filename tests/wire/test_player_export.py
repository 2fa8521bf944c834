"""`penny player export` on a real DECK: everything, and everything under other names."""

import asyncio
import hashlib
import json
import stat
import unicodedata
import uuid
import wave
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import grpc
import pytest
import yaml
from google.protobuf.timestamp_pb2 import Timestamp
from support.deck import Deck, allow_sound, keep_sound, put, sound_of, turno
from typer.testing import CliRunner, Result

from penny.v1 import deck_pb2, knowledge_pb2, vault_pb2
from penny_client.cli import sounds
from penny_client.cli.app import app
from penny_client.ending import answered

pytestmark = pytest.mark.slow

SCAN = b"%PDF-1.7\n" + bytes(range(256)) * 2500
"""More than two pieces."""
PCM = bytes(range(256)) * 4000
"""Some 32 s: more than one message."""
SAID = (
    "Soy Saturnina Goikoetxea y mi teléfono es el 612 345 678.",
    "recuerdame que saturnina le escriba a xabi.urruti@ejemplo.es",
    "Vivo en la calle Mayor 12, 3.º B, 28013 Madrid; mi DNI es 12345678Z.",
    "La cuenta es ES91 2100 0418 4502 0005 1332 y la tarjeta 4111 1111 1111 1111.",
    "Nací el 3 de mayo de 1985 y mi coche es el 4821 KTL.",
    "Mira https://familia.ejemplo.es/fotos y nómina de Saturnina.pdf en 40.4168, -3.7038.",
    "¿Qué tengo pendiente para mañana por la tarde?",
)
CONTRATO = "Saturnina Goikoetxea alquila la casa de la calle Mayor 12 por cinco años."
CANARIES = (
    *("saturnina", "goikoetxea", "612 345 678", "urruti", "ejemplo.es", "mayor 12", "28013 madrid", "12345678z"),
    *(
        "es91 2100",
        "4111 1111",
        "3 de mayo",
        "de 1985",
        "ktl",
        "familia",
        "fotos",
        "nomina",
        "40.4168",
        "carlos",
        "lucia",
        "xurxo",
    ),
    *("ormaetxe", "600 11 22 33", "2025-12-16"),
)
"""Without accents and in lower case; none that the figures of a random id could be."""
ORDINARY = ("que tengo pendiente para manana por la tarde", "jazz por la tarde")


async def export(deck: Deck, folder: Path, *more: str) -> Result:
    """Run the command; it has an event loop of its own."""
    command = ["player", "export", str(folder), "--deck", deck.address, *more]
    return await asyncio.to_thread(lambda: CliRunner().invoke(app, command))


@pytest.fixture(autouse=True)
def _read_here(reading_here: None) -> None:
    """Documents are read without a process of their own, which takes seconds to start."""


async def learned(deck: Deck, nombre: str, texto: str) -> None:
    """Add a document to the collection `papeles`."""
    messages = [
        knowledge_pb2.AddDocumentoRequest(begin=knowledge_pb2.AddDocumentoBegin(coleccion="papeles", nombre=nombre)),
        knowledge_pb2.AddDocumentoRequest(data=texto.encode()),
        knowledge_pb2.AddDocumentoRequest(end=knowledge_pb2.AddDocumentoEnd()),
    ]
    await answered(deck.knowledge.AddDocumento(iter(messages)))


async def talked(deck: Deck) -> str:
    """Somebody has had a conversation; gives her id."""
    session = await deck.stub.OpenSession(deck_pb2.OpenSessionRequest())
    for index, texto in enumerate(SAID):
        turn = turno(session.sesion_id, index, texto=texto, texto_generado=texto)
        turn.planos_activos["CONTEXTO_PERSONAL"] = "ab" * 32
        await deck.stub.AppendTurn(deck_pb2.AppendTurnRequest(turno=turn))
    await deck.stub.CloseSession(deck_pb2.CloseSessionRequest(sesion_id=session.sesion_id))
    return session.player_id


async def first_turn(deck: Deck) -> str:
    """Its id."""
    return str((await deck.log())[0]["id"])


async def lived(deck: Deck) -> str:
    """Somebody has talked, written, put a file into the Vault; gives her id. Her first turn is kept as it sounded."""
    player = await talked(deck)
    allow_sound(deck)
    await keep_sound(deck, sound_of(await first_turn(deck), PCM))
    file = deck.file_of(player)
    changed = file.read_text(encoding="utf-8").replace(
        'cafe: "solo', 'telefono_de_ormaetxe: "600 11 22 33"\n    cafe: "solo'
    )
    request = deck_pb2.WritePlanoRequest(plano="CONTEXTO_PERSONAL", documento=changed, autor="ormaetxe7")
    await deck.stub.WritePlano(request)
    for estado in (vault_pb2.ESTADO_RECADO_PENDIENTE, vault_pb2.ESTADO_RECADO_HECHO, vault_pb2.ESTADO_RECADO_CANCELADO):
        recado = vault_pb2.Recado(id=str(uuid.uuid4()), texto="que xurxo compre pan", para="Xurxo")
        recado.cuando.FromDatetime(datetime(2027, 1, 4, 9, tzinfo=UTC))
        await deck.vault.CreateRecado(vault_pb2.CreateRecadoRequest(recado=recado))
        await deck.vault.UpdateRecado(vault_pb2.UpdateRecadoRequest(id=recado.id, estado=estado))
    await put(deck, "nómina de Saturnina.pdf", SCAN)
    await learned(deck, "casa/contrato de Saturnina.txt", CONTRATO)
    return player


def lines(path: Path) -> list[dict[str, Any]]:
    """The rows of a file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def listed(folder: Path) -> list[str]:
    """What is in it, hidden or not."""
    return sorted(path.name for path in folder.iterdir())


def names(folder: Path) -> set[str]:
    """What is in it."""
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def everything_in(folder: Path) -> str:
    """Every file and its name, without accents and in lower case."""
    text = "\n".join([*names(folder), *(path.read_text() for path in folder.rglob("*") if path.is_file())])
    plain = unicodedata.normalize("NFD", text.replace("\\", "").casefold())
    return "".join(sign for sign in plain if not unicodedata.combining(sign))


def moment(text: str) -> float:
    """A time of a row, in seconds."""
    stamp = Timestamp()
    stamp.FromJsonString(text)
    return stamp.ToNanoseconds() / 1e9


async def test_everything_that_deck_keeps_is_there(deck: Deck, tmp_path: Path) -> None:
    """In open formats, as the manifest says, for its owner's eyes only."""
    player = await lived(deck)
    folder = tmp_path / "mine"
    result = await export(deck, folder)
    assert result.exit_code == 0, result.output
    assert "1 conversation, 7 turns, 1 sound, 4 versions, 6 recados, 1 file, 1 document," in result.output

    assert names(folder) == {
        *("conocimiento.json", "pasajes.jsonl"),
        *("log.jsonl", "log.md", "recados.json", "archivos.json", "auditoria.jsonl", "manifest.json", "LEEME.md"),
        *("planos/sistema.yaml", "planos/personalidad.yaml", "planos/contexto_personal.yaml"),
        *("planos/historia.jsonl", "planos/ahora.json", "archivos/nómina de Saturnina.pdf"),
        f"audio/{await first_turn(deck)}.wav",
    }
    (conversation,) = lines(folder / "log.jsonl")
    assert [turn["texto"] for turn in conversation["turnos"]] == list(SAID)
    turn = conversation["turnos"][0]["id"]
    assert [each["audio_ref"] for each in conversation["turnos"]] == [f"audio://{turn}", *[""] * 6]
    with wave.open(str(folder / "audio" / f"{turn}.wav")) as sound:
        assert sound.readframes(sound.getnframes()) == PCM
    assert SAID[6] in (folder / "log.md").read_text()
    own = deck.file_of(player)
    assert (folder / "planos/contexto_personal.yaml").read_text() == own.read_text()
    history = [(row["plano"], row["plano_version"], row["activo"]) for row in lines(folder / "planos/historia.jsonl")]
    assert history[2:] == [("CONTEXTO_PERSONAL", "2", True), ("CONTEXTO_PERSONAL", "1", False)]
    recados = json.loads((folder / "recados.json").read_text())
    assert sorted(recado["estado"] for recado in recados) == ["cancelado", "hecho", *["pendiente"] * 4]
    assert (folder / "archivos/nómina de Saturnina.pdf").read_bytes() == SCAN
    (documento,) = json.loads((folder / "conocimiento.json").read_text())
    ref = "kb://papeles/casa/contrato de Saturnina.txt"
    assert (documento["coleccion"], documento["ref"], documento["pasajes"]) == ("papeles", ref, 1)
    (pasaje,) = lines(folder / "pasajes.jsonl")
    assert pasaje == {"texto": CONTRATO, "ref": ref, "pagina": 0, "pagina_final": 0, "numero": 1}
    readings = [(row["accion"], row["objeto"], row["filas"]) for row in lines(folder / "auditoria.jsonl")]
    assert ("ReadAudio", turn, 1) in readings
    assert [accion for accion, *_ in readings[-3:]] == ["ReadAudio", "DownloadArchivo", "ReadPasajes"]

    manifest = json.loads((folder / "manifest.json").read_text())
    assert (manifest["seudonimos"], manifest["cuenta"]["turnos"]) == (False, 7)
    assert manifest["ficheros"].keys() == names(folder) - {"manifest.json"}
    for name, said in manifest["ficheros"].items():
        data = (folder / name).read_bytes()
        assert said == {"sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}
    modes = {stat.S_IMODE(path.stat().st_mode) for path in (folder, *folder.rglob("*")) if path.is_dir()}
    assert modes == {0o700}
    assert {stat.S_IMODE((folder / name).stat().st_mode) for name in names(folder)} == {0o600}


async def test_it_is_whole_however_much_there_is(deck: Deck, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """More conversations, turns, versions and readings than DECK reads at once; `penny log export` likewise."""
    for module in ("sesiones", "turnos", "versiones", "auditoria", "conocimiento"):
        monkeypatch.setattr(f"penny_deck.db.{module}.PAGE", 2)
    for number in range(3):
        await learned(deck, f"{number}.txt", f"{CONTRATO}\n\n" * 60)
    (player,) = {await talked(deck) for _ in range(5)}
    text = deck.file_of(player).read_text(encoding="utf-8")
    for name in range(4):
        documento = text.replace("Carlos", f"Carlos {name}")
        request = deck_pb2.WritePlanoRequest(plano="CONTEXTO_PERSONAL", documento=documento, autor="ana")
        await deck.stub.WritePlano(request)
    result = await export(deck, tmp_path / "mine")
    assert "5 conversations, 35 turns" in result.output
    conversations = lines(tmp_path / "mine" / "log.jsonl")
    assert [[turn["texto"] for turn in each["turnos"]] for each in conversations] == [list(SAID)] * 5
    assert conversations == sorted(conversations, key=lambda each: moment(each["inicio"]))
    history = [row["plano_version"] for row in lines(tmp_path / "mine/planos/historia.jsonl")]
    assert history[2:] == ["5", "4", "3", "2", "1"]
    kept = await deck.rows("SELECT sum(pasajes) AS n FROM penny_documentos")
    read = [(row["ref"], row["numero"]) for row in lines(tmp_path / "mine" / "pasajes.jsonl")]
    assert len(set(read)) == len(read) == kept[0]["n"] > len(range(3)) * 2
    assert read == sorted(read)
    (noted,) = await deck.rows("SELECT count(*) AS n FROM penny_auditoria")
    assert len(lines(tmp_path / "mine" / "auditoria.jsonl")) == noted["n"]

    command = ["log", "export", str(tmp_path / "log.jsonl"), "--deck", deck.address]
    result = await asyncio.to_thread(lambda: CliRunner().invoke(app, command))
    assert "conversations: 5" in result.output
    assert (tmp_path / "log.jsonl").read_bytes() == (tmp_path / "mine" / "log.jsonl").read_bytes()


async def test_of_a_pseudonymised_export_nobody_learns_who_it_was(deck: Deck, tmp_path: Path) -> None:
    """No name, number, address or id of hers is in any file; what says nothing of her is."""
    player = await lived(deck)
    await export(deck, tmp_path / "mine")
    folder = tmp_path / "given"
    result = await export(deck, folder, "--pseudonymised")
    assert result.exit_code == 0, result.output
    assert "Left out: sounds (1), the Vault's files (1) and documents (1)." in result.output

    found = everything_in(folder)
    assert [canary for canary in CANARIES if canary in found] == []
    original = everything_in_texts(tmp_path / "mine")
    assert [canary for canary in CANARIES if canary not in original] == []
    assert player not in found
    assert all(words in found for words in ORDINARY)
    assert names(folder).isdisjoint({"conocimiento.json", "pasajes.jsonl"})
    assert not (folder / "archivos").exists()
    assert not (folder / "audio").exists()
    assert [row["accion"] for row in lines(folder / "auditoria.jsonl")].count("ReadAudio") == 1  # the first export's

    (given,), (mine,) = lines(folder / "log.jsonl"), lines(tmp_path / "mine" / "log.jsonl")
    for field in ("id", "player_id"):
        assert mine[field] not in found
        assert str(uuid.UUID(given[field])) == given[field]
    for turn, own in zip(given["turnos"], mine["turnos"], strict=True):
        assert turn["id"] not in {own["id"], own["trace_id"]}
        assert own["id"] not in found
        assert own["trace_id"].replace("-", "") not in found
        assert turn["sesion_id"] == given["id"]
    contexto = yaml.safe_load((folder / "planos/contexto_personal.yaml").read_text())
    assert contexto["player_id"] == given["player_id"]
    assert contexto["contenido"]["nombre_usuario"] == "[PERSONA-1]"
    assert "ab" * 32 not in found


async def test_the_times_are_moved_together_and_nothing_says_how_far(deck: Deck, tmp_path: Path) -> None:
    """By whole weeks, all by the same; neither the manifest nor the disk says when it was."""
    await lived(deck)
    await export(deck, tmp_path / "mine")
    folder = tmp_path / "given"
    await export(deck, folder, "--pseudonymised")
    (given,), (mine,) = lines(folder / "log.jsonl"), lines(tmp_path / "mine" / "log.jsonl")
    pairs = [(given["inicio"], mine["inicio"]), (given["fin"], mine["fin"])]
    pairs += [
        (turn["timestamp_inicio"], original["timestamp_inicio"])
        for turn, original in zip(given["turnos"], mine["turnos"], strict=True)
    ]
    recados = [json.loads((each / "recados.json").read_text())[0] for each in (folder, tmp_path / "mine")]
    pairs.append((recados[0]["cuando"], recados[1]["cuando"]))
    (moved,) = {round(moment(one) - moment(other), 6) for one, other in pairs}
    assert moved < 0
    assert moved % (7 * 24 * 3600) == 0
    today = [datetime.now(UTC).date(), datetime.now().astimezone().date()]
    assert [day for day in today if day.isoformat() in everything_in(folder)] == []
    assert "creado" not in json.loads((folder / "manifest.json").read_text())
    assert len({path.stat().st_mtime for path in (folder, *folder.rglob("*"))}) == 1


async def test_two_exports_cannot_be_put_together_by_their_ids(deck: Deck, tmp_path: Path) -> None:
    """Each has a key of its own."""
    await lived(deck)
    for name in ("one", "two"):
        await export(deck, tmp_path / name, "--pseudonymised")
    (one,), (two,) = (lines(tmp_path / name / "log.jsonl") for name in ("one", "two"))
    assert {one["id"], one["player_id"]}.isdisjoint({two["id"], two["player_id"]})


async def test_whom_nothing_is_known_of_gets_what_there_is(deck: Deck, tmp_path: Path) -> None:
    """Another person's things are not hers."""
    await lived(deck)
    other = deck.second_player()
    result = await export(deck, tmp_path / "hers", "--player", other)
    assert "0 conversations, 0 turns, 0 sounds, 3 versions, 3 recados, 0 files, 0 documents" in result.output
    assert (tmp_path / "hers/log.jsonl").read_text() == ""
    assert "saturnina" not in everything_in(tmp_path / "hers")


async def test_a_sound_that_is_not_kept_any_more_does_not_end_it(deck: Deck, tmp_path: Path) -> None:
    """It is told of; that there is no such person at all is not taken for that."""
    await lived(deck)
    turn = await first_turn(deck)
    await deck.rows("DELETE FROM penny_audio")
    result = await export(deck, tmp_path / "mine")
    assert result.exit_code == 0, result.output
    assert "7 turns, 0 sounds," in result.output
    assert "sounds (1)." in result.output
    assert not (tmp_path / "mine" / "audio").exists()
    for player, none_kept in (("", True), (str(uuid.UUID(int=1)), False)):
        request = deck_pb2.ReadAudioRequest(player_id=player, turno_id=turn)
        with pytest.raises(grpc.aio.AioRpcError) as caught:
            await anext(aiter(deck.stub.ReadAudio(request)))
        assert sounds.none_kept(caught.value) is none_kept


async def test_a_turn_sounds_in_an_export_as_by_itself(deck: Deck, tmp_path: Path) -> None:
    """`penny log audio` writes the same file."""
    await lived(deck)
    turn, file = await first_turn(deck), tmp_path / "a.wav"
    await export(deck, tmp_path / "mine")
    command = ["log", "audio", turn, str(file), "--deck", deck.address]
    result = await asyncio.to_thread(lambda: CliRunner().invoke(app, command))
    assert result.output == f"Written to {file}: {len(PCM) / 32000:.1f} s.\n"
    assert file.read_bytes() == (tmp_path / "mine" / "audio" / f"{turn}.wav").read_bytes()


async def test_a_name_that_is_too_long_for_the_disk_is_no_reason_to_keep_it_back(deck: Deck, tmp_path: Path) -> None:
    """DECK counts characters, a file system bytes: then it is called by its id."""
    await put(deck, f"{'ñ' * 190}.txt", b"hola")
    await export(deck, tmp_path / "mine")
    (archivo,) = json.loads((tmp_path / "mine/archivos.json").read_text())
    assert (tmp_path / "mine/archivos" / f"{archivo['id']}.txt").read_bytes() == b"hola"


@pytest.mark.parametrize("more", [["--player", str(uuid.UUID(int=1))], ["--player", "nobody"]])
async def test_what_cannot_be_exported_leaves_nothing(deck: Deck, tmp_path: Path, more: list[str]) -> None:
    """One line, exit status 1, and no folder."""
    before = listed(tmp_path)
    result = await export(deck, tmp_path / "mine", *more)
    assert result.exit_code == 1
    assert result.output.count("\n") == 1
    assert listed(tmp_path) == before


async def test_what_is_in_the_folder_already_stays_alone(deck: Deck, tmp_path: Path) -> None:
    """Refused before DECK is asked."""
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "diary").write_text("dear")
    before = listed(tmp_path)
    result = await export(deck, tmp_path / "mine")
    assert result.exit_code == 1
    assert "is not empty" in result.output
    assert listed(tmp_path) == before
    assert not await deck.rows("SELECT 1 FROM penny_auditoria")


def everything_in_texts(folder: Path) -> str:
    """As `everything_in`, without the Vault's own files and sounds."""
    for path in (*folder.glob("archivos/*"), *folder.glob("audio/*")):
        path.write_text("")
    return everything_in(folder)
