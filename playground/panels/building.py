"""Small pieces that the panels are made of, so that all of them look alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QScrollArea, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from playground.panels.picture import Picture
from playground.theme import ICON, UNIT

if TYPE_CHECKING:
    from PySide6.QtGui import QAction

    from playground.theme import Theme


def label(text: str, look: str, name: str) -> QLabel:
    """A text in one of the style sheet's looks."""
    result = QLabel(text)
    result.setObjectName(name)
    result.setProperty("look", look)
    result.setTextFormat(Qt.TextFormat.PlainText)
    return result


def button(theme: Theme, text: str, icon: str, name: str, *, look: str = "", tip: str = "") -> QPushButton:
    """A button with an icon of ours; `look` is primary, danger or left."""
    result = QPushButton(text)
    result.setObjectName(name)
    result.setProperty("look", look)
    result.setIcon(theme.icon(icon, {"primary": "on_accent", "danger": "error"}.get(look, "muted")))
    result.setIconSize(QSize(ICON, ICON))
    result.setToolTip(tip)
    if not text:
        result.setAccessibleName(tip)
    return result


def tool_button(theme: Theme, icon: str, name: str, tip: str) -> QToolButton:
    """A button that is an icon only; its tip is its accessible name too."""
    result = QToolButton()
    result.setObjectName(name)
    result.setIcon(theme.icon(icon, "muted"))
    result.setIconSize(QSize(ICON, ICON))
    result.setToolTip(tip)
    result.setAccessibleName(tip)
    return result


def action_button(action: QAction) -> QToolButton:
    """A button for one of the window's actions, with its icon only."""
    result = QToolButton()
    result.setObjectName(f"{action.objectName()}-button")
    result.setDefaultAction(action)
    result.setIconSize(QSize(ICON, ICON))
    result.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
    return result


def rule(name: str) -> QFrame:
    """A thin line between two parts of a panel."""
    result = QFrame()
    result.setObjectName(name)
    result.setProperty("look", "rule")
    return result


class ScrollingArea(QScrollArea):
    """Scrolls up and down when there is not enough room; to the side there is always enough."""

    def __init__(self, inside: QWidget, name: str, accessible_name: str) -> None:
        super().__init__()
        inside.setObjectName("scrolled")
        self.setObjectName(name)
        self.setAccessibleName(accessible_name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(inside)
        self._inside = inside

    def minimumSizeHint(self) -> QSize:
        """As wide as what is inside."""
        bar = self.verticalScrollBar().sizeHint().width()
        return QSize(self._inside.minimumSizeHint().width() + bar, super().minimumSizeHint().height())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """What is inside may need more room, as with larger type."""
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)


def restyle(widget: QWidget) -> None:
    """Let the style sheet see a property that was changed."""
    widget.style().unpolish(widget)
    widget.style().polish(widget)


class EmptyState(QWidget):
    """What a panel says while it has nothing to show, and what to do about it."""

    def __init__(self, theme: Theme, icon: str, heading: str, text: str, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.heading = label(heading, "heading", f"{name}-heading")
        self.text = label(text, "muted", f"{name}-text")
        self.text.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(UNIT * 4, UNIT * 4, UNIT * 4, UNIT * 4)
        layout.setSpacing(UNIT)
        layout.addStretch(1)
        layout.addWidget(Picture(theme, icon, "disabled", f"{name}-icon", UNIT * 8), 0, Qt.AlignmentFlag.AlignHCenter)
        for part in (self.heading, self.text):
            part.setAlignment(Qt.AlignmentFlag.AlignCenter)
            part.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
            layout.addWidget(part)
        layout.insertSpacing(2, UNIT)
        layout.addStretch(2)

    def say(self, heading: str, text: str) -> None:
        """Change the reason why there is nothing to show."""
        self.heading.setText(heading)
        self.text.setText(text)
