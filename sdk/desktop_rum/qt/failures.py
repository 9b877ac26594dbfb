"""Why Qt could not start a program, as an errno's name and a message: Qt itself tells it in words, or not at all."""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path
from typing import Final

from PySide6.QtCore import QProcess

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


def failure_of_program(program: str, cwd: str | None) -> tuple[str, str]:
    """What is wrong with a program that could not be started, found by looking at it."""
    if cwd and not Path(cwd).is_dir():
        return "ENOENT", os.strerror(errno.ENOENT)
    if shutil.which(program) is not None:
        return FAILED_TO_START, "the program could not be started"
    there = os.path.dirname(program) and Path(program).exists()  # noqa: PTH120 - a name alone is none of this folder
    code = errno.EACCES if there else errno.ENOENT
    return errno.errorcode[code], os.strerror(code)
