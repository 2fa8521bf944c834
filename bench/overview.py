"""`make bench`: how long everything takes, on this machine, with the default models. The last line is one JSON object.

Twenty questions of two to four seconds are spoken in real time through the client SDK by another voice. Voice to
voice is measured at the client, from the last voiced sample of the question to the first audio of the answer; the
models' own time on the critical path is what the engines report, and the rest is ours. `hole_ms` is the longest
silence within each answer because what was to follow had not been made.
"""

import asyncio
import json
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from figures import spread, word_error_rate
from house import House, house
from stages import RATE_HZ, detect, first_audio_ms, human_clips, transcribe, with_pauses

from penny_client import PennyClient, events
from penny_client.audio.pcm import Samples
from penny_client.audio.player import Player
from penny_client.cli.caller import say
from penny_client.cli.turns import SpokenTurn, spoken_turn

IDLE_S = 10.0
FINAL_AFTER_S = 3
SHORT_CLAUSES = (
    "Tienes tres recados para hoy.",
    "La llamada es a las dos.",
    "Hoy es martes por la mañana.",
    "No lo sé, lo siento mucho.",
    "Prefieres las respuestas muy cortas.",
)
QUESTIONS = (
    "¿Qué tengo pendiente para hoy?",
    "¿A qué hora es la llamada con el cliente?",
    "¿Qué día de la semana es hoy?",
    "¿Prefiero las respuestas cortas o las largas?",
    "¿Cuántos recados me quedan por hacer?",
    "¿A quién tengo que llamar por la factura?",
    "¿Qué tengo que comprar en el supermercado?",
    "¿Cómo se llama mi hija?",
    "¿Cuándo cumple años mi hija Lucía?",
    "¿A qué soy alérgico yo?",
    "¿Cómo me gusta tomar el café?",
    "¿Tengo que pedir cita con alguien?",
    "¿Qué música me gusta por la tarde?",
    "¿Cuál es el primero de mis recados?",
    "¿Qué reuniones tengo los lunes?",
    "¿Sabes cuál es mi color favorito?",
    "¿Me puedes decir la fecha de hoy?",
    "¿Qué hago hoy a las dos de la tarde?",
    "¿Tengo algo apuntado del dentista?",
    "¿Cómo me llamo yo, Penny?",
)


class Holes:
    """Watches one answer's sound as it comes."""

    def __init__(self) -> None:
        self.longest_s = 0.0
        self._began_s: float | None = None

    def __call__(self, event: events.Event) -> None:
        """Take an event."""
        if isinstance(event, events.ResponseAudio):
            now_s, due_s = time.monotonic(), event.start_sample / event.sample_rate_hz
            self._began_s = now_s if self._began_s is None else self._began_s
            late_s = now_s - self._began_s - due_s
            self.longest_s = max(self.longest_s, late_s)
            self._began_s += max(0.0, late_s)  # all that follows is heard so much later


async def spoken_turns(at: House, out: Path) -> tuple[list[SpokenTurn], list[float]]:
    """The questions, asked aloud one after the other in one conversation; and the longest hole of each answer."""
    questions = [await say(at.targets["tts"], text, name=text, voice="em_alex") for text in QUESTIONS]
    turns, holes_ms = [], []
    async with (
        PennyClient(at.targets["gateway"]) as client,
        client.converse() as conversation,
        Player(conversation.played) as player,
    ):
        for question in questions:
            holes = Holes()
            turn = await spoken_turn(conversation, player, question, holes, out)
            holes_ms.append(holes.longest_s * 1000)
            row = turn.to_json()
            shown = {key: row[key] for key in ("voice_to_voice_client_ms", "models_ms", "user_text", "penny_text")}
            print(json.dumps(shown, ensure_ascii=False), file=sys.stderr)
            turns.append(turn)
    return turns, holes_ms


async def recognition(at: House) -> dict[str, object]:
    """Word error and time on human speech; time after three seconds of it."""
    clips = human_clips()
    if not clips:
        print("../shared/audio is absent: no word error rate.", file=sys.stderr)
        return {"asr_wer": None}
    heard = [await transcribe(at.targets["asr"], samples) for samples, _ in clips]
    short = [await transcribe(at.targets["asr"], samples[: FINAL_AFTER_S * RATE_HZ]) for samples, _ in clips]
    return {
        "asr_wer": round(word_error_rate([text for _, text in clips], [text for text, _ in heard]), 3),
        "asr_clip_ms": spread([ms for _, ms in heard]),
        "asr_final_ms": spread([ms for _, ms in short]),
    }


async def voice_activity(at: House) -> dict[str, object]:
    """Time of a window, and of an end-of-turn judgement."""
    clips: list[Samples] = [samples for samples, _ in human_clips()]
    if not clips:
        clips = [(await say(at.targets["tts"], text, name="", voice="em_alex")).samples for text in QUESTIONS[:5]]
    runs = [await detect(at.targets["vad"], with_pauses(clips)) for _ in range(5)]
    return {
        "vad_window_ms": {key: round(value, 3) for key, value in _fine([window for window, _ in runs]).items()},
        "end_of_turn_ms": spread([ms for _, judgements in runs for ms in judgements]),
    }


def _fine(values: list[float]) -> dict[str, float]:
    ordered = sorted(values)
    return {"p50": ordered[len(ordered) // 2], "p95": ordered[-1]}


async def idle_cores(at: House) -> float:
    """Cores used while nobody speaks."""
    before, began = at.cpu_s(), time.monotonic()
    await asyncio.sleep(IDLE_S)
    used_s: float = at.cpu_s() - before
    return used_s / (time.monotonic() - began)


def conversation_figures(turns: list[SpokenTurn]) -> dict[str, object]:
    """What the spoken turns give."""
    rows = [turn.to_json() for turn in turns]

    def column(key: str) -> list[float]:
        return [float(str(row[key])) for row in rows if row[key] is not None]

    own = [
        float(str(row["voice_to_voice_client_ms"])) - float(str(row["models_ms"]))
        for row in rows
        if row["voice_to_voice_client_ms"] is not None and row["models_ms"] is not None
    ]
    return {
        "turns": len(rows),
        "answered": sum(turn.exchange.answered for turn in turns),
        "voice_to_voice_ms": spread(column("voice_to_voice_client_ms")),
        "models_ms": spread(column("models_ms")),
        "own_ms": spread(own),
        "turn_end_ms": spread(column("end_of_turn_ms")),
        "turn_asr_ms": spread(column("asr_ms")),
        "llm_first_token_ms": spread(column("llm_first_token_ms")),
        "llm_first_clause_ms": spread(column("llm_first_clause_ms")),
        "turn_tts_first_audio_ms": spread(column("tts_first_audio_ms")),
    }


async def main() -> None:
    """Measure, and print."""
    async with house() as at:
        figures: dict[str, object] = {"ready_s": round(at.ready_s, 1)}
        figures["idle_cpu_cores"] = round(await idle_cores(at), 3)
        with TemporaryDirectory(prefix="penny-bench-") as out:
            turns, holes_ms = await spoken_turns(at, Path(out))
        figures |= conversation_figures(turns) | {"hole_ms": spread(holes_ms)}
        first = [await first_audio_ms(at.targets["tts"], clause) for clause in SHORT_CLAUSES for _ in range(2)]
        figures["tts_first_audio_ms"] = spread(first)
        figures |= await recognition(at) | await voice_activity(at)
        figures["rss_mb"] = round(at.rss_mb())
    print(json.dumps(figures, ensure_ascii=False))


if __name__ == "__main__":
    asyncio.run(main())
