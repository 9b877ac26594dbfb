"""Quantities in words: durations, sizes, counts. One way to say each, for the window and for headless runs."""

from __future__ import annotations

_MS = 1_000_000
_SECOND = 1_000_000_000
#: Windows' own codes (NTSTATUS) begin here
_STATUS_CODES = 0x4000_0000


def duration(nanoseconds: float) -> str:
    """How long something took: `0.8 ms`, `12 ms`, `1.2 s`, `2 min 5 s`, `3 h 20 min`."""
    if nanoseconds < 10 * _MS:
        return f"{nanoseconds / _MS:.1f} ms"
    if nanoseconds < _SECOND:
        return f"{nanoseconds / _MS:.0f} ms"
    if nanoseconds < 60 * _SECOND:
        return f"{nanoseconds / _SECOND:.1f} s"
    minutes, seconds = divmod(round(nanoseconds / _SECOND), 60)
    if minutes < 60:  # noqa: PLR2004 - minutes of an hour
        return f"{minutes} min {seconds} s"
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min"


def size(count: float) -> str:
    """A number of bytes: `12 B`, `3.4 kB`, `90 MB`."""
    for unit in ("B", "kB", "MB"):
        if count < 1000:  # noqa: PLR2004 - the prefixes of the SI
            return f"{count:.0f} {unit}" if unit == "B" or count >= 10 else f"{count:.1f} {unit}"  # noqa: PLR2004
        count /= 1000
    return f"{count:.1f} GB"


def count_of(number: int, singular: str, plural: str | None = None) -> str:
    """A number with its noun: `1 error`, `2 errors`, `1,200 entries`."""
    return f"{number:,} {singular if number == 1 else plural or singular + 's'}"


def exit_code_text(code: int) -> str:
    """`3`, but `0xC0000005`: what Windows itself ends a process with, people know in hexadecimal digits."""
    return f"0x{code:08X}" if code >= _STATUS_CODES else str(code)


def shortened(text: str, most: int) -> str:
    """The beginning of a text, as much as somebody would read, and how long the rest is."""
    return text if len(text) <= most else f"{text[:most]} … ({len(text):,} characters)"
