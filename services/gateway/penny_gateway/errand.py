"""An answer of Penny's own, in place of the model's: a recado is proposed, and kept when the person has said yes.

The law: a proposal waits for one thing that she says, and has no effect; a recado is kept after the commit of the turn
in which she said yes (law 3), and is hers to be told of from the next turn on.
"""

import asyncio
import uuid
from collections.abc import AsyncGenerator
from dataclasses import dataclass

from penny.v1 import vault_pb2
from penny_chassis.errors import CallerError, InvalidInput, PennyError, TooLarge
from penny_gateway.latency import Made
from penny_gateway.recados import Reply, as_told, asked_for, asks, reply
from penny_gateway.session import REFUSED, Session, TurnTrace
from penny_gateway.source import Released, on_commit


def is_errand(session: Session, text: str) -> bool:
    """Whether these words are for Penny herself: a recado asked for, or an answer to the one that she has proposed."""
    proposed = session.proposed
    if proposed is None:
        return asked_for(text)
    if not proposed.texto:  # she has been asked which
        return asked_for(text) or not asks(text)
    return asked_for(text) or reply(text) is not Reply.OTHER


@dataclass(slots=True)
class Errand:
    """One answer about a recado."""

    session: Session
    trace: TurnTrace
    made: Made
    released: Released

    async def clauses(self, text: str) -> AsyncGenerator[str, None]:
        """What Penny says.

        Raises:
            PennyError: DECK refused what should have been right.
        """
        self.made.mark("go")
        proposed, said = self.session.proposed, reply(text)
        if proposed is None or asked_for(text):
            if proposed is not None and proposed.texto:
                yield self._phrase("replaced")
            yield await self._propose(text, None)
        elif not proposed.texto:
            yield await (self._propose(text, None) if said not in {Reply.YES, Reply.NO} else self._which(said))
        elif said is Reply.CHANGE:
            yield await self._propose(text, proposed)
        elif said is Reply.UNCLEAR:
            self._from_the_commit_on(proposed)
            yield self._phrase("again", proposed)
        else:
            await self.released
            self.session.proposed = None
            yield await self._keep(proposed) if said is Reply.YES else self._phrase("dropped")

    async def _which(self, said: Reply) -> str:
        """What Penny says to a yes or a no when she has asked which recado."""
        self._from_the_commit_on(vault_pb2.Recado() if said is Reply.YES else None)
        return self._phrase("unclear" if said is Reply.YES else "dropped")

    async def _propose(self, text: str, before: vault_pb2.Recado | None) -> str:
        """Say back what was understood; it waits from the commit on."""
        vault = self.session.backends.vault
        request = vault_pb2.ProposeRecadoRequest(player_id=self.session.player_id, peticion=text, anterior=before)
        try:
            recado = (await self.session.ask(vault.ProposeRecado, request, self.trace.context)).recado
        except InvalidInput as error:
            if error.field == "anterior":
                self._from_the_commit_on(before)
                return self._phrase("again", before)
            self._from_the_commit_on(vault_pb2.Recado())
            return self._phrase("impossible" if error.field == "cuando" else "unclear")
        except PennyError as error:
            self._from_the_commit_on(None)
            return self._phrase("refused" if isinstance(error, REFUSED) else "away")
        recado.id = str(uuid.uuid4())
        self._from_the_commit_on(recado)
        return self._phrase("propose", recado)

    def _from_the_commit_on(self, recado: vault_pb2.Recado | None) -> None:
        """What is proposed."""

        def propose() -> None:
            self.session.proposed = recado

        on_commit(self.released, propose)

    async def _keep(self, recado: vault_pb2.Recado) -> str:
        """Have DECK keep it, and say so."""
        vault = self.session.backends.vault
        recado.turno_id = await self._turn_in_deck()
        request = vault_pb2.CreateRecadoRequest(player_id=self.session.player_id, recado=recado)
        try:
            await self.session.ask(vault.CreateRecado, request, self.trace.context)
        except CallerError as error:
            return self._phrase("full" if isinstance(error, TooLarge) else "refused")
        except PennyError:
            self.session.proposed = recado  # said again, it is the same recado
            return self._phrase("away")
        self.session.stale.set()
        return self._phrase("kept", recado)

    async def _turn_in_deck(self) -> str:
        """The turn of her yes, once DECK has it; empty if it does not get it: a recado without a turn is one too."""
        said = self.session.said
        if said is None:
            return ""
        await asyncio.wait([said.written], timeout=self.session.settings.deck_timeout_s)
        return said.id if said.written.done() and said.written.result() else ""

    def _phrase(self, name: str, recado: vault_pb2.Recado | None = None) -> str:
        recado = recado or vault_pb2.Recado()
        whom = f" para {recado.para}" if recado.para else ""
        when = f", {recado.dicho}" if recado.dicho else ""
        return self.session.phrases.recados[name].format(what=f"{as_told(recado.texto)}{whom}{when}")
