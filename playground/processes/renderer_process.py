"""The process behind one window: it loads a page and sends what the window shows."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal

from playground.processes.child_process import ChildProcess


class RendererProcess(ChildProcess):
    """A renderer of one page. The window shows `html` and, when it exited unasked, says so."""

    #: str: title of the page, when the renderer has loaded it
    title_changed = Signal(str)
    #: str: HTML to show, when the renderer has loaded it
    content_changed = Signal(str)

    page: Path
    title: str
    html: str

    def close(self) -> None:
        """End the renderer because its window closes."""
        raise NotImplementedError
