"""Frames on their way to the client: numbered, stamped with turn, revision and generation, in one order (law 6)."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

from penny.v1 import gateway_pb2
from penny_chassis.errors import TooSlow
from penny_gateway.turn import Phase, Turn

MAX_WAITING_FRAMES = 2000
"""A client that is this far behind does not read; its conversation is ended."""

_STATES = {
    Phase.IDLE: gateway_pb2.STATE_IDLE,
    Phase.LISTENING: gateway_pb2.STATE_LISTENING,
    Phase.PROCESSING: gateway_pb2.STATE_PROCESSING,
    Phase.SPEAKING: gateway_pb2.STATE_SPEAKING,
}


class Outbox:
    """What the client is sent."""

    def __init__(self) -> None:
        self.generation = 1
        """Grows whenever audio that was sent before is void."""
        self._seq = 0
        self._overflowed = False
        self._frames: asyncio.Queue[gateway_pb2.ConverseResponse | None] = asyncio.Queue()

    def put(self, turn_id: int = 0, revision: int = 0, **body: Any) -> None:  # noqa: ANN401 - one field of the oneof
        """Queue a frame with one field of the body; dropped if the client has long stopped reading."""
        self._seq += 1
        frame = gateway_pb2.ConverseResponse(
            seq=self._seq, turn_id=turn_id, revision=revision, generation=self.generation, **body
        )
        if self._frames.qsize() < MAX_WAITING_FRAMES:
            self._frames.put_nowait(frame)
        else:
            self._overflowed = True

    def put_sound(self, turn_id: int, revision: int, generation: int, **body: Any) -> None:  # noqa: ANN401 - as above
        """Queue a piece of an answer, unless the answer has been voided since `generation`."""
        if generation == self.generation:
            self.put(turn_id, revision, **body)

    def state(self, turn: Turn) -> None:
        """Queue the state that a turn is in."""
        self.put(turn.id, turn.revision, state=gateway_pb2.StateEvent(state=_STATES[turn.phase]))

    def void(self) -> None:
        """What was sent so far and has not been played is not to be heard any more."""
        self.generation += 1

    def close(self) -> None:
        """No frame will follow."""
        self._frames.put_nowait(None)

    async def __aiter__(self) -> AsyncIterator[gateway_pb2.ConverseResponse]:
        """The frames, in order, until `close`.

        Raises:
            TooSlow: The client has fallen so far behind that frames were dropped.
        """
        while (frame := await self._frames.get()) is not None:
            if self._overflowed:
                raise TooSlow("The client does not read what it is sent.")
            yield frame
