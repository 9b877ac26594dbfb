"""The worker of the demo: answers messages, and ends in the way it is told to.

Each message is an object with a `type`; what has an `id` is answered with the same `id`.
"""

from __future__ import annotations

import os
import sys
from typing import Any

from workers import parent_port


def answer(message: object) -> dict[str, Any]:
    """What the worker answers to a message, if it answers at all: some messages end it."""
    match message:
        case {"type": "ping"}:
            return {"type": "pong", "pid": os.getpid()}
        case {"type": "echo", "value": value}:
            return {"type": "echo", "value": value}
        case {"type": "exit", "code": int(code)}:
            sys.exit(code)
        case {"type": "raise", "text": str(text)}:
            raise RuntimeError(text)
        case {"type": "abort"}:
            os.abort()
        case {"type": str(name)}:
            return {"type": "error", "text": f"This worker knows no message of type {name!r}"}
        case _:
            return {"type": "error", "text": "A message for this worker is an object with a type"}


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
