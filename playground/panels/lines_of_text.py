"""Single lines of text in a font, as many as a table has cells: what is slow about them is done once, or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics, QStaticText

if TYPE_CHECKING:
    from PySide6.QtCore import QRect
    from PySide6.QtGui import QFont, QPainter

#: texts that are kept between paints
MOST_KEPT: Final = 2_000

#: characters; there is no room for more on any screen
LONGEST: Final = 2_000

_ELIDED: Final = Qt.TextElideMode.ElideRight
_ASCII: Final = "".join(map(chr, range(32, 127)))


class LinesOfText:
    """Paints texts in one font, elided where there is no room."""

    def __init__(self, font: QFont) -> None:
        self._font = font
        self._metrics = metrics = QFontMetrics(font)
        self._height, self._ascent = metrics.height(), metrics.ascent()
        #: pixels that no byte of a text in UTF-8 is wider than
        self._widest = max(map(metrics.horizontalAdvance, _ASCII))
        self._elided: dict[tuple[str, int], str] = {}
        self._laid_out: dict[str, QStaticText] = {}

    def paint(self, painter: QPainter, rect: QRect, text: str, *, comes_again: bool) -> None:
        """In the painter's colour, in the middle of the height; what comes again and again is laid out once."""
        text = self._fitting(text, rect.width())
        painter.setFont(self._font)
        top = rect.top() + (rect.height() - self._height) // 2
        if comes_again:
            painter.drawStaticText(rect.left(), top, self._laid_out.get(text) or self._lay_out(text))
        else:
            # At a point: laid out in a rectangle, a line of text takes a third longer.
            painter.drawText(rect.left(), top + self._ascent, text)

    def _fitting(self, text: str, width: int) -> str:
        """The text as far as there is room; to measure it takes as long as to paint it."""
        text = text[:LONGEST]
        if (len(text) * self._widest <= width and text.isascii()) or len(
            text.encode("utf-8", "surrogatepass")
        ) * self._widest <= width:
            return text
        elided = self._elided.get((text, width))
        if elided is None:
            if len(self._elided) >= MOST_KEPT:
                self._elided.clear()
            elided = self._elided[text, width] = self._metrics.elidedText(text, _ELIDED, width)
        return elided

    def _lay_out(self, text: str) -> QStaticText:
        if len(self._laid_out) >= MOST_KEPT:
            self._laid_out.clear()
        laid_out = self._laid_out[text] = QStaticText(text)
        laid_out.setTextFormat(Qt.TextFormat.PlainText)
        return laid_out
