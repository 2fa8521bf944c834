"""What of a person is too much to be held: into the folder of the export as it comes."""

from collections.abc import AsyncIterator
from pathlib import PurePath

import grpc

from penny.v1 import deck_pb2, knowledge_pb2, vault_pb2
from penny_client.cli import export_contents, rows, sounds
from penny_client.cli.deck import Services, patiently
from penny_client.cli.export_contents import Contents
from penny_client.cli.export_folder import MAX_NAME_BYTES, Draft
from penny_client.cli.progress import Say
from penny_client.errors import ServerFailed

_SUFFIX_CHARS = 10
_OF_A_PASAJE = ("ref", "numero", "pagina", "pagina_final", "texto")
"""What is kept of it; the rest is a search's."""


async def write(on: Services, draft: Draft, player: str, contents: Contents, say: Say) -> int:
    """The sounds of turns, the Vault's files, and what documents say; gives how many sounds were not there any more.

    Raises:
        AioRpcError: DECK cannot be reached, or refuses.
        TooSlow: It gives nothing any more.
        ServerFailed: Something is not what DECK says it is.
        Unavailable: The disk is full.
        InvalidInput: Something cannot be written.
    """
    lost = 0
    for number, turno in enumerate(contents.sounding, 1):
        say(f"audio, {number}")
        lost += not await _sound(on, draft, player, turno)
    for archivo in contents.archivos:
        say(archivo.nombre)
        await _archivo(on, draft, player, archivo)
    draft.write("conocimiento.json", export_contents.documentos(contents))
    with draft.file("pasajes.jsonl") as put:
        for documento in contents.documentos:
            say(documento.nombre)
            async for line in _pasajes(on, player, documento):
                put(line.encode())
    return lost


async def _sound(on: Services, draft: Draft, player: str, turno: deck_pb2.Turno) -> bool:
    """How a turn sounded; false if that is not kept any more."""
    try:
        pcm = await sounds.read(on, player, turno.id)
    except grpc.aio.AioRpcError as error:
        if sounds.none_kept(error):
            return False
        raise
    with draft.file(f"audio/{turno.id}.wav") as put:
        put(sounds.wav(pcm))
    return True


async def _archivo(on: Services, draft: Draft, player: str, archivo: vault_pb2.Archivo) -> None:
    name = f"archivos/{_on_disk(archivo)}"
    request = vault_pb2.DownloadArchivoRequest(player_id=player, ref=archivo.ref)
    with draft.file(name) as put:
        async for response in patiently(on.vault.DownloadArchivo(request)):
            put(response.data)
    if draft.digest(name) != archivo.sha256:
        raise ServerFailed(
            "A file of the Vault has not come as it is kept.", remedy="Try again; see penny deck doctor."
        )


def _on_disk(archivo: vault_pb2.Archivo) -> str:
    """Its name; its id if a file system would not take that: DECK counts characters, they count bytes."""
    if len(archivo.nombre.encode()) <= MAX_NAME_BYTES:
        return archivo.nombre
    return archivo.id + PurePath(archivo.nombre).suffix[:_SUFFIX_CHARS]


async def _pasajes(on: Services, player: str, documento: knowledge_pb2.Documento) -> AsyncIterator[str]:
    """What a document says, as DECK keeps it: a line a passage."""
    request = knowledge_pb2.ReadPasajesRequest(player_id=player, coleccion=documento.coleccion, nombre=documento.nombre)
    async for response in patiently(on.knowledge.ReadPasajes(request)):
        kept = rows.row(response.pasaje)
        yield rows.lines([{name: value for name, value in kept.items() if name in _OF_A_PASAJE}])
