"""The dock of the timeline: lanes of all processes, and what can be done with them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QStackedWidget

from playground.models.chrome_trace import chrome_trace
from playground.models.sentences import sentence
from playground.models.timeline import Timeline
from playground.panels.building import EmptyState, action_button
from playground.panels.file_dialog import file_dialog
from playground.panels.panel import Panel
from playground.panels.timeline_view import STEP, TimelineView

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from desktop_rum import EventUpdate
    from playground.models.event_store import EventStore
    from playground.models.process_sampler import Sample
    from playground.theme import Theme


class TimelinePanel(Panel):
    """Zoom, move, brush and export."""

    #: str: one sentence, and str: what kind of news it is
    told = Signal(str, str)

    def __init__(self, theme: Theme, store: EventStore, *, is_live: bool = True) -> None:
        super().__init__(theme, "Timeline", "timeline-panel")
        self._store = store
        self.timeline = Timeline(self._said)
        self.view = TimelineView(theme, self.timeline, is_live=is_live)
        self._empty = EmptyState(
            theme, "timeline", "Nothing has happened yet", "Each process gets a lane, from its start to its exit.",
            "timeline-empty",
        )  # fmt: skip
        self._stack = QStackedWidget()
        self._stack.setObjectName("timeline-stack")
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self.view)
        self.body.addWidget(self._stack, 1)
        self.acts = [
            self._act("timeline-zoom-in", "Zoom in", "zoom-in", lambda: self.view.zoom(STEP)),
            self._act("timeline-zoom-out", "Zoom out", "zoom-out", lambda: self.view.zoom(1 / STEP)),
            self._act("timeline-all", "Show all of time", "fit", self.view.show_all),
            self._act("timeline-follow", "Follow the newest moment", "newest", self.view.follow),
            self._act("timeline-brush", "Filter by the time that is shown", "filter", self.view.brush_visible),
            self._act("timeline-export", "Export the timeline for Chrome or Perfetto…", "export", self._ask_for_file),
        ]
        for act in self.acts:
            self.add_to_title(action_button(act))

    def take(self, updates: Sequence[EventUpdate]) -> None:
        """Take in what happened."""
        before = self.timeline.version
        self.timeline.take(updates)
        if self.timeline.version != before:
            self._stack.setCurrentWidget(self.view if self.timeline.extent() is not None else self._empty)
            if self.view.isVisible() and not self.view.span.length:
                self.view.refresh()

    def measure(self, sample: Sample) -> None:
        """Take in what every process uses."""
        self.timeline.measure(sample.time_ms, sample.metrics)

    def clear(self) -> None:
        """Forget what happened."""
        self.timeline.clear()
        self.view.set_brush(None)
        self.view.refresh()

    def export(self, file: Path) -> None:
        """Write a trace that Chrome and Perfetto open."""
        try:
            file.write_text(json.dumps(chrome_trace(self.timeline)), encoding="utf-8")
        except OSError as problem:
            self.told.emit(f"The timeline could not be written to {file}: {problem.strerror}", "error")
        else:
            self.told.emit(f"The timeline is in {file}: open it in Perfetto or in chrome://tracing", "good")

    def _said(self, key: int, event: Mapping[str, Any]) -> str:
        """The list has made the sentence already, unless the event is gone from there."""
        record = self._store.with_key(key)
        return sentence(event) if record is None else record.sentence

    def _act(self, name: str, text: str, icon: str, do: Callable[[], None]) -> QAction:
        action = QAction(self.theme.icon(icon, "muted"), text, self)
        action.setObjectName(name)
        action.setToolTip(text)
        action.triggered.connect(lambda _checked=False: do())
        return action

    def _ask_for_file(self) -> None:
        kinds = "Chrome trace (*.json)"
        asking = file_dialog(self.theme, self, "export-timeline", "Export the timeline", kinds=kinds)
        asking.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        asking.setDefaultSuffix("json")
        asking.fileSelected.connect(lambda file: self.export(Path(file)))
        asking.open()
