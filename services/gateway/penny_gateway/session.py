"""What one conversation has: its identity, its parts, and the configuration it gives to the stages."""

import asyncio
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from google.protobuf import json_format
from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.trace import Span

from penny.v1 import deck_pb2, gateway_pb2, llm_pb2, tools_pb2, tts_pb2, vault_pb2
from penny_chassis import telemetry
from penny_chassis.errors import InvalidInput, NotAllowed, Unauthenticated
from penny_gateway.backends import Backends
from penny_gateway.config import Settings
from penny_gateway.echo import Echo
from penny_gateway.history import History
from penny_gateway.latency import Effort
from penny_gateway.outbox import Outbox
from penny_gateway.phrases import Phrases, phrases
from penny_gateway.prompt import Planos, examples, instructions
from penny_gateway.rhythm import Pauses, Rhythm
from penny_gateway.tools import ToolDesk

DATASET = "DATASET"
"""Plano 4's name."""
REFUSED = (NotAllowed, Unauthenticated)
"""What DECK reports to somebody whom it does not let."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of penny_log that is being written."""

    id: str
    written: asyncio.Future[bool]
    """Whether DECK has it."""


@dataclass(frozen=True, slots=True)
class TurnTrace:
    """A turn's span, and the context that its work continues."""

    span: Span
    context: Context

    @property
    def id(self) -> uuid.UUID:
        """The trace id, as penny_log keeps it."""
        return telemetry.trace_uuid(self.span)

    @property
    def hexadecimal(self) -> str:
        """The trace id, as tracing tools show it."""
        return self.id.hex


@dataclass(slots=True)
class Session:
    """One conversation's identity and parts."""

    id: str
    player_id: str
    backends: Backends
    settings: Settings
    history: History
    tool_desk: ToolDesk
    planos: list[deck_pb2.Plano]
    rhythm: Rhythm
    language: str = "es"
    voice: str = ""
    traceparent: str = ""
    tools: list[tools_pb2.Tool] = field(default_factory=list)
    person: str = ""
    """What she is called."""
    token: str = ""
    """By which DECK knows her: the client's `authorization`, as it came; empty if DECK asks nobody."""
    keeps_sound: bool = False
    """Whether she allows that what she says is kept as it sounds."""
    sound: bytes = b""
    """What she has said last, as it sounded, until her turn is written down."""
    said: Row | None = None
    """The row that has what the person said last."""
    proposed: vault_pb2.Recado | None = None
    """The recado that the next thing she says may be an answer to; without a text: she has been asked which."""
    dataset: deck_pb2.Plano | None = None
    """Plano 4: the dataset that is open."""
    stale: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when DECK knows more than the model has been told."""
    unknown: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when DECK does not know her any more: nothing of hers is read, said or written down in this conversation."""
    outbox: Outbox = field(default_factory=Outbox)
    effort: Effort = field(default_factory=Effort)
    echo: Echo = field(default_factory=Echo)

    @property
    def phrases(self) -> Phrases:
        """What Penny says of her own accord, in the session's language."""
        return phrases(self.language)

    @property
    def backchannels(self) -> tuple[str, ...]:
        """What the person may say over Penny without interrupting her."""
        own = tuple(filter(None, map(str.strip, self.settings.backchannels.split(","))))
        return own or self.phrases.backchannels

    @property
    def overheard_vocabulary(self) -> str:
        """What the recogniser is to expect of a voice over Penny: it does not understand a lone "vale" unaided."""
        return " ".join(f"{words.capitalize()}." for words in (*self.backchannels, *self.phrases.interruptions))

    @property
    def reply_vocabulary(self) -> str:
        """What the recogniser is to expect when Penny has proposed something: unaided it hears a lone "sí" as "soy"."""
        return " ".join(self.phrases.replies) if self.proposed is not None else ""

    @property
    def basis(self) -> tuple[object, ...]:
        """What an answer depends on beside the conversation: one begun on another basis is of no use."""
        return (self.language, self.voice, self.proposed.id if self.proposed is not None else None, self.fuente)

    @property
    def fuente(self) -> str:
        """The reference of the dataset that is open; empty if none is."""
        return str(self.dataset.contenido["fuente"]) if self.dataset is not None else ""

    def use(self, dataset: deck_pb2.Plano | None) -> None:
        """Open a dataset in place of the one that is open, or close that; from the next turn on it is active."""
        self.dataset = dataset
        self.history.take_back()
        self.know(plano for plano in self.planos if plano.plano != DATASET)

    def know(self, planos: Iterable[deck_pb2.Plano]) -> None:
        """What Penny is to know beside the dataset."""
        self.planos = [*planos, *([self.dataset] if self.dataset is not None else [])]

    def voice_config(self) -> tts_pb2.TtsConfig:
        """Which voice the answers have."""
        return tts_pb2.TtsConfig(voice=self.voice, language=self.language)

    def generate_config(self, messages: list[llm_pb2.ChatMessage]) -> llm_pb2.GenerateConfig:
        """What an answer is based on, and how it is to be given."""
        sampling = llm_pb2.Sampling(max_tokens=self.settings.max_tokens, temperature=self.settings.temperature)
        return llm_pb2.GenerateConfig(session_id=self.id, messages=messages, tools=self.tools, sampling=sampling)

    async def ask(
        self,
        method: Any,  # noqa: ANN401 - any rpc of DECK's
        request: Any,  # noqa: ANN401 - its request
        context: Context | None = None,
        *,
        timeout_s: float | None = None,
    ) -> Any:  # noqa: ANN401 - its answer
        """One call to DECK, for the person whose session it is.

        Raises:
            Unauthenticated: It does not know her any more; once it has said so, it is not asked again.
            PennyError: What DECK reported, or that it cannot be reached.
        """
        self.require_known()
        try:
            return await self.backends.ask_deck(method, request, context, timeout_s=timeout_s, token=self.token)
        except Unauthenticated:
            self.lose()
            raise

    def lose(self) -> None:
        """DECK does not know her any more: her token was renewed, or she is forgotten. The client is told once."""
        if not self.unknown.is_set():
            self.unknown.set()
            self.notice(Unauthenticated("").reason)

    def require_known(self) -> None:
        """See to it that DECK still knows her, as far as it has told.

        Raises:
            Unauthenticated: It does not.
        """
        if self.unknown.is_set():
            raise Unauthenticated("DECK does not know this person any more.", remedy="Begin another conversation.")

    def patch(self, patch: gateway_pb2.Patch) -> None:
        """Change what the client wants changed, from the next turn on."""
        self.language = patch.language or self.language
        self.voice = patch.voice or self.voice
        self.traceparent = patch.traceparent or self.traceparent

    def notice(self, code: str) -> None:
        """Tell the client something that the person should know."""
        self.outbox.put(notice=gateway_pb2.Notice(code=code, text=self.phrases.shown[code]))

    def begin_trace(self, turn: int) -> TurnTrace:
        """A span for a turn: part of the client's trace if it named one, otherwise a trace of its own."""
        parent = telemetry.extract({"traceparent": self.traceparent}) if self.traceparent else Context()
        span = telemetry.start("turn", parent=parent, session=self.id, turn=turn)
        return TurnTrace(span, trace.set_span_in_context(span, parent))


async def open_session(backends: Backends, settings: Settings, request: gateway_pb2.Open, token: str = "") -> Session:
    """Begin a session in DECK and learn from it what Penny is to know.

    Args:
        backends: The stages.
        settings: The gateway's.
        request: What the client wants.
        token: The client's `authorization`, handed on to DECK.

    Raises:
        InvalidInput: The language or the audio's rate cannot be used.
        PennyError: DECK refused, or is out of reach.
    """
    if request.language and not (request.language.isalpha() and len(request.language) == len("es")):
        raise InvalidInput("The language is not an ISO 639-1 code.", remedy="Say es, for example.", field="language")
    opened = await backends.ask_deck(
        backends.deck.OpenSession,
        deck_pb2.OpenSessionRequest(player_id=request.player_id, sesion_id=str(uuid.uuid4())),
        token=token,
    )
    planos = _contents(opened.planos)
    personality = planos.get("PERSONALIDAD", {}).get("voz", {})
    return Session(
        id=opened.sesion_id,
        player_id=opened.player_id,
        backends=backends,
        settings=settings,
        history=History(instructions(planos), examples(planos), settings.max_history_turns),
        tool_desk=ToolDesk(settings.tool_timeout_s),
        planos=list(opened.planos),
        person=str(planos.get("CONTEXTO_PERSONAL", {}).get("nombre_usuario", "la persona")),
        rhythm=_rhythm(opened.planos),
        language=request.language or personality.get("idioma", "es"),
        voice=request.voice,
        traceparent=request.traceparent,
        tools=list(request.tools),
        token=token,
        keeps_sound=opened.guardar_audio,
    )


async def refresh(session: Session) -> None:
    """Learn anew from DECK what Penny is to know; the conversation stays.

    Raises:
        PennyError: DECK is out of reach.
    """
    deck = session.backends.deck
    request = deck_pb2.ReadPlanosRequest(player_id=session.player_id)
    session.know((await session.ask(deck.ReadPlanos, request)).planos)
    planos = _contents(session.planos)
    session.history.begin_with(instructions(planos), examples(planos))


def _contents(planos: Iterable[deck_pb2.Plano]) -> Planos:
    return {plano.plano: json_format.MessageToDict(plano.contenido) for plano in planos}


def _rhythm(planos: Iterable[deck_pb2.Plano]) -> Rhythm:
    """How the person has paused in earlier sessions: plano 2 has it, beside its content."""
    known = next((plano.ritmo for plano in planos if plano.HasField("ritmo")), deck_pb2.Ritmo())
    return Rhythm(Pauses(known.pausa_media_ms, known.pausas))
