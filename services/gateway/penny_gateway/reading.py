"""The model reading along while the person speaks.

Her words are read in as they come, those that the recogniser may still change too: if they do change, no more is lost
than was gained. The model says of each reading how complete the words are. When the answer is due, only what is new is
left to be read.
"""

import asyncio
from collections.abc import Callable

from penny.v1 import llm_pb2
from penny_chassis.errors import PennyError, TooSlow
from penny_gateway.session import Session, TurnTrace
from penny_gateway.spelling import continued


class Reading:
    """A turn's stream to the model, from before its question is complete to the end of the answer."""

    def __init__(
        self, session: Session, trace: TurnTrace, judged: Callable[[str, llm_pb2.Completeness], None], read: str = ""
    ) -> None:
        """Begin to read along.

        Args:
            session: Whose conversation it is.
            trace: The turn's.
            judged: Told how complete the words are that have been read last.
            read: Words that an earlier reading of this turn has left in the model's cache.
        """
        self._judged = judged
        self.read = read
        self._asked = False
        self._answers: asyncio.Queue[llm_pb2.GenerateResponse | PennyError | None] = asyncio.Queue()
        self._stream = session.backends.generate(trace.context)
        self._stream.send(llm_pb2.GenerateRequest(config=session.generate_config(session.history.messages())))
        self._listener = asyncio.create_task(self._listen())

    def words(self, text: str) -> None:
        """The words so far; a model that hangs is found out when it is asked to answer."""
        words = self.spelled(text)
        if not words or words == self.read:
            return
        self.read = words
        try:
            self._stream.send(llm_pb2.GenerateRequest(words=llm_pb2.StableWords(text=words)))
        except TooSlow:
            self.cancel()

    def spelled(self, text: str) -> str:
        """The person's words as the model is to be given them: those that it has read as it has read them."""
        return continued(self.read, text)

    # What a stream to the model offers, from the question on.

    def send(self, request: llm_pb2.GenerateRequest) -> None:
        """Ask.

        Raises:
            TooSlow: The model does not read what it is sent.
        """
        self._asked = True
        self._stream.send(request)

    async def receive(self, timeout_s: float) -> llm_pb2.GenerateResponse | None:
        """The next of the answer, or None at its end.

        Raises:
            TooSlow: Nothing came within `timeout_s`.
            PennyError: The model ended the stream with a status.
        """
        try:
            async with asyncio.timeout(timeout_s):
                answer = await self._answers.get()
        except TimeoutError:
            raise TooSlow(f"llm did not answer within {timeout_s} s.").within("llm") from None
        if isinstance(answer, PennyError):
            raise answer
        return answer

    def cancel(self) -> None:
        """Stop reading, or answering."""
        self._stream.cancel()
        self._listener.cancel()
        self._answers.put_nowait(TooSlow("llm was told to stop.").within("llm"))

    async def _listen(self) -> None:
        """Take what the model says, for as long as the stream lasts."""
        try:
            while (answer := await self._stream.receive()) is not None:
                if self._asked:
                    self._answers.put_nowait(answer)
                elif answer.completeness.characters == len(self.read):
                    self._judged(self.read, answer.completeness)
        except PennyError as error:
            self._answers.put_nowait(error)
        else:
            self._answers.put_nowait(None)
