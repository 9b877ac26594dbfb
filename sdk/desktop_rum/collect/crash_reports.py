"""What faulthandler wrote in a process that crashed, in the format's fields."""

from __future__ import annotations

import re
import sys
from typing import Any, Final

import msgspec

MAX_REPORT: Final = 256 * 1024
"""Bytes that are read: 100 threads of 100 frames are fewer."""

MAX_STACK: Final = 64 * 1024
"""In bytes, as is the next: an event may have 256 KiB, and no crash shall be too large to be told."""

MAX_STACKS: Final = 96 * 1024
"""Of all threads together."""

MAX_THREADS: Final = 100

_SIGNALS: Final = {
    "Segmentation fault": "SIGSEGV",
    "Aborted": "SIGABRT",
    "Bus error": "SIGBUS",
    "Floating point exception": "SIGFPE",
    "Floating-point exception": "SIGFPE",
    "Illegal instruction": "SIGILL",
}
"""How faulthandler names the signals it stands in for."""

_SOURCE_TYPES: Final = {"linux": "linux", "darwin": "macos", "win32": "windows"}

_FATAL: Final = re.compile(r"^(?:Fatal Python error|(Windows fatal exception)): (.*)$", re.MULTILINE)
_THREAD: Final = re.compile(
    r"^(?P<current>Current thread|Thread) (?P<id>0x[0-9a-fA-F]+)(?: \[(?P<name>[^\]\n]*)\])?.*"
    r"\(most recent call first\):$"
)
_NATIVE: Final = re.compile(r"^Current thread's C stack trace \(most recent call first\):$")
_FRAME: Final = re.compile(r"^  (?:File |Binary file |<|Garbage-collecting|\.\.\.)")


class CrashThread(msgspec.Struct):
    """One thread at the moment of the crash."""

    name: str
    crashed: bool
    stack: str


class CrashReport(msgspec.Struct, frozen=True):
    """A report, as far as it could be read."""

    what: str
    """In the interpreter's words, such as "Segmentation fault"; empty where that line is missing."""
    threads: list[CrashThread]
    text: str
    """The whole report."""
    is_windows_exception: bool = False
    """Whether it tells of an exception of Windows, such as "access violation" or "code 0xc0000409"."""

    @property
    def signal(self) -> str | None:
        """The signal that it tells of."""
        return _SIGNALS.get(self.what)

    def fields(self, signal: str | None) -> dict[str, Any]:
        """The format's fields for this crash; `signal` is what the exit status says, where there is one."""
        crashed = next((thread for thread in self.threads if thread.crashed), None)
        stack = crashed.stack if crashed is not None else self.text
        fields: dict[str, Any] = {
            "stack": _cut(stack, MAX_STACK),
            "source_type": _SOURCE_TYPES.get(sys.platform, "linux"),
            "was_truncated": _is_longer(stack, MAX_STACK) or "  ..." in self.text,
        }
        if self.threads:
            share = MAX_STACKS // len(self.threads)
            fields["threads"] = [
                {"name": thread.name, "crashed": thread.crashed, "stack": _cut(thread.stack, share)}
                for thread in self.threads
            ]
            fields["was_truncated"] |= any(_is_longer(thread.stack, share) for thread in self.threads)
        kind = signal or self.signal or (self.what if self.is_windows_exception else None)
        if kind is not None:
            fields["meta"] = {"exception_type": kind}
        return fields


def _cut(text: str, size: int) -> str:
    return text.encode()[:size].decode(errors="ignore")


def _is_longer(text: str, size: int) -> bool:
    return len(text.encode()) > size


def parse(text: str) -> CrashReport:
    """Read a report; one that is torn or of an unknown kind gives as much as can be read of it.

    Of several it is the last: on Windows each exception that the process handled has left one before.
    """
    text = text[:MAX_REPORT]
    found = list(_FATAL.finditer(text))
    fatal = found[-1] if found else None
    text = text if fatal is None else text[fatal.start() :]
    threads: list[CrashThread] = []
    native: list[str] = []
    frames: list[str] | None = None
    for line in text.splitlines():
        header = _THREAD.match(line)
        if header is not None:
            if len(threads) == MAX_THREADS:
                break
            name = header["name"] or f"Thread {header['id']}"
            threads.append(CrashThread(name, header["current"] == "Current thread", ""))
            frames = []
        elif _NATIVE.match(line):
            frames = native
        elif frames is not None and _FRAME.match(line):
            frames.append(line)
            if frames is not native:
                threads[-1].stack += line + "\n"
        else:
            frames = None
    current = next((thread for thread in threads if thread.crashed), None)
    if current is not None and native:
        current.stack += "\n".join(["C stack:", *native, ""])
    is_windows_exception = fatal is not None and fatal[1] is not None
    return CrashReport(fatal[2].strip() if fatal else "", threads, text, is_windows_exception)
