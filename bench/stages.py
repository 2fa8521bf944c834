"""Each stage measured alone, through its own gRPC door, with the others at rest."""

import re
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from pathlib import Path
from typing import cast

import grpc
import numpy as np
from people import MARTA

from penny.v1 import asr_pb2, audio_pb2, llm_pb2, tts_pb2, vad_pb2
from penny.v1.asr_pb2_grpc import AsrServiceStub
from penny.v1.llm_pb2_grpc import LlmServiceStub
from penny.v1.tts_pb2_grpc import TtsServiceStub
from penny.v1.vad_pb2_grpc import VadServiceStub
from penny_client.audio.pcm import Samples, encode
from penny_client.cli.recordings import load
from penny_gateway.prompt import examples, instructions

RATE_HZ = 16_000
CHUNK_SAMPLES = 8000
WINDOW_SAMPLES = 512

_SESSION = "bench"
_SENTENCE = re.compile(r"[.?!]")
_BEGINNING = [
    llm_pb2.ChatMessage(role=llm_pb2.ROLE_SYSTEM, content=instructions(MARTA)),
    *(
        llm_pb2.ChatMessage(role=role, content=text)
        for example in examples(MARTA)
        for role, text in ((llm_pb2.ROLE_USER, example.question), (llm_pb2.ROLE_ASSISTANT, example.answer))
    ),
]
"""What a session of Marta's begins with."""


def human_clips() -> list[tuple[Samples, str]]:
    """Recordings of human speech with their words, from ../shared/audio beside the checkout; empty if it is absent."""
    folder = Path(__file__).resolve().parents[2] / "shared" / "audio"
    return [(load(clip).samples, clip.with_suffix(".txt").read_text().strip()) for clip in sorted(folder.glob("*.ogg"))]


def chunks(samples: Samples) -> Iterator[audio_pb2.AudioChunk]:
    """A recording as the services take it."""
    for start in range(0, len(samples), CHUNK_SAMPLES):
        yield audio_pb2.AudioChunk(start_sample=start, pcm=encode(samples[start : start + CHUNK_SAMPLES]))


async def transcribe(target: str, samples: Samples) -> tuple[str, float]:
    """A recording's words, and milliseconds from the request to the answer, the audio being there already."""
    async with grpc.aio.insecure_channel(target) as channel:
        call = AsrServiceStub(channel).Transcribe()
        config = asr_pb2.AsrConfig(sample_rate_hz=RATE_HZ, language="es")
        await call.write(asr_pb2.TranscribeRequest(config=config))
        for chunk in chunks(samples):
            await call.write(asr_pb2.TranscribeRequest(audio=chunk))
        began = time.perf_counter()
        await call.write(asr_pb2.TranscribeRequest(finish=asr_pb2.AsrFinish(revision=1)))
        answer = cast("asr_pb2.TranscribeResponse", await call.read())
        took_ms = (time.perf_counter() - began) * 1000
        call.cancel()
        return answer.final.text, took_ms


async def first_audio_ms(target: str, clause: str) -> float:
    """Milliseconds from a clause to the first of its sound."""
    async with grpc.aio.insecure_channel(target) as channel:
        call = TtsServiceStub(channel).Synthesize()
        await call.write(tts_pb2.SynthesizeRequest(config=tts_pb2.TtsConfig(language="es")))
        began = time.perf_counter()
        await call.write(tts_pb2.SynthesizeRequest(text=tts_pb2.TtsText(text=clause)))
        async for answer in call:
            if answer.WhichOneof("body") == "audio":
                break
        took_ms = (time.perf_counter() - began) * 1000
        call.cancel()
        return took_ms


async def answer_ms(targets: Mapping[str, str], question: str) -> float:
    """Milliseconds from a question to the first sound of its answer.

    The model to the end of the first sentence, the conversation being in its cache, and after it the voice.
    """
    async with grpc.aio.insecure_channel(targets["llm"]) as channel:
        stub = LlmServiceStub(channel)
        hold = stub.Hold()
        await hold.write(llm_pb2.HoldRequest(session_id=_SESSION, prefix=_BEGINNING))
        await hold.read()
        call = stub.Generate()
        config = llm_pb2.GenerateConfig(session_id=_SESSION, messages=_BEGINNING)
        await call.write(llm_pb2.GenerateRequest(config=config))
        began = time.perf_counter()
        await call.write(llm_pb2.GenerateRequest(go=llm_pb2.GenerateGo(text=question)))
        answer = ""
        async for piece in call:
            answer += piece.delta.text
            if _SENTENCE.search(answer):
                break
        took_ms = (time.perf_counter() - began) * 1000
        call.cancel()
        hold.cancel()
    return took_ms + await first_audio_ms(targets["tts"], answer)


async def detect(target: str, samples: Samples) -> tuple[float, list[float]]:
    """Milliseconds a window of 32 ms, the wire included, and milliseconds of each end-of-turn judgement."""

    async def requests() -> AsyncIterator[vad_pb2.DetectRequest]:
        yield vad_pb2.DetectRequest(config=vad_pb2.VadConfig(sample_rate_hz=RATE_HZ))
        for chunk in chunks(samples):
            yield vad_pb2.DetectRequest(audio=chunk)

    async with grpc.aio.insecure_channel(target) as channel:
        began = time.perf_counter()
        notices = [notice async for notice in VadServiceStub(channel).Detect(requests())]
        judgements = [n.end_of_turn.inference_ms for n in notices if n.WhichOneof("body") == "end_of_turn"]
        took_ms = (time.perf_counter() - began) * 1000 - sum(judgements)
    return took_ms / (len(samples) / WINDOW_SAMPLES), judgements


def with_pauses(clips: list[Samples]) -> Samples:
    """Recordings one after the other, half a second of silence after each."""
    silence = np.zeros(RATE_HZ // 2, dtype=np.float32)
    return np.concatenate([part for clip in clips for part in (clip, silence)])
