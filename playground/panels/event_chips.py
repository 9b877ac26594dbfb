"""What stands in many rows of the event list, each drawn once: the pill of a type, the word of a state."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPixmap

from playground.models.columns import Column, text_of
from playground.theme import ICON, UNIT, Theme, Type

if TYPE_CHECKING:
    from playground.models.event_record import EventRecord

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter

#: pictures that are kept; types, states, widths of columns and scales are few
MOST_KEPT = 500

_WITH_ICON = frozenset({"view", "resource", "error", "action", "vital", "long_task", "telemetry"})


def icon_name(kind: str, *, is_crash: bool) -> str:
    """The drawing that stands for an event of this type."""
    if is_crash:
        return "crash"
    return kind if kind in _WITH_ICON else "event"


class EventChips:
    """Paints types and states of events in the colours and fonts of the theme."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        #: physical pixels for each logical one
        self.scale = 1.0
        self.forget()

    def forget(self) -> None:
        """Forget what was drawn: the theme has changed."""
        self._pill, self._icon = (round(size * self._theme.magnification) for size in (UNIT * 5, 14))
        self._kept: dict[tuple[object, ...], QPixmap] = {}
        self._body = self._theme.font()
        self._caption = self._theme.font(Type.CAPTION)
        self._body_metrics = QFontMetrics(self._body)
        self._caption_metrics = QFontMetrics(self._caption)

    def paint_type(self, painter: QPainter, rect: QRect, record: EventRecord) -> None:
        """A pill with icon and name, as wide as they are where there is room."""
        scale = self.scale
        key = (record.type, record.is_crash, rect.width(), rect.height(), scale)
        picture = self._kept.get(key) or self._keep(key, self._type_picture(record, rect, scale))
        painter.drawPixmap(rect.left(), rect.center().y() - self._pill // 2 + 1, picture)

    def paint_state(self, painter: QPainter, rect: QRect, record: EventRecord) -> None:
        """Icon and word."""
        scale = self.scale
        key = (record.state, rect.width(), rect.height(), scale)
        picture = self._kept.get(key) or self._keep(key, self._state_picture(record.state, rect, scale))
        painter.drawPixmap(rect.left(), rect.top(), picture)

    def _keep(self, key: tuple[object, ...], picture: QPixmap) -> QPixmap:
        if len(self._kept) >= MOST_KEPT:
            self._kept.clear()
        self._kept[key] = picture
        return picture

    def _type_picture(self, record: EventRecord, rect: QRect, scale: float) -> QPixmap:
        tone, metrics = self._theme.palette.tone(record.type), self._caption_metrics
        text = text_of(record, Column.TYPE)
        width = UNIT + self._icon + UNIT + metrics.horizontalAdvance(text) + UNIT * 2
        pill = QRect(0, 0, min(width, rect.width()), self._pill)
        picture, painter = _canvas(pill, scale)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tone.tint))
        painter.drawRoundedRect(QRectF(pill), pill.height() / 2, pill.height() / 2)
        icon = QRect(UNIT + 1, pill.center().y() - self._icon // 2 + 1, self._icon, self._icon)
        self._theme.icon(icon_name(record.type, is_crash=record.is_crash), record.type).paint(painter, icon)
        words = pill.adjusted(UNIT + 1 + self._icon + UNIT, 0, -UNIT, 0)
        self._write(painter, words, text, tone.ink, self._caption)
        return picture

    def _state_picture(self, state: str, rect: QRect, scale: float) -> QPixmap:
        # An advance is rounded, and a text that is wider by half a pixel is elided.
        width = ICON + UNIT + self._body_metrics.horizontalAdvance(state) + 1
        whole = QRect(0, 0, min(width, rect.width()), rect.height())
        picture, painter = _canvas(whole, scale)
        icon = QRect(0, whole.center().y() - self._icon // 2, self._icon, self._icon)
        self._theme.icon(f"state-{state}", state).paint(painter, icon)
        self._write(painter, whole.adjusted(ICON + UNIT, 0, 0, 0), state, self._theme.colour(state), self._body)
        return picture

    @staticmethod
    def _write(painter: QPainter, rect: QRect, text: str, colour: str, font: QFont) -> None:
        """Draw the text of a picture, which is then complete."""
        elided = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
        painter.setFont(font)
        painter.setPen(QColor(colour))
        painter.drawText(rect, _LEFT, elided)
        painter.end()


def _canvas(rect: QRect, scale: float) -> tuple[QPixmap, QPainter]:
    picture = QPixmap(max(1, round(rect.width() * scale)), max(1, round(rect.height() * scale)))
    picture.setDevicePixelRatio(scale)
    picture.fill(Qt.GlobalColor.transparent)
    return picture, QPainter(picture)
