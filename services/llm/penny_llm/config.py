"""What the language service can be told, by environment (PENNY_LLM_…), and the limits of what a caller may ask for."""

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from penny_chassis.config import ServiceSettings

MAX_SESSION_ID_CHARS = 128
"""An id is a UUID or the like."""
MAX_MESSAGES = 256
"""Messages of a conversation; it runs out of context long before."""
MAX_CONTENT_CHARS = 32_768
"""Of one message. What fits in the model's context is checked by the engine, in tokens."""
MAX_WORDS_CHARS = 4_096
"""Of what a person says in one turn: some five minutes of speech."""
MAX_TOOLS = 32
MAX_DESCRIPTION_CHARS = 1_024
MAX_SCHEMA_BYTES = 16_384
"""Of one JSON Schema, and of one call's arguments."""
MAX_SCHEMA_COUNT = 2_000
"""Of items, characters or properties in a schema; a grammar with 1e9 of them takes all memory there is."""
MAX_ANSWER_TOKENS = 2_048
"""The most that a caller may ask for; a spoken answer has 150 at most."""
MAX_TEMPERATURE = 2.0

ENGINES = {
    "llama-cpp": "penny_llm.engines.llama_cpp:load",
    "scripted": "penny_llm.engines.scripted:load",
}
"""Engine names and who makes them: callables that take the Settings and return an Engine."""


class Settings(ServiceSettings):
    """The service's configuration."""

    model_config = SettingsConfigDict(env_prefix="PENNY_LLM_")

    listen: str = Field("127.0.0.1:50053", description="host:port to serve gRPC on")
    engine: str = Field("llama-cpp", description="llama-cpp, or scripted (canned answers, for tests)")
    model: str = Field("qwen2.5-coder-1.5b", description="a name in the model catalogue, or the path of a .gguf file")
    max_streams: int = Field(16, ge=1, description="answers in progress at once, and sessions held at once")
    slots: int = Field(3, ge=1, le=64, description="sessions kept warm at once; with more, the least recent is dropped")
    context_tokens: int = Field(4096, ge=512, description="context of one session, in tokens")
    threads: int = Field(2, ge=1, description="processor threads for the model")
    nice: int = Field(10, ge=0, le=19, description="how far the model gives way to the other stages on its machine")
    batch_tokens: int = Field(
        64,
        ge=16,
        le=2048,
        description="prompt tokens read at a time: nothing is stopped, or served beside it, within one",
    )
    max_tokens: int = Field(150, ge=1, le=MAX_ANSWER_TOKENS, description="length of an answer, unless the caller says")
    temperature: float = Field(0.0, ge=0, le=MAX_TEMPERATURE, description="0 always takes the likeliest word")
    script: str = Field("{}", description="scripted engine: JSON object from a part of the question to its answer")
    script_delay_ms: float = Field(0.0, ge=0, description="scripted engine: pause before each word")
    script_fail_word: str = Field("", description="scripted engine: a question with this word makes it raise")
    script_hang_word: str = Field("", description="scripted engine: a question with this word is never answered")
