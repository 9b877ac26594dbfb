"""The main window: puts the panels together, gives each action its effect, and remembers the layout."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QMainWindow, QSizePolicy, QToolBar, QVBoxLayout, QWidget

import desktop_rum
from playground.main_actions import MainActions
from playground.models.event_store import EventStore
from playground.models.event_table import EventTable
from playground.models.sdk_log import SdkLog
from playground.panels.actions_panel import ActionsPanel
from playground.panels.banner import Banner
from playground.panels.events_panel import EventsPanel
from playground.panels.filter_box import FilterBox
from playground.panels.inspector_panel import InspectorPanel
from playground.panels.output_panel import OutputPanel
from playground.panels.page_panel import PagePanel
from playground.panels.processes_panel import ProcessesPanel
from playground.panels.session_panel import SessionPanel
from playground.panels.status_bar import StatusBar
from playground.theme import ICON, UNIT, Scheme, Theme, app_icon
from playground.windows.renderer_window import RendererWindow

if TYPE_CHECKING:
    from PySide6.QtGui import QAction, QCloseEvent

    from playground.layout_memory import LayoutMemory
    from playground.models.event_record import EventRecord
    from playground.panels.panel import Panel
    from playground.processes import RendererProcess
    from playground.running import Playground

Area = Qt.DockWidgetArea

START_SIZE = QSize(1440, 900)

#: a window that is less wide has no room for a column on the right
WIDE = 1200


class MainWindow(QMainWindow):
    """The window of a running playground."""

    def __init__(self, playground: Playground, theme: Theme, memory: LayoutMemory | None = None) -> None:
        super().__init__()
        self.setObjectName("main-window")
        self.setWindowTitle("Desktop RUM Playground")
        self.setWindowIcon(app_icon())
        self.theme = theme
        self.actions_ = MainActions(self, theme)
        self._playground = playground
        self._memory = memory
        self.renderer_windows: list[RendererWindow] = []
        self._reloading: list[RendererWindow] = []
        #: how many events had been sent when trouble began; -1 without trouble
        self._sent_before_trouble = -1
        self.table = EventTable(EventStore(), self)
        self._build(playground)
        self._build_toolbar()
        self._build_menus()
        self._connect()
        self.resize(START_SIZE)
        self.reset_layout()
        if memory is not None:
            memory.restore(self, self.events.view.horizontalHeader())
        self._log = SdkLog(self)
        self._log.warned.connect(self._on_trouble)
        if playground.warning is not None:
            self._on_trouble(playground.warning)
        self.actions_panel.command.line.setFocus()
        self.page.load()

    def reset_layout(self) -> None:
        """Put every panel where it is at the first start."""
        is_wide = self.width() >= WIDE
        for panel in self.panels:
            panel.setFloating(False)
            self.removeDockWidget(panel)
        self.addDockWidget(Area.LeftDockWidgetArea, self.actions_panel)
        self.addDockWidget(Area.LeftDockWidgetArea, self.processes)
        self.addDockWidget(Area.TopDockWidgetArea, self.page)
        self.splitDockWidget(self.page, self.output, Qt.Orientation.Horizontal)
        if is_wide:
            self.addDockWidget(Area.RightDockWidgetArea, self.session)
            self.splitDockWidget(self.session, self.inspector, Qt.Orientation.Vertical)
        else:
            self.tabifyDockWidget(self.page, self.session)
            self.tabifyDockWidget(self.output, self.inspector)
        for panel in self.panels:
            panel.setVisible(panel is not self.inspector)
        self.page.raise_()
        left, right, top = UNIT * 68, UNIT * 80, UNIT * 58 if is_wide else UNIT * 50
        self.resizeDocks([self.actions_panel], [left], Qt.Orientation.Horizontal)
        if is_wide:
            self.resizeDocks([self.session], [right], Qt.Orientation.Horizontal)
        else:
            self.resizeDocks([self.page, self.output], [1, 1], Qt.Orientation.Horizontal)
        self.resizeDocks([self.page, self.output], [top, top], Qt.Orientation.Vertical)
        column = self.height() - UNIT * 32
        shares = [column * 4 // 7, column * 3 // 7]
        self.resizeDocks([self.actions_panel, self.processes], shares, Qt.Orientation.Vertical)

    def show_scheme(self, scheme: Scheme) -> None:
        """Use these colours from now on."""
        self.theme.choose(scheme)
        if self._memory is not None:
            self._memory.scheme = scheme

    def closeEvent(self, event: QCloseEvent) -> None:
        """Remember the layout, and take every other window along."""
        if self._memory is not None:
            self._memory.keep(self, self.events.view.horizontalHeader())
        self._log.stop()
        for window in list(self.renderer_windows):
            window.close()
        super().closeEvent(event)

    def _build(self, playground: Playground) -> None:
        self.banner = Banner(self.theme)
        self.events = EventsPanel(self.theme, self.table, [self.actions_.versions])
        centre = QWidget()
        centre.setObjectName("centre")
        layout = QVBoxLayout(centre)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.banner)
        layout.addWidget(self.events, 1)
        self.setCentralWidget(centre)
        stage = playground.stage
        self.actions_panel = ActionsPanel(self.theme, stage)
        self.processes = ProcessesPanel(self.theme, stage)
        self.page = PagePanel(self.theme, stage)
        self.output = OutputPanel(self.theme, stage)
        self.session = SessionPanel(self.theme, playground.address, self.table, self.actions_)
        self.inspector = InspectorPanel(self.theme)
        self.panels: list[Panel] = [
            self.actions_panel, self.processes, self.page, self.output, self.session, self.inspector,
        ]  # fmt: skip
        self.status = StatusBar(self.theme, playground.address, self.table.store, self.processes.model)
        self.setStatusBar(self.status)
        for corner, area in (
            (Qt.Corner.TopLeftCorner, Area.LeftDockWidgetArea),
            (Qt.Corner.BottomLeftCorner, Area.LeftDockWidgetArea),
            (Qt.Corner.TopRightCorner, Area.RightDockWidgetArea),
            (Qt.Corner.BottomRightCorner, Area.RightDockWidgetArea),
        ):
            self.setCorner(corner, area)

    def _build_toolbar(self) -> None:
        bar = QToolBar("Toolbar")
        bar.setObjectName("toolbar")
        bar.setMovable(False)
        bar.setIconSize(QSize(ICON, ICON))
        bar.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        bar.addActions([self.actions_.pause, self.actions_.clear, self.actions_.flush])
        bar.addSeparator()
        self.filter = FilterBox(self.theme)
        self.filter.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        bar.addWidget(self.filter)
        bar.addSeparator()
        bar.addAction(self.actions_.new_window)
        self.addToolBar(bar)

    def _build_menus(self) -> None:
        bar, actions = self.menuBar(), self.actions_
        bar.setObjectName("menu-bar")
        menus: dict[str, list[QAction | None]] = {
            "&Playground": [actions.new_window, None, actions.flush, actions.stop_session, None, actions.quit],
            "&Events": [actions.find, None, actions.pause, actions.clear, None, actions.versions],
            "&View": [*(panel.toggleViewAction() for panel in self.panels), None, actions.reset_layout],
        }
        for title, entries in menus.items():
            menu = bar.addMenu(title)
            menu.setObjectName(f"menu-{title.removeprefix('&').lower()}")
            for entry in entries:
                if entry is None:
                    menu.addSeparator()
                else:
                    menu.addAction(entry)
        colours = bar.addMenu("&Colours")
        colours.setObjectName("menu-colours")
        colours.addActions(actions.schemes.actions())

    def _connect(self) -> None:
        actions, stage = self.actions_, self._playground.stage
        actions.pause.toggled.connect(self.table.pause)
        actions.clear.triggered.connect(self._clear)
        actions.flush.triggered.connect(lambda: stage.perform(self._flush()))
        actions.versions.toggled.connect(self.table.show_versions)
        actions.find.triggered.connect(self._go_to_filter)
        actions.new_window.triggered.connect(lambda: stage.perform(stage.open_window()))
        actions.stop_session.triggered.connect(self._stop_session)
        actions.reset_layout.triggered.connect(self.reset_layout)
        actions.quit.triggered.connect(self.close)
        actions.schemes.triggered.connect(lambda action: self.show_scheme(Scheme(action.data())))
        self._playground.feed.arrived.connect(self.table.take)
        self.table.counts_changed.connect(self._on_counts_changed)
        self.table.dataChanged.connect(self.inspector.refresh)
        self.filter.filter_changed.connect(self.table.set_filter)
        self.events.opened.connect(self._inspect)
        self.events.chosen.connect(self._on_chosen)
        stage.problem.connect(self._on_problem)
        stage.command_finished.connect(self.output.raise_)
        stage.window_opened.connect(self._on_window_opened)

    def _go_to_filter(self) -> None:
        self.filter.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.filter.selectAll()

    def _clear(self) -> None:
        self.table.clear()
        self.inspector.clear()

    def _inspect(self, record: EventRecord) -> None:
        self.inspector.show_record(record)
        if not self.inspector.isVisible():
            self.inspector.show()
            if self.dockWidgetArea(self.inspector) is Area.RightDockWidgetArea:
                self.resizeDocks([self.session, self.inspector], [1, self.height()], Qt.Orientation.Vertical)
        self.inspector.raise_()

    def _on_chosen(self, record: EventRecord | None) -> None:
        if record is not None and self.inspector.isVisible():
            self.inspector.show_record(record)

    def _stop_session(self) -> None:
        desktop_rum.stop_session()
        self.session.refresh()
        self.banner.tell("The session was stopped. The next activity starts a new one.", topic="session")

    async def _flush(self) -> None:
        self.actions_.flush.setEnabled(False)
        try:
            was_taken = await self._playground.flush()
        finally:
            self.actions_.flush.setEnabled(True)
        self.banner.withdraw("flush")
        if was_taken:
            self.banner.tell("Everything was sent.", "good", topic="flush")
            return
        self._on_trouble(f"The intake at {self._playground.address} did not take everything: the rest is kept on disk.")

    def _on_trouble(self, text: str) -> None:
        """Events do not get through, or the SDK warns of something else."""
        self.banner.tell(text, "warning", topic="reporting")
        self.status.show_intake("warning", text)
        self._sent_before_trouble = self.table.store.totals["sent"]

    def _on_counts_changed(self) -> None:
        self.status.refresh()
        if self.table.store.totals["sent"] > self._sent_before_trouble >= 0:
            self._sent_before_trouble = -1
            self.banner.withdraw("reporting")
            self.status.show_intake("good", "The intake takes events")

    def _on_problem(self, text: str) -> None:
        self.banner.tell(text, "error")

    def _on_window_opened(self, process: RendererProcess) -> None:
        if self.page.takes(process):
            return
        waiting = [
            window for window in self._reloading if window.page.process and window.page.process.page == process.page
        ]
        if waiting:
            self._reloading.remove(waiting[0])
            waiting[0].attach(process)
            return
        window = RendererWindow(self.theme, process)
        self.renderer_windows.append(window)
        window.closed.connect(lambda: self._forget(window))
        window.reload_requested.connect(lambda: self._reload(window))
        window.show()

    def _reload(self, window: RendererWindow) -> None:
        process = window.page.process
        if process is not None and window not in self._reloading:
            self._reloading.append(window)
            self._playground.stage.perform(self._playground.stage.open_window(process.page.stem))

    def _forget(self, window: RendererWindow) -> None:
        for windows in (self.renderer_windows, self._reloading):
            if window in windows:
                windows.remove(window)
