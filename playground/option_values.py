"""Single values of the command line: what they have to be, and the words for what they are not."""

from __future__ import annotations

import argparse
import difflib
import stat
from pathlib import Path
from urllib.parse import urlsplit

from playground.scenarios import LEFT_OUT, SCENARIOS

ALL = "all"
PICTURES = (".png", ".jpg", ".jpeg", ".bmp")
HIGHEST_PORT = 65_535


def scenario(name: str) -> str:
    """The name of a scenario, or `all`."""
    if name == ALL or name in SCENARIOS:
        return name
    if name in LEFT_OUT:
        raise argparse.ArgumentTypeError(f"{name!r} cannot be played: {LEFT_OUT[name]}")
    close = difflib.get_close_matches(name, [*SCENARIOS, ALL], n=1)
    hint = f"did you mean {close[0]!r}?" if close else "--list-scenarios shows them all"
    raise argparse.ArgumentTypeError(f"there is no scenario {name!r}; {hint}")


def folder(text: str) -> Path:
    """A path of a folder, which need not exist."""
    if not text:
        raise argparse.ArgumentTypeError("a folder is needed, and none is named")
    return Path(text)


def file(text: str) -> Path:
    """A path of a file, which need not exist; relative to the current folder."""
    path = Path(text).absolute()
    if not text:
        raise argparse.ArgumentTypeError("a file is needed, and none is named")
    try:
        mode = path.stat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        return path
    except OSError as problem:  # a name that is too long, a folder that may not be entered
        raise argparse.ArgumentTypeError(f"{text!r} cannot be used: {problem.strerror}") from problem
    if not stat.S_ISREG(mode):
        what = "a folder" if stat.S_ISDIR(mode) else "a device or a pipe"
        raise argparse.ArgumentTypeError(f"{text!r} is {what}, and a file is needed")
    return path


def picture(text: str) -> Path:
    """A file whose name says which format of pictures it has."""
    path = file(text)
    if path.suffix.lower() not in PICTURES:
        raise argparse.ArgumentTypeError(
            f"{text!r} is no picture's name: it has to end with one of {', '.join(PICTURES)}"
        )
    return path


def url(text: str) -> str:
    """An absolute http or https address."""
    try:
        parts = urlsplit(text)
        is_valid = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_valid = False
    if not is_valid:
        raise argparse.ArgumentTypeError(f"{text!r} is no address of an intake, such as http://127.0.0.1:8126")
    return text


def port(text: str) -> int:
    """A number from 0, which takes a free port, to 65,535."""
    if not text.isascii() or not text.isdigit() or not 0 <= int(text) <= HIGHEST_PORT:
        raise argparse.ArgumentTypeError(f"{text!r} is no port: it has to be a number from 0 to {HIGHEST_PORT}")
    return int(text)
