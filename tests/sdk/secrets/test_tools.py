"""Two thousand lines of many programs, each as a line, inside a shell and as arguments: too many for a test each."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_rum.assemble.secrets.scrubber import SecretScrubber

if TYPE_CHECKING:
    from collections.abc import Iterator

SECRETS = ("Sw0rdf1sh9", "Qx7yZ9mKw==")
"""Stand in for one; the second is padded as base64 is, so that it looks like a `name=`."""

SHELL = frozenset("|;&<>`$(\n")
"""A line with one of these is no list of arguments."""

HERE_DOCUMENT = re.compile(r"<<-?'?E")


def _lines(name: str) -> list[str]:
    text = (Path(__file__).parent / f"{name}.txt").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return [line.replace(r"\n", "\n") if HERE_DOCUMENT.search(line) else line for line in lines]


def _forms(line: str) -> Iterator[tuple[list[str], bool]]:
    yield [line], True
    yield ["sh", "-c", line], False
    if SHELL.isdisjoint(line):
        yield shlex.split(line), False


def test_nothing_secret_leaves() -> None:
    scrubber = SecretScrubber()
    leaks = [
        f"{line}  as {scrubbed}"
        for secret in SECRETS
        for line in _lines("secret_tools")
        for arguments, shell in _forms(line.replace("S3CR3T", secret))
        if secret in "\n".join(scrubbed := scrubber.arguments(arguments, shell=shell))
    ]
    assert leaks == []


def test_what_is_innocent_stays() -> None:
    scrubber = SecretScrubber()
    changed = [
        f"{line}  as {scrubbed}"
        for line in _lines("innocent_tools")
        for arguments, shell in _forms(line)
        if (scrubbed := scrubber.arguments(arguments, shell=shell)) != arguments
    ]
    assert changed == []
