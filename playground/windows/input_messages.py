"""What the user does in a window, as messages that `workers.user_input` does again on the page."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent, QKeyEvent, QKeySequence, QMouseEvent, QWheelEvent

_MODIFIERS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier

#: keys that a field or a text takes before the shortcuts of the window get them
_EDITING = (
    QKeySequence.StandardKey.Copy,
    QKeySequence.StandardKey.Cut,
    QKeySequence.StandardKey.Paste,
    QKeySequence.StandardKey.SelectAll,
    QKeySequence.StandardKey.Undo,
    QKeySequence.StandardKey.Redo,
)


def mouse(event: QMouseEvent, what: str) -> dict[str, Any]:
    """A button, or a move."""
    where = event.position()
    return {
        "type": "mouse",
        "what": what,
        "x": where.x(),
        "y": where.y(),
        "button": event.button().value,
        "buttons": event.buttons().value,
        "modifiers": event.modifiers().value,
    }


def wheel(event: QWheelEvent) -> dict[str, Any]:
    """A turn of the wheel, or two fingers on a pad."""
    where, pixels, angle = event.position(), event.pixelDelta(), event.angleDelta()
    return {
        "type": "wheel",
        "x": where.x(),
        "y": where.y(),
        "pixels": [pixels.x(), pixels.y()],
        "angle": [angle.x(), angle.y()],
        "buttons": event.buttons().value,
        "modifiers": event.modifiers().value,
        "phase": event.phase().value,
    }


def key(event: QKeyEvent, what: str) -> dict[str, Any]:
    """A key that is pressed or let go."""
    return {
        "type": "key",
        "what": what,
        "key": int(event.key()),
        "text": event.text(),
        "modifiers": event.modifiers().value,
        "repeat": event.isAutoRepeat(),
    }


def composed(event: QInputMethodEvent) -> dict[str, Any]:
    """Text of an input method: what is being composed, and what that led to."""
    preedit = event.preeditString()
    cursors = [a.start for a in event.attributes() if a.type is QInputMethodEvent.AttributeType.Cursor]
    return {
        "type": "compose",
        "preedit": preedit,
        "commit": event.commitString(),
        "replace": [event.replacementStart(), event.replacementLength()],
        "cursor": cursors[0] if cursors else len(preedit),
    }


def is_for_page(event: QKeyEvent, *, edits: bool) -> bool:
    """Whether a key belongs to the page although the window has a shortcut of it: it edits, or types into a field."""
    if any(event.matches(standard) for standard in _EDITING):
        return True
    return edits and not event.modifiers() & _MODIFIERS and bool(event.text()) and event.text().isprintable()
