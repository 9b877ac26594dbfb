"""Remembers where the user put everything, in a file of the data folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QSettings

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QMainWindow

FILE = "window.ini"

#: raised when the docks are other ones, so that an old layout is not put on them
VERSION = 3


class LayoutMemory:
    """Geometry and docks of one window, and texts that its parts want to find again.

    A file that is missing or broken means the layout of the start.
    """

    def __init__(self, data_dir: Path) -> None:
        self._settings = QSettings(str(data_dir / FILE), QSettings.Format.IniFormat)

    def restore(self, window: QMainWindow) -> bool:
        """Put everything where it was; False when nothing usable is remembered."""
        geometry, state = self._bytes("geometry"), self._bytes("docks")
        if geometry is None or state is None or not window.restoreGeometry(geometry):
            return False
        return window.restoreState(state, VERSION)

    def keep(self, window: QMainWindow, **texts: str) -> None:
        """Remember where everything is, and these texts."""
        self._settings.setValue("geometry", window.saveGeometry())
        self._settings.setValue("docks", window.saveState(VERSION))
        for key, text in texts.items():
            self._settings.setValue(f"text/{key}", text)
        self._settings.sync()

    def text(self, key: str) -> str:
        """A text that was remembered; empty when there is none."""
        value = self._settings.value(f"text/{key}")
        return value if isinstance(value, str) else ""

    @property
    def scheme(self) -> str | None:
        """The colours that the user chose."""
        value = self._settings.value("scheme")
        return value if isinstance(value, str) else None

    @scheme.setter
    def scheme(self, value: str) -> None:
        self._settings.setValue("scheme", value)
        self._settings.sync()

    def _bytes(self, key: str) -> QByteArray | None:
        value = self._settings.value(key)
        return value if isinstance(value, QByteArray) else None
