"""Paints the rows of the event list: type and state by colour, shape and word."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView

from playground.models.columns import Column, text_of
from playground.theme import ICON, ROW, UNIT, Theme, Type

if TYPE_CHECKING:
    from playground.models.event_record import EventRecord
    from playground.models.event_table import EventTable, Index

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_ICON = 14
# Numbers: each cell asks, and flags of Python take their time.
_SELECTED, _HOVERED = QStyle.StateFlag.State_Selected.value, QStyle.StateFlag.State_MouseOver.value

#: texts that are kept between paints
MOST_KEPT = 2_000

_IN_BODY = frozenset({Column.SENTENCE, Column.PROCESS, Column.WINDOW, Column.SOURCE})
TYPE_ICONS = frozenset({"view", "resource", "error", "action", "vital", "long_task", "telemetry"})


class EventDelegate(QStyledItemDelegate):
    """Fonts and metrics are kept between paints: a frame has over a hundred cells."""

    def __init__(self, theme: Theme, table: EventTable, view: QTableView) -> None:
        super().__init__(view)
        self._view = view
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
        state: int = option.state.value
        palette = self._theme.palette
        if state & _SELECTED:
            painter.fillRect(rect, QColor(palette.selection))
        elif record.is_crash:
            painter.fillRect(rect, QColor(palette.tone("error").tint))
        elif state & _HOVERED:
            painter.fillRect(rect, QColor(palette.raised))
        column = self._table.columns[index.column()]
        inner = rect.adjusted(UNIT * 2, 0, -UNIT * 2, 0)
        if column == Column.TYPE:
            self._paint_type(painter, inner, record)
        elif column == Column.STATE:
            self._paint_state(painter, inner, record)
        else:
            self._paint_text(painter, inner, self._table.text(record, column), column, record)
        if index.row() and self._begins_era(index.row(), record):
            self._paint_divider(painter, rect, record, is_titled=index.column() == self._titled_column())

    def _paint_text(self, painter: QPainter, rect: QRect, text: str, column: str, record: EventRecord) -> None:
        palette = self._theme.palette
        font, metrics = (self._data, self._data_metrics) if column not in _IN_BODY else (self._body, self._body_metrics)
        colour = palette.muted if column != Column.SENTENCE else palette.text
        if column == Column.SENTENCE and record.type == "error":
            colour = palette.tone("error").ink
        painter.setFont(font)
        painter.setPen(QColor(colour))
        painter.drawText(rect, _LEFT, self._elided(metrics, text, rect.width()))

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
        painter.drawText(words, _LEFT, self._elided(self._caption_metrics, text, words.width()))

    def _paint_state(self, painter: QPainter, rect: QRect, record: EventRecord) -> None:
        icon = QRect(rect.left(), rect.center().y() - _ICON // 2, _ICON, _ICON)
        self._theme.icon(f"state-{record.state}", record.state).paint(painter, icon)
        painter.setFont(self._body)
        painter.setPen(QColor(self._theme.colour(record.state)))
        words = rect.adjusted(ICON + UNIT, 0, 0, 0)
        painter.drawText(words, _LEFT, record.state)

    def _begins_era(self, row: int, record: EventRecord) -> bool:
        """Whether there was a restart or a new session between this row and the one above."""
        above = self._table.record(row - 1)
        return above is not None and above.era < record.era

    def _titled_column(self) -> int:
        """The column whose end has most room, or the one at the right edge."""
        if Column.SENTENCE in self._table.columns:
            return self._table.columns.index(Column.SENTENCE)
        header = self._view.horizontalHeader()
        return header.logicalIndex(header.count() - 1)

    def _paint_divider(self, painter: QPainter, rect: QRect, record: EventRecord, *, is_titled: bool) -> None:
        accent = QColor(self._theme.palette.accent)
        painter.fillRect(QRect(rect.left(), rect.top(), rect.width(), 2), accent)
        if not is_titled:
            return
        text = self._table.store.eras[record.era]
        tab = QRect(0, rect.top(), self._caption_metrics.horizontalAdvance(text) + UNIT * 4, UNIT * 4)
        tab.moveRight(rect.right())
        painter.fillRect(tab, accent)
        painter.setFont(self._caption)
        painter.setPen(QColor(self._theme.palette.on_accent))
        painter.drawText(tab, Qt.AlignmentFlag.AlignCenter, text)

    def _elided(self, metrics: QFontMetrics, text: str, width: int) -> str:
        """The text as far as there is room; the same row is painted many times."""
        key = (id(metrics), text, width)
        elided = self._kept.get(key)
        if elided is None:
            if len(self._kept) >= MOST_KEPT:
                self._kept.clear()
            elided = self._kept[key] = metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)
        return elided

    def _take_fonts(self) -> None:
        self._kept: dict[tuple[int, str, int], str] = {}
        self._body: QFont = self._theme.font()
        self._caption: QFont = self._theme.font(Type.CAPTION)
        self._data: QFont = self._theme.font(Type.CAPTION, is_data=True)
        self._body_metrics = QFontMetrics(self._body)
        self._caption_metrics = QFontMetrics(self._caption)
        self._data_metrics = QFontMetrics(self._data)
