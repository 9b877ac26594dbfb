"""What one part of the main window does to another: processes, timeline, events and query follow each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from playground.intake.fault import Fault
from playground.main_layout import show_timeline
from playground.models.query_text import with_process, with_term
from playground.panels.command_palette import CommandPalette

if TYPE_CHECKING:
    from playground.main_window import MainWindow
    from playground.models.event_feed import EventFeed
    from playground.models.event_record import EventRecord
    from playground.models.process_tree import ProcessNode


#: how much larger type is in a presentation
PRESENTATION = 1.35


class MainLinks(QObject):
    """Selecting a process filters the events, and choosing an event selects its process; the same for the timeline."""

    def __init__(self, window: MainWindow, feed: EventFeed) -> None:
        super().__init__(window)
        self.setObjectName("main-links")
        self._window = window
        self._processes = window.panels.processes
        self._timeline = window.panels.timeline
        feed.arrived.connect(self._timeline.take)
        self._processes.sampler.taken.connect(self._timeline.measure)
        self._processes.filter_wanted.connect(self._filter_by_process)
        self._timeline.view.brushed.connect(self._filter_by_time)
        self._timeline.view.item_picked.connect(self._go_to)
        self._timeline.view.lane_picked.connect(self._on_lane_picked)
        self._timeline.told.connect(lambda text, kind: window.banner.tell(text, kind, topic="timeline"))
        window.events.chosen.connect(self._on_event_chosen)
        window.act.clear.triggered.connect(self._timeline.clear)
        window.act.timeline.triggered.connect(self._show_timeline)
        window.panels.demo.timeline_wanted.connect(self._show_timeline)
        window.act.demo.triggered.connect(self._show_demo)
        window.act.palette.triggered.connect(self._show_palette)
        window.act.present.toggled.connect(self._present)
        session, status = window.panels.session, window.status
        session.meter.changed.connect(status.show_delivery)
        status.show_delivery(session.meter.figures)
        session.faults.switched.connect(status.show_fault)
        status.show_fault(Fault.NONE)

    def _show_timeline(self) -> None:
        show_timeline(self._window, self._window.panels)
        self._timeline.view.setFocus()

    def _show_demo(self) -> None:
        demo = self._window.panels.demo
        demo.show()
        demo.raise_()
        demo.next.setFocus()

    def _show_palette(self) -> None:
        CommandPalette(self._window.theme, self._window).show()

    def _present(self, is_on: bool) -> None:
        self._window.theme.magnify(PRESENTATION if is_on else 1.0)

    def _query(self, text: str) -> None:
        box = self._window.toolbar.filter
        if text != box.text():
            box.setText(text)
            box.apply()

    def _filter_by_process(self, node: ProcessNode | None) -> None:
        text = with_term(self._window.toolbar.filter.text(), "context.pid", None)
        if node is not None and node.view_name is None:  # a command has no view, but its resource has its pid
            text = with_term(with_process(text, None), "context.pid", f"{node.pid}..{node.pid}")
        else:
            text = with_process(text, node.view_name if node is not None else None)
        self._query(text)
        if node is not None and node.view_name is not None:
            self._timeline.view.choose(node.view_name)

    def _filter_by_time(self, brush: tuple[float, float] | None) -> None:
        value = f"{round(brush[0])}..{round(brush[1])}" if brush is not None else None
        self._query(with_term(self._window.toolbar.filter.text(), "date", value))

    def _go_to(self, key: int) -> None:
        """Make an event of the timeline the current one in the list."""
        record = self._window.table.store.with_key(key)
        if record is not None:
            self._window.events.go_to(record)
            self._window.events.opened.emit(record)

    def _on_lane_picked(self, view_name: str, pid: int | None) -> None:
        self._processes.choose_by_view(view_name, pid)
        self._query(with_process(self._window.toolbar.filter.text(), view_name))

    def _on_event_chosen(self, record: EventRecord | None) -> None:
        if record is not None:
            pid = record.event().get("context", {}).get("pid")  # of several processes of one name
            self._processes.choose_by_view(record.process, pid)
            self._timeline.view.choose(record.process)
