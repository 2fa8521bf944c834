"""What a scripted gateway plays, and a client of it that does not wait long."""

from collections.abc import Callable, Iterable, Iterator

import grpc
import numpy as np
from google.protobuf.duration_pb2 import Duration
from google.rpc import error_details_pb2, status_pb2

from penny.v1 import gateway_pb2 as wire
from penny_client import Backoff, Conversation, PennyClient, events
from penny_client.testing import Refusal, Script, ScriptedGateway

QUICKLY = Backoff(first_s=0.02, longest_s=0.05, tries=20)
VOICE = np.full(1600, 0.3, np.float32)
"""A tenth of a second."""


def client(gateway: ScriptedGateway) -> PennyClient:
    """A client that does not wait long."""
    return PennyClient(gateway.target, backoff=QUICKLY, resume_backoff=QUICKLY)


def opened(token: str = "") -> wire.ConverseResponse:
    """The conversation is open."""
    limits = wire.Limits(max_text_characters=2000)
    return wire.ConverseResponse(opened=wire.Opened(session_id="s", resume_token=token, limits=limits))


def pong(nonce: int) -> wire.ConverseResponse:
    """An answer that a test can wait for."""
    return wire.ConverseResponse(pong=wire.Ping(nonce=nonce))


def script(answer: Callable[[wire.ConverseRequest], Iterable[wire.ConverseResponse]], token: str = "") -> Script:
    """A script that opens, answers pings, and for the rest does as told."""

    def play(request: wire.ConverseRequest) -> Iterator[wire.ConverseResponse]:
        match request.WhichOneof("body"):
            case "open":
                yield opened(token)
            case "ping":
                yield pong(request.ping.nonce)
            case _:
                yield from answer(request)

    return play


def silent(_request: wire.ConverseRequest) -> Iterable[wire.ConverseResponse]:
    """Answers nothing."""
    return ()


def break_off(_request: wire.ConverseRequest) -> Iterable[wire.ConverseResponse]:
    """Ends the call as a gateway that goes away."""
    raise Refusal(grpc.StatusCode.UNAVAILABLE, "going away")


def refuse(code: grpc.StatusCode, retry_s: int = 0) -> Script:
    """A script that does not even open."""
    status = status_pb2.Status(code=code.value[0], message="no")
    status.details.add().Pack(error_details_pb2.ErrorInfo(reason="NO", domain="penny"))
    if retry_s:
        status.details.add().Pack(error_details_pb2.RetryInfo(retry_delay=Duration(seconds=retry_s)))

    def play(_request: wire.ConverseRequest) -> Iterable[wire.ConverseResponse]:
        raise Refusal(code, "no", status.SerializeToString())

    return play


def in_turn(*scripts: Script) -> Callable[[], Script]:
    """Each call plays the next script."""
    waiting = iter(scripts)
    return lambda: next(waiting)


async def until_pong(conversation: Conversation, nonce: int) -> list[events.Event]:
    """Everything that happens up to that pong."""
    await conversation.ping(nonce)
    seen: list[events.Event] = []
    async for event in conversation:
        if isinstance(event, events.Pong) and event.nonce == nonce:
            break
        seen.append(event)
    return seen
