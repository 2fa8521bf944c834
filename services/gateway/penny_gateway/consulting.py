"""Asking GRACE on the way to an answer: which document is meant, what a module finds in it, and what that cost.

It has no effect, so that it may be done before the commit; DECK notes that it was read.
"""

import json
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from penny.v1 import deck_pb2, grace_pb2, vault_pb2
from penny_chassis.errors import NotFound, PennyError
from penny_gateway.grace import Wish, facts, stands_in, warnings
from penny_gateway.latency import Made
from penny_gateway.session import REFUSED, Session, TurnTrace

TTL_MS = 15_000
"""Of one call: a scan takes seconds to be read, and a person does not wait for ever."""
_SAID = {"CONTENT_REFUSED": "unreadable", "TOO_LARGE": "unreadable", "CONTENT_NOT_FOUND": "missing"}


@dataclass(frozen=True, slots=True)
class Consulted:
    """What came of it: a question with facts to speak from, or what Penny says instead; neither if nothing did."""

    asked: str = ""
    """The question as the model is to be asked it."""
    lent: bool = False
    """Whether those facts are for this question only."""
    instead: str = ""
    warning: str = ""
    """What is doubtful of the amounts; said after an answer that names some, whatever the model has made of it."""


async def find_archivo(session: Session, trace: TurnTrace, words: str) -> vault_pb2.FindArchivoResponse:
    """The document that a person means, and whether it is only supposed to be.

    Raises:
        NotFound: There is none that fits.
        PennyError: DECK does not let her, or is out of reach.
    """
    request = vault_pb2.FindArchivoRequest(player_id=session.player_id, descripcion=words)
    found: vault_pb2.FindArchivoResponse = await session.ask(session.backends.vault.FindArchivo, request, trace.context)
    return found


@dataclass(frozen=True, slots=True)
class Consulting:
    """GRACE, for one answer."""

    session: Session
    trace: TurnTrace
    made: Made

    async def ask(self, wish: Wish, question: str) -> Consulted:
        """Have a module look at the document that is meant, on the way to the answer to a question."""
        try:
            found = await find_archivo(self.session, self.trace, wish.words)
        except NotFound:
            return self._instead("missing")
        except PennyError as error:
            return self._instead("refused" if isinstance(error, REFUSED) else "away")
        archivo = found.archivo
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
            return self._instead(_SAID.get(state, "away"))
        warned = warnings(wish.module, answer["result"])
        phrases, person = self.session.phrases.grace, self.session.person
        told = facts(wish.module, answer["result"], archivo.nombre)
        if found.sin_nombrar and not stands_in(found.sin_nombrar, told):
            return Consulted(instead=phrases["supposed"].format(name=archivo.nombre))
        return Consulted(
            asked=phrases["facts"].format(person=person, facts=told, question=question),
            warning=phrases["warning"].format(text=warned) if warned else "",
        )

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
