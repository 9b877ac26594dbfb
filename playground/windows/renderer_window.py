"""A window of its own with a renderer process behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from playground.theme import UNIT
from playground.windows.page_view import PageView

if TYPE_CHECKING:
    from PySide6.QtGui import QCloseEvent

    from playground.processes import ProcessExit, RendererProcess
    from playground.theme import Theme


class RendererWindow(QWidget):
    """Closes when its process ends as asked; stays, and says so, when the process dies."""

    #: the window is to be forgotten
    closed = Signal()
    reload_requested = Signal()

    def __init__(self, theme: Theme, process: RendererProcess) -> None:
        super().__init__()
        self.setObjectName(f"renderer-window-{process.page.stem}")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumSize(UNIT * 80, UNIT * 60)
        self.resize(UNIT * 140, UNIT * 100)
        self.page = PageView(theme, "renderer-page")
        self.page.title_changed.connect(self.setWindowTitle)
        self.page.reload_requested.connect(self.reload_requested)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.page)
        closing = QShortcut(QKeySequence(QKeySequence.StandardKey.Close), self)
        closing.activated.connect(self.close)
        reloading = QShortcut(QKeySequence("Ctrl+R"), self)
        reloading.activated.connect(self.reload_requested)
        self.attach(process)

    def attach(self, process: RendererProcess) -> None:
        """Put this process behind the window."""
        if self.page.process is not None:
            self.page.process.exited.disconnect(self._on_exited)
        self.setWindowTitle(process.title)
        self.page.attach(process)
        process.exited.connect(self._on_exited)
        self.page.surface.setFocus()

    def closeEvent(self, event: QCloseEvent) -> None:
        """The renderer ends with its window."""
        process = self.page.process
        if process is not None:
            process.close()
        self.closed.emit()
        super().closeEvent(event)

    def _on_exited(self, how: ProcessExit) -> None:
        process = self.page.process
        if how.is_clean and process is not None and not process.failure:
            self.close()
