"""DECK's configuration: where its home is, and which PostgreSQL keeps it."""

from pathlib import Path

import platformdirs
from pydantic import Field, SecretStr
from pydantic_settings import SettingsConfigDict

from penny_chassis.config import ServiceSettings


def _default_home() -> Path:
    """The platform's folder for a person's data."""
    return platformdirs.user_data_path("penny") / "deck"


class Settings(ServiceSettings):
    """What DECK can be told."""

    model_config = SettingsConfigDict(env_prefix="PENNY_DECK_")

    listen: str = Field("127.0.0.1:50055", description="host:port to serve gRPC on")
    home: Path = Field(default_factory=_default_home, description="DECK's own folder: planos, voces, db, config")
    dsn: SecretStr | None = Field(None, description="a PostgreSQL of your own; without it DECK runs one in its home")
    master_key_file: Path | None = Field(
        None, description="the key that wraps the players' keys; without it config/llave_maestra in the home"
    )
    master_key: SecretStr | None = Field(None, description="the same key itself: 32 random bytes, in base64")
    pool: int = Field(8, ge=1, le=100, description="connections to PostgreSQL, at most")
    llm: str = Field("127.0.0.1:50053", description="host:port of the llm service, which GRACE asks")
    grace_model: bool = Field(
        default=False,
        description="whether GRACE asks the llm where her rules are unsure; on a CPU that takes a minute a document",
    )
    max_grace: int = Field(8, ge=1, le=100, description="calls to GRACE at once; one more is refused at the door")
    max_upload_bytes: int = Field(25_000_000, ge=1, le=100_000_000, description="the largest file in the Vault")
    max_vault_bytes: int = Field(2_000_000_000, ge=1, description="all of one person's files together")
    max_uploads: int = Field(4, ge=1, le=64, description="files that come at once; each is in memory until it is kept")
    fsync: bool = Field(
        default=True,
        description="whether DECK waits for the disk; if not, a power cut may lose turns",
    )
