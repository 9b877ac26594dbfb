"""Paints a process on two lines: its name, and its pid and state."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from playground.theme import ICON, UNIT, Theme, Type

if TYPE_CHECKING:
    from playground.models.event_table import Index
    from playground.models.process_list import ProcessList

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class ProcessDelegate(QStyledItemDelegate):
    """A running process has a coloured dot, one that ended is dimmed."""

    def __init__(self, theme: Theme, processes: ProcessList) -> None:
        super().__init__(processes)
        self._theme = theme
        self._processes = processes

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Two lines and some air."""
        del option, index
        return QSize(UNIT * 40, UNIT * 11)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one process."""
        row = self._processes.row(index)
        if row is None:
            return
        rect: QRect = option.rect
        palette, state = self._theme.palette, option.state
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, QColor(palette.selection))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, QColor(palette.hovered))
        icon = QRect(rect.left() + UNIT * 3, rect.center().y() - ICON // 2, ICON, ICON)
        is_bad = row.has_ended and row.tone == "error"
        colour = "error" if is_bad else "muted" if row.has_ended else "text"
        self._theme.icon("crash" if is_bad else row.role, colour).paint(painter, icon)
        words = QRect(icon.right() + UNIT * 3, rect.top() + UNIT, 0, UNIT * 5)
        words.setRight(rect.right() - UNIT * 2)
        body, caption = self._theme.font(), self._theme.font(Type.CAPTION)
        self._write(painter, words, row.name, body, palette.muted if row.has_ended else palette.text)
        words.translate(0, UNIT * 4)
        tone = palette.tone(row.tone).ink if row.tone != "neutral" else palette.muted
        self._write(painter, words, row.details, caption, tone)

    def _write(self, painter: QPainter, rect: QRect, text: str, font: QFont, colour: str) -> None:
        painter.setFont(font)
        painter.setPen(QColor(colour))
        metrics = QFontMetrics(painter.font())
        painter.drawText(rect, _LEFT, metrics.elidedText(text, Qt.TextElideMode.ElideRight, rect.width()))
