"""The language service for tests: real gRPC, the scripted engine, and one that waits until a test lets it go."""

import asyncio
import json
import threading
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import cast

import grpc
import pytest
from support.serving import serving

from penny.v1 import llm_pb2_grpc
from penny.v1.llm_pb2 import (
    ROLE_SYSTEM,
    ChatMessage,
    GenerateConfig,
    GenerateGo,
    GenerateRequest,
    GenerateResponse,
    HoldRequest,
    HoldResponse,
    StableWords,
)
from penny.v1.tools_pb2 import Tool
from penny_chassis.errors import PennyError
from penny_llm.config import Settings
from penny_llm.engine import Answer, Emit, Plan, Prompt, Reading, Stop, Stopped
from penny_llm.engines.scripted import Scripted
from penny_llm.service import LlmService

GenerateCall = grpc.aio.StreamStreamCall[GenerateRequest, GenerateResponse]
HoldCall = grpc.aio.StreamStreamCall[HoldRequest, HoldResponse]

SYSTEM = ChatMessage(role=ROLE_SYSTEM, content="Eres Penny, y sabes muchas cosas.")
RECADO = Tool(
    name="guardar_recado",
    description="Apunta un recado.",
    parameters_json='{"type": "object", "properties": {"texto": {"type": "string"}}, "required": ["texto"]}',
)
SCRIPT = {
    "hora": "Son las dos en punto.",
    "pan": {"name": "guardar_recado", "arguments": {"texto": "comprar pan"}},
    "huevos": {"name": "guardar_recado", "arguments": {}},
    "hecho": "Apuntado.",
    "edad": {"edad": 30},
    "loro": "Te lo digo otra vez, te lo digo otra vez sin falta. " * 9,
    "emoji": "Aquí tienes 👩‍🚀 y ñandúes.",
}
WAIT_S = 30


def config(session_id: str = "a", *messages: ChatMessage, **fields: object) -> GenerateRequest:
    """A stream's first message."""
    values = {"session_id": session_id, "messages": [SYSTEM, *messages]} | fields
    return GenerateRequest(config=GenerateConfig(**values))  # type: ignore[arg-type]


def words(text: str) -> GenerateRequest:
    """What the person has said so far."""
    return GenerateRequest(words=StableWords(text=text))


def go(text: str) -> GenerateRequest:
    """What the person has said."""
    return GenerateRequest(go=GenerateGo(text=text))


def text_of(responses: Iterable[GenerateResponse]) -> str:
    """The answer in these responses."""
    return "".join(response.delta.text for response in responses)


async def rest(call: GenerateCall) -> list[GenerateResponse]:
    """All responses that are still to come."""
    responses: list[GenerateResponse] = []
    while (response := await call.read()) is not grpc.aio.EOF:
        responses.append(cast("GenerateResponse", response))
    return responses


class Gated(Scripted):
    """A scripted engine whose calls wait until the test lets them go, and tell when they were stopped."""

    def __init__(self) -> None:
        super().__init__(Settings.model_validate({}), SCRIPT)
        self.asked: list[str] = []
        self.stopped: list[str] = []
        self.forgotten: list[str] = []
        self.changed = threading.Condition()
        self.open = False

    def read(self, prompt: Prompt, stop: Stop) -> Reading:
        """See Engine."""
        self._wait("read", prompt, stop)
        return super().read(prompt, stop)

    def answer(self, prompt: Prompt, plan: Plan, emit: Emit, stop: Stop) -> Answer:
        """See Engine."""
        self._wait("answer", prompt, stop)
        return super().answer(prompt, plan, emit, stop)

    def forget(self, session_id: str) -> None:
        """See Engine."""
        super().forget(session_id)
        with self.changed:
            self.forgotten.append(session_id)
            self.changed.notify_all()

    def let_go(self) -> None:
        """Let every call through."""
        with self.changed:
            self.open = True
            self.changed.notify_all()

    async def until(self, condition: Callable[[], bool]) -> None:
        """Wait until this holds."""

        def wait() -> bool:
            with self.changed:
                return self.changed.wait_for(condition, WAIT_S)

        assert await asyncio.to_thread(wait)

    def _wait(self, kind: str, prompt: Prompt, stop: Stop) -> None:
        stop.on_set(self._wake)
        with self.changed:
            self.asked.append(f"{kind} {prompt.question}")
            self.changed.notify_all()
            assert self.changed.wait_for(lambda: self.open or bool(stop), WAIT_S)
            if stop:
                self.stopped.append(f"{kind} {prompt.question}")
                self.changed.notify_all()
                raise Stopped

    def _wake(self) -> None:
        with self.changed:
            self.changed.notify_all()


class House:
    """A running service and a channel to it."""

    def __init__(self, service: LlmService, channel: grpc.aio.Channel) -> None:
        self.service = service
        self._stub = llm_pb2_grpc.LlmServiceStub(channel)

    def generate(self) -> GenerateCall:
        """A stream that the test writes itself."""
        return self._stub.Generate()

    def hold(self) -> HoldCall:
        """A stream that the test writes itself."""
        return self._stub.Hold()

    async def begin(self, *requests: GenerateRequest) -> GenerateCall:
        """A stream with these requests sent, still open."""
        call = self.generate()
        for request in requests:
            await call.write(request)
        return call

    async def ask(self, *requests: GenerateRequest) -> list[GenerateResponse]:
        """All responses to these requests; the client closes when the server has."""
        answered = asyncio.Event()

        async def sending() -> AsyncIterator[GenerateRequest]:
            for request in requests:
                yield request
            await answered.wait()

        try:
            return [response async for response in self._stub.Generate(sending())]
        finally:
            answered.set()

    async def refused(self, *requests: GenerateRequest) -> PennyError:
        """The error that the last of these requests ends with.

        Only the last: grpc.aio reports a request that could not be sent any more as INTERNAL, whatever the server said.
        """
        with pytest.raises(grpc.aio.AioRpcError) as caught:
            await self.ask(*requests)
        return PennyError.from_rpc(caught.value, part="llm")

    async def hold_all(self, *requests: HoldRequest) -> list[HoldResponse]:
        """All responses to these requests, the stream closed by the client."""
        return [response async for response in self._stub.Hold(iter(requests))]

    async def all_ended(self) -> None:
        """Wait until no stream is left."""
        async with asyncio.timeout(WAIT_S):
            while self.service._answers.used or self.service._holds.used:
                await asyncio.sleep(0.001)


@asynccontextmanager
async def house_in(folder: Path) -> AsyncIterator[House]:
    """A service with two streams of a kind at most."""
    settings = Settings.model_validate(
        {
            "engine": "scripted",
            "max_streams": 2,
            "script": json.dumps(SCRIPT),
            "script_fail_word": "revienta",
            "script_hang_word": "espera",
            "context_tokens": 512,
        }
    )
    service = LlmService(settings)
    async with serving(service, folder) as address, grpc.aio.insecure_channel(address) as channel:
        yield House(service, channel)


def gate(house: House) -> Gated:
    """Replace the house's engine by one that waits."""
    engine = Gated()
    house.service._engine = engine
    return engine
