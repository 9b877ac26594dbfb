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
"""Of one argument on Linux, with the zero at its end (MAX_ARG_STRLEN)."""

MOST_OF_WINDOWS: Final = 32_767
"""Characters of a whole command line, with the zero at its end (CreateProcessW)."""

FAILED_TO_START: Final = "FailedToStart"
"""Qt's own name, where no errno fits."""

_CODES: Final = {
    os.strerror(number): errno.errorcode[number]
    for number in (errno.ENOENT, errno.EACCES, errno.ENOEXEC, errno.E2BIG, errno.ENOTDIR, errno.EMFILE, errno.EAGAIN)
}


def failure_of_process(process: QProcess) -> tuple[str, str]:
    """What the object says of its failed start."""
    message = QProcess.errorString(process)
    if sys.platform == "win32":  # whose words are in the user's language
        cwd = QProcess.workingDirectory(process)
        return failure_of_program(QProcess.program(process), QProcess.arguments(process), cwd)[0], message
    return next((code for text, code in _CODES.items() if message.endswith(text)), FAILED_TO_START), message


def failure_of_program(
    program: str, arguments: Sequence[str], cwd: str | None, platform: str = sys.platform
) -> tuple[str, str]:
    """What is wrong with a program that could not be started, found by looking at it."""
    if cwd and not Path(cwd).is_dir():
        return _told(errno.ENOTDIR if platform == "win32" else errno.ENOENT)
    # Windows runs `program.exe` when asked for `program`, but no other kind of file that a shell would find.
    found = shutil.which(f"{program}.exe" if platform == "win32" and not Path(program).suffix else program)
    if found is None:
        there = os.path.dirname(program) and Path(program).exists()  # noqa: PTH120 - a name alone is none of this folder
        return _told(errno.EACCES if there else errno.ENOENT)
    if _is_too_long(program, arguments, platform):
        return _told(errno.E2BIG)
    if not _can_be_executed(found, platform):
        return _told(errno.ENOEXEC)
    return FAILED_TO_START, "the program could not be started"


def _told(number: int) -> tuple[str, str]:
    return errno.errorcode[number], os.strerror(number)


def _is_too_long(program: str, arguments: Sequence[str], platform: str) -> bool:
    """Whether the system passes one of them to no program, or all together with the environment."""
    texts = [text for text in arguments if type(text) is str]
    if platform == "win32":
        return sum(len(text) + 1 for text in (program, *texts)) > MOST_OF_WINDOWS
    if platform != "linux":
        return False
    lengths = [len(os.fsencode(text)) + 1 for text in texts]
    variables = sum(len(os.fsencode(name)) + len(os.fsencode(value)) + 2 for name, value in os.environ.items())
    return max(lengths, default=0) > MOST_BYTES_OF_ONE or sum(lengths) + variables > _most_bytes()


def _most_bytes() -> int:
    """Of all arguments and variables together."""
    if sys.platform == "win32":
        most = sys.maxsize
    else:
        most = os.sysconf("SC_ARG_MAX")
    return most


def _can_be_executed(path: str, platform: str) -> bool:
    if platform not in _PROGRAMS:
        return True
    try:
        with open(path, "rb") as file:  # noqa: PTH123 - as long as it is no folder
            return file.read(4).startswith(_PROGRAMS[platform])
    except OSError:
        return True


_PROGRAMS: Final = {"linux": (b"\x7fELF", b"#!"), "win32": (b"MZ",)}
"""What the files of programs begin with."""
