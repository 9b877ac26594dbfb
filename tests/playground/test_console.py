"""What is said comes out, or the playground goes on without it."""

from __future__ import annotations

import errno
import io
import os
import sys
from pathlib import Path

import pytest

from playground.console import complain, say, speak_any_encoding

FULL = Path("/dev/full")


def test_what_a_terminal_has_no_character_for_is_a_question_mark(monkeypatch: pytest.MonkeyPatch) -> None:
    written = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(written, encoding="ascii"))
    monkeypatch.setattr(sys, "stderr", io.TextIOWrapper(written, encoding="ascii"))

    speak_any_encoding()
    say("ls → exit 0, \udcff")
    complain("no “ls”")

    assert written.getvalue() == b"ls ? exit 0, ?\nplayground: no ?ls?\n"


@pytest.mark.skipif(not FULL.exists(), reason="there is no disk that is always full")
def test_a_full_disk_is_told_once(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    with FULL.open("w", encoding="utf-8") as full:
        monkeypatch.setattr(sys, "stdout", full)
        say("one")
        say("two")

    assert capsys.readouterr().err == "playground: what it says cannot be written: No space left on device\n"


class Unwritable(io.StringIO):
    """A stream that takes nothing."""

    def write(self, _: str) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_a_complaint_that_cannot_be_written_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", Unwritable())

    complain("the disk is full")
