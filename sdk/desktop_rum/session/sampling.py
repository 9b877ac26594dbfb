"""Whether a session is in the sample: decided from its id alone, so that every process decides alike."""

from __future__ import annotations

from typing import Final

_KNUTH_FACTOR: Final = 1_111_111_111_111_111_111
_MODULUS: Final = 2**64


def is_sampled(session_id: str, rate: float) -> bool:
    """Whether the session is kept at `rate` percent.

    The last 12 hex digits of the id, times a large prime-like constant, modulo 2^64, are compared with that share of
    2^64: Knuth's multiplicative hashing, as Datadog's SDKs use it to sample traces and sessions consistently.
    """
    hashed = int(session_id[-12:], 16) * _KNUTH_FACTOR % _MODULUS
    return hashed <= rate / 100 * _MODULUS and rate > 0
