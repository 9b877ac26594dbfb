"""Icons of our own: SVG drawings that take the theme's colours when they are painted, crisp at every scale."""

from __future__ import annotations

from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

if TYPE_CHECKING:
    from collections.abc import Callable

ICONS = Path(__file__).resolve().parents[2] / "assets" / "icons"


@cache
def drawing(name: str) -> str:
    """The SVG text of an icon; `currentColor` stands for the colour that it is painted in."""
    return (ICONS / f"{name}.svg").read_text(encoding="utf-8")


@lru_cache(maxsize=512)
def pixmap(name: str, colour: str, width: int, height: int) -> QPixmap:
    """An icon in one colour, in device pixels."""
    renderer = QSvgRenderer(QByteArray(drawing(name).replace("currentColor", colour).encode()))
    image = QPixmap(width, height)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    renderer.render(painter, QRectF(0, 0, width, height))
    painter.end()
    return image


class TintedEngine(QIconEngine):
    """Paints one drawing in the colour that the theme has at that moment, so that no icon is ever replaced."""

    def __init__(self, name: str, colour: Callable[[QIcon.Mode], str]) -> None:
        super().__init__()
        self._name = name
        self._colour = colour

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        """Paint the drawing into a rectangle."""
        scale = painter.device().devicePixelRatio()
        painter.drawPixmap(rect, self._pixmap(QSize(round(rect.width() * scale), round(rect.height() * scale)), mode))
        del state

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        """The drawing in a size."""
        del state
        return self._pixmap(size, mode)

    def scaledPixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float) -> QPixmap:
        """The drawing for a screen that shows `scale` of its pixels for each of ours."""
        del state
        return self._pixmap(QSize(round(size.width() * scale), round(size.height() * scale)), mode)

    def clone(self) -> QIconEngine:
        """Another engine that paints the same."""
        return TintedEngine(self._name, self._colour)

    def _pixmap(self, size: QSize, mode: QIcon.Mode) -> QPixmap:
        return pixmap(self._name, self._colour(mode), max(1, size.width()), max(1, size.height()))


def app_icon() -> QIcon:
    """The icon of the program, which keeps its own colours."""
    icon = QIcon()
    for size in (16, 24, 32, 48, 64, 128, 256):
        icon.addPixmap(pixmap("app", "", size, size))
    return icon
