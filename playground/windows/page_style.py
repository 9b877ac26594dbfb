"""How pages look: the HTML that renderers send, in the theme's colours and type."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QFont, QTextCursor, QTextFormat

from playground.theme.scale import UNIT, Type

if TYPE_CHECKING:
    from PySide6.QtGui import QTextDocument

    from playground.theme.palette import Palette


HEADINGS = {1: Type.TITLE, 2: Type.HEADING}


def show_page(document: QTextDocument, html: str, palette: Palette) -> None:
    """Lay a page out; what it shows comes from its renderer, what it looks like from the theme."""
    document.setDefaultStyleSheet(page_style(palette))
    document.setHtml(html)
    # A style sheet has no say in the size of headings: Qt makes them larger by steps of its own.
    cursor = QTextCursor(document)
    block = document.begin()
    while block.isValid():
        if level := block.blockFormat().headingLevel():
            cursor.setPosition(block.position())
            cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
            text = cursor.charFormat()
            text.clearProperty(QTextFormat.Property.FontSizeAdjustment)
            text.setProperty(QTextFormat.Property.FontPixelSize, int(HEADINGS.get(level, Type.BODY)))
            text.setFontWeight(QFont.Weight.Bold)
            cursor.setCharFormat(text)
        block = block.next()


def page_style(palette: Palette) -> str:
    """Pages name no colours of their own, so that they can be read in light and dark."""
    return f"""
body {{ color: {palette.text}; }}
h1 {{ margin: 0 0 {UNIT * 2}px 0; }}
h2 {{ margin: {UNIT * 4}px 0 {UNIT}px 0; }}
p, li {{ margin: 0 0 {UNIT * 2}px 0; line-height: 140%; }}
a {{ color: {palette.accent}; text-decoration: none; }}
code, pre {{ color: {palette.tone("resource").ink}; }}
th {{ color: {palette.muted}; text-align: left; padding: {UNIT}px {UNIT * 4}px {UNIT}px 0; }}
td {{ padding: {UNIT}px {UNIT * 4}px {UNIT}px 0; }}
.lead {{ color: {palette.muted}; }}
"""
