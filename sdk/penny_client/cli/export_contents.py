"""What DECK keeps of a person, as its rpcs give it, and the files that it becomes."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from google.protobuf.message import Message

from penny.v1 import deck_pb2, knowledge_pb2, vault_pb2
from penny_client.cli import conversations
from penny_client.cli.conversations import Conversation
from penny_client.cli.deck import ALL, TIMEOUT_S, Services, collected, patiently
from penny_client.cli.plano_files import file_of
from penny_client.cli.progress import Say
from penny_client.cli.rows import lines, row
from penny_client.cli.transcript import Form, transcript

_WITH_VERSIONS = ("SISTEMA", "PERSONALIDAD", "CONTEXTO_PERSONAL")
_ESTADOS = (
    vault_pb2.ESTADO_RECADO_PENDIENTE,
    vault_pb2.ESTADO_RECADO_HECHO,
    vault_pb2.ESTADO_RECADO_CANCELADO,
)


@dataclass(frozen=True, slots=True)
class Contents:
    """What DECK keeps of a person, but for what is too much to be held; see `export_downloads`."""

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
    lost: int = 0
    """How many of the sounds that the log names were not kept any more when they were asked for."""

    @property
    def sounding(self) -> list[deck_pb2.Turno]:
        """The turns of which the log says that their sound is kept."""
        return [turno for _, turnos in self.log for turno in turnos if turno.audio_ref]

    @property
    def counts(self) -> dict[str, int]:
        """How much there is of what."""
        return {
            "sesiones": len(self.log),
            "turnos": sum(len(turnos) for _, turnos in self.log),
            "sonidos": len(self.sounding) - self.lost,
            "sonidos_perdidos": self.lost,
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
    versiones = {name: await _versiones(on, player, name) for name in _WITH_VERSIONS}
    log = await conversations.all_(on, deck_pb2.ReadLogRequest(player_id=player, max_sessions=ALL), say)
    say("recados")
    which = vault_pb2.ListRecadosRequest(player_id=player, estados=_ESTADOS)
    recados = await collected(patiently(on.vault.ListRecados(which)))
    say("archivos")
    archivos = await collected(patiently(on.vault.ListArchivos(vault_pb2.ListArchivosRequest(player_id=player))))
    say("conocimiento")
    return Contents(
        planos=list(planos.planos),
        versiones=versiones,
        log=log,
        recados=[each.recado for each in recados],
        archivos=[each.archivo for each in archivos],
        documentos=await _documentos(on, player),
        auditoria=[],
    )


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
        lines(
            {"plano": name, **row(version)} for name, versiones in contents.versiones.items() for version in versiones
        ),
    )
    yield "planos/ahora.json", _json([row(plano) for plano in contents.planos])
    yield "recados.json", _json([_recado(recado) for recado in contents.recados])
    yield "archivos.json", _json([row(archivo) for archivo in contents.archivos])
    yield "auditoria.jsonl", lines(map(row, contents.auditoria))


def documentos(contents: Contents) -> str:
    """The list of them, as a file."""
    return _json([row(documento) for documento in contents.documentos])


async def _documentos(on: Services, player: str) -> list[knowledge_pb2.Documento]:
    asked = knowledge_pb2.ListColeccionesRequest(player_id=player)
    found = []
    for each in await collected(patiently(on.knowledge.ListColecciones(asked))):
        which = knowledge_pb2.ListDocumentosRequest(player_id=player, coleccion=each.coleccion.nombre)
        found += [one.documento for one in await collected(patiently(on.knowledge.ListDocumentos(which)))]
    return found


async def _versiones(on: Services, player: str, name: str) -> list[deck_pb2.ReadVersionesResponse]:
    request = deck_pb2.ReadVersionesRequest(player_id=player, plano=name)
    return await collected(patiently(on.deck.ReadVersiones(request)))


def _recado(recado: vault_pb2.Recado) -> dict[str, object]:
    """Its `estado` as the table has it: pendiente, hecho or cancelado."""
    return {**row(recado), "estado": vault_pb2.EstadoRecado.Name(recado.estado).removeprefix("ESTADO_RECADO_").lower()}


def _json(data: object) -> str:
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"
