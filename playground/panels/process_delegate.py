"""Paints the cells of the process tree: icons and names, figures, a trend line, and how a process ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTreeView

from playground.models.process_model import ProcessColumn, ProcessModel, text_of
from playground.theme import ICON, ROW, UNIT, Theme, Type

if TYPE_CHECKING:
    from playground.models.event_table import Index
    from playground.models.process_tree import ProcessNode

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_TEXTS = frozenset({ProcessColumn.NAME, ProcessColumn.STATE, ProcessColumn.ROLE})

#: width of a trend line
_TREND = UNIT * 8


class ProcessDelegate(QStyledItemDelegate):
    """A process that ended is dimmed, and says in the place of its memory how it ended."""

    def __init__(self, theme: Theme, view: QTreeView, processes: ProcessModel) -> None:
        super().__init__(view)
        self._theme = theme
        self._view = view
        self._processes = processes

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Every row is as high as the others."""
        del option, index
        return QSize(UNIT * 20, ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one cell."""
        node = self._processes.node(index)
        if node is None:
            return
        rect: QRect = option.rect
        palette, state = self._theme.palette, option.state
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, QColor(palette.selection))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, QColor(palette.hovered))
        column = ProcessColumn(index.column())
        inner = rect.adjusted(UNIT, 0, -UNIT, 0)
        if column is ProcessColumn.NAME:
            self._paint_name(painter, inner, node)
        elif column is ProcessColumn.MEMORY:
            self._paint_memory(painter, inner, node, self._shown(node, index))
        else:
            font = self._theme.font(Type.CAPTION)
            align = _LEFT if column in _TEXTS else _RIGHT
            self._write(painter, inner, self._shown(node, index), font, self._colour(node, column), align)

    def _shown(self, node: ProcessNode, index: Index) -> str:
        """A collapsed process stands for everything below it."""
        column = ProcessColumn(index.column())
        below = {ProcessColumn.CPU: ProcessColumn.CPU_BELOW, ProcessColumn.MEMORY: ProcessColumn.MEMORY_BELOW}
        if node.children and column in below and not self._view.isExpanded(self._processes.index_of(node)):
            return f"Σ {text_of(node, below[column])}"
        return text_of(node, column)

    def _colour(self, node: ProcessNode, column: ProcessColumn) -> str:
        palette = self._theme.palette
        if column is ProcessColumn.STATE and node.tone != "neutral":
            return palette.tone(node.tone).ink
        return palette.muted if node.has_ended or column in _TEXTS else palette.text

    def _paint_name(self, painter: QPainter, rect: QRect, node: ProcessNode) -> None:
        palette = self._theme.palette
        is_bad = node.has_ended and node.tone == "error"
        name = "crash" if is_bad else "resource" if node.role == "command" else node.role
        colour = "error" if is_bad else "muted" if node.has_ended or node.role == "command" else "text"
        icon = QRect(rect.left(), rect.center().y() - ICON // 2 + 1, ICON, ICON)
        self._theme.icon(name, colour).paint(painter, icon)
        words = rect.adjusted(ICON + UNIT * 2 - 2, 0, 0, 0)
        is_quiet = node.has_ended or node.role == "command"
        self._write(painter, words, node.name, self._theme.font(), palette.muted if is_quiet else palette.text, _LEFT)

    def _paint_memory(self, painter: QPainter, rect: QRect, node: ProcessNode, text: str) -> None:
        palette, caption = self._theme.palette, self._theme.font(Type.CAPTION)
        if node.has_ended:
            colour = palette.tone("error").ink if node.tone == "error" else palette.muted
            self._write(painter, rect, f"✝ {short_state(node.state)}", caption, colour, _RIGHT)
            return
        self._write(painter, rect, text, caption, palette.text, _RIGHT)
        needed = QFontMetrics(caption).horizontalAdvance(text)
        if rect.width() - needed >= _TREND + UNIT:
            self._paint_trend(painter, QRect(rect.left(), rect.top() + UNIT * 2, _TREND, ROW - UNIT * 4), node)

    def _paint_trend(self, painter: QPainter, rect: QRect, node: ProcessNode) -> None:
        points = trend_line(list(node.trend), rect.width(), rect.height())
        if not points:
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(self._theme.palette.tone("view").ink), 1))
        painter.drawPolyline(QPolygonF([QPointF(rect.left() + x, rect.top() + y) for x, y in points]))
        painter.restore()

    def _write(
        self, painter: QPainter, rect: QRect, text: str, font: QFont, colour: str, align: Qt.AlignmentFlag
    ) -> None:
        painter.setFont(font)
        painter.setPen(QColor(colour))
        painter.drawText(
            rect, align, QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, rect.width() + 1)
        )


def short_state(state: str) -> str:
    """How a process ended, in as few words as a narrow column takes."""
    return state.removeprefix("killed by ").replace("exit code ", "exit ").removesuffix(", as asked")


def trend_line(values: list[int], width: int, height: int) -> list[tuple[float, float]]:
    """Points of a line through values, oldest at the left; what hardly changes is a flat line in the middle."""
    if len(values) < 2:  # noqa: PLR2004 - a line has two ends
        return []
    lowest, highest = min(values), max(values)
    # A change of a twentieth fills the height, a smaller one only its part of it.
    span = max(highest - lowest, highest / 20, 1)
    middle = (lowest + highest) / 2
    step = width / (len(values) - 1)
    return [(place * step, height * (0.5 - (value - middle) / span)) for place, value in enumerate(values)]
