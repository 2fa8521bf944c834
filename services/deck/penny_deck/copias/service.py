"""AdminService on the wire: a thin shell around backup, restore and doctor."""
# ruff: noqa: N802 - the handlers bear the names of the rpcs

import contextlib
import logging
from collections.abc import AsyncIterator
from functools import partial
from typing import Any

import grpc

from penny.v1 import admin_pb2, admin_pb2_grpc
from penny_chassis.rpc import Slots, streaming, unary
from penny_deck.copias import copia, restauracion
from penny_deck.copias.partes import Incoming, streamed
from penny_deck.doctor import examination
from penny_deck.doctor.finding import Severity
from penny_deck.players.access import Caller, Right
from penny_deck.store import Store

log = logging.getLogger(__name__)

_SEVERITIES = {
    Severity.OK: admin_pb2.SEVERITY_OK,
    Severity.WARNING: admin_pb2.SEVERITY_WARNING,
    Severity.ERROR: admin_pb2.SEVERITY_ERROR,
}

Context = grpc.aio.ServicerContext[Any, Any]


class AdminService(admin_pb2_grpc.AdminServiceServicer):
    """The servicer."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._slots = Slots(1)
        """A backup and a restore are never made at once."""

    async def _administrator(self, context: Context) -> Caller:
        caller = await self._store.caller(context)
        caller.require(Right.ADMIN, None)
        return caller

    @streaming
    async def Backup(
        self, request: admin_pb2.BackupRequest, context: Context
    ) -> AsyncIterator[admin_pb2.BackupResponse]:
        """All that DECK keeps."""
        caller = await self._administrator(context)
        with self._slots:
            backup = streamed(partial(copia.make, self._store, request.folder, caller.name))
            async with contextlib.aclosing(backup) as messages:
                async for message in messages:
                    yield message
        log.info("a backup has been made")

    @unary
    async def Restore(
        self, requests: AsyncIterator[admin_pb2.RestoreRequest], context: Context
    ) -> admin_pb2.RestoreResponse:
        """Put a backup back; on the disk when this returns."""
        caller = await self._administrator(context)
        with self._slots:
            restored = await restauracion.restore(self._store, Incoming(requests), caller.name)
        log.info("a backup has been restored", extra={"rows": restored.rows})
        return admin_pb2.RestoreResponse(
            rows=restored.rows,
            players=sorted(map(str, restored.players)),
            forgotten=sorted(map(str, restored.forgotten)),
        )

    @unary
    async def Diagnose(self, request: admin_pb2.DiagnoseRequest, context: Context) -> admin_pb2.DiagnoseResponse:
        """What is in order, and what is not."""
        await self._administrator(context)
        found = await examination.examine(self._store, request.backups)
        return admin_pb2.DiagnoseResponse(
            findings=[
                admin_pb2.Finding(
                    code=finding.code,
                    severity=_SEVERITIES[finding.severity],
                    text=finding.text,
                    remedy=finding.remedy,
                )
                for finding in found
            ]
        )
