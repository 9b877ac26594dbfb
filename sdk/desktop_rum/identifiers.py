"""Random identifiers in the textual form that the event format asks for (RFC 9562, version 4)."""

from __future__ import annotations

import random

_VERSION_AND_VARIANT_CLEARED = ~((0xF000 << 64) | (0xC000 << 48))
_VERSION_AND_VARIANT = (0x4000 << 64) | (0x8000 << 48)

_generator = random.Random()  # noqa: S311 - identifiers need to be distinct, not secret


def new_id() -> str:
    """A new UUID of version 4, in lower case; several times faster than `uuid.uuid4()`, which asks the kernel."""
    number = (_generator.getrandbits(128) & _VERSION_AND_VARIANT_CLEARED) | _VERSION_AND_VARIANT
    digits = f"{number:032x}"
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"
