"""The process behind one window: it loads a page and sends what the window shows."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from playground.processes.child_process import ChildProcess
from playground.processes.message_port import PortClosedError

if TYPE_CHECKING:
    from pathlib import Path

#: milliseconds that a renderer has to end by itself
CLOSE_GRACE = 1000


class RendererProcess(ChildProcess):
    """A renderer of one page. The window shows `html` and, when the renderer died unasked, says so."""

    #: str: title of the page, when the renderer has loaded it
    title_changed = Signal(str)
    #: str: HTML to show, when the renderer has loaded it
    content_changed = Signal(str)

    def __init__(self, page: Path, *, title: str, parent: QObject | None = None) -> None:
        """A renderer of the HTML file `page`; `title` names it until the page's own title is known."""
        super().__init__("workers.renderer", [str(page)], role="renderer", name=title, parent=parent)
        self.page = page
        self.title = title
        self.html = ""
        self._closing = QTimer(self, singleShot=True)
        self._closing.timeout.connect(self.terminate)

    @classmethod
    def open(cls, page: Path, *, title: str, parent: QObject | None = None) -> RendererProcess:
        """Start a renderer for a page."""
        renderer = cls(page, title=title, parent=parent)
        renderer.start()
        return renderer

    def close(self) -> None:
        """End the renderer because its window closes: it is told so, and ended when it does not listen."""
        if self.state == "exited" or self._closing.isActive():
            return
        self._is_exit_requested = True
        self._closing.start(CLOSE_GRACE)
        with contextlib.suppress(PortClosedError):  # it may be on its way out already
            self.post({"type": "close"})

    def _on_message(self, message: object) -> None:
        match message:
            case {"type": "loaded", "title": str(title), "html": str(html)}:
                self.title, self.html = title, html
                self.title_changed.emit(title)
                self.content_changed.emit(html)
            case {"type": "failed", "reason": str(reason)}:
                self.error.emit(reason)
        super()._on_message(message)
