"""What the user does in the window, done again on the page: messages of the window into events of Qt."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QCursor, QInputMethodEvent, QKeyEvent, QMouseEvent, QWheelEvent, QWindow
from PySide6.QtWidgets import QApplication, QTextEdit

from workers.editing import MAX_CLIPBOARD, editing_of, underlined

if TYPE_CHECKING:
    from collections.abc import Callable

_MOUSE = {
    "press": QEvent.Type.MouseButtonPress,
    "release": QEvent.Type.MouseButtonRelease,
    "double": QEvent.Type.MouseButtonDblClick,
    "move": QEvent.Type.MouseMove,
}
_KEYS = {"press": QEvent.Type.KeyPress, "release": QEvent.Type.KeyRelease}


class UserInput(QObject):
    """Sends events to the window system's window of a widget, as the window system would."""

    def __init__(self, widget: QTextEdit, post: Callable[[dict[str, Any]], None]) -> None:
        super().__init__(widget)
        self._widget = widget
        self._post = post
        self._cursor = Qt.CursorShape.ArrowCursor
        self._editing: dict[str, Any] = {}
        #: once for whatever arrived together
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._tell_editing)
        self._pasted = ""
        QApplication.clipboard().dataChanged.connect(self._tell_copied)
        #: has the focus while the page has not
        self._elsewhere = QWindow()
        self._elsewhere.setObjectName("elsewhere")

    def take(self, message: dict[str, Any]) -> None:
        """Do what the user did; what makes no sense is left out."""
        if not self._widget.isVisible():
            return
        self._do(self._widget.windowHandle(), message)
        self._soon.start()

    def _do(self, window: QWindow, message: dict[str, Any]) -> None:
        match message:
            case {"type": "mouse", "what": str(what)} if what in _MOUSE:
                self._mouse(window, message, _MOUSE[what])
            case {"type": "wheel"}:
                self._wheel(window, message)
            case {"type": "key", "what": str(what)} if what in _KEYS:
                event = QKeyEvent(
                    _KEYS[what],
                    message["key"],
                    Qt.KeyboardModifier(message["modifiers"]),
                    message["text"],
                    message["repeat"],
                )
                QCoreApplication.sendEvent(window, event)
            case {"type": "compose", "preedit": str(preedit), "commit": str(commit)}:
                composed = QInputMethodEvent(preedit, underlined(preedit, message["cursor"]))
                composed.setCommitString(commit, *message["replace"])
                QCoreApplication.sendEvent(QApplication.focusWidget() or self._widget, composed)
            case {"type": "paste", "text": str(text)}:
                self._pasted = text
                QApplication.clipboard().setText(text)
            case {"type": "focus", "has": bool(has)}:
                self._focus(has=has)
            case {"type": "leave"}:
                QCoreApplication.sendEvent(window, QEvent(QEvent.Type.Leave))

    def _mouse(self, window: QWindow, message: dict[str, Any], kind: QEvent.Type) -> None:
        if kind == QEvent.Type.MouseButtonDblClick:
            # To a window Qt tells both; of a double click alone no widget gets the release.
            self._mouse(window, message, QEvent.Type.MouseButtonPress)
        where = QPointF(message["x"], message["y"])
        event = QMouseEvent(
            kind,
            where,
            where,
            QPointF(window.mapToGlobal(where)),
            Qt.MouseButton(message["button"]),
            Qt.MouseButton(message["buttons"]),
            Qt.KeyboardModifier(message["modifiers"]),
        )
        QCoreApplication.sendEvent(window, event)
        self._tell_cursor(where.toPoint())

    def _wheel(self, window: QWindow, message: dict[str, Any]) -> None:
        where = QPointF(message["x"], message["y"])
        event = QWheelEvent(
            where,
            QPointF(window.mapToGlobal(where)),
            QPoint(*message["pixels"]),
            QPoint(*message["angle"]),
            Qt.MouseButton(message["buttons"]),
            Qt.KeyboardModifier(message["modifiers"]),
            Qt.ScrollPhase(message["phase"]),
            False,
        )
        # Straight to what scrolls: what is not of the window system is not handed on by what lies over it.
        QCoreApplication.sendEvent(self._widget.viewport(), event)

    def _focus(self, *, has: bool) -> None:
        if has:
            self._widget.activateWindow()
        else:
            self._elsewhere.show()
            self._elsewhere.requestActivate()

    def _tell_cursor(self, where: QPoint) -> None:
        """Say which cursor the window shall show there."""
        under = self._widget.childAt(where) or self._widget
        shape = QCursor(under.cursor()).shape()
        if shape != self._cursor:
            self._cursor = shape
            self._post({"type": "cursor", "shape": shape.value})

    def _tell_copied(self) -> None:
        """What is copied on the page goes into the clipboard that people know; this process has one of its own."""
        text = QApplication.clipboard().text()
        if text and text != self._pasted:
            self._post({"type": "copied", "text": text[:MAX_CLIPBOARD]})
        self._pasted = ""

    def _tell_editing(self) -> None:
        editing = editing_of(self._widget)
        if editing != self._editing:
            self._editing = editing
            self._post({"type": "editing", **editing})
