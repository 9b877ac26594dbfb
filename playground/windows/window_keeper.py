"""Keeps the windows that have a renderer behind them: opens, reloads and forgets them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from playground.windows.renderer_window import RendererWindow

if TYPE_CHECKING:
    from pathlib import Path

    from playground.processes import RendererProcess
    from playground.stage import Stage
    from playground.theme import Theme


class WindowKeeper(QObject):
    """One window for each renderer, but for those that come into a window whose renderer died."""

    def __init__(self, theme: Theme, stage: Stage, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("window-keeper")
        self.windows: list[RendererWindow] = []
        self._theme = theme
        self._stage = stage
        #: those that wait for the new renderer that they asked for
        self._reloading: list[RendererWindow] = []

    def show(self, process: RendererProcess) -> None:
        """Show what this renderer sends."""
        waiting = [window for window in self._reloading if _page_of(window) == process.page]
        if waiting:
            self._reloading.remove(waiting[0])
            waiting[0].attach(process)
            return
        window = RendererWindow(self._theme, process)
        self.windows.append(window)
        window.closed.connect(lambda: self._forget(window))
        window.reload_requested.connect(lambda: self._reload(window))
        window.show()

    def close_all(self) -> None:
        """Close every window; their renderers end."""
        for window in list(self.windows):
            window.close()

    def _reload(self, window: RendererWindow) -> None:
        page = _page_of(window)
        if page is not None and window not in self._reloading:
            self._reloading.append(window)
            self._stage.perform(self._stage.open_window(page.stem))

    def _forget(self, window: RendererWindow) -> None:
        for windows in (self.windows, self._reloading):
            if window in windows:
                windows.remove(window)


def _page_of(window: RendererWindow) -> Path | None:
    return window.page.process.page if window.page.process is not None else None
