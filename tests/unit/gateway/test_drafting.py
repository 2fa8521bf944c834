"""Answers that are begun while the person is still speaking."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
from opentelemetry.context import Context

from penny.v1 import llm_pb2, tts_pb2, vault_pb2
from penny_chassis.errors import EngineFailed, PennyError
from penny_gateway.config import Settings
from penny_gateway.drafting import Drafting
from penny_gateway.history import History
from penny_gateway.making import Making
from penny_gateway.rhythm import Rhythm
from penny_gateway.session import Session
from penny_gateway.tools import ToolDesk


class Stage:
    """A stream to a stage that answers what the test lets it answer."""

    def __init__(self) -> None:
        self.sent: list[Any] = []
        self.cancelled = False
        self._answers: asyncio.Queue[Any] = asyncio.Queue()

    def send(self, request: Any) -> None:  # noqa: ANN401 - any stage's
        """Note it."""
        self.sent.append(request)

    def say(self, answer: Any) -> None:  # noqa: ANN401 - any stage's
        """Have the stage answer."""
        self._answers.put_nowait(answer)

    async def receive(self, _timeout_s: float | None = None) -> Any:  # noqa: ANN401 - any stage's
        """The next answer."""
        answer = await self._answers.get()
        if isinstance(answer, PennyError):
            raise answer
        return answer

    def cancel(self) -> None:
        """Note it."""
        self.cancelled = True


class Stages:
    """Remembers every stream that was opened."""

    def __init__(self) -> None:
        self.models: list[Stage] = []
        self.voices: list[Stage] = []

    def generate(self, _context: Context) -> Stage:
        """A stream to the model."""
        self.models.append(Stage())
        return self.models[-1]

    def synthesize(self, _context: Context) -> Stage:
        """A stream to the voice."""
        self.voices.append(Stage())
        return self.voices[-1]


class Scene:
    """A turn being spoken."""

    def __init__(self) -> None:
        self.stages = Stages()
        self.session = Session(
            id="s",
            player_id="p",
            backends=self.stages,  # type: ignore[arg-type]
            settings=Settings.model_validate({}),
            history=History("", [], 24),
            tool_desk=ToolDesk(1.0),
            planos=[],
            rhythm=Rhythm(),
        )
        self.drafting = Drafting(self.session, self.session.begin_trace(1))
        self.judgements: list[float] = []
        self._makings: list[Making] = []

    async def hear(self, words: str, probability: float, question: float = 0.0) -> None:
        """A partial transcript, and what the model thinks of it."""
        self.drafting.words(words)
        read = self.stages.models[-1].sent[-1].words.text
        self.stages.models[-1].say(
            llm_pb2.GenerateResponse(
                completeness=llm_pb2.Completeness(characters=len(read), probability=probability, question=question)
            )
        )
        await settled()

    def answer(self, text: str) -> Making:
        """The recogniser's last word."""
        making = self.drafting.answer(text, self.judgements.append)
        self._makings.append(making)
        return making

    def end(self) -> None:
        """Leave nothing running."""
        for making in self._makings:
            making.stop(wasted=False)
        self.drafting.drop()


@pytest.fixture
async def scene() -> Any:  # noqa: ANN401 - an asynchronous fixture's type says nothing
    """A turn; nothing of it is left afterwards."""
    made = Scene()
    yield made
    made.end()
    await settled()


async def settled() -> None:
    """Let every task come to its next wait."""
    for _ in range(10):
        await asyncio.sleep(0)


def questions(stages: Stages) -> Iterator[str]:
    """What the model was asked to answer, in order."""
    for stage in stages.models:
        yield from (request.go.text for request in stage.sent if request.WhichOneof("body") == "go")


async def test_the_answer_begins_before_the_last_word_is_confirmed(scene: Scene) -> None:
    """It is the one that is given, and the words need not be judged again."""
    await scene.hear("¿Qué tengo hoy?", probability=0.8)
    begun = list(questions(scene.stages))
    making = scene.answer("Qué tengo hoy?")
    await settled()

    assert begun == ["¿Qué tengo hoy?"]
    assert list(questions(scene.stages)) == begun
    assert making.question == "¿Qué tengo hoy?"
    assert scene.judgements == [pytest.approx(0.8)]
    assert len(scene.stages.models) == 1
    assert scene.session.effort.wasted_ms == 0.0


async def test_more_words_end_it(scene: Scene) -> None:
    """The model reads on where it was; the rest of the answer is never made."""
    await scene.hear("Busca un hotel.", probability=0.5)
    scene.drafting.words("Busca un hotel y un tren.")
    await settled()
    first, second = scene.stages.models

    assert first.cancelled
    assert scene.stages.voices[0].cancelled
    assert second.sent[-1].words.text == "Busca un hotel y un tren."
    assert scene.session.effort.wasted_ms > 0.0
    assert scene.session.effort.wasted_ms == scene.session.effort.made_ms


async def test_the_same_words_written_otherwise_do_not(scene: Scene) -> None:
    """The recogniser writes the same differently from one time to the next."""
    await scene.hear("que tengo hoy", probability=0.5, question=0.5)
    scene.drafting.words("¿Qué tengo hoy?")
    await settled()

    assert not scene.stages.models[0].cancelled
    assert list(questions(scene.stages)) == ["que tengo hoy?"]


@pytest.mark.parametrize(("words", "probability"), [("Quiero que", 0.9), ("Llama a mi", 0.05)])
async def test_words_that_go_on_are_not_answered(scene: Scene, words: str, probability: float) -> None:
    """Neither what holds the floor nor what the model finds unfinished."""
    await scene.hear(words, probability)

    assert list(questions(scene.stages)) == []
    assert scene.stages.voices == []


async def test_other_words_in_the_end_are_answered_anew(scene: Scene) -> None:
    """And judged, because nobody has."""
    await scene.hear("Busca un hotel.", probability=0.5)
    making = scene.answer("Busca un hostal.")
    await settled()
    go = scene.stages.models[-1].sent[-1].go

    assert making.question == "Busca un hostal."
    assert (go.text, go.judge) == ("Busca un hostal.", True)
    assert scene.stages.models[0].cancelled
    assert scene.judgements == []


@pytest.mark.parametrize(
    ("words", "judgements"),
    [("Sí, por favor.", [1.0]), ("Déjalo.", [1.0]), ("No, mejor a las", []), ("Recuérdame llamar", [])],
)
async def test_only_a_yes_or_a_no_to_a_proposal_is_complete(scene: Scene, words: str, judgements: list[float]) -> None:
    """A change to it, or another recado, may go on."""
    scene.session.proposed = vault_pb2.Recado(texto="Comprar pan")
    scene.answer(words)

    assert scene.judgements == judgements


async def test_what_was_taken_back_is_not_asked(scene: Scene) -> None:
    """The answer is to what took its place, begun or not."""
    await scene.hear("¿Qué compro? No, perdona, ¿qué hora es?", probability=0.8, question=0.8)
    making = scene.answer("Que compro, no perdona, qué hora es?")
    await settled()

    assert making.question == "¿qué hora es?"
    assert list(questions(scene.stages)) == ["¿qué hora es?"]


async def test_an_intonation_that_asks_counts(scene: Scene) -> None:
    """A draft that took it for a statement is not given."""
    await scene.hear("Tengo leche.", probability=0.5)
    making = scene.answer("¿Tengo leche?")

    assert making.question == "Tengo leche?"
    assert scene.stages.models[0].cancelled


async def test_another_voice_makes_a_draft_useless(scene: Scene) -> None:
    """It would be spoken by the old one."""
    await scene.hear("Hola, Penny.", probability=0.5)
    scene.session.voice = "em_alex"
    scene.answer("Hola, Penny.")
    await settled()

    assert scene.stages.voices[0].cancelled


async def test_a_draft_that_failed_is_tried_again(scene: Scene) -> None:
    """The stage has had time to come back; if it has not, the new one fails by itself."""
    await scene.hear("Hola, Penny.", probability=0.5)
    scene.stages.models[0].say(EngineFailed("no"))
    await settled()
    making = scene.answer("Hola, Penny.")

    assert not making.failed
    assert len(scene.stages.models) == 2


async def test_what_was_dropped_leaves_nothing(scene: Scene) -> None:
    """Streams are cancelled and the work is counted as wasted, once."""
    await scene.hear("Hola, Penny.", probability=0.5)
    scene.drafting.drop()
    scene.drafting.drop()
    await settled()

    assert scene.stages.models[0].cancelled
    assert scene.stages.voices[0].cancelled
    assert scene.session.effort.wasted_ms == scene.session.effort.made_ms > 0.0


async def test_no_tool_is_called_before_the_commit(scene: Scene) -> None:
    """A draft that wants one waits."""
    await scene.hear("Enciende la luz.", probability=0.5)
    call = llm_pb2.GenerateResponse()
    call.tool_call.name = "luz"
    scene.stages.models[0].say(call)
    scene.stages.models[0].say(None)
    await settled()
    making = scene.answer("Enciende la luz.")
    called: list[str] = []
    await settled()
    before = list(called)
    making.release(lambda tool_call: called.append(tool_call.name))
    await settled()

    assert before == []
    assert called == ["luz"]


async def test_the_voice_begins_with_the_first_clause(scene: Scene) -> None:
    """Its sounds wait in the queue for the commit."""
    await scene.hear("Hola, Penny.", probability=0.5)
    scene.stages.models[0].say(llm_pb2.GenerateResponse(delta=llm_pb2.TextDelta(text="Te escucho. Dime.")))
    await settled()
    audio = tts_pb2.SynthesizeResponse(started=tts_pb2.TtsStarted(sample_rate_hz=24_000))
    scene.stages.voices[0].say(audio)
    piece = tts_pb2.SynthesizeResponse()
    piece.audio.pcm = bytes(480)
    scene.stages.voices[0].say(piece)
    await settled()
    making = scene.answer("Hola, Penny.")

    assert [request.text.text for request in scene.stages.voices[0].sent[1:]] == ["Te escucho."]
    assert making.rate_hz == 24_000
    assert making.sounds.qsize() == 1
