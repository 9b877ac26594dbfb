"""Hands what a page looks like to the window: only what changed, into memory that both map, one frame at a time."""

from __future__ import annotations

import math
import mmap
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPoint, QRect, QTimer
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QRegion
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from collections.abc import Callable

#: bytes of a pixel, 0xffRRGGBB
PIXEL = 4


def device_size(width: int, height: int, ratio: float) -> tuple[int, int]:
    """The size of a picture, in device pixels; the window reckons in the same way."""
    return math.ceil(width * ratio), math.ceil(height * ratio)


class Drawing(QObject):
    """Draws a top-level widget into the window's memory instead of onto a screen.

    Paint events are caught before the widgets get them: they only tell what has to be drawn. A frame is drawn when the
    window has taken the one before, so that a slow window gets fewer frames and not older ones.
    """

    def __init__(self, widget: QWidget, post: Callable[[dict[str, Any]], None]) -> None:
        super().__init__(widget)
        self._widget = widget
        self._post = post
        self._memory: mmap.mmap | None = None
        self._canvas = QImage()
        self._generation = 0
        self._dirty = QRegion()
        self._is_drawing = False
        self._is_taken = True
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._draw)
        application = QCoreApplication.instance()
        if application is not None:
            application.installEventFilter(self)

    def set_surface(self, message: dict[str, Any]) -> None:
        """Draw into this memory from now on: `file` names it where it is another than before."""
        if message["file"] is not None:
            self._map(message["file"], message["capacity"])
        width, height, ratio = message["width"], message["height"], message["ratio"]
        self._generation = message["generation"]
        self._canvas = QImage(*device_size(width, height, ratio), QImage.Format.Format_RGB32)
        self._canvas.setDevicePixelRatio(ratio)
        self._is_taken = True
        self._widget.resize(width, height)
        if not self._widget.isVisible():
            self._widget.show()
        self.draw_all()

    def taken(self, generation: int) -> None:
        """The window has taken the frame."""
        if generation == self._generation:
            self._is_taken = True
            if not self._dirty.isEmpty():
                self._soon.start()

    def draw_all(self) -> None:
        """Everything has to be drawn anew, as after scrolling."""
        self._add(QRegion(self._widget.rect()))

    def close(self) -> None:
        """Let go of the memory."""
        memory, self._memory = self._memory, None
        if memory is not None:
            memory.close()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Catch what the widget would paint."""
        if event.type() != QEvent.Type.Paint or self._is_drawing or not isinstance(watched, QWidget):
            return False
        if watched.window() is self._widget and isinstance(event, QPaintEvent):
            self._add(event.region().translated(watched.mapTo(self._widget, QPoint(0, 0))))
            return True
        return False

    def _map(self, file: str, capacity: int) -> None:
        self.close()
        try:
            with open(file, "r+b", buffering=0) as opened:  # noqa: PTH123 - nothing of a path is needed
                self._memory = mmap.mmap(opened.fileno(), capacity)
        except FileNotFoundError:
            return  # the window has grown again meanwhile: its next message names another file

    def _add(self, region: QRegion) -> None:
        self._dirty += region
        if self._is_taken and self._memory is not None and not self._soon.isActive():
            self._soon.start()

    def _draw(self) -> None:
        region = self._dirty.intersected(QRegion(self._widget.rect()))
        if self._memory is None or region.isEmpty():
            return
        self._is_taken = False  # what changes while it is drawn waits like everything else
        self._dirty = QRegion()
        rect = self._in_device_pixels(region.boundingRect())
        self._is_drawing = True
        try:
            painter = QPainter(self._canvas)
            self._widget.render(painter, region.boundingRect().topLeft(), QRegion(region.boundingRect()))
            painter.end()
        finally:
            self._is_drawing = False
        start, end = (row * self._canvas.bytesPerLine() for row in (rect.top(), rect.bottom() + 1))
        self._memory[start:end] = self._canvas.constBits()[start:end]
        self._post(
            {"type": "frame", "generation": self._generation, "rect": [rect.x(), rect.y(), rect.width(), rect.height()]}
        )

    def _in_device_pixels(self, rect: QRect) -> QRect:
        """The rectangle, whole pixels only, and one more around where the ratio is not a whole number."""
        ratio = self._canvas.devicePixelRatio()
        more = 0 if ratio == int(ratio) else 1
        left, top = math.floor(rect.left() * ratio) - more, math.floor(rect.top() * ratio) - more
        right, bottom = math.ceil((rect.right() + 1) * ratio) + more, math.ceil((rect.bottom() + 1) * ratio) + more
        return QRect(left, top, right - left, bottom - top).intersected(self._canvas.rect())
