"""How a child's messages travel: a length of four bytes, then that much JSON; never pickle."""

from __future__ import annotations

import json
import struct

from desktop_rum.json_safe import json_safe

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Final

MAX_FRAME: Final = 256 * 1024
"""Bytes of a frame's JSON; a longer one is not believed."""

LENGTH: Final = struct.Struct(">I")

ERROR: Final[dict[str, Any]] = {"type": "error"}
FATAL: Final[dict[str, Any]] = {"type": "error", "fatal": True}
DROPPED: Final[dict[str, Any]] = {"type": "dropped"}
"""How messages begin: an error, the one that the process dies of, and a count of what the child could not send.

The last two are known by their first bytes, because they are read however much the child has said.
"""

_ENCODE: Final = json.JSONEncoder(allow_nan=False, ensure_ascii=False).encode

MAX_TEXTS: Final = (16 * 1024, 1024)
"""Characters that each text keeps where a message is too long, and where that is not enough: one may be 6 bytes."""


def encode(message: dict[str, Any]) -> bytes:
    """The frame of a message; what JSON cannot say is made safe, what is too long is cut."""
    try:
        body = _ENCODE(message).encode()
    except (TypeError, ValueError, RecursionError, OverflowError):
        body = _ENCODE(json_safe(message)).encode()
    for limit in MAX_TEXTS:
        if len(body) > MAX_FRAME:
            body = _ENCODE(_shortened(message, limit)).encode()
    return LENGTH.pack(len(body)) + body


def is_whole(data: bytes) -> bool:
    """Whether these bytes are one frame, and not the rest of one."""
    return len(data) >= LENGTH.size and len(data) == LENGTH.size + LENGTH.unpack_from(data)[0]


def beginning(message: dict[str, Any]) -> bytes:
    """What the JSON of a message that begins so begins with."""
    return _ENCODE(message).encode().removesuffix(b"}")


def _shortened(message: dict[str, Any], limit: int) -> dict[str, Any]:
    """The message without what the app added, and with texts of a limited length."""
    kept: dict[str, Any] = {}
    for key, value in message.items():
        if isinstance(value, str):
            kept[key] = value[:limit]
        elif isinstance(value, int) or key == "page":
            kept[key] = value
    if message.get("context") is not None:
        kept["context"] = {"…": "<too large>"}
    error = message.get("error")
    if isinstance(error, dict):
        kept["error"] = {key: str(error.get(key, ""))[:limit] for key in ("type", "message", "stack")}
    return kept
