"""The model reading along while the person speaks.

The words that will not change any more are read in as they come, so that only the last of them are left to be read when
the answer is due.
"""

from penny.v1 import llm_pb2
from penny_chassis.errors import TooSlow
from penny_gateway.backends import GenerateStream
from penny_gateway.session import Session, TurnTrace


class Reading:
    """A turn's stream to the model before its question is complete."""

    def __init__(self, session: Session, trace: TurnTrace) -> None:
        self._stream: GenerateStream | None = session.backends.generate(trace.context)
        self._read = ""
        self._stream.send(llm_pb2.GenerateRequest(config=session.generate_config(session.history.messages())))

    def words(self, stable: str) -> None:
        """More words will not change; a model that hangs is found out when it is asked to answer."""
        if self._stream is None or not stable or stable == self._read:
            return
        self._read = stable
        try:
            self._stream.send(llm_pb2.GenerateRequest(words=llm_pb2.StableWords(text=stable)))
        except TooSlow:
            self.drop()

    def take(self) -> GenerateStream | None:
        """Hand the stream over to whoever answers; from then on it is his."""
        stream, self._stream = self._stream, None
        return stream

    def drop(self) -> None:
        """Nobody will answer."""
        if self._stream is not None:
            self._stream.cancel()
            self._stream = None
