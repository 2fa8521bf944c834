"""Sealing texts: AES-256-GCM under a player's key, each bound to the place where it is kept. Pure but for chance.

A sealed text that is moved to another row or column cannot be opened there. Nonces are 96 random bits: under one key
2^32 texts may be sealed before two alike become likely (NIST SP 800-38D, 8.3), more than anybody says in a life.
"""

import base64
import binascii
import hashlib
import hmac
import os
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from penny_chassis.errors import Misconfigured

KEY_BYTES = 32
_NONCE_BYTES = 12
_INDEX_BYTES = 9


class Seal:
    """What seals a player's texts, and opens them."""

    def __init__(self, key: bytes) -> None:
        """`key`: 32 random bytes, from which one for each use is derived."""
        self._cipher = AESGCM(_derived(key, b"penny text"))
        self._hash_key = _derived(key, b"penny hash")
        self._index_key = _derived(key, b"penny index")

    def close(self, text: str, place: str) -> str:
        """Seal a text for a place, such as "penny_log.texto/<id>"."""
        return base64.b64encode(self.close_bytes(text.encode(), place)).decode()

    def close_bytes(self, data: bytes, place: str) -> bytes:
        """Seal data for a place."""
        nonce = os.urandom(_NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, data, place.encode())

    def open(self, sealed: str, place: str) -> str:
        """Open what was sealed for this place.

        Raises:
            Misconfigured: It was sealed under another key, or for another place, or has been changed.
        """
        try:
            return self.open_bytes(base64.b64decode(sealed, validate=True), place).decode()
        except (ValueError, binascii.Error):
            raise _changed() from None

    def open_bytes(self, sealed: bytes, place: str) -> bytes:
        """Open data that was sealed for this place.

        Raises:
            Misconfigured: As for `open`.
        """
        try:
            return self._cipher.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], place.encode())
        except (InvalidTag, ValueError):
            raise _changed() from None

    def hash(self, text: str) -> str:
        """HMAC-SHA-256, hexadecimal: tells whether two texts of this player's are the same, and nobody else which."""
        return hmac.new(self._hash_key, text.encode(), hashlib.sha256).hexdigest()

    def index(self, terms: Iterable[str]) -> list[str]:
        """Terms as they can be compared without being read: of an HMAC-SHA-256 of each the first 72 bits."""
        return [
            base64.b64encode(hmac.digest(self._index_key, term.encode(), "sha256")[:_INDEX_BYTES]).decode()
            for term in terms
        ]


@dataclass(frozen=True, slots=True)
class Person:
    """A player, and her seal."""

    player: uuid.UUID
    seal: Seal


def _changed() -> Misconfigured:
    return Misconfigured(
        "Something that DECK has kept cannot be opened: it has been changed, or moved.",
        remedy="Restore it from a backup.",
    )


def _derived(key: bytes, use: bytes) -> bytes:
    return HKDFExpand(algorithm=hashes.SHA256(), length=KEY_BYTES, info=use).derive(key)
