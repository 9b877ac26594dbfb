"""Shows the pictures that a renderer draws, and tells it what the user does. Nothing of the page is in this process."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication, QEvent, QKeyCombination, QRect, Qt
from PySide6.QtGui import QColor, QGuiApplication, QKeyEvent, QKeySequence, QMouseEvent, QPainter
from PySide6.QtWidgets import QMenu, QWidget

from playground.processes import Editing
from playground.windows import input_messages
from workers.editing import MAX_CLIPBOARD

if TYPE_CHECKING:
    from PySide6.QtGui import (
        QContextMenuEvent,
        QFocusEvent,
        QInputMethodEvent,
        QPaintEvent,
        QResizeEvent,
        QShowEvent,
        QWheelEvent,
    )

    from playground.processes import RendererProcess
    from playground.theme import Theme

#: how much of the picture of a page that does not answer is hidden, of 255
VEIL = 180

_MOUSE = {
    QEvent.Type.MouseButtonPress: "press",
    QEvent.Type.MouseButtonRelease: "release",
    QEvent.Type.MouseButtonDblClick: "double",
    QEvent.Type.MouseMove: "move",
}

_TABS = (Qt.Key.Key_Tab, Qt.Key.Key_Backtab)


class PageSurface(QWidget):
    """The picture of a page."""

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName("Page; Ctrl+Tab leads out of it")
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self._theme = theme
        self._process: RendererProcess | None = None
        self._size: tuple[int, int, float] | None = None
        self._editing = Editing()

    def attach(self, process: RendererProcess) -> None:
        """Show the pictures of this renderer from now on."""
        self.detach()
        self._process = process
        self._size = None
        self.setAccessibleDescription(process.text)
        process.picture_changed.connect(self.update)
        process.cursor_changed.connect(self._on_cursor_changed)
        process.editing_changed.connect(self._on_editing_changed)
        process.copied.connect(self._on_copied)
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
            process.editing_changed.disconnect(self._on_editing_changed)
            process.copied.disconnect(self._on_copied)
            self._on_editing_changed(Editing())
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
        if self._process is not None and not self._process.is_answering:
            # It is old, and drawn in the colours of a theme that may have changed since.
            veil = QColor(self._theme.palette.surface)
            veil.setAlpha(VEIL)
            painter.fillRect(event.rect(), veil)

    def event(self, event: QEvent) -> bool:
        """Keys that Qt would take for itself, such as Tab, are the page's; so is what the mouse does."""
        kind = event.type()
        if kind in _MOUSE and isinstance(event, QMouseEvent):
            self._on_mouse(event, _MOUSE[kind])
            return True
        if kind == QEvent.Type.DevicePixelRatioChange:
            self._tell_size()
        if kind == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            event.setAccepted(input_messages.is_for_page(event, edits=self._editing.edits))
            return True
        return super().event(event)

    def focusNextPrevChild(self, _next: bool) -> bool:
        """Tab moves inside the page; Ctrl+Tab and Ctrl+Shift+Tab lead out of it."""
        return False

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Tell the renderer the new size."""
        super().resizeEvent(event)
        self._tell_size()

    def showEvent(self, event: QShowEvent) -> None:
        """Tell the renderer the size, which is known now."""
        super().showEvent(event)
        self._tell_size()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A key for the page; what is to be pasted goes along."""
        if event.key() in _TABS and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            super().focusNextPrevChild(event.key() == Qt.Key.Key_Tab)
            return
        if event.matches(QKeySequence.StandardKey.Paste):
            self._tell({"type": "paste", "text": QGuiApplication.clipboard().text()[:MAX_CLIPBOARD]})
        self._tell(input_messages.key(event, "press"))

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """See keyPressEvent."""
        self._tell(input_messages.key(event, "release"))

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """What is composed from several keys is shown, and then typed, on the page."""
        self._tell(input_messages.composed(event))
        event.accept()

    def inputMethodQuery(self, query: Qt.InputMethodQuery) -> Any:
        """Where the caret is, so that suggestions appear beside it."""
        match query:
            case Qt.InputMethodQuery.ImCursorRectangle:
                return self._editing.caret
            case Qt.InputMethodQuery.ImHints:
                return self._editing.hints
            case _:
                return super().inputMethodQuery(query)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """What can be done with the selection; the page does it when it gets the keys."""
        menu = QMenu(self)
        menu.setObjectName("page-menu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        selects, edits = self._editing.selects, self._editing.edits
        for text, keys, is_enabled in (
            ("Cu&t", QKeySequence.StandardKey.Cut, edits and selects),
            ("&Copy", QKeySequence.StandardKey.Copy, selects),
            ("&Paste", QKeySequence.StandardKey.Paste, edits and bool(QGuiApplication.clipboard().text())),
            ("Select &all", QKeySequence.StandardKey.SelectAll, True),
        ):
            action = menu.addAction(text)
            action.setEnabled(is_enabled)
            action.setData(keys)
        menu.triggered.connect(lambda action: self._press(action.data()))
        menu.popup(event.globalPos())

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Tell the page that it has the focus."""
        super().focusInEvent(event)
        self._tell_focus(event, has=True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Tell the page that it has lost the focus."""
        super().focusOutEvent(event)
        self._tell_focus(event, has=False)

    def leaveEvent(self, event: QEvent) -> None:
        """Tell the page that the mouse has left it."""
        super().leaveEvent(event)
        self._tell({"type": "leave"})

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The page scrolls."""
        self._tell(input_messages.wheel(event))
        event.accept()

    def _tell_focus(self, event: QFocusEvent, *, has: bool) -> None:
        if event.reason() is not Qt.FocusReason.PopupFocusReason:  # a menu of ours is about the page
            self._tell({"type": "focus", "has": has})

    def _on_mouse(self, event: QMouseEvent, what: str) -> None:
        if what == "press":
            self.setFocus(Qt.FocusReason.MouseFocusReason)
        if what == "move" and self._process is not None and not self._process.is_answering:
            return  # it would only take room until the page answers again
        self._tell(input_messages.mouse(event, what))

    def _press(self, keys: QKeySequence.StandardKey) -> None:
        combination: QKeyCombination = QKeySequence.keyBindings(keys)[0][0]  # type: ignore[index]
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            pressed = QKeyEvent(kind, combination.key(), combination.keyboardModifiers())
            QCoreApplication.sendEvent(self, pressed)

    def _on_editing_changed(self, editing: Editing) -> None:
        has_moved = editing.caret != self._editing.caret
        self._editing = editing
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, editing.edits)
        if has_moved and self.hasFocus():
            self.updateMicroFocus()

    def _on_copied(self, text: str) -> None:
        if self.hasFocus():  # a page of a window that nobody uses has nothing to put there
            QGuiApplication.clipboard().setText(text)

    def _on_cursor_changed(self, shape: int) -> None:
        self.setCursor(Qt.CursorShape(shape))

    def _tell_size(self) -> None:
        size = (self.width(), self.height(), self.devicePixelRatioF())
        if self._process is not None and self.isVisible() and size != self._size and min(size) > 0:
            self._size = size
            self._process.show_at(*size)

    def _tell(self, message: dict[str, Any]) -> None:
        if self._process is not None:
            self._process.tell(message)
