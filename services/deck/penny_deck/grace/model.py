"""GRACE's language model: Penny's own llm service, asked for JSON.

What it says is never believed as it is: each module holds it against the document.
"""

import uuid
from collections.abc import AsyncIterator

import grpc

from penny.v1 import llm_pb2, llm_pb2_grpc
from penny_chassis import connect, telemetry
from penny_chassis.errors import PennyError

MAX_TOKENS = 400


class Model:
    """The llm service, as far as GRACE needs it."""

    def __init__(self, target: str) -> None:
        """`target`: host:port."""
        self._target = target
        self._channel: grpc.aio.Channel | None = None

    async def ask(self, instructions: str, text: str, schema: str) -> str:
        """See Ask."""
        config = llm_pb2.GenerateConfig(
            session_id=str(uuid.uuid4()),
            messages=[llm_pb2.ChatMessage(role=llm_pb2.ROLE_SYSTEM, content=instructions)],
            sampling=llm_pb2.Sampling(max_tokens=MAX_TOKENS, temperature=0.0),
            response_schema_json=schema,
        )
        if self._channel is None:
            self._channel = connect.channel(self._target)
        call = llm_pb2_grpc.LlmServiceStub(self._channel).Generate(metadata=telemetry.inject(None))
        try:
            await call.write(llm_pb2.GenerateRequest(config=config))
            await call.write(llm_pb2.GenerateRequest(go=llm_pb2.GenerateGo(text=text)))
            return "".join([answer.delta.text async for answer in _answers(call)])
        except grpc.aio.AioRpcError as error:
            raise PennyError.from_rpc(error, part="llm") from None
        finally:
            call.cancel()

    async def close(self) -> None:
        """Give the connection back."""
        if self._channel is not None:
            await self._channel.close()


async def _answers(
    call: "grpc.aio.StreamStreamCall[llm_pb2.GenerateRequest, llm_pb2.GenerateResponse]",
) -> AsyncIterator[llm_pb2.GenerateResponse]:
    while (answer := await call.read()) is not grpc.aio.EOF:
        if isinstance(answer, llm_pb2.GenerateResponse):
            yield answer
