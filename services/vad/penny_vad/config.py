"""What the VAD service can be told, by environment (PENNY_VAD_…), and the limits of what a caller may ask for."""

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from penny_chassis.config import ServiceSettings

SPEECH_THRESHOLDS = (0.05, 0.95)
"""Lowest and highest speech threshold."""
ONSET_MS = (32, 2000)
"""Shortest and longest onset; the shortest is one window."""
PAUSE_MS = (32, 5000)
"""Shortest and longest pause; the shortest is one window."""

ENGINES = {
    "silero": "penny_vad.engines.silero:load",
    "scripted": "penny_vad.engines.scripted:load",
}
"""Engine names and who makes them: callables that take the Settings and return an Engine."""


class Settings(ServiceSettings):
    """The service's configuration."""

    model_config = SettingsConfigDict(env_prefix="PENNY_VAD_")

    listen: str = Field("127.0.0.1:50051", description="host:port to serve gRPC on")
    engine: str = Field("silero", description="silero, or scripted (loudness instead of a model, for tests)")
    speech_threshold: float = Field(
        0.5,
        ge=SPEECH_THRESHOLDS[0],
        le=SPEECH_THRESHOLDS[1],
        description="probability from which a window counts as speech",
    )
    onset_ms: int = Field(
        96, ge=ONSET_MS[0], le=ONSET_MS[1], description="voiced time before speech is announced, in ms"
    )
    pause_ms: int = Field(200, ge=PAUSE_MS[0], le=PAUSE_MS[1], description="silence before a pause is announced, in ms")
    new_turn_ms: int = Field(
        3000, ge=200, le=60_000, description="silence after which speech belongs to a new turn, in ms"
    )
    threads: int = Field(2, ge=1, le=16, description="processor threads of one end-of-turn judgement")
    turn_threads: int = Field(2, ge=1, le=16, description="end-of-turn judgements made at once")
    scripted_probability: float = Field(
        0.95, ge=0, le=1, description="end-of-turn probability that the scripted engine gives"
    )
