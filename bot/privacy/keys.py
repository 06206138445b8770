"""Keys, sealing and tags: what makes the database unreadable, and unlinkable, without EVIDENCE_KEY.

The master key is the environment's. Each challenge has a random secret of its own, stored only wrapped by
the master key; a purge destroys it, and without it nothing sealed under it can be read. From a secret
come two keys: one seals (AES-GCM), the other tags (HMAC-SHA-256, requirement 106 and the design's promise 2).
"""

import hmac
import json
import os
from base64 import b64encode, urlsafe_b64encode
from hashlib import sha256
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bot.errors import Refusal

_NONCE = 12
#: Bytes that anything sealed is at least filled up to: most post-its are shorter, and a row of one still
#: fits with others into a page.
_SHORTEST = 256
_VERSION = b"\x01"


class WrongKey(Refusal):
    """The key in the environment is not the one that the database was written with."""

    def __init__(self) -> None:
        super().__init__(
            "EVIDENCE_KEY is not the key that this database was written with. Set the right one; "
            "nothing has been changed."
        )


def new_master_key() -> str:
    """A fresh master key as EVIDENCE_KEY wants it: 32 random bytes in base64."""
    return b64encode(os.urandom(32)).decode()


def _derive(secret: bytes, purpose: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose.encode()).derive(secret)


def _tag(key: bytes, parts: tuple[str, ...]) -> str:
    # The length before each part keeps ("ab", "c") and ("a", "bc") apart.
    message = b"".join(len(raw).to_bytes(4, "big") + raw for raw in (part.encode() for part in parts))
    return urlsafe_b64encode(hmac.digest(key, message, "sha256")[:24]).decode()


class ChallengeKey:
    """Seals and tags for one challenge."""

    def __init__(self, secret: bytes) -> None:
        self._seal = AESGCM(_derive(secret, "critical-friend seal"))
        self._tag_key = _derive(secret, "critical-friend tag")

    def seal(self, value: Any, purpose: str) -> bytes:
        """`value` (anything JSON can say) as ciphertext that opens only for the same `purpose`. It is filled
        up with blanks to a power of two: by its length whoever has the briefs could tell which row is which.
        """
        nonce = os.urandom(_NONCE)
        plain = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
        plain = plain.ljust(max(_SHORTEST, 1 << (len(plain) - 1).bit_length()))
        return nonce + self._seal.encrypt(nonce, plain, purpose.encode())

    def open(self, sealed: bytes, purpose: str) -> Any:
        """What was sealed for `purpose`. Raises WrongKey where key or purpose are others."""
        try:
            return json.loads(self._seal.decrypt(sealed[:_NONCE], sealed[_NONCE:], purpose.encode()))
        except InvalidTag:
            raise WrongKey from None

    def tag(self, *parts: str) -> str:
        """A tag of `parts`, 32 characters: the same parts give the same tag, and nothing leads back."""
        return _tag(self._tag_key, parts)


def _opens(key: AESGCM, challenge_id: str, wrapped: bytes) -> bytes | None:
    """The secret in `wrapped`, or None where another key wrapped it."""
    try:
        return key.decrypt(wrapped[1 : 1 + _NONCE], wrapped[1 + _NONCE :], challenge_id.encode())
    except InvalidTag:
        return None


def _digest(challenge_id: str, wrapped: bytes) -> bytes:
    return sha256(challenge_id.encode() + wrapped).digest()


class Keyring:
    """The master key, and the keys of the challenges it has opened. `previous` is the master key before,
    which opens what a rotation has not reached yet.
    """

    def __init__(self, master: bytes, previous: bytes | None = None) -> None:
        self._wrap = AESGCM(_derive(master, "critical-friend wrap"))
        self._previous = AESGCM(_derive(previous, "critical-friend wrap")) if previous else None
        self._receipt_key = _derive(master, "critical-friend receipt")
        self._opened: dict[bytes, ChallengeKey] = {}

    def new_challenge(self, challenge_id: str) -> bytes:
        """A fresh secret for a challenge, wrapped; it is bound to the challenge's id."""
        return self._wrapped(challenge_id, os.urandom(32))

    def _wrapped(self, challenge_id: str, secret: bytes) -> bytes:
        nonce = os.urandom(_NONCE)
        return _VERSION + nonce + self._wrap.encrypt(nonce, secret, challenge_id.encode())

    def rewrap(self, challenge_id: str, wrapped: bytes) -> bytes | None:
        """A secret that the key before wrapped, wrapped by today's; None where it is so already.

        Raises WrongKey where neither key opens it.
        """
        if _opens(self._wrap, challenge_id, wrapped) is not None:
            return None
        return self._wrapped(challenge_id, self._secret(challenge_id, wrapped))

    def _secret(self, challenge_id: str, wrapped: bytes) -> bytes:
        for key in filter(None, (self._wrap, self._previous)):
            secret = _opens(key, challenge_id, wrapped)
            if secret is not None:
                return secret
        raise WrongKey

    def challenge(self, challenge_id: str, wrapped: bytes) -> ChallengeKey:
        """The key of a challenge. Raises WrongKey where `wrapped` is not its or the master key is another."""
        digest = _digest(challenge_id, wrapped)
        if digest not in self._opened:
            self._opened[digest] = ChallengeKey(self._secret(challenge_id, wrapped))
        return self._opened[digest]

    def forget(self, challenge_id: str, wrapped: bytes) -> None:
        """Keep nothing of a challenge's key in memory."""
        self._opened.pop(_digest(challenge_id, wrapped), None)

    def receipt(self, *parts: str) -> str:
        """A tag for something Slack sent, which may come again; it belongs to no challenge yet."""
        return _tag(self._receipt_key, parts)
