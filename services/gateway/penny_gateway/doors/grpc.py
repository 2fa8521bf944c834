"""The door for the client SDK: checks a client's frames and hands them to the conversation."""

from collections.abc import AsyncIterator

from penny.v1 import gateway_pb2
from penny_chassis.audio import ChunkOrder
from penny_chassis.errors import InvalidInput, OutOfOrder
from penny_gateway.conversation import Conversation
from penny_gateway.session import Session

MAX_TEXT_CHARACTERS = 2000


def require_first(seq: int) -> None:
    """Raise OutOfOrder unless a conversation's first frame has this number."""
    if seq != 1:
        raise OutOfOrder(
            f"The first frame has number {seq}.", remedy="Number the frames from 1 without gaps.", field="seq"
        )


class FrameReader:
    """Reads one client's frames after `open`."""

    def __init__(self, session: Session, conversation: Conversation) -> None:
        self._session = session
        self._conversation = conversation
        self._order = ChunkOrder()
        self._next_seq = 2

    async def read(self, requests: AsyncIterator[gateway_pb2.ConverseRequest]) -> None:
        """Hand on every frame until the client closes its side.

        Raises:
            OutOfOrder: A frame is missing, repeated, or does not belong here.
            CallerError: A frame's content cannot be used.
        """
        async for frame in requests:
            if frame.seq != self._next_seq:
                raise OutOfOrder(
                    f"Frame {frame.seq} came, but {self._next_seq} was next.",
                    remedy="Number the frames from 1 without gaps.",
                    field="seq",
                )
            self._next_seq += 1
            self._take(frame)
        self._conversation.leave()

    def _take(self, frame: gateway_pb2.ConverseRequest) -> None:
        match frame.WhichOneof("body"):
            case "audio":
                self._order.accept(frame.audio)
                self._conversation.hear(frame.audio)
            case "text":
                self._type(frame.text.text)
            case "played":
                self._conversation.played(frame.played.response_id, frame.played.samples)
            case "open":
                raise OutOfOrder("The conversation is open already.", remedy="Send 'open' once.", field="open")
            case _:
                self._take_control(frame)

    def _take_control(self, frame: gateway_pb2.ConverseRequest) -> None:
        """Frames that carry neither sound nor words."""
        match frame.WhichOneof("body"):
            case "cancel":
                self._conversation.silence(frame.cancel.response_id)
            case "commit":
                self._conversation.commit()
            case "patch":
                self._session.patch(frame.patch)
            case "ping":
                self._session.outbox.put(pong=frame.ping)
            case "tool_result":
                self._session.tool_desk.answer(frame.tool_result.call_id, frame.tool_result.content)
            case _:
                raise InvalidInput("A frame has no body.", field="body")

    def _type(self, text: str) -> None:
        """A typed question; one that cannot be used is told, and the conversation goes on."""
        if not text.strip():
            self._refuse("EMPTY_TEXT")
        elif len(text) > MAX_TEXT_CHARACTERS:
            self._refuse("TEXT_TOO_LONG")
        else:
            self._conversation.type(text.strip())

    def _refuse(self, code: str) -> None:
        body = gateway_pb2.ErrorEvent(code=code, text=self._session.phrases.shown[code])
        self._session.outbox.put(error=body)
