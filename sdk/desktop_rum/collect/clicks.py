"""Clicks on pages as actions, once it is known what came of them: nothing (dead), an error, too many of them (rage)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import msgspec

from desktop_rum.channel.page_messages import Clicked
from desktop_rum.collect.raw_event import RawEvent
from desktop_rum.collect.view import View
from desktop_rum.identifiers import new_id

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop_rum.channel.page_messages import ClickSettled

SETTLE_SECONDS: Final = 10.0
"""How long a click waits to hear what came of it; a renderer that does not say by then is frozen, not unmoved."""

RAGE_CLICKS: Final = 3
RAGE_NS: Final = 1_000_000_000
RAGE_PIXELS: Final = 100
"""So many clicks on one thing, within this time and no farther apart than this, are those of somebody who is angry."""

PENDING: Final = 1_000
"""Clicks of one process that may wait; what is more is told without a verdict."""


class _Click(msgspec.Struct):
    """A click, until it is known what came of it."""

    view: View
    clicked: Clicked
    date_ms: int
    is_rage: bool
    id: str = msgspec.field(default_factory=new_id)
    counts: dict[str, int] = msgspec.field(default_factory=lambda: {"error": 0, "long_task": 0, "resource": 0})


class Clicks:
    """Holds each click until it has settled; what happens meanwhile belongs to it."""

    def __init__(
        self,
        emit: Callable[[RawEvent], object],
        schedule: Callable[[float, Callable[[], None]], None],
    ) -> None:
        """Arguments: who takes the actions, and who calls back later, after so many seconds."""
        self._emit = emit
        self._schedule = schedule
        self._pending: dict[int, dict[int, _Click]] = {}
        self._recent: dict[int, list[Clicked]] = {}

    def on_clicked(self, run_id: int, view: View, clicked: Clicked, date_ms: int) -> None:
        """The user clicked on a page of this process."""
        pending = self._pending.setdefault(run_id, {})
        pending[clicked.number] = _Click(view, clicked, date_ms, self._is_rage(run_id, clicked))
        if len(pending) > PENDING:
            self._tell(run_id, next(iter(pending)), None)
        self._schedule(SETTLE_SECONDS, lambda: self._tell(run_id, clicked.number, None))

    def on_settled(self, run_id: int, settled: ClickSettled) -> None:
        """It is known what came of a click."""
        self._tell(run_id, settled.number, settled)

    def end(self, run_id: int) -> None:
        """The process is gone: bring out its clicks without a verdict."""
        for number in list(self._pending.get(run_id, ())):
            self._tell(run_id, number, None)
        self._pending.pop(run_id, None)
        self._recent.pop(run_id, None)

    def with_parent(self, raw: RawEvent) -> dict[str, Any]:
        """The event's data; an event that comes while a click waits is counted on that click, and gets its id."""
        if raw.type not in ("error", "long_task", "resource"):
            return raw.data
        clicks = (click for pending in self._pending.values() for click in pending.values() if click.view is raw.view)
        parent = max(clicks, key=lambda click: click.clicked.number, default=None)
        if parent is None:
            return raw.data
        parent.counts[raw.type] += 1
        return {**raw.data, "action": {"id": parent.id}}

    def _is_rage(self, run_id: int, clicked: Clicked) -> bool:
        """Whether this click is the third in quick succession on one thing; only the third counts."""
        recent = self._recent.setdefault(run_id, [])
        last = recent[-1] if recent else None
        if last is None or not _is_next(last, clicked):
            recent.clear()
        recent.append(clicked)
        first = recent[-RAGE_CLICKS:][0]
        return len(recent) == RAGE_CLICKS and clicked.at_ns - first.at_ns <= RAGE_NS

    def _tell(self, run_id: int, number: int, settled: ClickSettled | None) -> None:
        click = self._pending.get(run_id, {}).pop(number, None)
        if click is None:
            return
        clicked = click.clicked
        action: dict[str, Any] = {"id": click.id, "type": "click", "target": {"name": clicked.name}}
        action |= {kind: {"count": count} for kind, count in click.counts.items()}
        if settled is not None and settled.changed_at_ns is not None:
            action["loading_time"] = max(0, settled.changed_at_ns - clicked.at_ns)
        frustration = _frustration(click, settled)
        if frustration:
            action["frustration"] = {"type": frustration}
        target = {"selector": clicked.selector, "width": clicked.width, "height": clicked.height}
        details = {
            "position": {"x": clicked.x, "y": clicked.y},
            "target": {key: value for key, value in target.items() if value is not None},
        }
        self._emit(RawEvent("action", click.date_ms, click.view, {"action": action, "_dd": {"action": details}}))


def _is_next(last: Clicked, clicked: Clicked) -> bool:
    return (
        last.page.id == clicked.page.id
        and (last.name, last.selector) == (clicked.name, clicked.selector)
        and clicked.at_ns - last.at_ns <= RAGE_NS
        and max(abs(clicked.x - last.x), abs(clicked.y - last.y)) <= RAGE_PIXELS
    )


def _frustration(click: _Click, settled: ClickSettled | None) -> list[str]:
    verdicts = []
    if click.is_rage:
        verdicts.append("rage_click")
    if click.counts["error"]:
        verdicts.append("error_click")
    elif settled is not None and settled.changed_at_ns is None and click.clicked.expects_change:
        verdicts.append("dead_click")
    return verdicts
