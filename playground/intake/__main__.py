"""The intake's command line."""

from __future__ import annotations

import argparse
import asyncio
import os
import socket
import sqlite3
import sys
from pathlib import Path

from playground.intake.handshake import READY
from playground.intake.server import serve
from playground.intake.store import Store

LOOPBACK = "127.0.0.1"
LARGEST_PORT = 65535
BAD_USAGE = 2


def main(arguments: list[str] | None = None) -> int:
    """Run the intake until it is told to end; returns the exit code."""
    options = _parser().parse_args(arguments)
    try:
        listener = socket.create_server((LOOPBACK, options.port))
    except OSError as error:
        return _fail(f"cannot listen on {LOOPBACK}:{options.port}: {_cause(error)}")
    # Accepted connections inherit it. asyncio sets it for sockets of its own only; without it answers wait 40 ms.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    with listener:
        try:
            store = Store(options.database, options.record)
        except OSError as error:
            return _fail(f"cannot record to {options.record}: {_cause(error)}")
        except sqlite3.Error as error:
            return _fail(f"cannot use {options.database} as database: {error}")
        try:
            asyncio.run(serve(listener, store, options.linger, lambda: _announce(listener)))
        finally:
            store.stop()
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m playground.intake",
        description="A local intake that speaks Datadog's RUM protocol. Point an SDK's proxy option at the address "
        "that it prints, or send to /api/v2/rum there; read what came in at /events.",
    )
    parser.add_argument("--port", type=_port, default=0, help="port on 127.0.0.1; 0, the default, takes a free one")
    parser.add_argument("--record", type=Path, metavar="FILE", help="append accepted events to FILE, one JSON a line")
    parser.add_argument(
        "--database", type=Path, metavar="FILE", help="keep events in the SQLite database FILE, over restarts too"
    )
    parser.add_argument(
        "--linger",
        type=_seconds,
        metavar="SECONDS",
        help="for programs that start an intake: end when standard input does, at once if it ended with a goodbye, "
        "otherwise after SECONDS without a request",
    )
    return parser


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) > LARGEST_PORT:
        raise argparse.ArgumentTypeError(f"a port is a number from 0 to {LARGEST_PORT}, not {text!r}")
    return int(text)


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1.0
    if not 0 <= seconds < float("inf"):
        raise argparse.ArgumentTypeError(f"a time is a number of seconds from 0, not {text!r}")
    return seconds


def _announce(listener: socket.socket) -> None:
    host, port = listener.getsockname()
    print(f"{READY}http://{host}:{port}", flush=True)  # noqa: T201 - who started it waits for this line


def _cause(error: OSError) -> str:
    return os.strerror(error.errno) if error.errno else str(error)


def _fail(reason: str) -> int:
    print(f"intake: {reason}", file=sys.stderr)  # noqa: T201 - a message for whoever started it
    return BAD_USAGE


if __name__ == "__main__":
    sys.exit(main())
