"""A timeline as a trace that Chrome (about:tracing), Perfetto and speedscope open.

Format: "Trace Event Format", https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playground.models.timeline import Lane, Timeline

#: what a lane without a pid gets, plus its number
_NO_PID: Final = 10_000_000

_LIFE, _PAGES, _BARS = 1, 2, 3


def chrome_trace(timeline: Timeline) -> dict[str, Any]:
    """Every lane is a process; its pages and resources are complete events, the rest are instants."""
    events = [
        event for number, lane in enumerate(timeline.lanes) for event in _of_lane(lane, number, timeline.newest_ms)
    ]
    return {"traceEvents": events, "displayTimeUnit": "ms", "otherData": {"producer": "Desktop RUM Playground"}}


def _of_lane(lane: Lane, number: int, newest_ms: float) -> Iterator[dict[str, Any]]:
    pid = lane.pid or _NO_PID + number
    yield {"ph": "M", "name": "process_name", "pid": pid, "tid": 0, "args": {"name": lane.name}}
    yield {"ph": "M", "name": "process_sort_index", "pid": pid, "tid": 0, "args": {"sort_index": number}}
    for thread, name in ((_LIFE, "process"), (_PAGES, "pages"), (_BARS, "resources")):
        yield {"ph": "M", "name": "thread_name", "pid": pid, "tid": thread, "args": {"name": name}}
    end = lane.end_ms if lane.end_ms is not None else newest_ms
    yield _complete(lane.name, "view", pid, _LIFE, lane.start_ms, end)
    for page in lane.pages.values():
        yield _complete(page.label, page.type, pid, _PAGES, page.start_ms, page.end_ms)
    for item in lane.items:
        if item.kind == "bar":
            yield _complete(item.label, item.type, pid, _BARS, item.start_ms, item.end_ms)
        else:
            name = f"crash: {item.label}" if item.is_crash else item.label
            where = {"pid": pid, "tid": _LIFE, "ts": item.start_ms * 1000}
            yield {"ph": "i", "name": name, "cat": item.type, "s": "p", **where}
    for reading in lane.readings:
        where = {"pid": pid, "tid": 0, "ts": reading.time_ms * 1000}
        yield {"ph": "C", "name": "CPU", "args": {"percent": reading.cpu_percent}, **where}
        yield {"ph": "C", "name": "memory", "args": {"bytes": reading.memory}, **where}


def _complete(name: str, category: str, pid: int, tid: int, start_ms: float, end_ms: float) -> dict[str, Any]:
    """Times of the format are in µs."""
    times = {"ts": start_ms * 1000, "dur": max(0.0, end_ms - start_ms) * 1000}
    return {"ph": "X", "name": name, "cat": category, "pid": pid, "tid": tid, **times}
