"""All that DECK keeps of a person, as its rpcs give it, and the files that it becomes."""

import json
from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import dataclass

from google.protobuf.json_format import MessageToDict
from google.protobuf.message import Message

from penny.v1 import deck_pb2, knowledge_pb2, vault_pb2
from penny_client.cli import conversations
from penny_client.cli.conversations import Conversation
from penny_client.cli.deck import ALL, TIMEOUT_S, Services, collected, patiently
from penny_client.cli.plano_files import file_of
from penny_client.cli.progress import Say
from penny_client.cli.transcript import Form, transcript

WITH_VERSIONS = ("SISTEMA", "PERSONALIDAD", "CONTEXTO_PERSONAL")
_OF_A_PASAJE = ("ref", "numero", "pagina", "pagina_final", "texto")
"""What is kept of it; the rest is a search's."""

_ESTADOS = (
    vault_pb2.ESTADO_RECADO_PENDIENTE,
    vault_pb2.ESTADO_RECADO_HECHO,
    vault_pb2.ESTADO_RECADO_CANCELADO,
)


@dataclass(frozen=True, slots=True)
class Contents:
    """What DECK keeps of a person, without the contents of her files and documents."""

    planos: list[deck_pb2.Plano]
    """As a conversation would begin with them now."""
    versiones: dict[str, list[deck_pb2.ReadVersionesResponse]]
    """Of each plano, the one in force first."""
    log: list[Conversation]
    """Oldest first."""
    recados: list[vault_pb2.Recado]
    archivos: list[vault_pb2.Archivo]
    documentos: list[knowledge_pb2.Documento]
    """Of all collections."""
    auditoria: list[deck_pb2.ReadAuditoriaResponse]

    @property
    def counts(self) -> dict[str, int]:
        """How much there is of what."""
        return {
            "sesiones": len(self.log),
            "turnos": sum(len(turnos) for _, turnos in self.log),
            "versiones": sum(map(len, self.versiones.values())),
            "recados": len(self.recados),
            "archivos": len(self.archivos),
            "documentos": len(self.documentos),
            "lecturas": len(self.auditoria),
        }

    def messages(self) -> Iterator[Message]:
        """Everything that is given away under other names, message by message: no documents."""
        yield from self.planos
        for versiones in self.versiones.values():
            yield from versiones
        for sesion, turnos in self.log:
            yield sesion
            yield from turnos
        yield from (*self.recados, *self.archivos, *self.auditoria)


async def read(on: Services, player: str, say: Say) -> Contents:
    """Ask DECK for everything; what it notes of this reading is read too.

    Raises:
        AioRpcError: It cannot be reached, or refuses.
        TooSlow: It gives nothing any more.
    """
    say("planos")
    asked = deck_pb2.ReadPlanosRequest(player_id=player)
    planos = await on.deck.ReadPlanos(asked, timeout=TIMEOUT_S)
    versiones = {name: await _versiones(on, player, name) for name in WITH_VERSIONS}
    log = await conversations.all_(on, deck_pb2.ReadLogRequest(player_id=player, max_sessions=ALL), say)
    say("recados")
    which = vault_pb2.ListRecadosRequest(player_id=player, estados=_ESTADOS)
    recados = await collected(patiently(on.vault.ListRecados(which)))
    say("archivos")
    files = await collected(patiently(on.vault.ListArchivos(vault_pb2.ListArchivosRequest(player_id=player))))
    say("conocimiento")
    return Contents(
        list(planos.planos),
        versiones,
        log,
        [row.recado for row in recados],
        [row.archivo for row in files],
        await _documentos(on, player),
        [],
    )


async def pasajes(on: Services, player: str, documento: knowledge_pb2.Documento) -> AsyncIterator[str]:
    """What a document says, as DECK keeps it: a line a passage.

    Raises:
        AioRpcError: DECK cannot be reached, or refuses.
        TooSlow: It gives nothing any more.
    """
    request = knowledge_pb2.ReadPasajesRequest(player_id=player, coleccion=documento.coleccion, nombre=documento.nombre)
    async for row in patiently(on.knowledge.ReadPasajes(request)):
        yield _lines([{name: value for name, value in _row(row.pasaje).items() if name in _OF_A_PASAJE}])


async def readings(on: Services, player: str) -> list[deck_pb2.ReadAuditoriaResponse]:
    """Who has read what, oldest first.

    Raises:
        AioRpcError: DECK cannot be reached, or refuses.
        TooSlow: It gives nothing any more.
    """
    request = deck_pb2.ReadAuditoriaRequest(player_id=player, max_lecturas=ALL)
    return (await collected(patiently(on.deck.ReadAuditoria(request))))[::-1]


def files(contents: Contents) -> Iterator[tuple[str, str]]:
    """Names of files and what is in them."""
    yield "log.jsonl", transcript(contents.log, Form.JSONL)
    yield "log.md", transcript(contents.log, Form.MARKDOWN)
    for name, versiones in contents.versiones.items():
        for version in versiones:
            if version.activo:
                yield f"planos/{name.lower()}.yaml", file_of(version)
    yield (
        "planos/historia.jsonl",
        _lines(
            {"plano": name, **_row(version)} for name, versiones in contents.versiones.items() for version in versiones
        ),
    )
    yield "planos/ahora.json", _json([_row(plano) for plano in contents.planos])
    yield "recados.json", _json([_recado(recado) for recado in contents.recados])
    yield "archivos.json", _json([_row(archivo) for archivo in contents.archivos])
    yield "auditoria.jsonl", _lines(map(_row, contents.auditoria))


def documentos(contents: Contents) -> str:
    """The list of them, as a file."""
    return _json([_row(documento) for documento in contents.documentos])


async def _documentos(on: Services, player: str) -> list[knowledge_pb2.Documento]:
    asked = knowledge_pb2.ListColeccionesRequest(player_id=player)
    found = []
    for row in await collected(patiently(on.knowledge.ListColecciones(asked))):
        which = knowledge_pb2.ListDocumentosRequest(player_id=player, coleccion=row.coleccion.nombre)
        found += [each.documento for each in await collected(patiently(on.knowledge.ListDocumentos(which)))]
    return found


async def _versiones(on: Services, player: str, name: str) -> list[deck_pb2.ReadVersionesResponse]:
    request = deck_pb2.ReadVersionesRequest(player_id=player, plano=name)
    return await collected(patiently(on.deck.ReadVersiones(request)))


def _recado(recado: vault_pb2.Recado) -> dict[str, object]:
    """Its `estado` as the table has it: pendiente, hecho or cancelado."""
    return {**_row(recado), "estado": vault_pb2.EstadoRecado.Name(recado.estado).removeprefix("ESTADO_RECADO_").lower()}


def _row(message: Message) -> dict[str, object]:
    return MessageToDict(message, preserving_proto_field_name=True, always_print_fields_with_no_presence=True)


def _json(data: object) -> str:
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def _lines(rows: Iterable[object]) -> str:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
