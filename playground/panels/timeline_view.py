"""The timeline as a widget: shows a part of time, and lets the user zoom, move and pick a part to filter by."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QElapsedTimer, QPoint, QPointF, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QPainter
from PySide6.QtWidgets import QAbstractScrollArea, QToolTip

from playground.models.timeline_layout import LaneBox, Layout, Span, around, clock, lay_out, placed_lanes
from playground.panels.timeline_painter import RULER, TimelinePainter
from playground.theme import UNIT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtGui import QHideEvent, QKeyEvent, QMouseEvent, QPaintEvent, QResizeEvent, QShowEvent, QWheelEvent

    from playground.models.timeline import Item, Lane, Timeline
    from playground.theme import Theme

#: ms between two frames while time goes on
INTERVAL = 250

#: how many times longer than a layout took the next one waits
PAUSE = 20

#: ms that a layout may take in one turn of the event loop
EACH_TURN = 4

STEP = 1.5
GUTTER = UNIT * 40

#: pixels that the mouse has to move before a press is more than a click
_DRAG = 4


class TimelineView(QAbstractScrollArea):
    """Ctrl and wheel zoom, Shift and wheel move; dragging picks a part of time, with Shift it moves."""

    #: tuple[float, float] in ms since the epoch, or None for all of time
    brushed = Signal(object)
    #: int: the key of an event
    item_picked = Signal(object)
    #: str: the name of the process that a lane is of, int | None: its pid
    lane_picked = Signal(str, object)

    def __init__(self, theme: Theme, timeline: Timeline, *, is_live: bool = True) -> None:
        super().__init__()
        self.setObjectName("timeline")
        self.setAccessibleName("Timeline of all processes")
        self.setAccessibleDescription(
            "Plus and minus zoom, arrows move, Home shows everything, End follows, B filters by what is shown"
        )
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setMouseTracking(True)
        self.timeline = timeline
        self.brush: tuple[float, float] | None = None
        self.chosen: Lane | None = None
        self._theme = theme
        self._is_live = is_live
        #: None shows everything there is
        self._span: Span | None = None
        self._follows = True
        self._layout = Layout([], self.span)
        #: a layout that is being made, and what of it is there
        self._coming: Iterator[LaneBox] = iter(())
        self._next = self._layout
        self._spent = 0
        self._turn = QTimer(self, singleShot=True, interval=0)
        self._turn.timeout.connect(self._go_on)
        self._pressed: QPointF | None = None
        self._is_moving = False
        self._timer = QTimer(self, interval=INTERVAL)
        self._timer.timeout.connect(self.refresh_in_turns)
        theme.changed.connect(self.viewport().update)

    @property
    def now(self) -> float:
        """The end of what still runs, in ms."""
        return time.time() * 1000 if self._is_live else self.timeline.newest_ms

    @property
    def span(self) -> Span:
        """The part of time that is shown."""
        if self._span is not None:
            if self._follows and self._is_live:
                return self._span.moved(self.now - self._span.end + self._span.length * 0.02)
            return self._span
        extent = self.timeline.extent()
        return around(extent[0], max(self.now, extent[1])) if extent is not None else around(self.now - 1000, self.now)

    def refresh(self) -> None:
        """Show at once what is there now."""
        self._turn.stop()
        self._show(lay_out(self.timeline, self.span, self._width(), self.now))

    def refresh_in_turns(self) -> None:
        """Show it soon: a timeline of many thousand events is laid out in turns with the rest of the window."""
        if not self._turn.isActive():
            self._next, self._spent = Layout([], self.span), 0
            self._coming = placed_lanes(self.timeline, self._next.span, self._width(), self.now)
            self._go_on()

    def _go_on(self) -> None:
        taken = QElapsedTimer()
        taken.start()
        for lane in self._coming:
            self._next.lanes.append(lane)
            if taken.elapsed() >= EACH_TURN:
                self._spent += taken.elapsed()
                self._turn.start()
                return
        self._timer.setInterval(max(INTERVAL, (self._spent + taken.elapsed()) * PAUSE))
        self._show(self._next)

    def _show(self, layout: Layout) -> None:
        self._layout = layout
        room = self.viewport().height() - RULER
        bar = self.verticalScrollBar()
        bar.setPageStep(room)
        bar.setSingleStep(UNIT * 5)
        bar.setRange(0, max(0, round(self._layout.height) - room))
        self.viewport().update()

    def zoom(self, factor: float, at: float | None = None) -> None:
        """Show more detail (factor above 1) or less, around a moment; by default around the middle."""
        span = self.span
        is_at_end = self._follows and self._is_live and at is None
        middle = span.end if is_at_end else (span.start + span.end) / 2
        self._span = span.zoomed(factor, middle if at is None else at)
        self._follows = is_at_end
        self.refresh()

    def move(self, part: float) -> None:  # type: ignore[override] # time, not the widget, is what moves here
        """Show another part of time, by a part of what is shown."""
        self._span = self.span.moved(self.span.length * part)
        self._follows = False
        self.refresh()

    def show_all(self) -> None:
        """Show everything from the first start on."""
        self._span, self._follows = None, True
        self.refresh()

    def follow(self) -> None:
        """Stay with the newest moment."""
        self._span, self._follows = self.span, True
        self.refresh()

    def set_brush(self, brush: tuple[float, float] | None) -> None:
        """Pick a part of time."""
        self.brush = brush
        self.brushed.emit(brush)
        self.viewport().update()

    def brush_visible(self) -> None:
        """Pick the part of time that is shown."""
        self.set_brush((self.span.start, self.span.end))

    def choose(self, view_name: str) -> None:
        """Mark the newest lane of a process."""
        lanes = [lane for lane in self.timeline.lanes if lane.name == view_name]
        self.chosen = lanes[-1] if lanes else None
        self.viewport().update()

    def item_at(self, point: QPointF) -> Item | None:
        """What is at a point of the viewport."""
        return self._layout.item_at(point.x() - GUTTER, point.y() - RULER + self.verticalScrollBar().value())

    def place_of(self, key: int) -> QPoint | None:
        """Where an event is painted, in the viewport."""
        for lane in self._layout.lanes:
            for box in lane.boxes:
                if box.item is not None and box.item.key == key:
                    y = box.y + box.height / 2 + RULER - self.verticalScrollBar().value()
                    return QPoint(round(GUTTER + box.x + box.width / 2), round(y))
        return None

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint what was laid out last."""
        del event
        painter = QPainter(self.viewport())
        size = self.viewport().size()
        frame = TimelinePainter(painter, self._theme, GUTTER, self._width(), size.height())
        span = self._layout.span
        frame.paint(self._layout, span, self.verticalScrollBar().value(), self.chosen)
        if self.brush is not None:
            frame.paint_brush(span.x(self.brush[0], self._width()), span.x(self.brush[1], self._width()))
        painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Everything that the mouse does."""
        deeds = {
            Qt.Key.Key_Plus: lambda: self.zoom(STEP),
            Qt.Key.Key_Equal: lambda: self.zoom(STEP),
            Qt.Key.Key_Minus: lambda: self.zoom(1 / STEP),
            Qt.Key.Key_Left: lambda: self.move(-0.1),
            Qt.Key.Key_Right: lambda: self.move(0.1),
            Qt.Key.Key_Home: self.show_all,
            Qt.Key.Key_End: self.follow,
            Qt.Key.Key_B: self.brush_visible,
        }
        deed = deeds.get(Qt.Key(event.key()))
        if event.matches(QKeySequence.StandardKey.Cancel):
            self.set_brush(None)
        elif deed is not None:
            deed()
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """With Ctrl zoom, with Shift or sideways move, otherwise scroll."""
        steps = (event.angleDelta().y() or event.angleDelta().x()) / 120
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom(STEP**steps, self._time(event.position().x()))
        elif event.modifiers() & Qt.KeyboardModifier.ShiftModifier or not event.angleDelta().y():
            self.move(-0.1 * steps)
        else:
            super().wheelEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The beginning of a click, a brush or a move."""
        self._pressed = event.position()
        self._is_moving = (
            event.button() is Qt.MouseButton.MiddleButton
            or bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        )  # fmt: skip

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move, brush, or tell what is below the mouse."""
        here = event.position()
        if self._pressed is None:
            item = self.item_at(here)
            text = f"{clock(item.start_ms)}  {item.label}" if item is not None else ""
            QToolTip.showText(event.globalPosition().toPoint(), text, self.viewport())
        elif self._is_moving:
            self.move((self._pressed.x() - here.x()) / self._width())
            self._pressed = here
        elif abs(here.x() - self._pressed.x()) >= _DRAG:
            first, last = sorted((self._time(self._pressed.x()), self._time(here.x())))
            self.brush = first, last
            self.viewport().update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """The end of a click, a brush or a move."""
        pressed, self._pressed = self._pressed, None
        if pressed is None or self._is_moving:
            return
        if abs(event.position().x() - pressed.x()) >= _DRAG:
            self.set_brush(self.brush)
            return
        item = self.item_at(event.position())
        if item is not None:
            self.item_picked.emit(item.key)
            return
        lane = self._layout.lane_at(event.position().y() - RULER + self.verticalScrollBar().value())
        if lane is not None and event.position().x() < GUTTER:
            self.chosen = lane
            self.lane_picked.emit(lane.name, lane.pid)
        elif self.brush is not None:
            self.set_brush(None)
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay out anew."""
        super().resizeEvent(event)
        self._turn.stop()
        self.refresh_in_turns()

    def showEvent(self, event: QShowEvent) -> None:
        """Let time go on, which it does only while somebody looks."""
        super().showEvent(event)
        self.refresh()
        if self._is_live:
            self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop the clock: nobody looks."""
        super().hideEvent(event)
        self._timer.stop()

    def _time(self, x: float) -> float:
        return self.span.time(x - GUTTER, self._width())

    def _width(self) -> int:
        return max(1, self.viewport().width() - GUTTER)
