"""The inside of a window: the page as its renderer draws it, or, in words, what became of the renderer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from playground.models.fitting import breakable, short_name
from playground.models.words import size
from playground.panels.building import EmptyState, ScrollingArea, button, label
from playground.panels.picture import Picture
from playground.theme import UNIT
from playground.windows.look import look_of
from playground.windows.page_surface import PageSurface

if TYPE_CHECKING:
    from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent

    from playground.processes import ProcessExit, RendererProcess
    from playground.theme import Theme


#: logical pixels; in longer lines the eye loses its place
READABLE = UNIT * 140


class PageView(QStackedWidget):
    """One renderer after the other."""

    #: the user wants the page back after its renderer died
    reload_requested = Signal()
    title_changed = Signal(str)

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self._theme = theme
        self.process: RendererProcess | None = None
        self._loading = EmptyState(theme, "renderer", "Loading", "", f"{name}-loading")
        self.surface = PageSurface(theme, f"{name}-surface")
        self._gone = self._build_gone(name)
        for page in (self._loading, self.surface, self._gone):
            self.addWidget(page)
        # Over the page, and not above it: the page would have to be drawn in another size, by whom does not answer.
        self._not_answering = self._build_not_answering(name)
        self.setFocusProxy(self.surface)
        self._is_in_front = True
        self._is_told_shown = True
        # Once for whatever happens together: a dock that is moved is hidden and shown.
        self._shown_soon = QTimer(self, singleShot=True, interval=0)
        self._shown_soon.timeout.connect(self._tell_shown)
        theme.changed.connect(self._tell_look)

    @property
    def is_gone(self) -> bool:
        """Whether the renderer died and the page says so."""
        return self.currentWidget() is self._gone

    @property
    def is_shown(self) -> bool:
        """Whether the page is there."""
        return self.currentWidget() is self.surface

    @property
    def is_waiting(self) -> bool:
        """Whether the page does not answer, and says so."""
        return not self._not_answering.isHidden()

    def attach(self, process: RendererProcess) -> None:
        """Show this renderer's page from now on."""
        self._detach()
        self.process = process
        self._loading.say("Loading", "The renderer process is starting.")
        self.setCurrentWidget(self._loading)
        self._not_answering.hide()
        # Methods, not lambdas: Qt takes the connections back when this widget goes before the process does.
        process.title_changed.connect(self.title_changed)
        process.loading.connect(self._on_loading)
        process.content_changed.connect(self._on_content)
        process.error.connect(self._on_error)
        process.exited.connect(self._on_exited)
        process.answering_changed.connect(self._on_answering_changed)
        self._tell_look()
        self._is_told_shown = True
        self._shown_soon.start()
        self.surface.attach(process)
        if process.text:
            self._on_content()

    def end(self) -> None:
        """End a renderer that does not answer."""
        if self.process is not None:
            self.process.fail("You ended it, because it did not answer.")

    def wait(self) -> None:
        """Give a renderer that does not answer more time."""
        if self.process is not None:
            self.process.heartbeat.wait_longer()

    def set_in_front(self, is_in_front: bool) -> None:
        """Whether what is around this, such as a dock with tabs, shows it."""
        self._is_in_front = is_in_front
        self._shown_soon.start()

    def showEvent(self, event: QShowEvent) -> None:
        """The page can be seen."""
        super().showEvent(event)
        self.window().installEventFilter(self)
        self._shown_soon.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """The page cannot be seen any more."""
        super().hideEvent(event)
        self._shown_soon.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """See when the window is minimised, and when it is back; lets all events pass."""
        if event.type() == QEvent.Type.WindowStateChange:
            self._shown_soon.start()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The notice is as wide as the page."""
        super().resizeEvent(event)
        self._place_notice()

    def _detach(self) -> None:
        process, self.process = self.process, None
        if process is not None:
            process.title_changed.disconnect(self.title_changed)
            process.loading.disconnect(self._on_loading)
            process.content_changed.disconnect(self._on_content)
            process.error.disconnect(self._on_error)
            process.exited.disconnect(self._on_exited)
            process.answering_changed.disconnect(self._on_answering_changed)
        self.surface.detach()

    def _tell_shown(self) -> None:
        is_shown = self.isVisible() and not self.window().isMinimized() and self._is_in_front
        if self.process is not None and is_shown != self._is_told_shown:
            self._is_told_shown = is_shown
            self.process.tell({"type": "visibility", "is_shown": is_shown})

    def _tell_look(self) -> None:
        if self.process is not None:
            self.process.tell({"type": "look", "look": look_of(self._theme)})

    def _on_loading(self, page: str, length: int) -> None:
        self._loading.say("Loading", breakable(f"The renderer lays out {page} ({size(length)})."))

    def _on_content(self, _text: str = "") -> None:
        if self.process is not None and self.process.exit is None:
            self.setCurrentWidget(self.surface)

    def _on_error(self, text: str) -> None:
        process = self.process
        if process is not None:
            heading = "This page cannot go on" if process.failure else "This page cannot be shown"
            self._explain(heading, text)

    def _on_exited(self, how: ProcessExit) -> None:
        process = self.process
        if process is None or how.is_clean or process.failure:
            return
        why = f" ({process.last_words})" if process.last_words else ""
        self._explain(
            "This window lost its process",
            f"The renderer of “{short_name(process.title)}” (pid {process.pid}) {_in_words(how)}{why}. "
            "The rest of the app goes on: only this window is affected. The error is in the event list.",
        )

    def _on_answering_changed(self, is_answering: bool) -> None:
        self._place_notice()
        self._not_answering.setHidden(is_answering)
        self.surface.update()
        self._not_answering.raise_()

    def _place_notice(self) -> None:
        self._not_answering.setGeometry(0, 0, self.width(), self._not_answering.heightForWidth(self.width()))

    def _explain(self, heading: str, text: str) -> None:
        self._not_answering.hide()
        self._heading.setText(heading)
        self._what.setText(breakable(text if text.endswith(".") else f"{text}."))
        self.setCurrentWidget(self._gone)

    def _build_not_answering(self, name: str) -> QFrame:
        frame = QFrame(self)
        frame.setObjectName(f"{name}-not-answering")
        frame.setProperty("note", "warning")
        text = label("This page does not answer.", "", f"{name}-not-answering-text")
        text.setWordWrap(True)
        wait = button(self._theme, "Wait", "pause", f"{name}-wait", tip="Give it more time")
        wait.clicked.connect(self.wait)
        end = button(self._theme, "End it", "kill", f"{name}-end", look="danger", tip="End its renderer")
        end.clicked.connect(self.end)
        layout = QHBoxLayout(frame)
        layout.setContentsMargins(UNIT * 3, UNIT, UNIT * 2, UNIT)
        layout.setSpacing(UNIT * 2)
        layout.addWidget(text, 1)
        layout.addWidget(wait)
        layout.addWidget(end)
        frame.hide()
        return frame

    def _build_gone(self, name: str) -> QWidget:
        column = QWidget()
        column.setMaximumWidth(READABLE)
        picture = Picture(self._theme, "crash", "error", f"{name}-gone-icon", UNIT * 8)
        self._heading = label("", "heading", f"{name}-gone-heading")
        self._what = label("", "muted", f"{name}-gone-text")
        reload_page = button(
            self._theme, "Reload", "reload", f"{name}-reload", look="primary", tip="Start a new renderer"
        )
        reload_page.clicked.connect(self.reload_requested)
        layout = QVBoxLayout(column)
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
        page = QWidget()
        around = QHBoxLayout(page)
        around.setContentsMargins(0, 0, 0, 0)
        around.addStretch(1)
        around.addWidget(column, READABLE)
        around.addStretch(1)
        return ScrollingArea(page, f"{name}-gone", "What happened to this page")


def _in_words(how: ProcessExit) -> str:
    if how.error is not None:
        return f"could not be started: {how.error}"
    if how.signal is not None:
        return f"died of {how.signal}"
    return f"ended with {how.summary}"
