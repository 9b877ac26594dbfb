"""What happened when, in which process: lanes with spans, bars and marks, made from events; no Qt."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Literal

import msgspec

from playground.models.sentences import process_of, sentence

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from desktop_rum import EventUpdate, ProcessMetric

#: items that a lane keeps, newest first to stay
MOST_ITEMS: Final = 2_000

#: lanes that are kept; of those that ended the oldest goes first
MOST_LANES: Final = 200

#: measurements that a lane keeps: an hour of them
MOST_SAMPLES: Final = 3_600

#: characters of the name of a page
LONGEST_LABEL: Final = 200

_NS_IN_MS: Final = 1_000_000

#: types of events that last
_BARS: Final = frozenset({"resource", "long_task", "vital"})

Kind = Literal["span", "bar", "mark"]


class Item(msgspec.Struct, eq=False, gc=False):
    """One thing in a lane; times are in ms since the epoch. No garbage collector need look at thousands of them."""

    #: of the event, as its updates name it
    key: int
    kind: Kind
    #: the event's
    type: str
    start_ms: float
    end_ms: float
    label: str
    is_crash: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """What a process used at one moment."""

    time_ms: float
    cpu_percent: float
    memory: int


@dataclass(slots=True, eq=False)
class Lane:
    """One process from its start to its exit."""

    view_id: str
    name: str
    start_ms: float
    #: None while it runs
    end_ms: float | None = None
    pid: int | None = None
    is_known: bool = False
    #: views of pages, by their ids
    pages: dict[str, Item] = field(default_factory=dict)
    items: deque[Item] = field(default_factory=lambda: deque(maxlen=MOST_ITEMS))
    readings: deque[Reading] = field(default_factory=lambda: deque(maxlen=MOST_SAMPLES))
    has_failed: bool = False


class Timeline:
    """Takes events in any order; a lane may be known by an event before its view comes."""

    def __init__(self, said: Callable[[int, Mapping[str, Any]], str] = lambda _key, event: sentence(event)) -> None:
        #: what an event says, from its key and the event
        self._said = said
        self._lanes: dict[str, Lane] = {}
        #: rises with every change
        self.version = 0
        self.newest_ms = 0.0

    @property
    def lanes(self) -> list[Lane]:
        """By their start."""
        return sorted(self._lanes.values(), key=lambda lane: lane.start_ms)

    def extent(self) -> tuple[float, float] | None:
        """From the first start to the newest moment, in ms; None when there is nothing."""
        if not self._lanes:
            return None
        return min(lane.start_ms for lane in self._lanes.values()), self.newest_ms

    def clear(self) -> None:
        """Forget everything but the processes that still run."""
        running = {key: lane for key, lane in self._lanes.items() if lane.end_ms is None}
        for lane in running.values():
            lane.items.clear()
            lane.pages.clear()
        self._lanes = running
        self.version += 1

    def forget(self) -> None:
        """Begin anew, with nothing."""
        self._lanes.clear()
        self.newest_ms = 0.0
        self.version += 1

    def take(self, updates: Iterable[EventUpdate]) -> None:
        """Take in events; what is malformed is left out, since pages may send anything."""
        for update in updates:
            if update.event is not None and update.state != "discarded":
                try:
                    self._add(update.key, update.event)
                except (LookupError, TypeError, ValueError, AttributeError):
                    continue
                self.version += 1

    def measure(self, time_ms: float, metrics: Iterable[ProcessMetric]) -> None:
        """Take in what every process uses."""
        by_pid = {metric.pid: metric for metric in metrics if metric.exit_reason is None}
        for lane in self._lanes.values():
            metric = by_pid.get(lane.pid) if lane.pid is not None and lane.end_ms is None else None
            if metric is not None:
                lane.readings.append(Reading(time_ms, metric.cpu_percent, metric.memory_bytes))
                self._see(time_ms)

    def _add(self, key: int, event: Mapping[str, Any]) -> None:
        kind, start, view = str(event["type"]), float(event["date"]), event.get("view")
        if kind == "telemetry" or not isinstance(view, Mapping):
            return
        is_page = not str(view.get("url", "")).startswith("desktop://")
        container = ((event.get("container") or {}).get("view") or {}).get("id") if is_page else None
        lane = self._lane(str(container or view["id"]), event, start)
        if kind == "view":
            end = start + float(view.get("time_spent") or 0) / _NS_IN_MS
            self._see(end)
            if container is not None:
                label = str(view.get("name") or view.get("url") or "page")[:LONGEST_LABEL]
                lane.pages[str(view["id"])] = Item(key, "span", kind, start, end, label)
            else:
                self._take_view(lane, event, view, start, end)
            return
        length = float((event.get(kind) or {}).get("duration") or 0) / _NS_IN_MS
        error = event.get("error") if kind == "error" else None
        is_crash = isinstance(error, Mapping) and bool(error.get("is_crash"))
        lane.has_failed |= is_crash
        lane.items.append(
            Item(key, "bar" if kind in _BARS else "mark", kind, start, start + length, self._said(key, event), is_crash)
        )
        self._see(start + length)

    def _take_view(
        self, lane: Lane, event: Mapping[str, Any], view: Mapping[str, Any], start: float, end: float
    ) -> None:
        context = event.get("context") or {}
        lane.name, lane.start_ms, lane.is_known = process_of(event), start, True
        lane.pid = context.get("pid", lane.pid)
        if view.get("is_active") is False:
            lane.end_ms = end
        memory = view.get("memory_average")
        if not lane.readings and memory and lane.end_ms is not None:  # recorded: the mean is all there is
            cpu = float(view.get("cpu_ticks_per_second") or 0)
            lane.readings.extend((Reading(start, cpu, int(memory)), Reading(end, cpu, int(memory))))

    def _lane(self, view_id: str, event: Mapping[str, Any], start: float) -> Lane:
        lane = self._lanes.get(view_id)
        if lane is None:
            lane = self._lanes[view_id] = Lane(view_id, process_of(event), start)
            self._forget_oldest()
        elif not lane.is_known:
            lane.start_ms = min(lane.start_ms, start)
        self._see(start)
        return lane

    def _forget_oldest(self) -> None:
        ended = [lane for lane in self.lanes if lane.end_ms is not None]
        for lane in ended[: max(0, len(self._lanes) - MOST_LANES)]:
            del self._lanes[lane.view_id]

    def _see(self, time_ms: float) -> None:
        self.newest_ms = max(self.newest_ms, time_ms)
