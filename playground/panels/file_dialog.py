"""The dialog that asks for a file: the system's, or Qt's in our looks where the system has none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QToolButton, QWidget

if TYPE_CHECKING:
    from playground.theme import Theme

#: buttons of Qt's dialog that are black in the dark too
_ICONS = {"backButton": "previous", "forwardButton": "next", "toParentButton": "up"}


def file_dialog(theme: Theme, parent: QWidget, name: str, title: str, *, start: str = "", kinds: str) -> QFileDialog:
    """A dialog that is gone when it is closed; `kinds` is a filter of Qt's."""
    dialog = QFileDialog(parent, title, start, kinds)
    dialog.setObjectName(name)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    for button, icon in _ICONS.items():
        found = dialog.findChild(QToolButton, button)
        if found is not None:
            found.setIcon(theme.icon(icon))
    return dialog
