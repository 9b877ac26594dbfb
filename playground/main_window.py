"""The main window: puts the panels together, gives each action its effect, and remembers the layout."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtWidgets import QMainWindow, QVBoxLayout, QWidget

import desktop_rum
from playground.main_actions import MainActions
from playground.main_layout import arrange, claim_corners, show_inspector
from playground.main_links import MainLinks
from playground.main_menus import MainToolbar, fill_menu_bar
from playground.main_sessions import MainSessions
from playground.models.event_store import EventStore
from playground.models.event_table import EventTable
from playground.models.suggestions import Suggestions
from playground.models.words import count_of
from playground.panels.banner import Banner
from playground.panels.events_panel import EventsPanel
from playground.panels.panels import Panels
from playground.panels.status_bar import StatusBar
from playground.panels.trouble import Trouble
from playground.theme import Scheme, Theme, app_icon
from playground.windows.window_keeper import WindowKeeper

if TYPE_CHECKING:
    from PySide6.QtGui import QAction, QCloseEvent, QShowEvent

    from playground.layout_memory import LayoutMemory
    from playground.models.event_record import EventRecord
    from playground.models.query import Query
    from playground.processes import RendererProcess
    from playground.running import Playground

START_SIZE = QSize(1440, 900)

#: ms after which Qt knows what every dock needs
SETTLING = 50


class MainWindow(QMainWindow):
    """The window of a running playground."""

    def __init__(self, playground: Playground, theme: Theme, memory: LayoutMemory | None = None) -> None:
        super().__init__()
        self.setObjectName("main-window")
        self.setWindowTitle("Desktop RUM Playground")
        self.setWindowIcon(app_icon())
        self.theme = theme
        self._playground = playground
        self._memory = memory
        self.act = MainActions(self, theme)
        self.table = EventTable(EventStore(), self)
        self.panels = Panels.build(theme, playground, self.table, self.act)
        self.keeper = WindowKeeper(theme, playground.stage, self)
        self.banner = Banner(theme)
        self.events = EventsPanel(theme, self.table, [self.act.versions])
        self.status = StatusBar(theme, playground.address, self.table.store, self.panels.processes.model)
        self.trouble = Trouble(self.banner, self.status, self.table)
        self.toolbar = MainToolbar(theme, self.act)
        self._put_together()
        self._connect_actions()
        self._connect_parts()
        self.resize(START_SIZE)
        self._is_fresh = True
        self._room = self.maximumSize()
        self.reset_layout()
        if memory is not None:
            self._is_fresh = not memory.restore(self)
            self.events.columns.restore(memory.text("columns"))
            self.toolbar.filter.history.restore(memory.text("queries"))
            self.panels.processes.view.restore_columns(memory.text("processes"))
        if playground.warning is not None:
            self.trouble.tell(playground.warning)
        self.panels.actions.command.line.setFocus()
        self.panels.processes.sampler.start()
        self.panels.page.load()

    def reset_layout(self) -> None:
        """Put every panel where it is at the first start."""
        arrange(self, self.panels)

    def showEvent(self, event: QShowEvent) -> None:
        """Arrange the docks once more: only now do they know how much room they need."""
        super().showEvent(event)
        if self._is_fresh:
            self._is_fresh = False
            QTimer.singleShot(SETTLING, self, self._settle)

    def fit(self, room: QSize) -> None:
        """Become no larger than this size, as soon as a layout fits into it."""
        self.resize(self.size().boundedTo(room))
        self._room = room

    def _settle(self) -> None:
        self.reset_layout()
        self.resize(self.size().boundedTo(self._room))

    def closeEvent(self, event: QCloseEvent) -> None:
        """Remember the layout, and take every other window along."""
        if self._memory is not None:
            self._memory.keep(
                self,
                columns=self.events.columns.state(),
                queries=self.toolbar.filter.history.state(),
                processes=self.panels.processes.view.columns_state(),
            )
        self.trouble.stop()
        self.panels.processes.sampler.stop()
        self.keeper.close_all()
        self.sessions.close_all()
        super().closeEvent(event)

    def _put_together(self) -> None:
        centre = QWidget()
        centre.setObjectName("centre")
        layout = QVBoxLayout(centre)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.banner)
        layout.addWidget(self.events, 1)
        self.setCentralWidget(centre)
        self.setStatusBar(self.status)
        self.addToolBar(self.toolbar)
        fill_menu_bar(self.menuBar(), self.act, self.panels)
        self.events.columns.add_to(self.menuBar())
        claim_corners(self)

    def _connect_actions(self) -> None:
        act = self.act
        act.pause.toggled.connect(self.table.pause)
        act.clear.triggered.connect(self._clear)
        act.flush.triggered.connect(self._start_flush)
        act.versions.toggled.connect(self.table.show_versions)
        act.find.triggered.connect(self._go_to_filter)
        act.earlier.triggered.connect(lambda: self.panels.inspector.step(-1))
        act.later.triggered.connect(lambda: self.panels.inspector.step(1))
        act.new_window.triggered.connect(self._open_window)
        act.stop_session.triggered.connect(self._stop_session)
        act.reset_layout.triggered.connect(self.reset_layout)
        act.quit.triggered.connect(self.close)
        act.schemes.triggered.connect(self._choose_scheme)

    def _connect_parts(self) -> None:
        stage, panels = self._playground.stage, self.panels
        self._playground.feed.arrived.connect(self.table.take)
        self.table.counts_changed.connect(self.status.refresh)
        self.table.dataChanged.connect(panels.inspector.refresh)
        self.toolbar.filter.suggestions = Suggestions(self.table.store)
        self.toolbar.filter.query_changed.connect(self._use_query)
        self.table.gave_up.connect(self.toolbar.filter.give_up)
        self.events.term_wanted.connect(self.toolbar.filter.add_term)
        panels.facets.query_wanted.connect(self.toolbar.filter.say)
        panels.inspector.term_wanted.connect(self.toolbar.filter.add_term)
        panels.inspector.version_wanted.connect(self._show_version)
        self._playground.feed.overrun.connect(self._on_overrun)
        self.events.opened.connect(self._inspect)
        self.events.chosen.connect(self._on_chosen)
        self._links = MainLinks(self, self._playground.feed)
        self.sessions = MainSessions(self, stage, self._playground.recordings)
        stage.problem.connect(self._on_problem)
        stage.command_finished.connect(panels.output.raise_)
        stage.command_started.connect(lambda: self.banner.withdraw("problem"))
        stage.window_opened.connect(self._on_window_opened)

    def _use_query(self, query: Query) -> None:
        self.table.set_query(query)
        self.panels.facets.show_query(query)

    def _show_version(self, record: EventRecord) -> None:
        self.panels.inspector.show_record(record)
        self.events.go_to(record)

    def _on_overrun(self, skipped: int) -> None:
        said = f"{skipped:,} updates came faster than they can be listed. They are sent all the same."
        self.banner.tell(said, "warning", topic="overrun")

    def _go_to_filter(self) -> None:
        self.toolbar.filter.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.toolbar.filter.selectAll()

    def _clear(self) -> None:
        """Empty the list, and say where what was in it is still to be had."""
        count = self.table.store.end - self.table.store.first
        self.table.clear()
        self.panels.inspector.clear()
        if count:
            own = self._playground.has_own_intake
            sent = "They are sent all the same."
            rest = "What was sent is in the recording of this launch: Ctrl+O opens it." if own else sent
            self.banner.tell(f"{count_of(count, 'event')} cleared from the list. {rest}", topic="clear")

    def _inspect(self, record: EventRecord) -> None:
        self.panels.inspector.show_record(record)
        show_inspector(self, self.panels)

    def _on_chosen(self, record: EventRecord | None) -> None:
        if record is not None and self.panels.inspector.isVisible():
            self.panels.inspector.show_record(record)

    def _on_problem(self, text: str) -> None:
        self.banner.tell(text, "error", topic="problem")

    def _on_window_opened(self, process: RendererProcess) -> None:
        if not self.panels.page.takes(process):
            self.keeper.show(process)

    def _open_window(self) -> None:
        self._playground.stage.perform(self._playground.stage.open_window())

    def _choose_scheme(self, action: QAction) -> None:
        scheme = Scheme(action.data())
        self.theme.choose(scheme)
        if self._memory is not None:
            self._memory.scheme = scheme

    def _stop_session(self) -> None:
        desktop_rum.stop_session()
        self.panels.session.refresh()
        self.banner.tell("The session was stopped. The next activity starts a new one.", topic="session")

    def _start_flush(self) -> None:
        self._playground.stage.perform(self._flush())

    async def _flush(self) -> None:
        self.act.flush.setEnabled(False)
        try:
            was_taken = await self._playground.flush()
        finally:
            self.act.flush.setEnabled(True)
        self.banner.withdraw("flush")
        if was_taken:
            self.banner.tell("Everything was sent.", "good", topic="flush")
        else:
            where = self._playground.address
            self.trouble.tell(f"The intake at {where} did not take everything: the rest is kept on disk.")
