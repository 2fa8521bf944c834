"""What the ASR service can be told, by environment (PENNY_ASR_…), and the limits of what a caller may ask for."""

from typing import Literal

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from penny_chassis.config import ServiceSettings

ENGINES = {
    "faster-whisper": "penny_asr.engines.faster_whisper:load",
    "scripted": "penny_asr.engines.scripted:load",
}
"""Engine names and who makes them: callables that take the Settings and return an Engine."""

DEFAULT_LANGUAGE = "es"
MAX_VOCABULARY_CHARACTERS = 1000
MAX_WAITING_FINISHES = 16
"""Questions of one stream that may wait for their answers."""


class Settings(ServiceSettings):
    """The service's configuration."""

    model_config = SettingsConfigDict(env_prefix="PENNY_ASR_")

    listen: str = Field("127.0.0.1:50052", description="host:port to serve gRPC on")
    max_streams: int = Field(16, ge=1, description="streams served at once; more are refused with RESOURCE_EXHAUSTED")
    engine: str = Field("faster-whisper", description="faster-whisper, or scripted (given sentences, for tests)")
    model: str = Field(
        "whisper-base",
        min_length=1,
        description="whisper-base, medium, large-v3, distil-large-v3, or a folder with a CTranslate2 model",
    )
    compute_type: str = Field("int8", description="CTranslate2's type of computation, such as int8 or float16")
    device: Literal["cpu", "cuda", "auto"] = Field("cpu", description="where the model runs")
    threads: int = Field(2, ge=1, le=64, description="CPU threads of one decoding")
    workers: int = Field(1, ge=1, le=16, description="decodings made at once; more than one pays on large GPUs")
    partial_every_ms: int = Field(
        600, ge=100, le=10_000, description="new audio between two partial transcripts, at least, in ms"
    )
    max_utterance_s: int = Field(120, ge=5, le=600, description="longest audio of one stream, in seconds")
    script: str = Field(
        "hola penny", description="what the scripted engine hears: one sentence a stream, separated by |, over and over"
    )
