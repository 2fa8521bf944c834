"""The model reading along while the person speaks.

Her words are read in as they come, so that only the last of them are left to be read when the answer is due. Those
that the recogniser may still change are read too, all but the last one: if they do change, no more is lost than was
gained.
"""

from penny.v1 import llm_pb2
from penny_chassis.errors import TooSlow
from penny_gateway.backends import GenerateStream
from penny_gateway.session import Session, TurnTrace
from penny_gateway.spelling import continued, without_last_word


class Reading:
    """A turn's stream to the model before its question is complete."""

    def __init__(self, session: Session, trace: TurnTrace) -> None:
        self._stream: GenerateStream | None = session.backends.generate(trace.context)
        self._read = ""
        self._stream.send(llm_pb2.GenerateRequest(config=session.generate_config(session.history.messages())))

    def words(self, text: str) -> None:
        """The words so far; a model that hangs is found out when it is asked to answer."""
        words = self.spelled(without_last_word(text))
        if self._stream is None or not words or words == self._read:
            return
        self._read = words
        try:
            self._stream.send(llm_pb2.GenerateRequest(words=llm_pb2.StableWords(text=words)))
        except TooSlow:
            self.drop()

    def spelled(self, text: str) -> str:
        """The person's words as the model is to be given them: those that it has read as it has read them."""
        return continued(self._read, text)

    def take(self) -> GenerateStream | None:
        """Hand the stream over to whoever answers; from then on it is his."""
        stream, self._stream = self._stream, None
        return stream

    def drop(self) -> None:
        """Nobody will answer."""
        if self._stream is not None:
            self._stream.cancel()
            self._stream = None
