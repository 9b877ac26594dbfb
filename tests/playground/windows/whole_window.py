"""The main window as the program builds it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playground.app import build_window
from tests.playground.window_parts import until

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QApplication

    from playground.main_window import MainWindow
    from playground.running import Playground


async def build(application: QApplication, playground: Playground, data_dir: Path) -> MainWindow:
    """Build and show it in the running loop; returns once its page is there."""
    application.setQuitOnLastWindowClosed(False)
    window = build_window(playground, data_dir=data_dir)
    window.show()
    view = window.panels.page.view
    await until(lambda: view.is_shown, view.currentChanged)
    return window
