"""An icon as a widget, which follows the theme."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QLabel

from playground.theme import ICON

if TYPE_CHECKING:
    from playground.theme import Theme


class Picture(QLabel):
    """One drawing in one colour of the theme; both can be changed."""

    def __init__(self, theme: Theme, icon: str, colour: str, name: str, side: int = ICON) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setFixedSize(side, side)
        self._theme = theme
        self._icon = icon
        self._colour = colour
        theme.changed.connect(self._paint)
        self._paint()

    def show_icon(self, icon: str, colour: str) -> None:
        """Another drawing, another colour."""
        if (icon, colour) != (self._icon, self._colour):
            self._icon, self._colour = icon, colour
            self._paint()

    def _paint(self) -> None:
        icon = self._theme.icon(self._icon, self._colour)
        self.setPixmap(icon.pixmap(QSize(self.width(), self.height()), self.devicePixelRatioF()))
