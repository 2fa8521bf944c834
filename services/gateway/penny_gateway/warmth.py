"""Keeping a session's beginning in the model's cache, for as long as the session lasts.

The llm service forgets a session when the stream that holds it ends; so it is held from the opening to the end, and
held again, with all that has been said since, if the service was lost in between.
"""

import asyncio

from penny.v1 import llm_pb2
from penny_chassis.errors import PennyError
from penny_gateway.backends import HoldStream
from penny_gateway.session import REFUSED, Session, refresh

RETRY_S = 1.0
"""Between two tries to reach the llm service."""


class Warmth:
    """One session's hold on the model's cache."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._warm = asyncio.Event()

    async def wait(self, timeout_s: float) -> bool:
        """Wait until the beginning has been read in; False if it takes longer. It goes on being read."""
        try:
            async with asyncio.timeout(timeout_s):
                await self._warm.wait()
        except TimeoutError:
            return False
        return True

    async def run(self) -> None:
        """Hold until cancelled."""
        while True:
            hold = self._session.backends.hold()
            renewing = asyncio.create_task(self._renew(hold))
            try:
                self._send(hold)
                while await hold.receive() is not None:
                    self._warm.set()
            except PennyError:
                pass  # the service is away; a question asked meanwhile fails by itself and is apologised for
            finally:
                renewing.cancel()
                hold.cancel()
            await asyncio.sleep(RETRY_S)

    async def _renew(self, hold: HoldStream) -> None:
        """Whenever DECK knows more than the model has been told, have it read in anew."""
        while True:
            await self._session.stale.wait()
            try:
                await refresh(self._session)
                self._session.stale.clear()
                self._send(hold)
            except REFUSED:
                return
            except PennyError:
                await asyncio.sleep(RETRY_S)

    def _send(self, hold: HoldStream) -> None:
        """Have the model read all that has been said so far.

        Raises:
            TooSlow: It does not read what it is sent.
        """
        messages = self._session.history.messages()
        hold.send(llm_pb2.HoldRequest(session_id=self._session.id, prefix=messages, tools=self._session.tools))
