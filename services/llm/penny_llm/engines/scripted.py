"""A stand-in for a model: answers by a script, at once or word by word, always the same. For tests and for trials.

PENNY_LLM_SCRIPT            JSON object: a part of the question -> its answer; the first that fits. An answer is text,
                            or any other JSON value, which is written as JSON: {"name": …, "arguments": {…}} calls a
                            tool. What nothing fits is answered with "Has dicho: " and the question itself.
PENNY_LLM_SCRIPT_DELAY_MS   pause before each word of an answer.
PENNY_LLM_SCRIPT_FAIL_WORD  a question, or words, with this in it raise EngineFailed.
PENNY_LLM_SCRIPT_HANG_WORD  a question, or words, with this in it are not answered until they are stopped.

A token is a word. A sentence's end is believed with 0.9 after . ? or ! and with 0.1 otherwise. A session's cache is
its last prompt.
"""

import json
import re
import threading
from collections.abc import Mapping

from penny_chassis.errors import EngineFailed, Misconfigured, TooLarge
from penny_llm.config import Settings
from penny_llm.engine import Answer, Emit, Finish, Plan, Prompt, Reading, Stop, Stopped

Script = Mapping[str, object]

_SURE = 0.9
_UNSURE = 0.1


class Scripted:
    """Answers by a script."""

    def __init__(self, settings: Settings, script: Script) -> None:
        self._settings = settings
        self._script = script
        self._delay_s = settings.script_delay_ms / 1000
        self._read: dict[str, list[str]] = {}

    def read(self, prompt: Prompt, stop: Stop) -> Reading:
        """See Engine."""
        tokens, cached = self._take_in(prompt, stop)
        ended = prompt.question.endswith((".", "?", "!"))
        return Reading(tokens, cached, {".": _SURE if ended else _UNSURE})

    def answer(self, prompt: Prompt, plan: Plan, emit: Emit, stop: Stop) -> Answer:
        """See Engine."""
        tokens, cached = self._take_in(prompt, stop)
        words = re.findall(r"\s*\S+", self._answer_to(prompt.question, plan))
        for count, word in enumerate(words[: plan.max_tokens], start=1):
            self._pause(self._delay_s, stop)
            if emit(word):
                return Answer(Finish.STOP, tokens, cached, count)
        finish = Finish.LENGTH if len(words) > plan.max_tokens else Finish.STOP
        return Answer(finish, tokens, cached, min(len(words), plan.max_tokens))

    def forget(self, session_id: str) -> None:
        """See Engine."""
        self._read.pop(session_id, None)

    def close(self) -> None:
        """See Engine."""

    def _take_in(self, prompt: Prompt, stop: Stop) -> tuple[int, int]:
        """Read a prompt; how many tokens it has, and how many of them the session's last one began with too."""
        if self._settings.script_fail_word and self._settings.script_fail_word in prompt.question:
            raise EngineFailed("The script says so.")
        if self._settings.script_hang_word and self._settings.script_hang_word in prompt.question:
            self._pause(None, stop)
        tokens = prompt.text.split()
        if len(tokens) > self._settings.context_tokens:
            raise TooLarge.of("messages", len(tokens), self._settings.context_tokens, "tokens")
        before = self._read.get(prompt.session_id, [])
        self._read[prompt.session_id] = tokens
        differing = (at for at, (new, old) in enumerate(zip(tokens, before, strict=False)) if new != old)
        return len(tokens), next(differing, min(len(tokens), len(before)))

    def _answer_to(self, question: str, plan: Plan) -> str:
        fitting = (answer for part, answer in self._script.items() if part in question)
        answer = next(fitting, f"Has dicho: {question}")
        as_it_is = isinstance(answer, str) and plan.schema is None
        return str(answer) if as_it_is else json.dumps(answer, ensure_ascii=False)

    def _pause(self, seconds: float | None, stop: Stop) -> None:
        """Wait, for ever if for nothing, unless it is stopped."""
        stopped = threading.Event()
        stop.on_set(stopped.set)
        if seconds != 0:
            stopped.wait(seconds)
        if stop:
            raise Stopped


def load(settings: Settings) -> Scripted:
    """The engine with the script of the configuration.

    Raises:
        Misconfigured: The script is not a JSON object.
    """
    try:
        script = json.loads(settings.script)
    except ValueError:
        script = None
    if not isinstance(script, dict):
        raise Misconfigured("PENNY_LLM_SCRIPT is not a JSON object.", remedy='Such as {"hora": "Son las dos."}.')
    return Scripted(settings, script)
