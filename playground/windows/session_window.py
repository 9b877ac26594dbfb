"""The window of a recorded session: its events and its timeline, played again at a chosen speed, without any SDK."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QElapsedTimer, QSize, Qt, QTimer
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QComboBox, QMainWindow, QSizePolicy, QToolBar, QVBoxLayout, QWidget

from playground.models.event_store import EventStore
from playground.models.event_table import EventTable
from playground.models.query_text import with_process, with_term
from playground.models.replay import AT_ONCE, SPEEDS, Replay
from playground.models.suggestions import Suggestions
from playground.models.words import count_of
from playground.panels.banner import Banner
from playground.panels.building import label
from playground.panels.events_panel import EventsPanel
from playground.panels.inspector_panel import InspectorPanel
from playground.panels.query_box import QueryBox
from playground.panels.timeline_panel import TimelinePanel
from playground.theme import ICON, UNIT, app_icon

if TYPE_CHECKING:
    from PySide6.QtGui import QCloseEvent

    from playground.models.event_record import EventRecord
    from playground.models.session_file import Session
    from playground.theme import Theme

#: ms between two hand-overs
INTERVAL = 50

#: ms to the next one while there is more than there was time for
HURRY = 5

#: seconds that a hand-over may take
PATIENCE = 0.02

_ACROSS, _DOWN = Qt.Orientation.Horizontal, Qt.Orientation.Vertical


class SessionWindow(QMainWindow):
    """Offline: nothing that happens here is reported, and nothing live is mixed in."""

    def __init__(self, theme: Theme, session: Session) -> None:
        super().__init__()
        self.setObjectName("session-window")
        self.setWindowTitle(f"{session.name}: recorded session")
        self.setWindowIcon(app_icon())
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.replay = Replay(session)
        self.table = EventTable(EventStore(), self)
        self.events = EventsPanel(theme, self.table)
        self.timeline = TimelinePanel(theme, self.table.store, is_live=False)
        self.inspector = InspectorPanel(theme, self.table.store)
        self.banner = Banner(theme)
        self.query = QueryBox(theme)
        self.query.suggestions = Suggestions(self.table.store)
        self.speed = QComboBox()
        self.speed.setObjectName("replay-speed")
        self.speed.setAccessibleName("Speed of the replay")
        for speed in SPEEDS:
            self.speed.addItem("At once" if speed == AT_ONCE else f"{speed:g} times", speed)
        self.speed.setCurrentIndex(self.speed.count() - 1)
        self.progress = label("", "caption", "replay-progress")
        self.play = self._act(theme, "replay-play", "Play", "run", "Space")
        self.play.setCheckable(True)
        self.again = self._act(theme, "replay-again", "From the start", "reload", "Ctrl+R")
        self._timer = QTimer(self, interval=INTERVAL)
        self._clock = QElapsedTimer()
        self._put_together()
        self._connect()
        for note in session.notes:
            self.banner.tell(note, "warning")
        self.resize(QSize(1200, 780))
        self.play.setChecked(True)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Play no more."""
        self._timer.stop()
        super().closeEvent(event)

    def restart(self) -> None:
        """Play from the start, at the speed that is chosen."""
        self.table.clear()
        self.timeline.timeline.forget()
        self.timeline.view.refresh()
        self.replay = Replay(self.replay.session, self.speed.currentData())
        self.play.setChecked(True)
        self._clock.restart()

    def _act(self, theme: Theme, name: str, text: str, icon: str, keys: str) -> QAction:
        action = QAction(theme.icon(icon, "muted"), text, self)
        action.setObjectName(name)
        action.setShortcut(keys)
        self.addAction(action)
        return action

    def _put_together(self) -> None:
        bar = QToolBar("Replay")
        bar.setObjectName("replay-bar")
        bar.setMovable(False)
        bar.setIconSize(QSize(ICON, ICON))
        bar.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        bar.addActions([self.play, self.again])
        bar.addWidget(self.speed)
        bar.addSeparator()
        self.query.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        bar.addWidget(self.query)
        self.progress.setContentsMargins(UNIT * 2, 0, UNIT * 2, 0)
        bar.addWidget(self.progress)
        self.addToolBar(bar)
        centre = QWidget()
        centre.setObjectName("session-centre")
        layout = QVBoxLayout(centre)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.banner)
        layout.addWidget(self.events, 1)
        self.setCentralWidget(centre)
        self.addDockWidget(Qt.DockWidgetArea.BottomDockWidgetArea, self.timeline)
        self.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, self.inspector)
        self.resizeDocks([self.timeline], [UNIT * 60], _DOWN)
        self.resizeDocks([self.inspector], [UNIT * 90], _ACROSS)

    def _connect(self) -> None:
        self._timer.timeout.connect(self._go_on)
        self.play.toggled.connect(self._on_play_toggled)
        self.again.triggered.connect(self.restart)
        self.speed.currentIndexChanged.connect(self._on_speed_changed)
        self.query.query_changed.connect(self.table.set_query)
        self.table.gave_up.connect(self.query.give_up)
        self.events.opened.connect(self.inspector.show_record)
        self.events.chosen.connect(self._on_chosen)
        self.events.term_wanted.connect(self.query.add_term)
        self.inspector.term_wanted.connect(self.query.add_term)
        self.timeline.view.brushed.connect(self._filter_by_time)
        self.timeline.view.item_picked.connect(self._go_to)
        self.timeline.view.lane_picked.connect(lambda name, _pid: self.query.say(with_process(self.query.text(), name)))
        self.timeline.told.connect(self.banner.tell)

    def _on_play_toggled(self, is_playing: bool) -> None:
        if is_playing and not self.replay.is_over:
            self._clock.restart()
            self._timer.start()
        else:
            self._timer.stop()
        self.play.setText("Pause" if self._timer.isActive() else "Play")

    def _on_speed_changed(self) -> None:
        self.replay.speed = self.speed.currentData()

    def _go_on(self) -> None:
        elapsed, start, due = self._clock.restart(), time.perf_counter(), True
        while due and time.perf_counter() < start + PATIENCE:
            due = self._advance(elapsed)
            elapsed = 0
        self._timer.setInterval(HURRY if due else INTERVAL)
        self.timeline.view.refresh_in_turns()
        total = len(self.replay.session.events)
        self.progress.setText(f"{self.replay.position:,} of {count_of(total, 'event')}")
        if self.replay.is_over:
            self.timeline.view.refresh()
            self.play.setChecked(False)

    def _advance(self, elapsed_ms: int) -> bool:
        """Hand over what is due; returns whether there was anything."""
        due = self.replay.advance(elapsed_ms)
        self.table.take(due)
        self.timeline.take(due)
        return bool(due)

    def _on_chosen(self, record: EventRecord | None) -> None:
        if record is not None:
            self.inspector.show_record(record)
            self.timeline.view.choose(record.process)

    def _filter_by_time(self, brush: tuple[float, float] | None) -> None:
        value = f"{round(brush[0])}..{round(brush[1])}" if brush is not None else None
        self.query.say(with_term(self.query.text(), "date", value))

    def _go_to(self, key: int) -> None:
        """Keys of a replay are positions, from 1."""
        record = self.table.store.get(self.table.store.end - self.replay.position + key - 1)
        if record is not None:
            self.events.go_to(record)
            self.inspector.show_record(record)
