"""A server that is far away: what it sends takes its time."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

End = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@asynccontextmanager
async def far_away(target: str, late_s: float) -> AsyncIterator[str]:
    """Another target for the server at `target`, whose first word comes so much later."""
    host, port = target.rsplit(":", 1)
    journeys: list[asyncio.Task[None]] = []

    async def journey(here: End) -> None:
        async with _closing(here):
            await asyncio.sleep(late_s)
            async with _closing(await asyncio.open_connection(host, int(port))) as there:
                await asyncio.gather(_passed_on(here[0], there[1]), _passed_on(there[0], here[1]))

    def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        journeys.append(asyncio.create_task(journey((reader, writer))))

    async with await asyncio.start_server(connected, "127.0.0.1") as server:
        yield f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
        for each in journeys:
            each.cancel()
        await asyncio.gather(*journeys, return_exceptions=True)


@asynccontextmanager
async def _closing(end: End) -> AsyncIterator[End]:
    try:
        yield end
    finally:
        end[1].close()
        with contextlib.suppress(OSError):
            await end[1].wait_closed()


async def _passed_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while data := await reader.read(65_536):
            writer.write(data)
            await writer.drain()
        writer.write_eof()
