"""The events of a session, packed: as objects, 100,000 would fill the memory and keep the collector busy. No Qt."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence
from typing import Any, Final, overload

import msgspec

#: events that are packed, and unpacked, at once
_PACKED: Final = 256

#: packs that stay open: lines may be out of order
_MOST_UNPACKED: Final = 16

#: the time in ms since the epoch, as far as a line tells it, and its event
Read = Callable[[bytes], tuple[int | None, dict[str, Any]]]


class PackedLines(Sequence[tuple[int, dict[str, Any]]]):
    """Times and events, which are read from their lines once more when somebody asks for them."""

    def __init__(self, read: Read) -> None:
        self._read = read
        self._packs: list[bytes] = []
        self._lines: list[bytes] = []
        self._times: list[int] = []
        self._order: Sequence[int] = range(0)
        self._unpacked: dict[int, list[bytes]] = {}

    def add(self, line: bytes, otherwise: int = 0) -> None:
        """Add a line, and a time for when it tells none; raises what reading it raises."""
        time_ms, _event = self._read(line)
        self._times.append(otherwise if time_ms is None else time_ms)
        self._lines.append(line)
        if len(self._lines) == _PACKED:
            self._pack()

    def sort(self) -> None:
        """Sort by time; nothing is added after this."""
        self._pack()
        self._order = sorted(range(len(self._times)), key=self._times.__getitem__)

    def __len__(self) -> int:
        return len(self._times)

    @overload
    def __getitem__(self, place: int) -> tuple[int, dict[str, Any]]: ...

    @overload
    def __getitem__(self, place: slice) -> list[tuple[int, dict[str, Any]]]: ...

    def __getitem__(self, place: int | slice) -> tuple[int, dict[str, Any]] | list[tuple[int, dict[str, Any]]]:
        if isinstance(place, slice):
            return [self[one] for one in range(*place.indices(len(self)))]
        at = self._order[place]
        pack, line = divmod(at, _PACKED)
        if pack not in self._unpacked:
            if len(self._unpacked) >= _MOST_UNPACKED:
                del self._unpacked[next(iter(self._unpacked))]
            self._unpacked[pack] = msgspec.msgpack.decode(zlib.decompress(self._packs[pack]), type=list[bytes])
        return self._times[at], self._read(self._unpacked[pack][line])[1]

    def _pack(self) -> None:
        if self._lines:
            self._packs.append(zlib.compress(msgspec.msgpack.encode(self._lines), 1))
            self._lines = []
