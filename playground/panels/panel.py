"""A dock of the main window: a card with a title that can be moved, floated and closed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QDockWidget, QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from playground.panels.building import label, tool_button
from playground.theme import UNIT

if TYPE_CHECKING:
    from playground.theme import Theme


#: side of the controls in a title
_CONTROL = UNIT * 6


class Panel(QDockWidget):
    """A dock whose title bar is ours; subclasses put their widgets into `body`."""

    def __init__(self, theme: Theme, title: str, name: str) -> None:
        super().__init__(title)
        self.setObjectName(name)
        self.theme = theme
        self.setTitleBarWidget(PanelTitle(theme, self, title, name))
        content = QFrame()
        content.setObjectName(f"{name}-body")
        content.setProperty("look", "card-body")
        self.body = QVBoxLayout(content)
        # The border of the card is a pixel wide, and its lower corners are round.
        self.body.setContentsMargins(1, 0, 1, UNIT)
        self.body.setSpacing(0)
        self.setWidget(content)

    def add_to_title(self, widget: QWidget) -> None:
        """Put a widget to the right of the title."""
        title = self.titleBarWidget()
        if isinstance(title, PanelTitle):
            widget.setFixedSize(_CONTROL, _CONTROL)
            title.extras.addWidget(widget)


class PanelTitle(QFrame):
    """The title of a panel; what it does not take of the mouse, the dock does: dragging, double click."""

    def __init__(self, theme: Theme, panel: QDockWidget, title: str, name: str) -> None:
        super().__init__()
        self.setObjectName(f"{name}-title-bar")
        self.setProperty("look", "card-title")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(UNIT * 3, 0, UNIT, 0)
        layout.setSpacing(2)
        layout.addWidget(label(title, "panel-title", f"{name}-title"))
        layout.addStretch(1)
        self.extras = QHBoxLayout()
        self.extras.setSpacing(2)
        layout.addLayout(self.extras)
        floating = tool_button(theme, "float", f"{name}-float", f"Take “{title}” out of the window, or put it back")
        floating.clicked.connect(lambda: panel.setFloating(not panel.isFloating()))
        closing = tool_button(theme, "close", f"{name}-close", f"Close “{title}”; the menu View brings it back")
        closing.clicked.connect(panel.close)
        for control in (floating, closing):
            control.setIconSize(QSize(UNIT * 3, UNIT * 3))
            control.setFixedSize(_CONTROL, _CONTROL)
            control.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            layout.addWidget(control)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(UNIT * 8)
