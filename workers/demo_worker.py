"""The worker of the demo: answers messages, works, takes memory, and fails or ends in the way it is told to.

Each message is an object with a `type`; what has an `id` is answered with the same `id`.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from typing import Any, Final

import desktop_rum.utility  # noqa: F401 - the one line of the SDK
from workers import bad_read, failures, parent_port

#: bytes of a page of memory, or fewer: one in each is written, so that the system really gives it
_PAGE: Final = 4096

#: what was allocated, until it is released
_held: Final[list[bytearray]] = []


def answer(message: Any) -> dict[str, Any]:  # noqa: PLR0911 - one for each message
    """What the worker answers to a message, if it answers at all: some messages end it."""
    match message:
        case {"type": "ping"}:
            return {"type": "pong", "pid": os.getpid()}
        case {"type": "echo", "value": value}:
            return {"type": "echo", "value": value}
        case {"type": "compute", "number": int(number)}:
            return {"type": "computed", "value": sum(range(number + 1))}
        case {"type": "allocate", "megabytes": int(megabytes)}:
            _held.append(_touched(megabytes * 1_000_000))
            return {"type": "allocated", "bytes": sum(map(len, _held))}
        case {"type": "release"}:
            _held.clear()
            return {"type": "released"}
        case {"type": "burn", "seconds": int() | float() as seconds}:
            return {"type": "burnt", "rounds": _burn(float(seconds))}
        case {"type": "raise", "text": str(text)}:
            failures.PLACES[str(message.get("where", "main"))](text)
            return {"type": "survived"}
        case {"type": str(name)}:
            _end(name, message)
            return {"type": "error", "text": f"This worker knows no message of type {name!r}"}
        case _:
            return {"type": "error", "text": "A message for this worker is an object with a type"}


def _end(name: str, message: dict[str, Any]) -> None:
    """End in the way that is asked for, or never answer again."""
    match name:
        case "exit":
            sys.exit(int(message.get("code", 0)))
        case "abort":
            os.abort()
        case "null":
            bad_read.read_null()
        case "hang":
            threading.Event().wait()


def _touched(count: int) -> bytearray:
    memory = bytearray(count)
    for place in range(0, count, _PAGE):
        memory[place] = 1
    return memory


def _burn(seconds: float) -> int:
    until, rounds = time.monotonic() + seconds, 0
    while time.monotonic() < until:
        rounds += 1
    return rounds


def main() -> None:
    """Answer every message, in order, until the playground goes away."""
    port = parent_port.connect()
    for message in port:
        reply = answer(message)
        if isinstance(message, dict) and "id" in message:
            reply["id"] = message["id"]
        port.post(reply)


if __name__ == "__main__":
    try:
        main()
    except parent_port.NoParentError as problem:
        sys.exit(str(problem))
