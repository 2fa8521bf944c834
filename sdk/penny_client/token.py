"""Who a call is from."""

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import grpc

from penny_client.errors import Misconfigured

_TOKEN = re.compile(r"[A-Za-z0-9_.~+/=-]{1,200}")
VARIABLE, FILE_VARIABLE = "PENNY_TOKEN", "PENNY_TOKEN_FILE"


def from_environment() -> str:
    """The token of PENNY_TOKEN, or of the file that PENNY_TOKEN_FILE names; empty if neither is set.

    Raises:
        Misconfigured: The file cannot be read.
    """
    if token := os.environ.get(VARIABLE, ""):
        return _checked(token.strip(), VARIABLE)
    name = os.environ.get(FILE_VARIABLE, "")
    try:
        return _checked(Path(name).read_text(encoding="ascii").strip(), name) if name else ""
    except (OSError, UnicodeDecodeError) as error:
        raise Misconfigured(
            f"{name} cannot be read ({type(error).__name__}).", remedy=f"Correct {FILE_VARIABLE}."
        ) from None


def _checked(token: str, origin: str) -> str:
    if not _TOKEN.fullmatch(token):
        raise Misconfigured(f"What {origin} says is no token.", remedy="A token is one word: penny_ and some 40 signs.")
    return token


def bearing(token: str) -> list[tuple[str, str]]:
    """The metadata of a call by whoever has the token; nothing for an empty one."""
    return [("authorization", f"Bearer {token}")] if token else []


class Bearing:
    """A channel whose calls all bear a token: what stubs ask of a channel is the making of calls, and no more."""

    def __init__(self, channel: grpc.aio.Channel, token: str) -> None:
        self._channel = channel
        self._metadata = bearing(token)

    def __getattr__(self, kind: str) -> Callable[..., Any]:
        """`unary_unary` and its like: a call of that kind."""
        make = getattr(self._channel, kind)

        def made(*arguments: Any, **options: Any) -> Callable[..., Any]:  # noqa: ANN401 - grpc's own
            call = make(*arguments, **options)

            def called(*requests: Any, metadata: Any = (), **more: Any) -> Any:  # noqa: ANN401 - any call's
                return call(*requests, metadata=[*metadata, *self._metadata], **more)

            return called

        return made
