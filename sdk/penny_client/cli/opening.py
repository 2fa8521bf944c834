"""Opening a conversation for a person who waits: it takes seconds while Penny reads in what she is to know."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from rich.console import Console

from penny_client.client import PennyClient
from penny_client.conversation import Conversation


@asynccontextmanager
async def opened(client: PennyClient, *, player_id: str = "", voice: str = "") -> AsyncIterator[Conversation]:
    """A conversation, with its client; until it is open a line on standard error says so, if that is a terminal.

    Raises:
        PennyError: It cannot be opened.
    """
    async with AsyncExitStack() as stack:
        with Console(stderr=True).status("Waking Penny…"):
            await stack.enter_async_context(client)
            conversation = await stack.enter_async_context(client.converse(player_id=player_id, voice=voice))
        yield conversation
