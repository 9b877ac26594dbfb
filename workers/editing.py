"""What can be typed, copied and composed on a page at the moment, as input methods and menus want to know it."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QInputMethodEvent, QTextCharFormat
from PySide6.QtWidgets import QApplication, QLineEdit, QTextEdit

#: characters that are copied or pasted at most: a message has room for them
MAX_CLIPBOARD = 80_000


def editing_of(page: QTextEdit) -> dict[str, Any]:
    """Whether the focus is in a field, whether something is selected, and where the caret is, in logical pixels."""
    focused = QApplication.focusWidget()
    if not isinstance(focused, QLineEdit):
        return {"edits": False, "selects": page.textCursor().hasSelection(), "caret": [0, 0, 0, 0], "hints": 0}
    caret: QRect = focused.inputMethodQuery(Qt.InputMethodQuery.ImCursorRectangle)
    corner = focused.mapTo(page, caret.topLeft())
    return {
        "edits": True,
        "selects": focused.hasSelectedText() and focused.echoMode() is QLineEdit.EchoMode.Normal,
        "caret": [corner.x(), corner.y(), caret.width(), caret.height()],
        "hints": focused.inputMethodHints().value,
    }


def underlined(preedit: str, cursor: int) -> list[QInputMethodEvent.Attribute]:
    """How text looks that is being composed, and where the caret is in it."""
    line = QTextCharFormat()
    line.setUnderlineStyle(QTextCharFormat.UnderlineStyle.SingleUnderline)
    kinds = QInputMethodEvent.AttributeType
    return [
        QInputMethodEvent.Attribute(kinds.TextFormat, 0, len(preedit.encode("utf-16-le")) // 2, line),
        QInputMethodEvent.Attribute(kinds.Cursor, cursor, 1),
    ]
