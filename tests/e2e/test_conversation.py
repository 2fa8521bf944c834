"""Whole conversations with the real models, the real database and real time."""

import asyncio
import json
import re
import sys
from pathlib import Path

import grpc
import numpy as np
import pytest
from support.penny import Penny
from support.words import plain, word_error_rate

from penny.v1 import asr_pb2, deck_pb2
from penny.v1.asr_pb2_grpc import AsrServiceStub
from penny.v1.deck_pb2_grpc import DeckServiceStub
from penny_client import PennyClient, events
from penny_client.audio.pcm import SAMPLE_RATE_HZ, Samples, encode
from penny_client.audio.player import Player
from penny_client.cli.recordings import Recording, load, make
from penny_client.cli.turns import SpokenTurn
from penny_client.conversation import Conversation

pytestmark = [pytest.mark.models, pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(300)]

RECORDINGS = Path(__file__).resolve().parents[3] / "shared" / "audio"
ENDS = (events.ResponsePaused, events.ResponseResumed, events.ResponseCancelled, events.ResponseDone)
HESITATION = ("Quiero, eh,", "saber,", "qué tengo pendiente para hoy.")
CORRECTION = ("¿Qué tengo que comprar?", "No, perdona:", "¿cómo se llama mi hija?")
THREE = re.compile(r"\b(3|tres)\b", re.IGNORECASE)


async def hear(target: str, recording: Path) -> str:
    """What the recogniser makes of an audio file."""
    pcm = encode(load(recording).samples)
    async with grpc.aio.insecure_channel(target) as channel:
        call = AsrServiceStub(channel).Transcribe()
        await call.write(asr_pb2.TranscribeRequest(config=asr_pb2.AsrConfig(sample_rate_hz=SAMPLE_RATE_HZ)))
        for at in range(0, len(pcm), 16_000):
            chunk = asr_pb2.TranscribeRequest()
            chunk.audio.start_sample = at // 2
            chunk.audio.pcm = pcm[at : at + 16_000]
            await call.write(chunk)
        await call.write(asr_pb2.TranscribeRequest(finish=asr_pb2.AsrFinish(revision=1)))
        answer = await call.read()
        assert isinstance(answer, asr_pb2.TranscribeResponse)
        return answer.final.text


def files_in(folder: Path) -> list[str]:
    """Paths of the files in a folder."""
    return [str(file) for file in folder.iterdir()]


async def log_of(penny: Penny, trace_id: str) -> list[deck_pb2.Turno]:
    """The rows of penny_log that bear a trace."""
    wanted = trace_id.replace("-", "")
    async with grpc.aio.insecure_channel(penny.targets["deck"]) as channel:
        stream = DeckServiceStub(channel).ReadLog(deck_pb2.ReadLogRequest(max_sessions=20))
        return [
            entry.turno
            async for entry in stream
            if entry.HasField("turno") and entry.turno.trace_id.replace("-", "") == wanted
        ]


async def test_what_is_pending_is_asked_and_answered_aloud(penny: Penny) -> None:
    """The question is recognised, answered from the planos, said aloud so that it can be understood, and logged."""
    (turn,) = await penny.ask(await penny.voice("¿Qué tengo pendiente?"))

    assert plain(turn.exchange.user_text) == "que tengo pendiente"
    assert THREE.search(turn.exchange.penny_text)
    assert turn.audio_path is not None
    assert THREE.search(await hear(penny.targets["asr"], turn.audio_path))
    person, penny_row = await log_of(penny, turn.exchange.trace_id)
    assert (person.rol, person.texto) == (deck_pb2.ROL_USUARIO, turn.exchange.user_text)
    assert (penny_row.rol, penny_row.texto) == (deck_pb2.ROL_PENNY, turn.exchange.penny_text)
    assert penny_row.metricas.tokens_respuesta > 0
    assert set(penny_row.planos_activos) >= {"SISTEMA", "PERSONALIDAD", "CONTEXTO_PERSONAL", "CONTEXTO_AMBIENTAL"}


async def test_several_turns_in_one_conversation(penny: Penny) -> None:
    """Each question has its own trace, its own words and its own answer."""
    questions = ["¿Cómo se llama mi hija?", "¿Qué tengo que comprar?"]
    turns = await penny.ask(*[await penny.voice(text) for text in questions])

    assert len({turn.exchange.trace_id for turn in turns}) == len(questions)
    assert "Lucía" in turns[0].exchange.penny_text
    assert "pan" in turns[1].exchange.penny_text.lower()
    assert all(turn.exchange.answered and not turn.exchange.interrupted for turn in turns)


@pytest.mark.skipif(not RECORDINGS.is_dir(), reason="needs the human recordings beside the checkout (../shared/audio)")
async def test_human_speech_is_recognised_and_answered_aloud(penny: Penny) -> None:
    """Recordings of native speakers go through the whole system in real time."""
    clips = sorted(RECORDINGS.glob("*.ogg"))
    turns: list[SpokenTurn] = []
    for clip in clips:
        turns += await penny.ask(load(clip))

    said = [clip.with_suffix(".txt").read_text() for clip in clips]
    assert word_error_rate(said, [turn.exchange.user_text for turn in turns]) <= 0.12
    assert all(turn.exchange.answered and turn.exchange.pcm for turn in turns)


async def say_over(
    conversation: Conversation, player: Player, question: Samples, *sounds: Samples
) -> list[events.Event]:
    """Ask, make a sound over the answer a second after it can be heard, and another when that is over; all events."""
    seen: list[events.Event] = []
    waiting = list(sounds)
    await conversation.utter(question)
    async with asyncio.timeout(60):
        async for event in conversation:
            player.feed(event)
            seen.append(event)
            heard = isinstance(event, events.ResponseAudio) and player.played_samples > event.sample_rate_hz // 2
            idle = not any(isinstance(e, events.ResponsePaused) for e in seen) or isinstance(
                event, events.ResponseResumed
            )
            if waiting and (heard and idle):
                await conversation.utter(waiting.pop(0))
            if isinstance(event, events.ResponseDone):
                break
    return seen


async def test_an_aja_holds_penny_and_words_end_her_answer(penny: Penny) -> None:
    """A sign of listening is no interruption, a request is; the log says which answer was cut, and what was heard."""
    question = (await penny.voice("¿Qué tengo pendiente para hoy?")).samples
    listening = (await penny.voice("Vale.")).samples
    stop = (await penny.voice("Espera, dime qué día es hoy.")).samples
    async with (
        PennyClient(penny.targets["gateway"]) as client,
        client.converse() as conversation,
        Player(conversation.played) as player,
    ):
        listened = await say_over(conversation, player, question, listening)
        interrupted = await say_over(conversation, player, question, stop)

    assert [type(e) for e in listened if isinstance(e, ENDS)] == [
        events.ResponsePaused,
        events.ResponseResumed,
        events.ResponseDone,
    ]
    assert [type(e) for e in interrupted if isinstance(e, ENDS)] == [
        events.ResponsePaused,
        events.ResponseCancelled,
        events.ResponseDone,
    ]
    began = next(e for e in interrupted if isinstance(e, events.ResponseStarted))
    rows = await log_of(penny, began.trace_id)
    assert [row.interrumpido for row in rows] == [False, True]
    whole = listened[-1]
    assert isinstance(whole, events.ResponseDone)
    assert len(rows[1].texto) < len(whole.heard_text)


def in_pieces(*pieces: Recording, pause_s: float) -> Recording:
    """Somebody who stops to think between the pieces of what she says, in a room that is not quite silent."""
    chance = np.random.default_rng(0)
    sound: list[Samples] = []
    for piece in pieces:
        sound += [piece.samples[: piece.voiced_end], np.zeros(round(pause_s * SAMPLE_RATE_HZ), np.float32)]
    joined = np.concatenate(sound[:-1])
    return make("pieces", joined + chance.normal(scale=0.001, size=len(joined)).astype(np.float32), SAMPLE_RATE_HZ)


def cough() -> Samples:
    """Two bursts of noise that die away."""
    chance = np.random.default_rng(0)
    burst = chance.normal(scale=0.3, size=SAMPLE_RATE_HZ // 5) * np.exp(-np.linspace(0, 5, SAMPLE_RATE_HZ // 5))
    return np.concatenate([burst, np.zeros(SAMPLE_RATE_HZ // 10), burst]).astype(np.float32)


async def test_coughs_hesitation_and_a_correction(penny: Penny) -> None:
    """A cough ends nothing; whoever looks for words is heard to the end; what is taken back is not answered."""
    question = (await penny.voice("¿Qué tengo pendiente para hoy?")).samples
    hesitation = in_pieces(*[await penny.voice(words) for words in HESITATION], pause_s=0.7)
    correction = in_pieces(*[await penny.voice(words) for words in CORRECTION], pause_s=0.3)
    async with (
        PennyClient(penny.targets["gateway"]) as client,
        client.converse() as conversation,
        Player(conversation.played) as player,
    ):
        coughed = await say_over(conversation, player, question, cough())
    hesitated, corrected = await penny.ask(hesitation, correction)

    assert not any(isinstance(event, events.ResponseCancelled) for event in coughed)
    began = next(event for event in coughed if isinstance(event, events.ResponseStarted))
    rows = await log_of(penny, began.trace_id)
    assert [row.interrumpido for row in rows] == [False, False]
    assert THREE.search(rows[1].texto)
    person, answer = await log_of(penny, hesitated.exchange.trace_id)
    assert plain(person.texto).startswith("quiero")
    assert plain(person.texto).endswith("pendiente para hoy")
    assert THREE.search(answer.texto)
    person, answer = await log_of(penny, corrected.exchange.trace_id)
    assert "perdona" in plain(person.texto)
    assert plain(person.texto).endswith("mi hija")
    assert "Lucía" in answer.texto


async def test_talk_prints_one_json_object_a_turn(penny: Penny, tmp_path: Path) -> None:
    """What a program that calls the command is promised."""
    turn = await penny.ask(await penny.voice("¿Qué día es hoy?"))
    question = turn[0].audio_path
    assert question is not None
    command = [sys.executable, "-m", "penny_client.cli", "talk", str(question), "--json", "--out", str(tmp_path)]
    process = await asyncio.create_subprocess_exec(
        *command, "--server", penny.targets["gateway"], stdout=asyncio.subprocess.PIPE
    )
    printed, _ = await process.communicate()

    assert process.returncode == 0
    (line,) = printed.decode().splitlines()
    row = json.loads(line)
    numbers = ("voice_to_voice_ms", "asr_ms", "llm_first_token_ms", "tts_first_audio_ms", "end_of_turn_ms")
    assert all(isinstance(row[name], int | float) and row[name] > 0 for name in numbers)
    assert row["user_text"]
    assert row["penny_text"]
    assert len(row["trace_id"]) == 32
    assert row["interrupted"] is False
    assert files_in(tmp_path) == [row["audio_path"]]


async def test_a_service_that_dies_comes_back_and_the_conversation_is_had(penny: Penny) -> None:
    """`kill -9` of the recogniser: started again by the supervisor, and the next question is answered."""
    question = await penny.voice("¿Qué tengo pendiente?")
    before = penny.services.pid_of("asr")
    (await asyncio.create_subprocess_exec("kill", "-9", str(before))).returncode  # noqa: B018
    async with asyncio.timeout(60):
        while penny.services.pid_of("asr") == before:
            await asyncio.sleep(0.1)
        await penny.services.ready()
        while not (turns := await penny.ask(question))[0].exchange.answered:
            await asyncio.sleep(1)

    assert THREE.search(turns[0].exchange.penny_text)
