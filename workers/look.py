"""How an application and its pages look, as the window says; also for tests that draw a page without a renderer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QColor, QFont, QPalette

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtWidgets import QApplication

#: until the window has said anything
PLAIN: Mapping[str, Any] = {"page_style": "", "headings": {"other": 12}}


def dress(application: QApplication, look: Mapping[str, Any]) -> None:
    """Use fonts, colours and style sheet of the window's application."""
    application.setStyle("Fusion")
    font = QFont()
    font.fromString(look["font"])
    application.setFont(font)
    palette = QPalette()
    for group, role, colour in look["palette"]:
        palette.setColor(QPalette.ColorGroup(group), QPalette.ColorRole(role), QColor(colour))
    application.setPalette(palette)
    application.setStyleSheet(look["style_sheet"])
