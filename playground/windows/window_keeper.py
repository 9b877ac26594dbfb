"""Keeps the windows that have a renderer behind them: opens, reloads and forgets them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from playground.windows.renderer_window import RendererWindow

if TYPE_CHECKING:
    from playground.processes import RendererProcess
    from playground.stage import Stage
    from playground.theme import Theme


class WindowKeeper(QObject):
    """One window for each renderer, but for those that come into the window of the one that they replace."""

    def __init__(self, theme: Theme, stage: Stage, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("window-keeper")
        self.windows: list[RendererWindow] = []
        self._theme = theme
        self._stage = stage

    def show(self, process: RendererProcess) -> None:
        """Show what this renderer draws."""
        replaced = [window for window in self.windows if process.replaces and window.page.process is process.replaces]
        if replaced:
            replaced[0].attach(process)
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
        if window.page.process is not None:
            self._stage.perform(self._stage.reload_window(window.page.process))

    def _forget(self, window: RendererWindow) -> None:
        if window in self.windows:
            self.windows.remove(window)
