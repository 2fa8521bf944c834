"""llama.cpp, inside this process, through xllamacpp.

Each session has a slot of the server's cache for itself, by number; of a slot that changes hands nothing is reused.
Prompts are never kept outside of the slots. The server also listens on a port of this machine; it cannot be told not
to, so it is given a key that nobody knows, and its inspection pages are off.
"""

import math
import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any

# Read by OpenMP when it is loaded, with the next line. Threads that meet hundreds of times a token lose a third to a
# half of their time if they go to sleep at each meeting; so they wait awake, but for less than a millisecond.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
os.environ.setdefault("GOMP_SPINCOUNT", "20000")

import xllamacpp

from penny_chassis.errors import EngineFailed, Misconfigured, TooLarge
from penny_chassis.priority import giving_way
from penny_llm import grammar
from penny_llm.config import Settings
from penny_llm.engine import Answer, Emit, Finish, Plan, Prompt, Reading, Stop, Stopped
from penny_llm.slots import Lease, Slots
from penny_models import ModelsError, locate

_CANDIDATES = 40
"""Next tokens that are looked at for the end of a sentence."""
_WIPE = "."
"""What overwrites a slot: one token."""


class LlamaCpp:
    """A model in llama.cpp's server."""

    def __init__(self, settings: Settings, model: Path) -> None:
        self._slots = Slots(settings.slots)
        try:
            # Writing ahead must not slow down the voice that is speaking, nor reading along the recogniser.
            self._server: Any = giving_way(settings.nice, lambda: xllamacpp.Server(_parameters(settings, model)))
        except RuntimeError:
            raise Misconfigured(
                f"llama.cpp cannot load {model.name}.", remedy="Is it a GGUF file, and is there memory for it?"
            ) from None
        self._prepare_grammars()

    def read(self, prompt: Prompt, stop: Stop) -> Reading:
        """See Engine."""
        with self._slots.lease(prompt.session_id, stop) as lease:
            run = _Run(stop)
            self._complete(prompt.text, lease, run, max_tokens=1, temperature=0, logprobs=_CANDIDATES)
        return Reading(run.prompt_tokens, run.cached_tokens, run.next_tokens)

    def answer(self, prompt: Prompt, plan: Plan, emit: Emit, stop: Stop) -> Answer:
        """See Engine."""
        with self._slots.lease(prompt.session_id, stop) as lease:
            run = _Run(stop, emit)
            self._complete(prompt.text, lease, run, **_sampling(plan))
        return Answer(run.finish, run.prompt_tokens, run.cached_tokens, run.completion_tokens)

    def forget(self, session_id: str) -> None:
        """See Engine."""
        with self._slots.last_lease(session_id) as lease:
            if lease is not None:
                self._complete(_WIPE, Lease(lease.slot, fresh=True), _Run(Stop()), max_tokens=1)

    def close(self) -> None:
        """See Engine."""
        del self._server

    def _complete(self, text: str, lease: Lease, run: "_Run", **options: object) -> None:
        """One call of the server, to its end.

        Raises:
            Stopped: The run was stopped.
            TooLarge: The prompt does not fit in the slot.
            EngineFailed: The server says it failed.
        """
        request = {
            "prompt": text,
            "id_slot": lease.slot,
            "cache_prompt": not lease.fresh,
            "stream": True,
            "stream_options": {"include_usage": True},
            "return_progress": True,
            **options,
        }
        self._server.handle_completions(request, run)
        run.check()

    def _prepare_grammars(self) -> None:
        """Write under a grammar once: the first time takes a second, which is better spent while loading."""
        run = _Run(Stop())
        self._complete(_WIPE, Lease(0, fresh=True), run, max_tokens=1, grammar=grammar.json_answer({"type": "boolean"}))


class _Run:
    """What the server tells of one call, chunk by chunk; called on the thread of the call."""

    def __init__(self, stop: Stop, emit: Emit | None = None) -> None:
        self._stop = stop
        self._emit = emit
        self._error: Mapping[str, Any] | None = None
        self.prompt_tokens = 0
        self.cached_tokens = 0
        self.completion_tokens = 0
        self.finish = Finish.STOP
        self.next_tokens: Mapping[str, float] = {}

    def __call__(self, chunk: Mapping[str, Any]) -> bool:
        """Take a chunk; true ends the call."""
        self._error = chunk.get("error")
        if self._error is not None:
            return True
        if progress := chunk.get("prompt_progress"):
            self.prompt_tokens, self.cached_tokens = progress["total"], progress["cache"]
        enough = False
        for choice in chunk["choices"]:
            enough = self._take(choice) or enough
        if usage := chunk.get("usage"):
            self.completion_tokens = usage["completion_tokens"]
        return bool(self._stop) or enough

    def check(self) -> None:
        """Raise what ended the call, if it was not its own end."""
        if self._stop:
            raise Stopped
        if self._error is None:
            return
        if self._error.get("type") == "exceed_context_size_error":
            raise TooLarge.of("The conversation", self._error["n_prompt_tokens"], self._error["n_ctx"], "tokens")
        raise EngineFailed(f"llama.cpp reports {self._error.get('type')}.", remedy="Ask again.")

    def _take(self, choice: Mapping[str, Any]) -> bool:
        if choice["finish_reason"] == "length":
            self.finish = Finish.LENGTH
        for position in (choice.get("logprobs") or {}).get("content", ()):
            self.next_tokens = _probabilities(position["top_logprobs"])
        if not choice["text"]:
            return False
        self.completion_tokens += 1
        return self._emit is not None and self._emit(choice["text"])


def _probabilities(candidates: list[Mapping[str, Any]]) -> Mapping[str, float]:
    return {candidate["token"]: math.exp(candidate["logprob"]) for candidate in candidates}


def _sampling(plan: Plan) -> dict[str, object]:
    """A plan in the server's words."""
    options: dict[str, object] = {
        "max_tokens": plan.max_tokens,
        "temperature": plan.temperature,
        "top_p": plan.top_p,
    }
    if plan.seed is not None:
        options["seed"] = plan.seed
    if plan.schema is not None:
        options["grammar"] = grammar.json_answer(plan.schema)
    elif plan.tools is not None:
        options["grammar"] = grammar.text_or_calls(plan.tools)
    return options


def _parameters(settings: Settings, model: Path) -> Any:  # noqa: ANN401 - the library has no types
    values = xllamacpp.CommonParams()
    values.model.path = str(model)
    values.n_parallel = settings.slots
    values.n_ctx = settings.slots * settings.context_tokens
    values.n_batch = values.n_ubatch = settings.batch_tokens
    values.cpuparams.n_threads = values.cpuparams_batch.n_threads = settings.threads
    # Weights are laid out anew for the processor; read instead of mapped, they are in memory once and not twice.
    values.load_mode = xllamacpp.llama_load_mode.LLAMA_LOAD_MODE_NONE
    values.cache_ram_mib = 0
    values.cache_idle_slots = False
    values.verbosity = 0
    values.api_keys = [secrets.token_hex(32)]
    values.endpoint_slots = values.endpoint_props = values.endpoint_metrics = values.ui = False
    values.n_threads_http = 1
    return values


def _file(model: str) -> Path:
    """The weights that the configuration names.

    Raises:
        Misconfigured: They are not there.
    """
    if model.endswith(".gguf"):
        path = Path(model)
        if not path.is_file():
            raise Misconfigured(f"There is no file {path.name}.", remedy="Mend PENNY_LLM_MODEL.")
        return path
    try:
        files = sorted(locate(model).glob("*.gguf"))
    except ModelsError as error:
        raise Misconfigured(str(error)) from error
    if len(files) != 1:
        raise Misconfigured(f"The model '{model}' has {len(files)} GGUF files.", remedy="Mend PENNY_LLM_MODEL.")
    return files[0]


def load(settings: Settings) -> LlamaCpp:
    """The engine with the weights of the configuration; some 3 s.

    Raises:
        Misconfigured: The weights are not there, or cannot be loaded.
    """
    return LlamaCpp(settings, _file(settings.model))
