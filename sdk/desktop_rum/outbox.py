"""From collected to written: assembles each event, writes a round's lines at once, and tells what became of each."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from desktop_rum.assemble.hooks import Discarded

if TYPE_CHECKING:
    from desktop_rum.assemble.assembler import Assembled, Assembler
    from desktop_rum.collect.raw_event import RawEvent
    from desktop_rum.subscriptions import Subscriptions
    from desktop_rum.transport.uploader import BatchDone
    from desktop_rum.transport.writer import BatchWriter


class Outbox:
    """The end of the pipeline; lives on its thread."""

    def __init__(self, assembler: Assembler, writer: BatchWriter, subscriptions: Subscriptions) -> None:
        self._assembler = assembler
        self._writer = writer
        self._subscriptions = subscriptions
        self._next_key = itertools.count(1).__next__
        self._lines: list[bytes] = []
        self._keys: list[int] = []
        self._keys_of_batch: dict[str, list[int]] = {}

    def emit(self, raw: RawEvent) -> bool:
        """Take an event into the current round and count it on its view; whether it was kept."""
        try:
            assembled = self._assembler.assemble(raw)
        except Discarded as verdict:
            if self._subscriptions.active:
                event = {"type": raw.type, "date": raw.date_ms, "view": {"id": raw.view.id, "name": raw.view.name}}
                self._subscriptions.tell([self._next_key()], "discarded", event=event | raw.data, reason=str(verdict))
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
        """Put the round's lines on disk."""
        if not self._lines:
            return
        lines, self._lines = self._lines, []
        keys, self._keys = self._keys, []
        taken = self._writer.write(lines)
        if not self._subscriptions.active:
            return
        start = 0
        for batch, count in taken:
            written = keys[start : start + count]
            self._keys_of_batch.setdefault(batch, []).extend(written)
            self._subscriptions.tell(written, "written")
            start += count
        if start < len(keys):
            self._subscriptions.tell(keys[start:], "dropped", reason="it could not be written to disk")

    def on_batch_done(self, done: BatchDone) -> None:
        """A batch has left the disk."""
        keys = self._keys_of_batch.pop(done.batch, [])
        self._subscriptions.tell(keys, "sent" if done.dropped is None else "dropped", reason=done.dropped)

    def seal(self) -> None:
        """Make what is written ready for upload."""
        self._writer.seal()

    def close(self) -> None:
        """Close the current batch's file."""
        self._writer.close()
