"""Paints a value of a facet: whether it is included or excluded, its name, and how many of its events are shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from playground.theme import UNIT, Theme, Type

if TYPE_CHECKING:
    from playground.models.event_table import Index
    from playground.models.facet_tree import FacetTree, FacetValue

_MIDDLE = Qt.AlignmentFlag.AlignVCenter
_ICON = 12


class FacetDelegate(QStyledItemDelegate):
    """The name of a facet is a heading."""

    def __init__(self, theme: Theme, model: FacetTree) -> None:
        super().__init__(model)
        self._theme = theme
        self._model = model

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """A line of text with little air."""
        del option, index
        return QSize(UNIT * 20, UNIT * 6)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint a heading or a value."""
        rect: QRect = option.rect
        palette, state = self._theme.palette, option.state
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, QColor(palette.selection))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, QColor(palette.hovered))
        value = self._model.value(index)
        if value is None:
            painter.setFont(self._theme.font(Type.CAPTION, bold=True))
            painter.setPen(QColor(palette.muted))
            text = str(index.data())
            painter.drawText(rect.adjusted(UNIT, 0, 0, 0), _MIDDLE, text[:1].upper() + text[1:])
            return
        self._paint_value(painter, rect, value)

    def _paint_value(self, painter: QPainter, rect: QRect, value: FacetValue) -> None:
        palette = self._theme.palette
        icon = QRect(rect.left() + UNIT, rect.center().y() - _ICON // 2 + 1, _ICON, _ICON)
        if value.choice is not None:
            name, colour = ("check", "good") if value.choice else ("close", "error")
            self._theme.icon(name, colour).paint(painter, icon)
        caption = self._theme.font(Type.CAPTION)
        count = f"{value.there:,}" if value.shown == value.there else f"{value.shown:,} of {value.there:,}"
        metrics = QFontMetrics(caption)
        counted = QRect(rect)
        counted.setLeft(rect.right() - metrics.horizontalAdvance(count) - UNIT * 2)
        painter.setFont(caption)
        painter.setPen(QColor(palette.muted))
        painter.drawText(counted, _MIDDLE, count)
        font = self._theme.font()
        font.setStrikeOut(value.choice is False)
        painter.setFont(font)
        painter.setPen(QColor(palette.muted if value.shown == 0 else palette.text))
        words = QRect(icon.right() + UNIT * 2, rect.top(), 0, rect.height())
        words.setRight(counted.left() - UNIT)
        text = QFontMetrics(font).elidedText(value.value, Qt.TextElideMode.ElideMiddle, words.width())
        painter.drawText(words, _MIDDLE, text)
