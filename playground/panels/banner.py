"""The message area of the window: what went wrong and what to do, without standing in the way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from playground.panels.announcing import Announcer
from playground.panels.building import tool_button
from playground.panels.picture import Picture
from playground.theme import UNIT

if TYPE_CHECKING:
    from playground.theme import Theme

Kind = Literal["info", "good", "warning", "error"]

#: messages at the same time; the oldest goes first
MOST = 3

#: ms after which good news goes away by itself
GLANCE = 6_000


@dataclass(frozen=True, slots=True)
class _Shown:
    topic: str
    frame: QFrame
    text: QLabel


class Banner(QWidget):
    """Messages on top of each other, newest last; one for each topic."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("messages")
        self._theme = theme
        self._shown: list[_Shown] = []
        self.announcer = Announcer(self)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(UNIT * 2, 0, UNIT * 2, UNIT)
        self._layout.setSpacing(UNIT)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.hide()

    @property
    def texts(self) -> list[str]:
        """What is shown, oldest first."""
        return [shown.text.text() for shown in self._shown]

    def tell(self, text: str, kind: Kind = "info", *, topic: str = "") -> None:
        """Show a message; one with the same topic (by default: the same text) is replaced."""
        topic = topic or text
        self.withdraw(topic)
        while len(self._shown) >= MOST:
            self.withdraw(self._shown[0].topic)
        shown = self._build(text, kind, topic)
        self._shown.append(shown)
        self._layout.addWidget(shown.frame)
        self.show()
        self.announcer.announce(text, urgent=kind == "error")
        if kind in {"info", "good"}:
            QTimer.singleShot(GLANCE, shown.frame, lambda: self._withdraw_this(shown))

    def withdraw(self, topic: str) -> None:
        """Take back the message on a topic, if it is still there."""
        for shown in [shown for shown in self._shown if shown.topic == topic]:
            self._withdraw_this(shown)

    def _withdraw_this(self, shown: _Shown) -> None:
        if shown not in self._shown:
            return
        self._shown.remove(shown)
        self._layout.removeWidget(shown.frame)
        shown.frame.hide()
        shown.frame.deleteLater()
        self.setVisible(bool(self._shown))

    def _build(self, text: str, kind: Kind, topic: str) -> _Shown:
        frame = QFrame()
        frame.setObjectName(f"message-{kind}")
        frame.setProperty("note", kind)
        said = QLabel(text)
        said.setObjectName("message-text")
        said.setTextFormat(Qt.TextFormat.PlainText)
        said.setWordWrap(True)
        said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        closing = tool_button(self._theme, "close", "message-close", "Put this message away")
        closing.setIconSize(QSize(UNIT * 3, UNIT * 3))
        closing.clicked.connect(lambda: self.withdraw(topic))
        layout = QHBoxLayout(frame)
        layout.setContentsMargins(UNIT * 2, UNIT, UNIT, UNIT)
        layout.setSpacing(UNIT * 2)
        layout.addWidget(Picture(self._theme, kind, kind, "message-icon"), 0, Qt.AlignmentFlag.AlignVCenter)
        layout.addWidget(said, 1)
        layout.addWidget(closing, 0, Qt.AlignmentFlag.AlignVCenter)
        return _Shown(topic, frame, said)
