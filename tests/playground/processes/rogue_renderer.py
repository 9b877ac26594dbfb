"""A renderer that misbehaves in the way that its page's name says. It needs no Qt: a window cannot tell."""

from __future__ import annotations

import mmap
import os
import signal
import socket
import struct
import sys
from pathlib import Path
from typing import Any

from workers import parent_port


def draw(surface: dict[str, Any]) -> list[int]:
    """Fill the memory of the window; returns the place of the frame."""
    descriptor = os.open(surface["file"], os.O_RDWR)
    with mmap.mmap(descriptor, surface["capacity"]) as memory:
        memory[:] = b"\x7f" * surface["capacity"]
    os.close(descriptor)
    return [0, 0, int(surface["width"] * surface["ratio"]), int(surface["height"] * surface["ratio"])]


def send_bytes(port: parent_port.ParentPort, data: bytes) -> None:
    """Say what is no message."""
    with socket.socket(fileno=os.dup(port.fileno())) as connection:
        connection.sendall(data)


def misbehave(port: parent_port.ParentPort, how: str, surface: dict[str, Any]) -> None:
    """Draw, in a wrong way."""
    place = draw(surface)
    frame = {"type": "frame", "generation": surface["generation"], "rect": place}
    match how:
        case "too-large":
            port.post({**frame, "rect": [0, 0, place[2] + 1, place[3]]})
        case "nowhere":
            port.post({**frame, "rect": "everywhere"})
        case "out-of-date":
            port.post({**frame, "generation": surface["generation"] - 1})
            port.post(frame)
        case "shrinks":
            os.truncate(surface["file"], 4096)
            port.post(frame)
        case "floods-with-frames":
            while True:
                port.post(frame)
        case "dies-drawing":
            port.post(frame)
            os.kill(os.getpid(), signal.SIGKILL)
        case "nonsense":
            nonsense: list[Any] = [None, 7, [], {"type": 3}, {"type": "frame"}, {"type": "loaded", "title": 1}]
            nonsense += [{"type": "cursor", "shape": 10**30}, {"type": "editing", "caret": "here"}, {"type": "copied"}]
            nonsense += [{"type": "title", "title": "half \ud83d of\na\tcharacter" + "x" * 1000}]
            for value in nonsense:
                port.post(value)
            port.post(frame)
        case _:
            babble(port, how)


def babble(port: parent_port.ParentPort, how: str) -> None:
    """Say what is no message, or too much."""
    match how:
        case "floods":
            while True:
                port.post({"type": "cursor", "shape": 0})
        case "floods-with-bytes":
            while True:
                port.post({"type": "loaded", "page": "rogue.html", "title": "x" * 500_000, "text": ""})
        case "garbage":
            send_bytes(port, struct.pack(">I", 3) + b"{x}")
        case "megabytes":
            send_bytes(port, struct.pack(">I", 2**31))
        case "half":
            send_bytes(port, struct.pack(">I", 100) + b"{")
            os._exit(4)


def main(page: str) -> None:
    """Do it as soon as there is a surface."""
    port = parent_port.connect()
    port.post({"type": "loaded", "page": "../rogue.html", "title": "Rogue", "text": "Rogue"})
    for message in port:
        match message:
            case {"type": "surface"}:
                misbehave(port, page, message)
            case {"type": "close"}:
                return


if __name__ == "__main__":
    main(Path(sys.argv[1]).stem)
