"""Shows what a renderer process sends, and says so in words when the process is gone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QStackedWidget, QTextBrowser, QVBoxLayout, QWidget

from playground.panels.building import EmptyState, button, label, scrolling
from playground.panels.picture import Picture
from playground.theme import UNIT
from playground.windows.page_style import show_page

if TYPE_CHECKING:
    from playground.processes import ProcessExit, RendererProcess
    from playground.theme import Theme


class PageView(QStackedWidget):
    """The inside of a window. The process draws nothing here itself: it sends HTML."""

    #: the user wants the page back after its renderer died
    reload_requested = Signal()
    title_changed = Signal(str)

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self._theme = theme
        self.process: RendererProcess | None = None
        self._loading = EmptyState(theme, "renderer", "Loading", "The renderer process is starting.", f"{name}-loading")
        self.text = QTextBrowser()
        self.text.setObjectName(f"{name}-text")
        self.text.setAccessibleName("Page")
        self.text.setOpenLinks(False)
        self.text.document().setDocumentMargin(UNIT * 5)
        self._gone = self._build_gone(name)
        for page in (self._loading, self.text, self._gone):
            self.addWidget(page)
        theme.changed.connect(self._show_html)

    @property
    def is_gone(self) -> bool:
        """Whether the renderer died and the page says so."""
        return self.currentWidget() is self._gone

    def attach(self, process: RendererProcess) -> None:
        """Show this renderer's page from now on."""
        self.process = process
        self.setCurrentWidget(self._loading)
        process.title_changed.connect(self.title_changed)
        # Methods, not lambdas: Qt takes the connections back when this widget goes before the process does.
        process.content_changed.connect(self._show_html)
        process.error.connect(self._on_error)
        process.exited.connect(self._on_exited)
        if process.html:
            self._show_html()

    def _show_html(self, _html: str = "") -> None:
        if self.process is None or self.process.exit is not None or not self.process.html:
            return
        show_page(self.text.document(), self.process.html, self._theme.palette)
        self.text.moveCursor(QTextCursor.MoveOperation.Start)  # it went along with the text to the end
        self.setCurrentWidget(self.text)

    def _on_error(self, text: str) -> None:
        if self.process is not None and not self.process.html:
            self._explain("This page cannot be shown", text)

    def _on_exited(self, how: ProcessExit) -> None:
        process = self.process
        if process is None or how.is_clean:
            return
        self._explain(
            "This window lost its process",
            f"The renderer of “{process.title}” (pid {process.pid}) {_in_words(how)}. "
            "The rest of the app goes on: only this window is affected. Its crash is in the event list.",
        )

    def _explain(self, heading: str, text: str) -> None:
        self._heading.setText(heading)
        self._what.setText(text)
        self.setCurrentWidget(self._gone)

    def _build_gone(self, name: str) -> QWidget:
        page = QWidget()
        picture = Picture(self._theme, "crash", "error", f"{name}-gone-icon", UNIT * 8)
        self._heading = label("", "heading", f"{name}-gone-heading")
        self._what = label("", "muted", f"{name}-gone-text")
        reload_page = button(
            self._theme, "Reload", "reload", f"{name}-reload", look="primary", tip="Start a new renderer"
        )
        reload_page.clicked.connect(self.reload_requested)
        layout = QVBoxLayout(page)
        layout.setContentsMargins(UNIT * 6, UNIT * 3, UNIT * 6, UNIT * 3)
        layout.setSpacing(UNIT * 2)
        layout.addStretch(1)
        layout.addWidget(picture, 0, Qt.AlignmentFlag.AlignHCenter)
        for text in (self._heading, self._what):
            text.setWordWrap(True)
            text.setAlignment(Qt.AlignmentFlag.AlignCenter)
            layout.addWidget(text)
        layout.addSpacing(UNIT)
        layout.addWidget(reload_page, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(2)
        return scrolling(page, f"{name}-gone")


def _in_words(how: ProcessExit) -> str:
    if how.error is not None:
        return f"could not be started: {how.error}"
    if how.signal is not None:
        return f"died of {how.signal}"
    return f"ended with exit code {how.exit_code}"
