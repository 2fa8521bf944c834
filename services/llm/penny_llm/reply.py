"""An answer in the making: its speech as it comes, its calls at the end, its figures."""

import json
import secrets
import time
from collections.abc import Iterator

from penny.v1 import llm_pb2
from penny.v1.llm_pb2 import GenerateResponse
from penny_chassis.errors import EngineFailed
from penny_llm import wire
from penny_llm.engine import Answer, Finish, Plan
from penny_llm.schemas import conforms
from penny_llm.tools import SpeechFilter, read_calls


class Reply:
    """From `go` to `done`; made when `go` comes."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._began = time.perf_counter()
        self._first_token_ms = 0.0
        self._filter = SpeechFilter() if plan.tools is not None else None
        self._written: list[str] = []

    def feed(self, piece: str) -> Iterator[GenerateResponse]:
        """The next piece that the model wrote; what of it can be spoken."""
        if not self._first_token_ms:
            self._first_token_ms = self._ms()
        if self._plan.schema is not None:
            self._written.append(piece)
        if speech := self._filter.feed(piece) if self._filter else piece:
            yield _delta(speech)

    def finish(self, answer: Answer) -> Iterator[GenerateResponse]:
        """The rest of the speech, the calls, and `done`.

        Raises:
            EngineFailed: What the model wrote is neither speech nor a call that can be made, or not of the schema.
        """
        called = False
        if self._filter:
            speech, written = self._filter.finish()
            if speech:
                yield _delta(speech)
            for call in read_calls(written, self._plan.tools or ()) if written else ():
                called = True
                yield GenerateResponse(tool_call=wire.tool_call(call, f"call_{secrets.token_hex(8)}"))
        elif self._plan.schema is not None and answer.finish is not Finish.LENGTH:
            self._check_json()
        yield GenerateResponse(
            done=llm_pb2.GenerateDone(
                finish_reason=wire.finish_reason(answer.finish, called=called),
                prompt_tokens=answer.prompt_tokens,
                cached_tokens=answer.cached_tokens,
                completion_tokens=answer.completion_tokens,
                first_token_ms=self._first_token_ms,
                total_ms=self._ms(),
            )
        )

    def _check_json(self) -> None:
        """The grammar keeps to the schema as far as a grammar can; this is the rest."""
        try:
            value = json.loads("".join(self._written))
        except (ValueError, RecursionError):
            raise EngineFailed("The model's answer is not JSON.", remedy="Ask again.") from None
        if self._plan.schema is not None and not conforms(value, self._plan.schema):
            raise EngineFailed("The model's answer is not of the schema.", remedy="Ask again, or ask for less.")

    def _ms(self) -> float:
        return (time.perf_counter() - self._began) * 1000


def _delta(text: str) -> GenerateResponse:
    return GenerateResponse(delta=llm_pb2.TextDelta(text=text))
