"""The key that wraps the players' keys: of a file, of the environment, or of a service that never gives it away."""

import base64
import binascii
import hashlib
import os
import uuid
from pathlib import Path
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from pydantic import SecretStr

from penny_chassis.errors import Misconfigured
from penny_deck.keys.seal import KEY_BYTES

_NONCE_BYTES = 12


class KeyWrapper(Protocol):
    """Whoever can wrap and unwrap players' keys: a master key, or a key management service."""

    name: str
    """Tells one from another; kept beside what it has wrapped."""

    def wrap(self, key: bytes, player: uuid.UUID) -> bytes:
        """Wrap a player's key."""

    def unwrap(self, wrapped: bytes, player: uuid.UUID) -> bytes:
        """Unwrap a player's key.

        Raises:
            Misconfigured: It was wrapped by somebody else, or for another player.
        """


class MasterKey:
    """A wrapper that has its key here, in memory."""

    def __init__(self, key: bytes) -> None:
        self.name = hashlib.sha256(b"penny master " + key).hexdigest()[:16]
        self._cipher = AESGCM(key)

    def wrap(self, key: bytes, player: uuid.UUID) -> bytes:
        """See KeyWrapper."""
        nonce = os.urandom(_NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, key, player.bytes)

    def unwrap(self, wrapped: bytes, player: uuid.UUID) -> bytes:
        """See KeyWrapper."""
        try:
            return self._cipher.decrypt(wrapped[:_NONCE_BYTES], wrapped[_NONCE_BYTES:], player.bytes)
        except InvalidTag:
            raise other_master() from None


def other_master() -> Misconfigured:
    """What is kept was sealed under another master key than the one that is configured."""
    return Misconfigured(
        "What DECK keeps was sealed under another master key.",
        remedy="Stop DECK, give it the key it had, and start it again: config/llave_maestra in its home,"
        " PENNY_DECK_MASTER_KEY_FILE, or PENNY_DECK_MASTER_KEY. Without it nothing that was said can be read again.",
    )


def fresh() -> str:
    """A new master key, as its file has it: base64."""
    return base64.b64encode(os.urandom(KEY_BYTES)).decode()


def from_text(text: str, origin: str) -> MasterKey:
    """A master key as a file or the environment has it.

    Raises:
        Misconfigured: It is not base64 of 32 bytes; the message names its origin and nothing of it.
    """
    try:
        key = base64.b64decode(text.strip(), validate=True)
    except (ValueError, binascii.Error):
        key = b""
    if len(key) != KEY_BYTES:
        raise Misconfigured(
            f"{origin} is no master key.", remedy=f"Give {KEY_BYTES} random bytes in base64: openssl rand -base64 32"
        )
    return MasterKey(key)


def configured(value: SecretStr | None, file: Path | None) -> MasterKey | None:
    """The key that DECK is told to use, if it is told.

    Raises:
        Misconfigured: It cannot be read, or is none.
    """
    if value is not None:
        return from_text(value.get_secret_value(), "PENNY_DECK_MASTER_KEY")
    if file is None:
        return None
    try:
        return from_text(file.read_text(encoding="ascii"), str(file))
    except (OSError, UnicodeDecodeError) as error:
        raise Misconfigured(
            f"{file} cannot be read ({type(error).__name__}).", remedy="Correct PENNY_DECK_MASTER_KEY_FILE."
        ) from None
