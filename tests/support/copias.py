"""A DECK with something in it, everything that can be read of it, and one that has lost all but its master key."""

import asyncio
import base64
import hashlib
import json
import shutil
import uuid
import zipfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from google.protobuf.json_format import MessageToDict
from support.deck import Deck, deck_over, emptied, turno
from support.serving import serving
from typer.testing import CliRunner, Result

from penny.v1 import admin_pb2_grpc, deck_pb2, vault_pb2
from penny_chassis.connect import channel
from penny_client.cli.app import app
from penny_deck.config import Settings
from penny_deck.copias import manifiesto
from penny_deck.deck import Deck as DeckServer
from penny_deck.keys import master

if TYPE_CHECKING:
    from penny.v1.admin_pb2_grpc import AdminServiceAsyncStub

PDF = b"%PDF-1.7\n" + bytes(range(256)) * 2500
"""More than two pieces."""


@asynccontextmanager
async def admin(deck: Deck) -> AsyncIterator["AdminServiceAsyncStub"]:
    """Its AdminService."""
    async with channel(deck.address) as to_deck:
        yield admin_pb2_grpc.AdminServiceStub(to_deck)


async def penny(deck: Deck, *arguments: str, given: str | None = None) -> Result:
    """`penny deck …`, which has an event loop of its own."""
    command = ["deck", *arguments, "--deck", deck.address]
    return await asyncio.to_thread(lambda: CliRunner().invoke(app, command, input=given))


async def fill(deck: Deck, player: str, word: str) -> None:
    """A conversation with this word in it, versions of planos, a recado and a file."""
    session = await deck.stub.OpenSession(deck_pb2.OpenSessionRequest(player_id=player))
    for index, texto in enumerate((f"¿Qué sabes del {word}?", f"Nada del {word}.")):
        turn = turno(session.sesion_id, index, texto=texto)
        await deck.stub.AppendTurn(deck_pb2.AppendTurnRequest(turno=turn))
    ritmo = deck_pb2.Ritmo(pausa_media_ms=400, pausas=3)
    await deck.stub.CloseSession(deck_pb2.CloseSessionRequest(sesion_id=session.sesion_id, ritmo=ritmo))
    file = deck.file_of(player)
    changed = file.read_text(encoding="utf-8").replace("Carlos", f"Carlos {word}")
    request = deck_pb2.WritePlanoRequest(player_id=player, plano="CONTEXTO_PERSONAL", documento=changed, autor="yo")
    await deck.stub.WritePlano(request)
    recado = vault_pb2.Recado(id=str(uuid.uuid4()), texto=f"dar de comer al {word}")
    await deck.vault.CreateRecado(vault_pb2.CreateRecadoRequest(player_id=player, recado=recado))
    begin = vault_pb2.UploadBegin(player_id=player, nombre=f"{word}.pdf")
    messages = [
        vault_pb2.UploadArchivoRequest(begin=begin),
        *(vault_pb2.UploadArchivoRequest(data=PDF[at : at + 200_000]) for at in range(0, len(PDF), 200_000)),
        vault_pb2.UploadArchivoRequest(end=vault_pb2.UploadEnd()),
    ]
    await deck.vault.UploadArchivo(iter(messages))


async def everything(deck: Deck, player: str) -> dict[str, Any]:
    """All that can be read of a player over the wire, and her file."""

    async def taken(call: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - a call of any stream
        return [MessageToDict(message) async for message in call]

    history = deck_pb2.ReadVersionesRequest(player_id=player, plano="CONTEXTO_PERSONAL")
    files = await taken(deck.vault.ListArchivos(vault_pb2.ListArchivosRequest(player_id=player)))
    contents = [vault_pb2.DownloadArchivoRequest(player_id=player, ref=file["archivo"]["ref"]) for file in files]
    file = deck.file_of(player)
    return {
        "log": await taken(deck.stub.ReadLog(deck_pb2.ReadLogRequest(player_id=player))),
        "found": await taken(deck.stub.SearchLog(deck_pb2.SearchLogRequest(player_id=player, consulta="sabes"))),
        "versions": await taken(deck.stub.ReadVersiones(history)),
        "recados": await taken(deck.vault.ListRecados(vault_pb2.ListRecadosRequest(player_id=player))),
        "files": files,
        "contents": [await taken(deck.vault.DownloadArchivo(request)) for request in contents],
        "plano": file.read_text(encoding="utf-8"),
    }


@asynccontextmanager
async def reborn(deck: Deck, folder: Path, *, with_master: bool = True) -> AsyncIterator[Deck]:
    """Another DECK on the same database, which has lost its rows, with a home in which there is only the master key."""
    await emptied(deck.dsn)
    home = folder / "reborn"
    (home / "config").mkdir(parents=True)
    if with_master:
        shutil.copy(deck.home / "config" / "llave_maestra", home / "config" / "llave_maestra")
    async with running(deck.dsn, home, folder / "r") as other:
        yield other


@asynccontextmanager
async def running(dsn: str | None, home: Path, sockets: Path) -> AsyncIterator[Deck]:
    """A DECK that serves; without a DSN it has a PostgreSQL of its own."""
    await asyncio.to_thread(sockets.mkdir)
    service = DeckServer(Settings.model_validate({"home": home, "dsn": dsn, "pool": 4, "fsync": False}))
    async with serving(service, sockets) as address, channel(address) as to_deck:
        yield deck_over(to_deck, address, dsn or "", home)


async def state(deck: Deck) -> dict[str, Any]:
    """Every row of every table, and every file of the home that people write."""
    names = (
        "SELECT relname::text AS name FROM pg_class WHERE relkind = 'r' AND starts_with(relname, 'penny_') ORDER BY 1"
    )
    found: dict[str, Any] = {}
    for row in await deck.rows(names):
        found[row["name"]] = await deck.rows(f"SELECT * FROM {row['name']} ORDER BY 1, 2")  # noqa: S608 - a table's name
    for path in [*(deck.home / "planos").rglob("*"), *(deck.home / "config").iterdir()]:
        found[str(path)] = path.read_bytes() if path.is_file() else None
    return found


def remade(
    copia: Path,
    home: Path,
    change: dict[str, Any],
    *,
    table: str = "",
    cut: Callable[[bytes], bytes] = bytes,
) -> None:
    """Change a backup as only somebody could who has the master key; a `sello` in the change is left as it says.

    Its migrations may become "more", "fewer" or "other" ones; `cut` takes the last column from a table's rows.
    """
    with zipfile.ZipFile(copia) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    manifest = json.loads(parts[manifiesto.NAME])
    old = manifest.pop("sello")
    manifest |= {**change, "migraciones": _migrations(manifest["migraciones"], change.get("migraciones"))}
    for part in manifest["partes"]:
        if table and part["nombre"] == manifiesto.rows_part(table):
            parts[part["nombre"]] = data = cut(parts[part["nombre"]])
            part |= {"columnas": part["columnas"][:-1], "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    key = master.from_text((home / "config" / "llave_maestra").read_text(), "the home")
    sello = key.wrap(manifiesto._digest({k: v for k, v in manifest.items() if k != "sello"}), manifiesto._SEALED_FOR)
    fresh = base64.b64encode(sello).decode()
    manifest["sello"] = {"keep": old, "": ""}[change["sello"]] if "sello" in change else fresh
    parts[manifiesto.NAME] = json.dumps(manifest).encode()
    with zipfile.ZipFile(copia, "w") as file:
        for name, data in parts.items():
            file.writestr(name, data)


def _migrations(had: list[dict[str, Any]], change: object) -> object:
    match change:
        case None:
            return had
        case "more":
            return [*had, {"numero": len(had) + 1, "nombre": "9999_futuro", "sha256": "0" * 64}]
        case "fewer":
            return had[:-1]
        case "other":
            return [{**had[0], "sha256": "0" * 64}, *had[1:]]
    return change
