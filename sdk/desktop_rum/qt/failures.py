"""Why Qt could not start a program, as an errno's name and a message: Qt itself tells it in words, or not at all."""

from __future__ import annotations

import errno
import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QProcess

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_BYTES_OF_ONE: Final = 32 * 4_096
"""Of one argument, with the zero at its end (MAX_ARG_STRLEN)."""

FAILED_TO_START: Final = "FailedToStart"
"""Qt's own name, where no errno fits."""

_CODES: Final = {
    os.strerror(number): errno.errorcode[number]
    for number in (errno.ENOENT, errno.EACCES, errno.ENOEXEC, errno.E2BIG, errno.ENOTDIR, errno.EMFILE, errno.EAGAIN)
}


def failure_of_process(process: QProcess) -> tuple[str, str]:
    """What the object says of its failed start."""
    message = QProcess.errorString(process)
    return next((code for text, code in _CODES.items() if message.endswith(text)), FAILED_TO_START), message


def failure_of_program(program: str, arguments: Sequence[str], cwd: str | None) -> tuple[str, str]:
    """What is wrong with a program that could not be started, found by looking at it."""
    if cwd and not Path(cwd).is_dir():
        return _told(errno.ENOENT)
    found = shutil.which(program)
    if found is None:
        there = os.path.dirname(program) and Path(program).exists()  # noqa: PTH120 - a name alone is none of this folder
        return _told(errno.EACCES if there else errno.ENOENT)
    if sys.platform == "linux" and _is_too_long(arguments):
        return _told(errno.E2BIG)
    if sys.platform == "linux" and not _can_be_executed(found):
        return _told(errno.ENOEXEC)
    return FAILED_TO_START, "the program could not be started"


def _told(number: int) -> tuple[str, str]:
    return errno.errorcode[number], os.strerror(number)


def _is_too_long(arguments: Sequence[str]) -> bool:
    """Whether Linux passes one of them, or all together with the environment, to no program."""
    lengths = [len(os.fsencode(text)) + 1 for text in arguments if type(text) is str]
    variables = sum(len(name) + len(value) + 2 for name, value in os.environb.items())
    return max(lengths, default=0) > MOST_BYTES_OF_ONE or sum(lengths) + variables > os.sysconf("SC_ARG_MAX")


def _can_be_executed(path: str) -> bool:
    try:
        with open(path, "rb") as file:  # noqa: PTH123 - as long as it is no folder
            return file.read(4).startswith((b"\x7fELF", b"#!"))
    except OSError:
        return True
