"""The keeper of a conversation: carries one connection after the other until the conversation is over.

The law: a connection that breaks is opened again with the server's resume token, if it gave one, and the program is
told (Reconnected). Without a token, or after the client's goodbye, a break is the end. A status that trying again
cannot help is the end too, as the typed error that it stands for.
"""

import asyncio

from penny.v1 import gateway_pb2 as wire
from penny_client import events
from penny_client.audio.pcm import SAMPLE_RATE_HZ
from penny_client.backoff import Backoff
from penny_client.decode import decode
from penny_client.errors import ConversationLost, ConversationOver, PennyError, ServerFailed, TryLater
from penny_client.inbox import Inbox
from penny_client.link import Dialer, Link
from penny_client.outbox import Outbox


class Keeper:
    """Moves frames between the connection and the conversation's two queues."""

    def __init__(self, dialer: Dialer, opening: wire.Open, outbox: Outbox, inbox: Inbox, backoff: Backoff) -> None:
        self._dialer = dialer
        self._opening = opening
        self._outbox = outbox
        self._inbox = inbox
        self._backoff = backoff
        self._connections = 0

    async def run(self, first: Link) -> None:
        """Keep the conversation until it is over."""
        link: Link | None = first
        error: PennyError | None = None
        try:
            await self._tell(decode(first.greeting))
            while link is not None:
                link = await self._carry(link)
        except PennyError as cause:
            error = cause
        except Exception as cause:  # noqa: BLE001 - whatever breaks in here, the program must not wait for ever
            error = ServerFailed(f"The conversation broke inside the client ({type(cause).__name__}).")
            error.__cause__ = cause
        finally:
            await self._outbox.close(error or ConversationOver("This conversation is over."))
        await self._inbox.end(error)

    async def _carry(self, link: Link) -> Link | None:
        """Carry a connection to its end; gives the next one after a loss, None after the server's goodbye."""
        writer = asyncio.create_task(self._write_to(link))
        try:
            async for frame in link.frames():
                await self._tell(decode(frame))
        except TryLater as error:
            lost = error
        else:
            return None
        finally:
            link.cancel()
            writer.cancel()
            await asyncio.gather(writer, return_exceptions=True)
        return await self._resume(lost, link.greeting.opened.resume_token)

    async def _write_to(self, link: Link) -> None:
        """Send what waits, until the last frame or the connection's end."""
        while (frame := await self._outbox.get()) is not None:
            try:
                await link.write(frame)
            except PennyError:  # the reading side learns the reason
                self._outbox.put_back(frame)
                return
        await link.half_close()

    async def _resume(self, lost: TryLater, resume_token: str) -> Link:
        """The next connection after a loss.

        Raises:
            ConversationLost: There is none.
            PennyError: The server does not want to go on.
        """
        if not resume_token or self._outbox.finished:
            raise ConversationLost(f"The connection broke: {lost.message}", remedy="Begin a new one.") from lost
        await self._outbox.disconnect()
        opening = wire.Open()
        opening.CopyFrom(self._opening)
        opening.resume_token = resume_token
        try:
            link = await self._dialer.dial(opening, self._backoff)
        except TryLater as error:
            raise ConversationLost(
                f"The connection broke and could not be taken up again: {error.message}", remedy=error.remedy
            ) from error
        self._connections += 1
        dropped = self._outbox.reconnect()
        await self._tell(
            events.Reconnected(
                session_id=link.greeting.opened.session_id, lost_audio_ms=dropped * 1000 / SAMPLE_RATE_HZ
            )
        )
        return link

    async def _tell(self, event: events.Event | None) -> None:
        if event is not None:
            await self._inbox.put(event, self._connections)
