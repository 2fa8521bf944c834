"""What the voice service can be told, by environment (PENNY_TTS_…), and the limits of what a caller may ask for."""

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from penny_chassis.config import ServiceSettings

ENGINES = {
    "kokoro": "penny_tts.engines.kokoro:load",
    "scripted": "penny_tts.engines.scripted:load",
}
"""Engine names and who makes them: callables that take the Settings and return an Engine."""

DEFAULT_LANGUAGE = "es"
SPEEDS = (0.5, 2.0)
"""Slowest and fastest speech; beyond them Kokoro's voices swallow syllables."""
MAX_TEXT_CHARACTERS = 1000
"""Of one clause."""
MAX_WAITING_CLAUSES = 64
"""Clauses of one stream that may wait to be spoken: more than any spoken answer has."""


class Settings(ServiceSettings):
    """The service's configuration."""

    model_config = SettingsConfigDict(env_prefix="PENNY_TTS_")

    listen: str = Field("127.0.0.1:50054", description="host:port to serve gRPC on")
    max_streams: int = Field(16, ge=1, description="streams served at once; more are refused with RESOURCE_EXHAUSTED")
    engine: str = Field("kokoro", description="kokoro, or scripted (a tone for each word, for tests)")
    voice: str = Field("ef_dora", min_length=1, description="voice of callers who name none")
    threads: int = Field(2, ge=1, le=64, description="CPU threads of one synthesis")
    workers: int = Field(1, ge=1, le=16, description="syntheses made at once; more than one pays on many cores")
    script_delay_ms: float = Field(0.0, ge=0, description="scripted engine: time that each clause takes, in ms")
    script_fail_word: str = Field("", description="scripted engine: a clause with this word makes it raise")
    script_hang_word: str = Field("", description="scripted engine: a clause with this word lasts until it is stopped")
