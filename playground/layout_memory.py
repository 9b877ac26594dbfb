"""Remembers where the user put everything, in a file of the data folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QSettings

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QHeaderView, QMainWindow

FILE = "window.ini"

#: raised when the docks are other ones, so that an old layout is not put on them
VERSION = 1


class LayoutMemory:
    """Geometry, docks and columns of one window. A file that is missing or broken means the layout of the start."""

    def __init__(self, data_dir: Path) -> None:
        self._settings = QSettings(str(data_dir / FILE), QSettings.Format.IniFormat)

    def restore(self, window: QMainWindow, header: QHeaderView) -> bool:
        """Put everything where it was; False when nothing usable is remembered."""
        geometry, state, columns = (self._bytes(key) for key in ("geometry", "docks", "columns"))
        if geometry is None or state is None or not window.restoreGeometry(geometry):
            return False
        if columns is not None:
            header.restoreState(columns)
        return window.restoreState(state, VERSION)

    def keep(self, window: QMainWindow, header: QHeaderView) -> None:
        """Remember where everything is."""
        self._settings.setValue("geometry", window.saveGeometry())
        self._settings.setValue("docks", window.saveState(VERSION))
        self._settings.setValue("columns", header.saveState())
        self._settings.sync()

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
