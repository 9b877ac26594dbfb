"""Shows the pictures that a renderer draws, and tells it what the user does. Nothing of the page is in this process."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QRect, Qt
from PySide6.QtGui import QColor, QGuiApplication, QKeySequence, QMouseEvent, QPainter
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from PySide6.QtGui import (
        QFocusEvent,
        QKeyEvent,
        QPaintEvent,
        QResizeEvent,
        QShowEvent,
        QWheelEvent,
    )

    from playground.processes import RendererProcess
    from playground.theme import Theme

_MOUSE = {
    QEvent.Type.MouseButtonPress: "press",
    QEvent.Type.MouseButtonRelease: "release",
    QEvent.Type.MouseButtonDblClick: "double",
    QEvent.Type.MouseMove: "move",
}


class PageSurface(QWidget):
    """The picture of a page."""

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName("Page")
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self._theme = theme
        self._process: RendererProcess | None = None
        self._size: tuple[int, int, float] | None = None

    def attach(self, process: RendererProcess) -> None:
        """Show the pictures of this renderer from now on."""
        self.detach()
        self._process = process
        self._size = None
        self.setAccessibleDescription(process.text)
        process.picture_changed.connect(self.update)
        process.cursor_changed.connect(self._on_cursor_changed)
        process.content_changed.connect(self.setAccessibleDescription)
        self._tell_size()
        if self.hasFocus():
            self._tell({"type": "focus", "has": True})

    def detach(self) -> None:
        """Show this renderer no more."""
        process, self._process = self._process, None
        if process is not None:
            process.picture_changed.disconnect(self.update)
            process.cursor_changed.disconnect(self._on_cursor_changed)
            process.content_changed.disconnect(self.setAccessibleDescription)
            self.unsetCursor()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The picture as it is, pixel by pixel."""
        painter = QPainter(self)
        picture = self._process.picture if self._process is not None else None
        if picture is None:
            painter.fillRect(event.rect(), QColor(self._theme.palette.surface))
            return
        ratio = picture.devicePixelRatio()
        covered = QRect(0, 0, int(picture.width() / ratio), int(picture.height() / ratio))
        if not covered.contains(event.rect()):
            painter.fillRect(event.rect(), QColor(self._theme.palette.surface))
        painter.setClipRect(event.rect())
        painter.drawImage(0, 0, picture)

    def event(self, event: QEvent) -> bool:
        """Keys that Qt would take for itself, such as Tab, are the page's; so is what the mouse does."""
        kind = event.type()
        if kind in _MOUSE and isinstance(event, QMouseEvent):
            self._on_mouse(event, _MOUSE[kind])
            return True
        if kind == QEvent.Type.DevicePixelRatioChange:
            self._tell_size()
        return super().event(event)

    def focusNextPrevChild(self, _next: bool) -> bool:
        """Tab moves inside the page; Ctrl+Tab leads out of it."""
        return False

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The page has another size."""
        super().resizeEvent(event)
        self._tell_size()

    def showEvent(self, event: QShowEvent) -> None:
        """Now its size is known."""
        super().showEvent(event)
        self._tell_size()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A key for the page; what is to be pasted goes along."""
        if event.key() == Qt.Key.Key_Tab and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            super().focusNextPrevChild(True)
            return
        if event.matches(QKeySequence.StandardKey.Paste):
            self._tell({"type": "paste", "text": QGuiApplication.clipboard().text()})
        self._on_key(event, "press")

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """See keyPressEvent."""
        self._on_key(event, "release")

    def focusInEvent(self, event: QFocusEvent) -> None:
        """What is typed goes to the page."""
        super().focusInEvent(event)
        self._tell({"type": "focus", "has": True})

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """What is typed goes elsewhere."""
        super().focusOutEvent(event)
        self._tell({"type": "focus", "has": False})

    def leaveEvent(self, event: QEvent) -> None:
        """The mouse is elsewhere."""
        super().leaveEvent(event)
        self._tell({"type": "leave"})

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The page scrolls."""
        where, pixels, angle = event.position(), event.pixelDelta(), event.angleDelta()
        self._tell(
            {
                "type": "wheel",
                "x": where.x(),
                "y": where.y(),
                "pixels": [pixels.x(), pixels.y()],
                "angle": [angle.x(), angle.y()],
                "buttons": event.buttons().value,
                "modifiers": event.modifiers().value,
                "phase": event.phase().value,
            }
        )
        event.accept()

    def _on_mouse(self, event: QMouseEvent, what: str) -> None:
        if what == "press":
            self.setFocus(Qt.FocusReason.MouseFocusReason)
        where = event.position()
        self._tell(
            {
                "type": "mouse",
                "what": what,
                "x": where.x(),
                "y": where.y(),
                "button": event.button().value,
                "buttons": event.buttons().value,
                "modifiers": event.modifiers().value,
            }
        )

    def _on_key(self, event: QKeyEvent, what: str) -> None:
        self._tell(
            {
                "type": "key",
                "what": what,
                "key": int(event.key()),
                "text": event.text(),
                "modifiers": event.modifiers().value,
                "repeat": event.isAutoRepeat(),
            }
        )

    def _on_cursor_changed(self, shape: int) -> None:
        try:
            self.setCursor(Qt.CursorShape(shape))
        except ValueError:
            self.unsetCursor()

    def _tell_size(self) -> None:
        size = (self.width(), self.height(), self.devicePixelRatioF())
        if self._process is not None and self.isVisible() and size != self._size and min(size) > 0:
            self._size = size
            self._process.show_at(*size)

    def _tell(self, message: dict[str, Any]) -> None:
        if self._process is not None:
            self._process.tell(message)
