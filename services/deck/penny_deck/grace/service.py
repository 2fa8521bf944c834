"""GraceService on the wire: a call understood, its document read, a module's result sent back, in its time."""
# ruff: noqa: N802 - the handlers bear the names of the rpcs

import asyncio
import logging
from datetime import UTC, datetime
from typing import Any

import grpc

from penny.v1 import grace_pb2, grace_pb2_grpc
from penny_chassis.errors import CallerError, InvalidInput, NotFound, PennyError, TooLarge
from penny_chassis.rpc import Slots, unary
from penny_deck.db import archivos, auditoria
from penny_deck.grace import contract
from penny_deck.grace.ask import Ask
from penny_deck.grace.contract import Code, Contract, ContractError
from penny_deck.grace.document import Document
from penny_deck.grace.modules import MODULES, Module, Work
from penny_deck.players.access import Right
from penny_deck.store import Store, Visit
from penny_deck.vault import refs, uploads
from penny_deck.vault.tipos import Tipo

log = logging.getLogger(__name__)

ServicerContext = grpc.aio.ServicerContext[Any, Any]


class GraceService(grace_pb2_grpc.GraceServiceServicer):
    """The servicer."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._slots = Slots(store.settings.max_grace)

    @unary
    async def Call(self, request: grace_pb2.CallRequest, context: ServicerContext) -> grace_pb2.CallResponse:
        """Answer a contract with a contract."""
        visit = await self._store.visit(context, request.player_id, Right.READ)
        text = request.contract_json
        with self._slots:
            try:
                call = contract.parse(text, datetime.now(UTC))
                result = await self._in_time(call, visit)
                answer = contract.answer(call, result, datetime.now(UTC))
            except ContractError as error:
                answer = contract.refusal(text, error, datetime.now(UTC))
        return grace_pb2.CallResponse(contract_json=answer)

    async def _in_time(self, call: Contract, visit: Visit) -> dict[str, Any]:
        """A module's result, before the call's time is over.

        Raises:
            ContractError: There is none.
        """
        module = MODULES.get(call.routing.module)
        if module is None:
            known = ", ".join(MODULES)
            raise ContractError(Code.UNKNOWN_MODULE, f"There is no such module; there are {known}.", "routing.module")
        left_s = (call.envelope.deadline - datetime.now(UTC)).total_seconds()
        try:
            async with asyncio.timeout(max(0.0, left_s)):
                return await self._worked(module, call, visit)
        except TimeoutError:
            raise contract.expired() from None

    async def _worked(self, module: Module, call: Contract, visit: Visit) -> dict[str, Any]:
        document = await self._document(call, visit)
        try:
            return await module(Work(document, call.payload, visit.now, self._ask))
        except CallerError as error:
            raise ContractError(Code.CONTENT_REFUSED, error.message, error.field) from None
        except PennyError:
            raise ContractError(Code.PROVIDER_UNAVAILABLE, "What this module needs is out of reach.") from None
        except Exception as error:  # noqa: BLE001 - whatever fails is answered with a contract
            # Without a traceback, which may quote the document (law 7).
            log.error("a module failed", extra={"grace": call.routing.module, "error": type(error).__name__})  # noqa: TRY400
            raise ContractError(Code.INTERNAL, f"The module failed ({type(error).__name__}).") from None

    @property
    def _ask(self) -> Ask | None:
        return self._store.model.ask if self._store.settings.grace_model else None

    async def _document(self, call: Contract, visit: Visit) -> Document:
        """What a call is about, read apart.

        Raises:
            ContractError: It is not there, or cannot be read.
        """
        try:
            data, tipo = await self._content(call, visit)
            return await self._store.sandbox.read_apart(data, tipo, timeout_s=call.envelope.ttl_ms / 1000)
        except NotFound as error:
            raise ContractError(Code.CONTENT_NOT_FOUND, error.message, "payload.content_ref") from None
        except TooLarge as error:
            raise ContractError(Code.TOO_LARGE, error.message, "payload") from None
        except InvalidInput as error:
            raise ContractError(Code.CONTENT_REFUSED, error.message, "payload") from None
        except PennyError as error:
            raise ContractError(Code.PROVIDER_UNAVAILABLE, error.message, "payload") from None

    async def _content(self, call: Contract, visit: Visit) -> tuple[bytes, Tipo]:
        payload = call.payload
        if payload.content is not None:
            return payload.content.encode(), Tipo.EMAIL if payload.type == "email" else Tipo.TEXT
        upload = refs.upload_of(payload.content_ref or "", "payload.content_ref")
        async with self._store.database.transaction(visit.player) as connection:
            archivo = await archivos.named(connection, upload.name, visit.seal)
            await auditoria.note(connection, visit.caller.name, f"GRACE.{call.routing.module}", str(archivo.id), 1)
        return await uploads.content(self._store.database, visit.person, archivo), Tipo(archivo.tipo)
