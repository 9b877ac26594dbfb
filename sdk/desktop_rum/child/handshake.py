"""How main process and child prove to each other that they know the key, where anybody may connect. No I/O.

    child                                           main process
      greeting, nonce of 32 bytes              ►
                                               ◄    nonce of 32 bytes, HMAC(key, "main", both nonces)
      HMAC(key, "child", both nonces), frames  ►

The main process proves itself first: another program may have its port by now, and hears nothing but a random number.
The key never travels, and what travels is worth nothing in another connection, because each side has chosen a part of
it, nor for the other side of the same one, because each has a name. Every part has one length.
"""

from __future__ import annotations

import hmac
import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

GREETING: Final = b"desktop-rum 1\n"
"""Tells other protocols, and other versions of this one, at the first byte that differs."""

NONCE_BYTES: Final = 32
PROOF_BYTES: Final = 32

_HASH: Final = "sha256"


class WrongProof(ValueError):  # noqa: N818 - what it is
    """The other end is not what it has to be."""


class MainSide:
    """The main process's part, for one connection."""

    def __init__(self, key: bytes) -> None:
        self.proved = False
        self._key = key
        self._nonce = os.urandom(NONCE_BYTES)
        self._expected: bytes | None = None
        self._buffer = b""

    def take(self, data: bytes) -> tuple[bytes, bytes]:
        """What the child is to be answered, and what of its bytes follows its proof.

        Raises:
            WrongProof: it does not know the key.
        """
        if self.proved:
            return b"", data
        self._buffer += data
        if self._expected is None:
            return self._greeted(), b""
        if len(self._buffer) < PROOF_BYTES:
            return b"", b""
        if not hmac.compare_digest(self._buffer[:PROOF_BYTES], self._expected):
            raise WrongProof("a child without the key")
        self.proved = True
        rest, self._buffer = self._buffer[PROOF_BYTES:], b""
        return b"", rest

    def _greeted(self) -> bytes:
        """The answer to a greeting, once that is whole."""
        if not GREETING.startswith(self._buffer[: len(GREETING)]):
            raise WrongProof("another protocol")
        missing = len(GREETING) + NONCE_BYTES - len(self._buffer)
        if missing > 0:
            return b""
        if missing < 0:
            raise WrongProof("a child that does not wait for the answer")
        theirs, self._buffer = self._buffer[len(GREETING) :], b""
        self._expected = _proof(self._key, b"child", theirs, self._nonce)
        return self._nonce + _proof(self._key, b"main", theirs, self._nonce)


class ChildSide:
    """The child's part, for one connection."""

    def __init__(self, key: bytes) -> None:
        self._key = key
        self._nonce = os.urandom(NONCE_BYTES)
        self.greeting: bytes = GREETING + self._nonce
        """What the child says first, and all that it says before `take` has given the proof."""
        self._buffer = b""

    def take(self, data: bytes) -> bytes | None:
        """The child's proof, once the answer is whole; None until then.

        Raises:
            WrongProof: it is not the main process that wrote the key.
        """
        self._buffer += data
        if len(self._buffer) < NONCE_BYTES + PROOF_BYTES:
            return None
        theirs, proof = self._buffer[:NONCE_BYTES], self._buffer[NONCE_BYTES:]
        if not hmac.compare_digest(proof, _proof(self._key, b"main", self._nonce, theirs)):
            raise WrongProof("another program listens there")
        return _proof(self._key, b"child", self._nonce, theirs)


def _proof(key: bytes, side: bytes, child_nonce: bytes, main_nonce: bytes) -> bytes:
    return hmac.digest(key, side + child_nonce + main_nonce, _HASH)
