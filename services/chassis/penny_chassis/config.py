"""Configuration: environment variables, read once at the start, never changed after.

Each service derives its own settings from ServiceSettings with a prefix such as PENNY_ASR_. A field may also come from
a file: with PENNY_SECRETS_DIR set, the file PENNY_ASR_<FIELD> in that folder (as Kubernetes mounts secrets).
"""

import difflib
import os
import sys
from collections.abc import Iterable, Mapping
from typing import TypeVar

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from penny_chassis.errors import Misconfigured

EX_CONFIG = 78
"""Exit status of a process whose configuration has to be mended (sysexits.h); restarting it would not help."""


class ServiceSettings(BaseSettings):
    """What every service can be told."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore", env_prefix="PENNY_")

    listen: str = Field("127.0.0.1:0", description="host:port to serve gRPC on")
    log_level: str = Field("INFO", description="DEBUG, INFO, WARNING or ERROR")
    max_streams: int = Field(64, ge=1, description="streams served at once; more are refused with RESOURCE_EXHAUSTED")
    drain_s: float = Field(5.0, ge=0, description="seconds given to running streams at shutdown")


S = TypeVar("S", bound=ServiceSettings)


def read(settings: type[S]) -> S:
    """Read a service's settings from the environment.

    Raises:
        Misconfigured: A variable has a value that cannot be used; the message names each.
    """
    try:
        return settings(_secrets_dir=os.environ.get("PENNY_SECRETS_DIR"))  # type: ignore[call-arg]
    except ValidationError as error:
        prefix = settings.model_config.get("env_prefix", "")
        faults = "; ".join(f"{prefix}{'_'.join(map(str, e['loc'])).upper()}: {e['msg']}" for e in error.errors())
        raise Misconfigured(f"The configuration cannot be used: {faults}.") from None


def unknown(settings: type[ServiceSettings], names: Iterable[str]) -> dict[str, str]:
    """Of the variables so named, those with the service's prefix that it will not read: misspelt, as a rule.

    Each with the nearest that it does read, or with nothing if none is near.
    """
    prefix = settings.model_config.get("env_prefix", "")
    fields = [field.upper() for field in settings.model_fields]
    strays = (name for name in names if name.upper().startswith(prefix))
    endings = {name: name.upper().removeprefix(prefix) for name in strays}
    return {
        name: "".join(f"{prefix}{near}" for near in difflib.get_close_matches(ending, fields, n=1))
        for name, ending in sorted(endings.items())
        if ending not in fields
    }


def help_text(
    settings: type[ServiceSettings], module: str, purpose: str, commands: Mapping[str, str] | None = None
) -> str:
    """What `python -m penny_x --help` prints: every variable with its default and meaning.

    `commands`: what the module does besides serving, by the words that ask for it.
    """
    prefix = settings.model_config.get("env_prefix", "")
    rows = [
        (
            f"{prefix}{name.upper()}",
            str(field.get_default(call_default_factory=True)),
            field.description or "",
        )
        for name, field in settings.model_fields.items()
    ]
    width = max(len(row[0]) for row in rows)
    lines = [f"  {name:<{width}}  {meaning} [{default}]" for name, default, meaning in rows]
    usages = {"": "serve until told to stop"} | dict(commands or {})
    usage = [f"  {f'python -m {module} {words}'.rstrip()}\n      {meaning}" for words, meaning in usages.items()]
    return "\n".join([purpose, "", "Usage:", *usage, "", "Configuration, by environment:", *lines])


def wants_help() -> bool:
    """Whether the command line asks for help."""
    return any(argument in {"-h", "--help"} for argument in sys.argv[1:])
