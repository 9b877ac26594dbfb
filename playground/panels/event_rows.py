"""Paints the rows of the event list: type and state by colour, shape and word.

Row by row and not cell by cell through a delegate: half the time of a frame went by between the cells.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QRect, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter

from playground.models.columns import Column
from playground.panels.event_chips import EventChips
from playground.panels.lines_of_text import LinesOfText
from playground.theme import UNIT, Theme, Type

if TYPE_CHECKING:
    from PySide6.QtWidgets import QTableView

    from playground.models.event_record import EventRecord
    from playground.models.event_table import EventTable

_COMES_AGAIN = frozenset({Column.PROCESS, Column.WINDOW, Column.SOURCE})
_IN_BODY = _COMES_AGAIN | {Column.SENTENCE}


class EventRows:
    """Fonts, metrics and colours are kept between paints: a frame has over a hundred cells."""

    def __init__(self, theme: Theme, table: EventTable, view: QTableView) -> None:
        self._view = view
        self._theme = theme
        self._table = table
        self._chips = EventChips(theme)
        self._take_theme()
        theme.changed.connect(self._take_theme)

    def paint(self, painter: QPainter, area: QRect, hovered: int) -> None:
        """Paint a part of the viewport with the rows that are there; one is under the mouse."""
        view, table, root = self._view, self._table, QModelIndex()
        painter.fillRect(area, self._surface)
        first = view.rowAt(area.top())
        if first < 0:
            return
        places = [
            (key, view.columnViewportPosition(column), view.columnWidth(column))
            for column, key in enumerate(table.columns)
        ]
        places = [place for place in places if place[1] <= area.right() and place[1] + place[2] > area.left()]
        self._chips.scale = painter.device().devicePixelRatio()
        selected = view.selectionModel().isRowSelected
        top = view.rowViewportPosition(first)
        above = table.record(first - 1)
        height = view.rowHeight(first)
        records = table.records(first, first + (area.bottom() - top) // height + 1)
        for row, record in enumerate(records, first):
            colour = self._selection if selected(row, root) else self._alarm if record.is_crash else None
            if colour is None and row == hovered:
                colour = self._raised
            if colour is not None:
                painter.fillRect(area.left(), top, area.width(), height, colour)
            for key, left, width in places:
                self._paint_cell(painter, record, key, QRect(left + UNIT * 2, top, width - UNIT * 4, height))
            if above is not None and above.era < record.era:
                self._paint_divider(painter, top, record)
            above = record
            top += height

    def _paint_cell(self, painter: QPainter, record: EventRecord, key: str, rect: QRect) -> None:
        if key == Column.TYPE:
            self._chips.paint_type(painter, rect, record)
        elif key == Column.STATE:
            self._chips.paint_state(painter, rect, record)
        else:
            pen = self._muted
            if key == Column.SENTENCE:
                pen = self._wrong if record.type == "error" else self._ink
            painter.setPen(pen)
            lines = self._body if key in _IN_BODY else self._data
            lines.paint(painter, rect, self._table.text(record, key), comes_again=key in _COMES_AGAIN)

    def _titled_column(self) -> int:
        """The column whose end has most room, or the one at the right edge."""
        if Column.SENTENCE in self._table.columns:
            return self._table.columns.index(Column.SENTENCE)
        header = self._view.horizontalHeader()
        return header.logicalIndex(header.count() - 1)

    def _paint_divider(self, painter: QPainter, top: int, record: EventRecord) -> None:
        """Where there was a restart or a new session between this row and the one above."""
        painter.fillRect(0, top, self._view.viewport().width(), 2, self._accent)
        text, font = self._table.store.eras[record.era], self._caption
        column = self._titled_column()
        tab = QRect(0, top, QFontMetrics(font).horizontalAdvance(text) + UNIT * 4, UNIT * 4)
        tab.moveRight(self._view.columnViewportPosition(column) + self._view.columnWidth(column) - 1)
        painter.fillRect(tab, self._accent)
        painter.setFont(font)
        painter.setPen(self._on_accent)
        painter.drawText(tab, Qt.AlignmentFlag.AlignCenter, text)

    def _take_theme(self) -> None:
        self._chips.forget()
        self._caption = self._theme.font(Type.CAPTION)
        self._body = LinesOfText(self._theme.font())
        self._data = LinesOfText(self._theme.font(Type.CAPTION, is_data=True))
        palette = self._theme.palette
        self._ink, self._muted = QColor(palette.text), QColor(palette.muted)
        self._wrong, self._alarm = QColor(palette.tone("error").ink), QColor(palette.tone("error").tint)
        self._surface = QColor(palette.surface)
        self._selection, self._raised = QColor(palette.selection), QColor(palette.raised)
        self._accent, self._on_accent = QColor(palette.accent), QColor(palette.on_accent)
