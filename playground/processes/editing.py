"""What a renderer says of the field, or the text, that has the focus on its page."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QRect, Qt

#: logical pixels; a caret is nowhere else
_FAR = 32_768


@dataclass(frozen=True, slots=True)
class Editing:
    """Whether something can be typed, whether something is selected, and where the caret is, in logical pixels."""

    edits: bool = False
    selects: bool = False
    caret: QRect = field(default_factory=QRect)
    #: for input methods: a field for a secret must not be learned
    hints: Qt.InputMethodHint = Qt.InputMethodHint.ImhNone

    @classmethod
    def of(cls, message: dict[str, Any]) -> Editing:
        """Read the renderer's message; values that make no sense are ignored."""
        caret: Any = message.get("caret")
        hints = message.get("hints")
        is_place = isinstance(caret, list) and len(caret) == 4 and all(type(item) is int for item in caret)  # noqa: PLR2004
        return cls(
            message.get("edits") is True,
            message.get("selects") is True,
            QRect(*caret) if is_place and all(abs(item) < _FAR for item in caret) else QRect(),
            Qt.InputMethodHint(hints if type(hints) is int and 0 <= hints < 2**31 else 0),
        )
