"""Datasets that have been read, while there is room: a table is asked about more than once.

The law: what is deleted is dropped, also if it was being read meanwhile; and one person's never answers for another's.
"""

import asyncio
import uuid
from collections import OrderedDict
from collections.abc import Awaitable, Callable

from penny_deck.datasets.datos import Datos

MAX_BYTES = 256 * 1024 * 1024
"""Of all together, about: a table of 100,000 rows and 8 columns takes 170 MB."""

Key = tuple[uuid.UUID, str]
"""A player, and the SHA-256 of a file of hers."""


class Cache:
    """The datasets that were asked for last."""

    def __init__(self, max_bytes: int = MAX_BYTES) -> None:
        self._max_bytes = max_bytes
        self._kept: OrderedDict[Key, Datos] = OrderedDict()
        self._reading = asyncio.Lock()
        self._drops = 0

    @property
    def bytes(self) -> int:
        """What is kept, about."""
        return sum(datos.bytes for datos in self._kept.values())

    async def get(self, player: uuid.UUID, sha256: str, read: Callable[[], Awaitable[Datos]]) -> Datos:
        """A dataset; read if it is not there, one at a time, as they are all read by one process.

        Raises:
            PennyError: It cannot be read.
        """
        key = player, sha256
        if (found := self._find(key)) is not None:
            return found
        async with self._reading:
            if (found := self._find(key)) is not None:
                return found
            drops = self._drops
            datos = await read()
            if drops == self._drops:
                self._keep(key, datos)
            return datos

    def drop(self, player: uuid.UUID, sha256: str = "") -> None:
        """A file has been deleted, or, without its SHA-256, all that there was of a player."""
        self._drops += 1
        for key in [key for key in self._kept if key[0] == player and sha256 in {"", key[1]}]:
            del self._kept[key]

    def _find(self, key: Key) -> Datos | None:
        found = self._kept.get(key)
        if found is not None:
            self._kept.move_to_end(key)
        return found

    def _keep(self, key: Key, datos: Datos) -> None:
        """Keep one that has room, and let those go that were not asked for the longest."""
        if datos.bytes > self._max_bytes:
            return
        self._kept[key] = datos
        while self.bytes > self._max_bytes:
            self._kept.popitem(last=False)
