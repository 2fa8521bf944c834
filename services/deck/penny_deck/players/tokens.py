"""Tokens: who has one is its player. Pure but for chance.

A token is 256 random bits, so that its plain SHA-256, which is all that DECK keeps of it, tells nobody what it is.
"""

import hashlib
import secrets
from collections.abc import Iterable

from penny_chassis.errors import Unauthenticated

HEADER = "authorization"
_SCHEME = "Bearer "
_PREFIX = "penny_"
_BYTES = 32
MAX_CHARS = 200


def fresh() -> str:
    """A new token."""
    return f"{_PREFIX}{secrets.token_urlsafe(_BYTES)}"


def digest(token: str) -> str:
    """What DECK keeps of it: SHA-256, hexadecimal."""
    return hashlib.sha256(token.encode()).hexdigest()


def of_metadata(metadata: Iterable[tuple[str, str | bytes]] | None) -> str:
    """The token that a call bears; empty if it bears none.

    Raises:
        Unauthenticated: What it bears is no token.
    """
    for key, value in metadata or ():
        if key == HEADER:
            text = value if isinstance(value, str) else ""
            if not text.startswith(_SCHEME) or len(text) > MAX_CHARS:
                raise Unauthenticated("This is no token.", remedy="Send 'authorization: Bearer TOKEN'.")
            return text.removeprefix(_SCHEME).strip()
    return ""
