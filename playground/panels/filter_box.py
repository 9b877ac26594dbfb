"""The filter of the event list: a field that says what is wrong right below itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from playground.models.event_filter import FilterError, parse
from playground.panels.building import restyle
from playground.theme import UNIT

if TYPE_CHECKING:
    from playground.theme import Theme

#: ms after the last key before the list is filtered
PATIENCE = 120


class FilterBox(QLineEdit):
    """A wrong filter leaves the list as it is."""

    #: EventFilter
    filter_changed = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("filter")
        self.setPlaceholderText("Filter: words, type:error, -type:view, process:main, state:sent")
        self.setAccessibleName("Filter of the event list")
        self.addAction(theme.icon("filter", "muted"), QLineEdit.ActionPosition.LeadingPosition)
        self._clearing = QAction(theme.icon("close", "muted"), "Show every event", self)
        self._clearing.setObjectName("clear-filter")
        self._clearing.triggered.connect(self.clear)
        self.addAction(self._clearing, QLineEdit.ActionPosition.TrailingPosition)
        self._clearing.setVisible(False)
        self.problem = QLabel()
        self.problem.setObjectName("filter-problem")
        self.problem.setProperty("look", "problem")
        self.problem.setTextFormat(Qt.TextFormat.PlainText)
        self.problem.hide()
        self._timer = QTimer(self, singleShot=True, interval=PATIENCE)
        self._timer.timeout.connect(self.apply)
        self.textChanged.connect(self._on_text_changed)
        self.returnPressed.connect(self.apply)

    def apply(self) -> None:
        """Filter by what stands in the field now."""
        self._timer.stop()
        try:
            wanted = parse(self.text())
        except FilterError as error:
            self._complain(str(error), error.position)
            return
        self._complain("", 0)
        self.filter_changed.emit(wanted)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep the complaint below the field when the window changes its size."""
        if event.type() in {QEvent.Type.Resize, QEvent.Type.LayoutRequest} and self.problem.isVisible():
            self._place_problem()
        return super().eventFilter(watched, event)

    def _on_text_changed(self, text: str) -> None:
        self._clearing.setVisible(bool(text))
        self._timer.start()

    def _complain(self, problem: str, position: int) -> None:
        self.setProperty("wrong", bool(problem))
        restyle(self)
        self.setToolTip(f"Character {position + 1}: {problem}" if problem else "")
        self.setAccessibleDescription(problem)
        self.problem.setText(problem)
        if not problem:
            self.problem.hide()
            return
        window = self.window()
        if self.problem.parent() is not window:
            self.problem.setParent(window)
            window.installEventFilter(self)
        self._place_problem()
        self.problem.show()
        self.problem.raise_()

    def _place_problem(self) -> None:
        self.problem.adjustSize()
        below = self.mapTo(self.window(), QPoint(0, self.height() + UNIT // 2))
        self.problem.move(below)
