"""A few values of which one holds, all of them in sight, as a grid of buttons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QPushButton, QSizePolicy, QWidget

from playground.theme import UNIT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QAbstractButton


class Choices(QWidget):
    """Arrow keys go from one to the next; what is chosen by the user is told, what is shown by the program is not."""

    #: str: the value that the user chose
    chosen = Signal(str)

    def __init__(self, name: str, values: Sequence[tuple[str, str, str]], columns: int) -> None:
        """Each value comes with its text and its tip."""
        super().__init__()
        self.setObjectName(name)
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self._buttons: dict[str, QPushButton] = {}
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(UNIT)
        for index, (value, text, tip) in enumerate(values):
            button = QPushButton(text)
            button.setObjectName(f"{name}-{value}")
            button.setProperty("look", "choice")
            button.setProperty("value", value)
            button.setToolTip(tip)
            button.setCheckable(True)
            self._group.addButton(button)
            self._buttons[value] = button
            button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)  # columns are of equal width
            row, column = divmod(index, columns)
            layout.addWidget(button, row, column, 1, columns - column if index == len(values) - 1 else 1)
        for column in range(columns):
            layout.setColumnStretch(column, 1)
        self._group.buttonClicked.connect(self._on_clicked)

    @property
    def value(self) -> str:
        """What is shown as chosen."""
        return next((value for value, button in self._buttons.items() if button.isChecked()), "")

    def show_value(self, value: str) -> None:
        """Show that a value holds now."""
        self._buttons[value].setChecked(True)

    def _on_clicked(self, button: QAbstractButton) -> None:
        self.chosen.emit(button.property("value"))
