"""Where everything of a timeline is painted, in logical pixels: computed from lanes and a span of time; no Qt."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playground.models.timeline import Item, Lane, Timeline

#: the shortest span that is shown, in ms
SHORTEST: Final = 1.0
LONGEST: Final = 7 * 24 * 3_600_000.0

#: pixels
LIFE, PAGE, BAR, STRIP, GAP = 16, 14, 9, 18, 8
MARK: Final = 12
LEAST_BAR: Final = 2.0

#: rows of bars in a lane; more that overlap share the last one
MOST_ROWS: Final = 4

#: pixels within which marks of the same type are one
_SAME_MARK: Final = 3

#: pixels between two ticks of the ruler, at least
_TICK: Final = 90

_STEPS: Final = (
    1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 30_000, 60_000, 120_000, 300_000, 600_000,
    1_800_000, 3_600_000, 7_200_000, 21_600_000, 86_400_000,
    172_800_000, 604_800_000, 2_592_000_000,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Span:
    """The time that is shown, in ms since the epoch."""

    start: float
    end: float

    @property
    def length(self) -> float:
        """In ms."""
        return self.end - self.start

    def x(self, time_ms: float, width: float) -> float:
        """Where a moment is."""
        return (time_ms - self.start) / self.length * width

    def time(self, x: float, width: float) -> float:
        """Which moment is there."""
        return self.start + x / max(width, 1) * self.length

    def zoomed(self, factor: float, around: float) -> Span:
        """More (factor above 1) or less detail, with one moment staying where it is."""
        length = min(max(self.length / factor, SHORTEST), LONGEST)
        part = (around - self.start) / self.length
        return Span(around - part * length, around + (1 - part) * length)

    def moved(self, by: float) -> Span:
        """Another part of time, `by` ms later."""
        return Span(self.start + by, self.end + by)


def around(start: float, end: float) -> Span:
    """All between two moments, with some air."""
    air = max((end - start) * 0.02, SHORTEST)
    return Span(start - air, end + air)


@dataclass(frozen=True, slots=True)
class Box:
    """An item, or the life of a lane (without an item), and its place."""

    x: float
    y: float
    width: float
    height: float
    item: Item | None = None

    def contains(self, x: float, y: float, slack: float = 2.0) -> bool:
        """Whether a point is in it, or almost."""
        return self.x - slack <= x <= self.x + self.width + slack and self.y <= y <= self.y + self.height


@dataclass(slots=True)
class LaneBox:
    """A lane and what is in it."""

    lane: Lane
    y: float
    height: float
    life: Box
    boxes: list[Box] = field(default_factory=list)
    #: x, CPU in percent and memory in bytes; None without measurements
    strip: list[tuple[float, float, int]] = field(default_factory=list)
    strip_y: float = 0.0


@dataclass(slots=True)
class Layout:
    """Everything, from the top."""

    lanes: list[LaneBox]
    span: Span

    @property
    def height(self) -> float:
        """In logical pixels."""
        return self.lanes[-1].y + self.lanes[-1].height + GAP if self.lanes else GAP

    def item_at(self, x: float, y: float) -> Item | None:
        """What is at a point; marks lie over bars."""
        for lane in self.lanes:
            if lane.y <= y <= lane.y + lane.height:
                found = [box.item for box in lane.boxes if box.item is not None and box.contains(x, y)]
                return found[-1] if found else None
        return None

    def lane_at(self, y: float) -> Lane | None:
        """The lane at a height."""
        return next((box.lane for box in self.lanes if box.y <= y <= box.y + box.height), None)


def lay_out(timeline: Timeline, span: Span, width: float, now_ms: float) -> Layout:
    """Place every lane that has something in this span of time, one below the other."""
    return Layout(list(placed_lanes(timeline, span, width, now_ms)), span)


def placed_lanes(timeline: Timeline, span: Span, width: float, now_ms: float) -> Iterator[LaneBox]:
    """As `lay_out`, one lane at a time, because a lane of thousands of events takes a few ms."""
    y = float(GAP)
    for lane in timeline.lanes:
        end = lane.end_ms if lane.end_ms is not None else now_ms
        if lane.start_ms <= span.end and end >= span.start:
            box = _place(lane, y, end, span, width)
            yield box
            y += box.height + GAP


def ticks(span: Span, width: float) -> list[tuple[float, str]]:
    """Round moments of the span with their local time, as far apart as their texts need."""
    least = span.length * _TICK / max(width, 1)
    step = next((step for step in _STEPS if step >= least), _STEPS[-1])
    offset = datetime.fromtimestamp(span.start / 1000, UTC).astimezone().utcoffset()
    shift = offset.total_seconds() * 1000 if offset is not None else 0.0
    first = math.ceil((span.start + shift) / step) * step - shift
    count = int(max(0, (span.end - first) // step + 1))
    return [(first + place * step, clock(first + place * step, step)) for place in range(min(count, 100))]


def clock(time_ms: float, step: float = 1.0) -> str:
    """The local time of day, as fine as the steps between two of them."""
    text = datetime.fromtimestamp(time_ms / 1000, UTC).astimezone().strftime("%H:%M:%S.%f")
    return text[:8] if step >= 1000 else text[:-3]  # noqa: PLR2004 - whole seconds


def _place(lane: Lane, y: float, end: float, span: Span, width: float) -> LaneBox:
    life = _box(lane.start_ms, end, y, LIFE, span, width, None)
    result = LaneBox(lane, y, 0.0, life)
    below = y + LIFE + 2
    pages = [page for page in lane.pages.values() if page.start_ms <= span.end and page.end_ms >= span.start]
    result.boxes += [_box(page.start_ms, page.end_ms, below, PAGE, span, width, page) for page in pages]
    below += PAGE + 2 if pages else 0
    first, last = span.start, span.end
    seen = [item for item in lane.items if item.start_ms <= last and item.end_ms >= first]
    marks = _place_marks([item for item in seen if item.kind == "mark"], y + (LIFE - MARK) / 2, span, width)
    bars, rows = _place_bars([item for item in seen if item.kind == "bar"], below, span, width)
    result.boxes += bars
    below += rows * BAR
    if lane.readings:
        result.strip_y = below + 1
        result.strip = _strip(lane, span, width)
        below += STRIP
    result.boxes += marks
    result.height = below - y
    return result


def _place_marks(items: list[Item], y: float, span: Span, width: float) -> list[Box]:
    """Of marks of a type that lie on each other the first is painted; of crashes every one."""
    placed: dict[tuple[str, int], Box] = {}
    start, scale = span.start, width / span.length
    for item in items:
        x = (item.start_ms - start) * scale
        place = (f"crash {item.key}" if item.is_crash else item.type, int(x // _SAME_MARK))
        if place not in placed:
            placed[place] = Box(x - MARK / 2, y, MARK, MARK, item)
    return list(placed.values())


def _place_bars(items: list[Item], y: float, span: Span, width: float) -> tuple[list[Box], int]:
    """Those that overlap lie in rows; what is behind another one, or a pixel beside it, is not seen."""
    items.sort(key=_start_of)
    boxes: list[Box] = []
    ends: list[float] = []
    start, scale = span.start, width / span.length
    for item in items:
        left = max((item.start_ms - start) * scale, -8.0)
        if len(ends) == MOST_ROWS and left < min(ends) and (item.end_ms - start) * scale < ends[-1] + LEAST_BAR:
            continue
        right = max(min((item.end_ms - start) * scale, width + 8.0), left + LEAST_BAR)
        row = next((row for row, taken in enumerate(ends) if taken <= left), len(ends))
        if row == MOST_ROWS:
            row -= 1
            if right < ends[row] + LEAST_BAR:
                continue
        if row == len(ends):
            ends.append(right)
        ends[row] = max(right, ends[row])
        boxes.append(Box(left, y + row * BAR, right - left, BAR - 2, item))
    return boxes, len(ends)


def _start_of(item: Item) -> float:
    return item.start_ms


def _box(start: float, end: float, y: float, height: float, span: Span, width: float, item: Item | None) -> Box:
    """Cut to what is shown: numbers beyond a million pixels are beyond what painters take."""
    left, right = max(span.x(start, width), -8.0), min(span.x(end, width), width + 8.0)
    return Box(left, y, max(right - left, LEAST_BAR), height, item)


def _strip(lane: Lane, span: Span, width: float) -> list[tuple[float, float, int]]:
    """One point for a pixel at most: the highest of what falls on it."""
    points: dict[int, tuple[float, float, int]] = {}
    for reading in lane.readings:
        x = span.x(reading.time_ms, width)
        if -width <= x <= 2 * width:
            before = points.get(round(x))
            cpu, memory = reading.cpu_percent, reading.memory
            if before is not None:
                cpu, memory = max(cpu, before[1]), max(memory, before[2])
            points[round(x)] = (x, cpu, memory)
    return list(points.values())
