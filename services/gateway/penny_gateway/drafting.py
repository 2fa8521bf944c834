"""The answer to what a person is saying, begun as soon as her words may be all of them.

The recogniser often has the last word before it is over, and half a second before it has been confirmed. So whenever
the model finds the words so far complete, the answer to them is begun; it is kept if the recogniser's last word is the
same, and thrown away if she says more. Nothing of it is heard before the turn is committed (law 3).
"""

from penny.v1 import llm_pb2
from penny_gateway.correction import corrected
from penny_gateway.making import Making
from penny_gateway.reading import Reading
from penny_gateway.session import Session, TurnTrace
from penny_gateway.spelling import alike, as_question
from penny_gateway.thinking import Judged


class Drafting:
    """A turn's question and its answer while she is speaking."""

    def __init__(self, session: Session, trace: TurnTrace) -> None:
        self._session = session
        self._trace = trace
        self._reading = Reading(session, trace, self._read)
        self._draft: Making | None = None
        self._completeness = 0.0
        """Of the draft's question."""
        self._basis = session.basis

    def words(self, text: str) -> None:
        """The words so far."""
        if self._draft is not None:
            if alike(self._draft.question, corrected(text)):
                return
            self._scrap()
        self._reading.words(text)

    def answer(self, text: str, judged: Judged) -> Making:
        """The answer to all her words: the one that was begun, if it is one to these words, otherwise a new one.

        Args:
            text: The recogniser's last word.
            judged: Told how complete it is, as soon as that is known.
        """
        draft = self._draft
        if draft is not None and self._fits(draft, text):
            self._draft = None
            judged(self._completeness)
            return draft
        self._scrap()
        question = corrected(self._reading.spelled(text))
        return Making(self._session, self._trace, question, self._reading, judged)

    def drop(self) -> None:
        """Nobody will want an answer."""
        if self._draft is not None:
            self._draft.stop(wasted=True)
        self._reading.cancel()

    def _read(self, words: str, completeness: llm_pb2.Completeness) -> None:
        """The model has read the words so far."""
        if not self._session.settings.endpoint.may_be_all(words, completeness.probability):
            return
        # The recogniser puts some mark wherever it stops; the model knows better what a question is.
        asks = 2 * completeness.question > completeness.probability
        self._completeness = completeness.probability
        question = corrected(words)
        self._draft = Making(self._session, self._trace, as_question(question) if asks else question, self._reading)

    def _fits(self, draft: Making, text: str) -> bool:
        """Whether a draft answers these words, as things stand now; an intonation that asks must have been foreseen."""
        unforeseen = text.endswith("?") and not draft.question.endswith("?")
        same = alike(draft.question, corrected(text)) and not unforeseen
        return same and not draft.failed and self._basis == self._session.basis

    def _scrap(self) -> None:
        """Throw the draft away; what the model has read for it stays read."""
        if self._draft is not None:
            self._draft.stop(wasted=True)
            self._draft = None
            self._reading = Reading(self._session, self._trace, self._read, self._reading.read)
