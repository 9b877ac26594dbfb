"""Builds the window of a running playground; owns nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from playground.layout_memory import LayoutMemory
from playground.main_window import MainWindow
from playground.theme import Scheme, Theme, app_icon

if TYPE_CHECKING:
    from pathlib import Path

    from playground.running import Playground


def build_window(playground: Playground, *, theme: str = "system", data_dir: Path | None = None) -> MainWindow:
    """The main window, with its theme and the layout that the user left; `theme` is one of `Scheme`'s values."""
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        raise TypeError("There is no QApplication yet")
    app.setApplicationName("desktop-rum-playground")
    app.setApplicationDisplayName("Desktop RUM Playground")
    app.setWindowIcon(app_icon())
    memory = LayoutMemory(data_dir) if data_dir is not None else None
    scheme = Scheme(theme)
    if scheme is Scheme.SYSTEM and memory is not None and memory.scheme in set(Scheme):
        scheme = Scheme(memory.scheme)
    return MainWindow(playground, Theme(app, scheme), memory)
