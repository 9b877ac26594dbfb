"""Pages of which one is in front, and above them a button for each: all of them in sight, in rows."""

from __future__ import annotations

from PySide6.QtWidgets import QButtonGroup, QGridLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from playground.panels.building import rule
from playground.theme import UNIT

COLUMNS = 4


class Groups(QWidget):
    """Tabs for a narrow place: a bar of tabs would hide the last ones behind arrows."""

    def __init__(self, name: str, accessible_name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self._buttons = QButtonGroup(self)
        self._pages = QStackedWidget()
        self._pages.setObjectName(f"{name}-pages")
        switch = QWidget()
        switch.setObjectName(f"{name}-switch")
        switch.setAccessibleName(accessible_name)
        self._grid = QGridLayout(switch)
        self._grid.setContentsMargins(UNIT * 2, UNIT, UNIT * 2, UNIT)
        self._grid.setSpacing(0)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(switch)
        layout.addWidget(rule(f"{name}-rule"))
        layout.addWidget(self._pages, 1)
        self._buttons.idClicked.connect(self._pages.setCurrentIndex)

    def add(self, page: QWidget, title: str, tip: str) -> None:
        """Add a page behind those that are there; the first one is in front."""
        number = self._pages.addWidget(page)
        button = QPushButton(title)
        button.setObjectName(f"{page.objectName()}-button")
        button.setProperty("look", "tab")
        button.setToolTip(tip)
        button.setCheckable(True)
        button.setChecked(number == 0)
        self._buttons.addButton(button, number)
        self._grid.addWidget(button, *divmod(number, COLUMNS))
