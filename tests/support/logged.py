"""What a conversation leaves in DECK, once it is there."""

import asyncio

from support.gateway import House


async def rows(house: House, count: int) -> list[dict[str, object]]:
    """The log, once it has so many completed rows."""
    async with asyncio.timeout(10):
        while True:
            found = await house.deck.log()
            if len(found) >= count and all(row["timestamp_fin"] for row in found):
                return found
            await asyncio.sleep(0.05)


async def ended(house: House) -> None:
    """Once DECK knows that every session is over."""
    async with asyncio.timeout(10):
        while await house.deck.rows("SELECT id FROM penny_sesiones WHERE estado <> 'cerrada'"):
            await asyncio.sleep(0.05)
