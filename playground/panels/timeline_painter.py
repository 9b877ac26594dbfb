"""Paints a laid-out timeline: lanes, their bars and marks, the ruler, the brush."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen, QPolygonF

from playground.models.timeline_layout import BAR, MARK, STRIP, Box, LaneBox, Layout, Span, ticks
from playground.models.words import size
from playground.panels.event_chips import icon_name
from playground.theme import UNIT, Theme, Type

if TYPE_CHECKING:
    from playground.models.timeline import Lane

RULER = UNIT * 6

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class TimelinePainter:
    """One frame; x begins at the right of the names."""

    def __init__(self, painter: QPainter, theme: Theme, gutter: int, width: int, height: int) -> None:
        self._painter = painter
        self._palette = theme.palette
        self._theme = theme
        self._gutter = gutter
        self._width = width
        self._height = height
        self._caption = theme.font(Type.CAPTION)
        self._metrics = QFontMetrics(self._caption)
        painter.setFont(self._caption)

    def paint(self, layout: Layout, span: Span, scrolled: int, chosen: Lane | None) -> None:
        """Paint all lanes, `scrolled` pixels further up."""
        painter = self._painter
        painter.fillRect(0, 0, self._gutter + self._width, self._height, QColor(self._palette.surface))
        self._paint_grid(span)
        painter.save()
        painter.setClipRect(0, RULER, self._gutter + self._width, self._height - RULER)
        painter.translate(0, RULER - scrolled)
        for lane in layout.lanes:
            if lane.y + lane.height >= scrolled and lane.y <= scrolled + self._height:
                self._paint_lane(lane, is_chosen=lane.lane is chosen)
        painter.restore()
        self._paint_ruler(span)

    def paint_brush(self, left: float, right: float) -> None:
        """What is filtered by; everything else is dimmed."""
        shade = QColor(self._palette.window)
        shade.setAlpha(150)
        x, top, height = self._gutter, RULER, self._height - RULER
        left, right = max(0.0, left), min(float(self._width), right)
        self._painter.fillRect(QRectF(x, top, left, height), shade)
        self._painter.fillRect(QRectF(x + right, top, self._width - right, height), shade)
        self._painter.setPen(QPen(QColor(self._palette.accent), 1))
        for edge in (left, right):
            self._painter.drawLine(QPointF(x + edge, top), QPointF(x + edge, top + height))

    def _paint_grid(self, span: Span) -> None:
        self._painter.setPen(QPen(QColor(self._palette.border), 1))
        for time_ms, _text in ticks(span, self._width):
            x = self._gutter + round(span.x(time_ms, self._width))
            self._painter.drawLine(x, RULER, x, self._height)

    def _paint_ruler(self, span: Span) -> None:
        painter = self._painter
        painter.fillRect(0, 0, self._gutter + self._width, RULER, QColor(self._palette.raised))
        painter.setPen(QColor(self._palette.muted))
        for time_ms, text in ticks(span, self._width):
            x = self._gutter + round(span.x(time_ms, self._width))
            room = self._gutter + self._width - x - UNIT
            if painter.fontMetrics().horizontalAdvance(text) <= room:
                painter.drawText(QRect(x + UNIT, 0, room, RULER), _LEFT, text)
        painter.setPen(QPen(QColor(self._palette.border), 1))
        painter.drawLine(0, RULER - 1, self._gutter + self._width, RULER - 1)
        painter.drawLine(self._gutter - 1, 0, self._gutter - 1, self._height)

    def _paint_lane(self, lane: LaneBox, *, is_chosen: bool) -> None:
        painter, palette = self._painter, self._palette
        if is_chosen:
            painter.fillRect(
                QRectF(0, lane.y - 3, self._gutter + self._width, lane.height + 6), QColor(palette.selection)
            )
        tone = palette.tone("error" if lane.lane.has_failed else "view")
        words = QRect(UNIT * 2, round(lane.y), self._gutter - UNIT * 4, round(lane.life.height))
        painter.setPen(QColor(tone.ink if lane.lane.has_failed else palette.text))
        painter.drawText(
            words, _LEFT, self._metrics.elidedText(lane.lane.name, Qt.TextElideMode.ElideRight, words.width())
        )
        painter.save()
        painter.setClipRect(QRectF(self._gutter, lane.y - 3, self._width, lane.height + 6))
        painter.translate(self._gutter, 0)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        life = QRectF(lane.life.x, lane.life.y + 4, lane.life.width, lane.life.height - 8)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tone.tint if not is_chosen else palette.surface))
        painter.drawRoundedRect(life, 4, 4)
        painter.setPen(QPen(QColor(tone.ink), 1))
        painter.drawRoundedRect(life, 4, 4)
        if lane.lane.end_ms is None:
            painter.setBrush(QColor(tone.ink))
            painter.drawEllipse(QPointF(life.right(), life.center().y()), 2.5, 2.5)
        self._paint_strip(lane)
        for box in lane.boxes:
            self._paint_box(box)
        painter.restore()
        self._paint_figures(lane)

    def _paint_box(self, box: Box) -> None:
        painter, item = self._painter, box.item
        if item is None:
            return
        tone = self._palette.tone(item.type)
        if item.kind == "mark":
            name = icon_name(item.type, is_crash=item.is_crash)
            place = QRect(round(box.x), round(box.y), MARK, MARK)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(self._palette.surface))
            painter.drawEllipse(place)
            self._theme.icon(name, item.type).paint(painter, place)
            return
        rect = QRectF(box.x, box.y, box.width, box.height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tone.ink if box.height <= BAR else tone.tint))
        painter.drawRoundedRect(rect, 2, 2)
        if item.kind == "span" and box.width > UNIT * 8:
            painter.setPen(QColor(tone.ink))
            inner = rect.adjusted(UNIT, 0, -UNIT, 0)
            text = self._metrics.elidedText(item.label, Qt.TextElideMode.ElideRight, round(inner.width()))
            painter.drawText(inner, _LEFT, text)

    def _paint_strip(self, lane: LaneBox) -> None:
        """Memory as an area, CPU as a line; each against its own highest value."""
        if len(lane.strip) < 2:  # noqa: PLR2004 - a line has two ends
            return
        bottom, height = lane.strip_y + STRIP - 2, STRIP - 4
        most = max(memory for _x, _cpu, memory in lane.strip) or 1
        area = [QPointF(x, bottom - memory / most * height) for x, _cpu, memory in lane.strip]
        ends = [QPointF(area[-1].x(), bottom), QPointF(area[0].x(), bottom)]
        self._painter.setPen(Qt.PenStyle.NoPen)
        self._painter.setBrush(QColor(self._palette.tone("telemetry").tint))
        self._painter.drawPolygon(QPolygonF([*area, *ends]))
        busiest = max(100.0, *(cpu for _x, cpu, _memory in lane.strip))
        line = [QPointF(x, bottom - cpu / busiest * height) for x, cpu, _memory in lane.strip]
        self._painter.setBrush(Qt.BrushStyle.NoBrush)
        self._painter.setPen(QPen(QColor(self._palette.tone("vital").ink), 1))
        self._painter.drawPolyline(QPolygonF(line))

    def _paint_figures(self, lane: LaneBox) -> None:
        if lane.strip:
            reading = lane.lane.readings[-1]
            self._painter.setPen(QColor(self._palette.muted))
            place = QRect(UNIT * 2, round(lane.strip_y), self._gutter - UNIT * 4, STRIP)
            self._painter.drawText(place, _RIGHT, f"{reading.cpu_percent:.0f} %  {size(reading.memory)}")
