"""Paints the rows of the event list: type and state by colour, shape and word."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from playground.models.event_table import Column, EventTable, text_of
from playground.theme import ICON, ROW, UNIT, Theme, Type

if TYPE_CHECKING:
    from playground.models.event_record import EventRecord
    from playground.models.event_table import Index

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_ICON = 14
TYPE_ICONS = frozenset({"view", "resource", "error", "action", "vital", "long_task", "telemetry"})


class EventDelegate(QStyledItemDelegate):
    """Fonts and metrics are kept between paints: a frame has over a hundred cells."""

    def __init__(self, theme: Theme, table: EventTable) -> None:
        super().__init__(table)
        self._theme = theme
        self._table = table
        self._take_fonts()
        theme.changed.connect(self._take_fonts)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Every row is as high as the others."""
        del option, index
        return QSize(UNIT * 20, ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one cell."""
        record = self._table.record(index.row())
        if record is None:
            return
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        palette = self._theme.palette
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, QColor(palette.selection))
        elif record.is_crash:
            painter.fillRect(rect, QColor(palette.tone("error").tint))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, QColor(palette.raised))
        column = Column(index.column())
        inner = rect.adjusted(UNIT * 2, 0, -UNIT * 2, 0)
        if column is Column.TYPE:
            self._paint_type(painter, inner, record)
        elif column is Column.STATE:
            self._paint_state(painter, inner, record)
        else:
            self._paint_text(painter, inner, text_of(record, column), column, record)

    def _paint_text(self, painter: QPainter, rect: QRect, text: str, column: Column, record: EventRecord) -> None:
        palette = self._theme.palette
        font, metrics = (self._data, self._data_metrics) if column is Column.TIME else (self._body, self._body_metrics)
        colour = palette.muted if column is not Column.SENTENCE else palette.text
        if column is Column.SENTENCE and record.type == "error":
            colour = palette.tone("error").ink
        painter.setFont(font)
        painter.setPen(QColor(colour))
        painter.drawText(rect, _LEFT, metrics.elidedText(text, Qt.TextElideMode.ElideRight, rect.width()))

    def _paint_type(self, painter: QPainter, rect: QRect, record: EventRecord) -> None:
        tone = self._theme.palette.tone(record.type)
        name = record.type if record.type in TYPE_ICONS else "event"
        text = text_of(record, Column.TYPE)
        width = min(UNIT + _ICON + UNIT + self._caption_metrics.horizontalAdvance(text) + UNIT * 2, rect.width())
        pill = QRect(rect.left(), rect.center().y() - UNIT * 5 // 2 + 1, width, UNIT * 5)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tone.tint))
        painter.drawRoundedRect(QRectF(pill), pill.height() / 2, pill.height() / 2)
        painter.restore()
        icon = QRect(pill.left() + UNIT + 1, pill.center().y() - _ICON // 2 + 1, _ICON, _ICON)
        self._theme.icon("crash" if record.is_crash else name, record.type).paint(painter, icon)
        painter.setFont(self._caption)
        painter.setPen(QColor(tone.ink))
        words = pill.adjusted(UNIT + 1 + _ICON + UNIT, 0, -UNIT, 0)
        painter.drawText(
            words, _LEFT, self._caption_metrics.elidedText(text, Qt.TextElideMode.ElideRight, words.width())
        )

    def _paint_state(self, painter: QPainter, rect: QRect, record: EventRecord) -> None:
        icon = QRect(rect.left(), rect.center().y() - _ICON // 2, _ICON, _ICON)
        self._theme.icon(f"state-{record.state}", record.state).paint(painter, icon)
        painter.setFont(self._body)
        painter.setPen(QColor(self._theme.colour(record.state)))
        words = rect.adjusted(ICON + UNIT, 0, 0, 0)
        painter.drawText(words, _LEFT, record.state)

    def _take_fonts(self) -> None:
        self._body: QFont = self._theme.font()
        self._caption: QFont = self._theme.font(Type.CAPTION)
        self._data: QFont = self._theme.font(Type.CAPTION, is_data=True)
        self._body_metrics = QFontMetrics(self._body)
        self._caption_metrics = QFontMetrics(self._caption)
        self._data_metrics = QFontMetrics(self._data)
