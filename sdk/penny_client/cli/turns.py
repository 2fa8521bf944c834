"""Spoken turns: a recording said in real time, the answer taken in, and what is to be told of both."""

import asyncio
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from penny_client import events
from penny_client.audio.player import Player
from penny_client.cli.recordings import Recording, write_wav
from penny_client.clock import WallClock
from penny_client.conversation import Conversation
from penny_client.exchange import Exchange

PATIENCE_S = 30.0
"""How long after the last word, or the last event, Penny may keep silent before it counts as no answer."""
NOTICE_S = 5.0
"""How long after the last word Penny may take to notice that there was a voice; she does within a tenth of a second,
unless the machine cannot keep up."""
SETTLE_S = 2.0
"""How long to listen on after an answer that was over before the recording was."""

Watch = Callable[[events.Event], None]


@dataclass(frozen=True, slots=True)
class SpokenTurn:
    """A turn that is over."""

    name: str
    exchange: Exchange
    voice_to_voice_client_ms: float | None
    """From the recording's last voiced sample to the first audio received, by the client's clock."""
    audio_path: Path | None
    """Where the answer's audio was saved."""

    def to_json(self) -> dict[str, object]:
        """For a program to read; a duration that was not measured is null."""
        exchange, latency = self.exchange, self.exchange.latency or events.Latency()
        return {
            "name": self.name,
            "user_text": exchange.user_text,
            "penny_text": exchange.penny_text,
            "trace_id": exchange.trace_id,
            "voice_to_voice_ms": latency.voice_to_voice_ms,
            "voice_to_voice_client_ms": self.voice_to_voice_client_ms,
            "end_of_turn_ms": latency.end_of_turn_ms,
            "asr_ms": latency.asr_ms,
            "llm_first_token_ms": latency.llm_first_token_ms,
            "llm_first_clause_ms": latency.llm_first_clause_ms,
            "tts_first_audio_ms": latency.tts_first_audio_ms,
            "pause_ms": latency.pause_ms,
            "models_ms": latency.models_ms,
            "prompt_tokens": latency.prompt_tokens,
            "completion_tokens": latency.completion_tokens,
            "made_ms": latency.made_ms,
            "wasted_ms": latency.wasted_ms,
            "interrupted": exchange.interrupted,
            "audio_path": str(self.audio_path) if self.audio_path else None,
            "error": exchange.fault or None,
        }


async def spoken_turn(
    conversation: Conversation, player: Player, recording: Recording, watch: Watch, out: Path | None
) -> SpokenTurn:
    """Say a recording in real time and take in the answer; its audio is saved under `out`, if that is given.

    Raises:
        PennyError: The conversation ended, or the audio cannot be written.
    """
    exchange, clock = Exchange(), WallClock()
    utterance = await conversation.utter(recording.samples)
    said_s = clock.now_s() + recording.seconds
    while not (utterance.finished and exchange.over):
        event = await next_event(conversation, max(0.0, said_s - clock.now_s()) + _patience_s(exchange))
        if event is None:
            break
        for take in (player.feed, exchange.feed, watch):
            take(event)
    client_ms = None
    if exchange.first_audio_s is not None:
        client_ms = (exchange.first_audio_s - utterance.spoken_s(recording.voiced_end)) * 1000
    return SpokenTurn(recording.name, exchange, client_ms, save(exchange, out, recording.name))


def _patience_s(exchange: Exchange) -> float:
    """How long something may take that is still to come of an exchange."""
    if exchange.over:
        return SETTLE_S
    return PATIENCE_S if exchange.noticed else NOTICE_S


async def next_event(conversation: Conversation, timeout_s: float | None) -> events.Event | None:
    """The conversation's next event; None if it is over or nothing comes in time."""
    try:
        async with asyncio.timeout(timeout_s):
            return await anext(conversation, None)
    except TimeoutError:
        return None


def save(exchange: Exchange, out: Path | None, name: str) -> Path | None:
    """Write the answer's audio as WAV; gives the file's path, or None if there is no audio, or nowhere to."""
    if out is None or not exchange.pcm:
        return None
    path = out / (re.sub(r"[^\w.-]+", "-", name) + ".wav")
    write_wav(path, exchange.pcm, exchange.sample_rate_hz)
    return path
