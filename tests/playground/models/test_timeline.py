"""The timeline's lanes and its layout, without Qt; the trace that it exports."""

from __future__ import annotations

import itertools
import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from desktop_rum import EventUpdate, ProcessMetric
from playground.models.chrome_trace import chrome_trace
from playground.models.timeline import MOST_ITEMS, MOST_LANES, Timeline
from playground.models.timeline_layout import SHORTEST, Span, around, lay_out, ticks

T = 1_790_000_000_000
MAIN = {"id": "m", "name": "main process", "url": "desktop://main-process"}
WORKER = {"id": "w", "name": "Utility: thumbnails", "url": "desktop://utility/thumbnails"}


def update(key: int, **event: Any) -> EventUpdate:
    return EventUpdate(key, "produced", T, event)


def view(key: int, at: int, spent_ms: float, data: dict[str, Any], *, is_active: bool = True) -> EventUpdate:
    fields = {**data, "time_spent": spent_ms * 1e6, "is_active": is_active}
    return update(key, type="view", date=T + at, view=fields, context={"pid": 42})


def filled() -> Timeline:
    timeline = Timeline()
    resource = {"url": "run://ls", "type": "native", "duration": 200e6, "status_code": 0}
    error = {"message": "oops", "is_crash": True}
    page = {"id": "p", "name": "Welcome", "url": "file:///index.html", "time_spent": 300e6}
    timeline.take(
        [
            update(1, type="error", date=T + 450, view=WORKER, error=error, context={"reason": "crashed"}),
            view(2, 100, 400, WORKER, is_active=False),
            view(3, 0, 900, MAIN),
            update(4, type="resource", date=T + 300, view=MAIN, resource=resource),
            update(5, type="resource", date=T + 400, view=MAIN, resource=resource),
            update(6, type="view", date=T + 200, view=page, container={"source": "electron", "view": {"id": "m"}}),
            update(7, type="telemetry", date=T, telemetry={}),
            update(8, type="action", date="yesterday", view=MAIN),
            EventUpdate(9, "sent", T, None),
        ]
    )
    return timeline


def test_each_process_has_a_lane_from_its_start_to_its_exit() -> None:
    main, worker = filled().lanes
    assert (main.name, main.start_ms, main.end_ms) == ("main process", T, None)
    assert (worker.name, worker.start_ms, worker.end_ms, worker.pid) == ("Utility: thumbnails", T + 100, T + 500, 42)
    assert worker.has_failed
    items = [*main.pages.values(), *main.items]
    assert [(item.kind, item.type, item.start_ms - T, item.end_ms - T) for item in items] == [
        ("span", "view", 200, 500),
        ("bar", "resource", 300, 500),
        ("bar", "resource", 400, 600),
    ]


def test_a_newer_version_of_a_view_replaces_the_older_one() -> None:
    timeline = filled()
    timeline.take([view(10, 0, 2000, MAIN, is_active=False)])
    assert len(timeline.lanes) == 2
    assert timeline.lanes[0].end_ms == T + 2000
    assert timeline.extent() == (T, T + 2000)


def test_measurements_come_to_the_process_of_that_pid() -> None:
    timeline = Timeline()
    timeline.take([view(1, 0, 100, WORKER)])
    metric = ProcessMetric(42, 1, "utility", "thumbnails", T, 12.5, 1.0, 1000, 2000)
    timeline.measure(T + 50, [metric])
    timeline.measure(T + 1050, [metric])
    assert [reading.cpu_percent for reading in timeline.lanes[0].readings] == [12.5, 12.5]
    (box,) = lay_out(timeline, around(T, T + 2000), 1000, T + 2000).lanes
    assert [cpu for _x, cpu, _memory in box.strip] == [12.5, 12.5]


def test_memory_is_bounded() -> None:
    timeline = Timeline()
    timeline.take(update(key, type="action", date=T + key, view=MAIN, action={}) for key in range(MOST_ITEMS + 10))
    for number in range(MOST_LANES + 10):
        data = {"id": str(number), "name": f"Utility: {number}", "url": f"desktop://utility/{number}"}
        timeline.take([view(number, number, 1, data, is_active=False)])
    assert len(timeline.lanes) == MOST_LANES
    assert len(timeline.lanes[0].items) == MOST_ITEMS
    timeline.clear()
    assert [lane.name for lane in timeline.lanes] == ["main process"]


def test_bars_that_overlap_lie_in_rows_and_marks_on_the_life() -> None:
    layout = lay_out(filled(), Span(T, T + 1000), 1000, T + 900)
    main, worker = layout.lanes
    assert main.y + main.height <= worker.y
    page, first, second = main.boxes
    assert (page.x, page.width) == (200, 300)
    assert (first.x, first.width, second.x) == (300, 200, 400)
    assert second.y > first.y
    (crash,) = worker.boxes
    assert crash.x + crash.width / 2 == 450
    assert layout.item_at(450, worker.y + 8) is crash.item
    assert layout.item_at(20, worker.y + 8) is None
    assert layout.lane_at(worker.y + 1) is worker.lane
    assert (main.life.x, main.life.width) == (0, 900)


def test_what_is_out_of_sight_is_not_laid_out() -> None:
    layout = lay_out(filled(), Span(T + 600, T + 700), 1000, T + 900)
    assert [box.lane.name for box in layout.lanes] == ["main process"]
    assert layout.lanes[0].boxes[0].item is not None
    assert abs(layout.lanes[0].life.x) < 20


def test_zooming_keeps_the_moment_below_the_mouse() -> None:
    span = Span(T, T + 1000)
    closer = span.zoomed(2, T + 250)
    assert closer.length == 500
    assert closer.x(T + 250, 1000) == span.x(T + 250, 1000)
    assert span.zoomed(1e9, T).length == SHORTEST
    assert span.moved(10) == Span(T + 10, T + 1010)


@given(st.floats(1, 1e9), st.integers(100, 4000))
def test_ticks_are_in_sight_and_not_too_close(length: float, width: int) -> None:
    span = Span(float(T), T + length)
    places = [span.x(time_ms, width) for time_ms, _text in ticks(span, width)]
    assert all(-1 <= place <= width + 1 for place in places)
    assert all(after - before >= 60 for before, after in itertools.pairwise(places))


def test_the_trace_is_one_that_chrome_reads() -> None:
    timeline = filled()
    metric = ProcessMetric(42, 1, "main", "main process", T, 12.5, 1.0, 1000, 2000)
    timeline.measure(T + 50, [metric])
    trace = json.loads(json.dumps(chrome_trace(timeline)))
    events = trace["traceEvents"]
    assert {event["ph"] for event in events} == {"M", "X", "i", "C"}
    assert all({"ph", "pid", "tid", "name"} <= event.keys() for event in events)
    lives = {event["name"]: event["dur"] for event in events if event["ph"] == "X" and event["tid"] == 1}
    assert lives == {"main process": 900_000, "Utility: thumbnails": 400_000}
    assert [event["name"] for event in events if event["ph"] == "i"] == ["crash: Utility: thumbnails crashed"]
