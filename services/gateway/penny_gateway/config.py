"""The gateway's configuration: PENNY_GATEWAY_*."""

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from penny_chassis.config import ServiceSettings
from penny_gateway.endpoint import EndpointPolicy


class Settings(ServiceSettings):
    """Where the stages are, when a turn ends, and how long anything may take."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore", env_prefix="PENNY_GATEWAY_")

    listen: str = Field("127.0.0.1:50050", description="host:port to serve gRPC on")
    vad: str = Field("127.0.0.1:50051", description="host:port of the vad service")
    asr: str = Field("127.0.0.1:50052", description="host:port of the asr service")
    llm: str = Field("127.0.0.1:50053", description="host:port of the llm service")
    tts: str = Field("127.0.0.1:50054", description="host:port of the tts service")
    deck: str = Field("127.0.0.1:50055", description="host:port of the deck service")

    pause_ms: int = Field(200, ge=60, le=1000, description="silence after which an answer is prepared")
    min_speech_ms: int = Field(250, ge=0, description="voiced time below which a sound is no turn")
    certain_silence_ms: int = Field(350, ge=100, description="silence that ends a turn when words and sound are sure")
    confident_silence_ms: int = Field(500, ge=100, description="silence that ends a turn that seems finished")
    uncertain_silence_ms: int = Field(1000, ge=100, description="silence that ends a turn in doubt")
    max_silence_ms: int = Field(2000, ge=100, description="silence that ends any turn")
    barge_in: bool = Field(default=True, description="whether the person may interrupt Penny")
    barge_in_speech_ms: int = Field(200, ge=0, description="voiced time over Penny that interrupts her")
    echo: bool = Field(
        default=True, description="whether Penny's own voice, come back through the microphone, is told from others"
    )
    backchannels: str = Field(
        "", description="signs of listening that do not interrupt Penny, with commas; empty: those of the language"
    )
    pre_roll_ms: int = Field(500, ge=0, le=2000, description="audio before the voice that the recogniser is given")
    max_utterance_ms: int = Field(110_000, ge=1000, description="a longer turn is answered as far as it has come")

    still_there_after_s: float = Field(
        0.0,
        ge=0,
        le=600,
        description="silence after a question of Penny's before she asks once if you are there; 0: never",
    )
    answer_timeout_s: float = Field(20.0, gt=0, description="longest silence after a turn; then Penny apologises")
    asr_timeout_s: float = Field(15.0, gt=0, description="longest wait for a final transcript")
    llm_timeout_s: float = Field(20.0, gt=0, description="longest wait for the next token")
    tts_timeout_s: float = Field(15.0, gt=0, description="longest wait for the next audio")
    deck_timeout_s: float = Field(5.0, gt=0, description="longest wait for DECK")
    tool_timeout_s: float = Field(30.0, gt=0, description="longest wait for the result of a client's tool")
    audio_lead_s: float = Field(1.0, gt=0, description="how far audio is sent ahead of its being heard")

    max_tokens: int = Field(150, ge=1, le=4096, description="longest answer, in tokens")
    temperature: float = Field(0.0, ge=0, le=2, description="sampling temperature")
    grounded: bool = Field(
        default=True, description="whether names and numbers that nobody has told Penny are kept from being said"
    )
    max_history_turns: int = Field(24, ge=2, description="turns of the conversation that the model is given")

    @property
    def endpoint(self) -> EndpointPolicy:
        """When a pause is the end of a turn."""
        return EndpointPolicy(
            certain_silence_ms=self.certain_silence_ms,
            confident_silence_ms=self.confident_silence_ms,
            uncertain_silence_ms=self.uncertain_silence_ms,
            max_silence_ms=self.max_silence_ms,
        )
