"""From collected to written: assembles each event, writes a round's lines at once, and tells what became of each."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Final

from desktop_rum.assemble.hooks import Discarded, merge

if TYPE_CHECKING:
    from desktop_rum.assemble.assembler import Assembled, Assembler
    from desktop_rum.collect.raw_event import RawEvent
    from desktop_rum.subscriptions import Subscriptions
    from desktop_rum.telemetry.delivery import Delivery
    from desktop_rum.transport.writer import BatchDone, BatchWriter

MAX_WAITING_BYTES: Final = 4 * 1024 * 1024
"""Lines that wait in memory for a disk that takes none; beyond that the oldest are dropped and counted."""


class Outbox:
    """The end of the pipeline; lives on its thread."""

    def __init__(
        self, assembler: Assembler, writer: BatchWriter, subscriptions: Subscriptions, delivery: Delivery
    ) -> None:
        self._assembler = assembler
        self._writer = writer
        self._subscriptions = subscriptions
        self._delivery = delivery
        self._next_key = itertools.count(1).__next__
        self._lines: list[bytes] = []
        self._keys: list[int] = []
        self._keys_of_batch: dict[str, list[int]] = {}

    @property
    def waiting(self) -> int:
        """Events that could not be written yet."""
        return len(self._lines)

    def emit(self, raw: RawEvent) -> bool:
        """Take an event into the current round and count it on its view; returns whether it was kept."""
        try:
            assembled = self._assembler.assemble(raw)
        except Discarded as verdict:
            self._tell_discarded(raw, verdict)
            return False
        self.add(assembled)
        if raw.type == "error":
            raw.view.count("error", crash=raw.data["error"].get("is_crash", False))
        elif raw.type != "view":
            raw.view.count(raw.type)
        return True

    def add(self, assembled: Assembled) -> None:
        """Take a full event into the current round."""
        key = self._next_key()
        self._lines.append(assembled.line)
        self._keys.append(key)
        if self._subscriptions.active:
            self._subscriptions.tell([key], "produced", event=assembled.event)

    def write(self) -> None:
        """Put the round's lines on disk, after those that could not be written before."""
        if not self._lines:
            return
        start = 0
        for batch, count in self._writer.write(self._lines):
            if self._subscriptions.active:
                written = self._keys[start : start + count]
                self._keys_of_batch.setdefault(batch, []).extend(written)
                self._subscriptions.tell(written, "written")
            start += count
        del self._lines[:start], self._keys[:start]
        if self._lines:
            self._bound()

    def drop_waiting(self, reason: str) -> None:
        """Give up what could not be written."""
        self._drop(len(self._lines), reason)

    def on_batch_done(self, done: BatchDone) -> None:
        """A batch has left the disk."""
        if done.dropped is None:
            self._delivery.count_sent(done.events, done.size)
        else:
            self._delivery.count_dropped(done.dropped, done.events)
        keys = self._keys_of_batch.pop(done.batch, None)
        if keys and self._subscriptions.active:
            self._subscriptions.tell(keys, "sent" if done.dropped is None else "dropped", reason=done.dropped)

    def _bound(self) -> None:
        total = sum(map(len, self._lines))
        count = 0
        while total > MAX_WAITING_BYTES:
            total -= len(self._lines[count])
            count += 1
        if count:
            self._drop(count, "the disk took nothing for too long")

    def _drop(self, count: int, reason: str) -> None:
        if not count:
            return
        self._delivery.count_dropped(reason, count)
        if self._subscriptions.active:
            self._subscriptions.tell(self._keys[:count], "dropped", reason=reason)
        del self._lines[:count], self._keys[:count]

    def _tell_discarded(self, raw: RawEvent, verdict: Discarded) -> None:
        self._delivery.count_discarded(str(verdict))
        if self._subscriptions.active:
            event = {"type": raw.type, "date": raw.date_ms, "view": {"id": raw.view.id, "name": raw.view.name}}
            merge(event, raw.data)
            self._subscriptions.tell([self._next_key()], "discarded", event=event, reason=str(verdict))
