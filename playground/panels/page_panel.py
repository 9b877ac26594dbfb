"""The page of the main window: drawn by a renderer process, like that of every other window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playground.panels.panel import Panel
from playground.windows.page_view import PageView

if TYPE_CHECKING:
    from playground.processes import RendererProcess
    from playground.stage import Stage
    from playground.theme import Theme

#: name of the page of assets/pages that belongs here
MAIN_PAGE = "main"


class PagePanel(Panel):
    """Shows the newest renderer of the main page."""

    def __init__(self, theme: Theme, stage: Stage) -> None:
        super().__init__(theme, "Page", "page")
        self._stage = stage
        self.view = PageView(theme, "main-page")
        self.view.reload_requested.connect(self._reload)
        self.body.addWidget(self.view, 1)
        # Qt hides no dock that is behind another tab; it only moves it out of the window.
        self.visibilityChanged.connect(self.view.set_in_front)

    def load(self) -> None:
        """Start a renderer for the page."""
        self._stage.perform(self._stage.open_window(MAIN_PAGE))

    def _reload(self) -> None:
        if self.view.process is not None:
            self._stage.perform(self._stage.reload_window(self.view.process))

    def takes(self, process: RendererProcess) -> bool:
        """Show this renderer, if its page belongs here, or if it replaces the one that is here."""
        is_ours = process.replaces is self.view.process if process.replaces else process.page.stem == MAIN_PAGE
        if is_ours:
            self.view.attach(process)
        return is_ours
