"""The conversation so far, as the model is given it: what was said, and what was heard (law 4)."""

from collections.abc import Sequence

from penny.v1 import llm_pb2
from penny_gateway.prompt import Example

Message = llm_pb2.ChatMessage


class History:
    """Messages of the session (plano 5), after a prefix that changes only with the planos.

    When it has grown beyond `max_turns`, the older half is dropped at once: the model's cache then has to read the
    rest anew once in many turns instead of at each.
    """

    def __init__(self, instructions: str, examples: Sequence[Example], max_turns: int) -> None:
        self._max_turns = max_turns
        self._said: list[Message] = []
        self._lent: tuple[Message, str] | None = None
        """A message that has something with it, and what it was."""
        self.begin_with(instructions, examples)

    def begin_with(self, instructions: str, examples: Sequence[Example]) -> None:
        """What everything that is said comes after."""
        self.prefix = [Message(role=llm_pb2.ROLE_SYSTEM, content=instructions)]
        for example in examples:
            self.prefix.append(Message(role=llm_pb2.ROLE_USER, content=example.question))
            self.prefix.append(Message(role=llm_pb2.ROLE_ASSISTANT, content=example.answer))

    def messages(self) -> list[Message]:
        """Everything the next answer is to be based on."""
        return [*self.prefix, *self._said]

    def person_said(self, text: str) -> None:
        """The person's turn is committed."""
        if len(self._said) >= 2 * self._max_turns:
            self._drop_older_half()
        self._said.append(Message(role=llm_pb2.ROLE_USER, content=text))

    def reworded(self, text: str, *, lent: bool = False) -> None:
        """The person's last words as the model was given them: with what it needed for its answer.

        What is only lent is taken back when something else is lent, or the context would soon be full of it.
        """
        if not self._said or self._said[-1].role != llm_pb2.ROLE_USER:
            return
        message = self._said[-1]
        if lent:
            self.take_back()
            self._lent = message, message.content
        message.content = text

    def take_back(self) -> None:
        """What was lent is not to be spoken from any more."""
        if self._lent is not None:
            message, said = self._lent
            message.content = said
            self._lent = None

    def _drop_older_half(self) -> None:
        """What is left begins with the person: an answer to nothing would only confuse the model."""
        kept = self._said[self._max_turns // 2 * 2 :]
        first = next((at for at, message in enumerate(kept) if message.role == llm_pb2.ROLE_USER), len(kept))
        self._said = kept[first:]

    def withdraw(self) -> None:
        """The person's turn could not be answered; she was asked to say it again."""
        if self._said and self._said[-1].role == llm_pb2.ROLE_USER:
            self._said.pop()

    def penny_said(self, text: str) -> None:
        """What was heard of Penny's answer; nothing is noted if nothing was."""
        if text:
            self._said.append(Message(role=llm_pb2.ROLE_ASSISTANT, content=text))
