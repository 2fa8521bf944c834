"""Asking GRACE on the way to an answer: which document is meant, what a module finds in it, and what that cost.

It has no effect, so that it may be done before the commit; DECK notes that it was read.
"""

import json
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from penny.v1 import deck_pb2, grace_pb2, vault_pb2
from penny_chassis.errors import NotAllowed, NotFound, PennyError, Unauthenticated
from penny_gateway.grace import Wish, facts, warnings
from penny_gateway.latency import Made
from penny_gateway.session import Session, TurnTrace

TTL_MS = 15_000
"""Of one call: a scan takes seconds to be read, and a person does not wait for ever."""
_REFUSED = {"CONTENT_REFUSED": "unreadable", "TOO_LARGE": "unreadable", "CONTENT_NOT_FOUND": "missing"}


@dataclass(frozen=True, slots=True)
class Consulted:
    """What came of it: facts to speak from, or what Penny says instead."""

    facts: str = ""
    instead: str = ""
    warning: str = ""
    """What is said after the answer, whatever the model has made of it."""


@dataclass(frozen=True, slots=True)
class Consulting:
    """GRACE, for one answer."""

    session: Session
    trace: TurnTrace
    made: Made

    async def ask(self, wish: Wish) -> Consulted:
        """Have a module look at the document that is meant."""
        try:
            archivo = await self._find(wish.words)
        except NotFound:
            return self._instead("missing")
        except PennyError as error:
            return self._instead("refused" if isinstance(error, NotAllowed | Unauthenticated) else "away")
        began = time.monotonic()
        answer = await self._call(wish.module, archivo)
        state = answer["error"]["code"] if answer["status"] == "error" else "ok"
        self.made.grace.append(
            deck_pb2.GraceLlamada(
                modulo=wish.module,
                archivo_id=archivo.id,
                estado=state,
                duracion_ms=round((time.monotonic() - began) * 1000),
            )
        )
        if state != "ok":
            return self._instead(_REFUSED.get(state, "away"))
        warned = warnings(wish.module, answer["result"])
        said = self.session.phrases.grace["warning"].format(text=warned) if warned else ""
        return Consulted(facts=facts(wish.module, answer["result"], archivo.nombre), warning=said)

    async def _find(self, words: str) -> vault_pb2.Archivo:
        request = vault_pb2.FindArchivoRequest(player_id=self.session.player_id, descripcion=words)
        backends = self.session.backends
        found = await self.session.ask(backends.vault.FindArchivo, request, self.trace.context)
        archivo: vault_pb2.Archivo = found.archivo
        return archivo

    async def _call(self, module: str, archivo: vault_pb2.Archivo) -> dict[str, Any]:
        """The answer's contract; one of our own if DECK has none."""
        contract = {
            "contract_version": "1.2",
            "envelope": {
                "trace_id": str(self.trace.id),
                "parent_trace_id": self.session.id,
                "timestamp_init": datetime.now(UTC).isoformat(),
                "ttl_ms": TTL_MS,
            },
            "routing": {"module": module, "provider_preference": ["local"]},
            "context": {"lang": self.session.language, "caller": "PENNY", "caller_sesion": self.session.id},
            "payload": {"type": "document", "content_ref": archivo.ref},
        }
        request = grace_pb2.CallRequest(player_id=self.session.player_id, contract_json=json.dumps(contract))
        backends = self.session.backends
        try:
            answer = await self.session.ask(
                backends.grace.Call, request, self.trace.context, timeout_s=TTL_MS / 1000 + 1
            )
        except PennyError as error:
            return {"status": "error", "error": {"code": error.reason}}
        found: dict[str, Any] = json.loads(answer.contract_json)
        return found

    def _instead(self, name: str) -> Consulted:
        return Consulted(instead=self.session.phrases.grace[name])
