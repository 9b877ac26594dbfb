"""The query of the event list: a field that suggests what could come next, and says what is wrong below itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, QStringListModel, Qt, QTimer, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QCompleter, QLabel, QLineEdit, QListView, QWidget

from playground.models.query import QueryError, parse
from playground.models.query.choices import with_demand
from playground.models.query_history import QueryHistory
from playground.panels.building import restyle
from playground.theme import UNIT

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from playground.models.suggestions import Suggested, Suggestions
    from playground.theme import Theme

#: ms after the last key before the list is filtered
PATIENCE = 120

EXAMPLES = (
    "Query: words, type:error, -process:main, resource.duration:>100ms, (a OR b), name:git*, /regex/. "
    "Down lists earlier queries."
)


class QueryBox(QLineEdit):
    """A wrong query leaves the list as it is."""

    #: Query
    query_changed = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("filter")
        self.setPlaceholderText("Query: words, type:error, -process:main, resource.duration:>100ms")
        self.setAccessibleName("Query of the event list")
        self.setToolTip(EXAMPLES)
        self.suggestions: Suggestions | None = None
        self.history = QueryHistory()
        self._suggested: Suggested | None = None
        self.addAction(theme.icon("filter", "muted"), QLineEdit.ActionPosition.LeadingPosition)
        self._clearing = QAction(theme.icon("close", "muted"), "Show every event", self)
        self._clearing.setObjectName("clear-filter")
        self._clearing.triggered.connect(self.clear)
        self.addAction(self._clearing, QLineEdit.ActionPosition.TrailingPosition)
        self._clearing.setVisible(False)
        self._listed = QStringListModel(self)
        self.popup = QListView()
        self._completer = self._build_completer()
        self.problem = QLabel()
        self.problem.setObjectName("filter-problem")
        self.problem.setProperty("look", "problem")
        self.problem.setTextFormat(Qt.TextFormat.PlainText)
        self.problem.hide()
        self._timer = QTimer(self, singleShot=True, interval=PATIENCE)
        self._timer.timeout.connect(self.apply)
        self.textChanged.connect(self._on_text_changed)
        self.textEdited.connect(self.suggest)
        self.returnPressed.connect(self._on_return)
        self.editingFinished.connect(self._remember)

    def apply(self) -> None:
        """Filter by what stands in the field now."""
        self._timer.stop()
        try:
            query = parse(self.text())
        except QueryError as error:
            self._complain(str(error), error.position)
            return
        self._complain("", 0)
        self.query_changed.emit(query)

    def give_up(self, position: int) -> None:
        """Say that a regular expression takes too long."""
        self._complain("This regular expression takes too long: every event is shown", position)

    def say(self, text: str) -> None:
        """Use another query at once."""
        self.setText(text)
        self.apply()
        self.history.add(text)

    def add_term(self, text: str) -> None:
        """Ask for one thing more, in place of its opposite."""
        try:
            self.say(with_demand(parse(self.text()), text))
        except QueryError:
            self.say(text)

    def suggest(self) -> None:
        """List what could come next."""
        if self.suggestions is not None:
            self._suggested = self.suggestions.at(self.text(), self.cursorPosition())
            self._list(self._suggested.texts)

    def list_history(self) -> None:
        """List the earlier queries."""
        self._suggested = None
        self._list(tuple(self.history.texts))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Down lists: suggestions inside of a query, earlier ones in an empty field; Ctrl+Space suggests too."""
        if event.key() == Qt.Key.Key_Down and not self.text():
            self.list_history()
        elif event.key() == Qt.Key.Key_Down or (
            event.key() == Qt.Key.Key_Space and event.modifiers() & Qt.KeyboardModifier.ControlModifier
        ):
            self.suggest()
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep the complaint below the field when the window changes its size."""
        if event.type() in {QEvent.Type.Resize, QEvent.Type.LayoutRequest} and self.problem.isVisible():
            self._place_problem()
        return super().eventFilter(watched, event)

    def _build_completer(self) -> QCompleter:
        completer = QCompleter(self._listed, self)
        completer.setWidget(self)
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        completer.setMaxVisibleItems(12)
        completer.setPopup(self.popup)
        self.popup.setObjectName("query-suggestions")
        self.popup.setAccessibleName("Suggestions")
        completer.activated.connect(self._on_picked)
        return completer

    def _list(self, texts: tuple[str, ...]) -> None:
        self._listed.setStringList(list(texts))
        if texts:
            self._completer.complete()
        else:
            self.popup.hide()

    def _on_picked(self, text: str) -> None:
        if self._suggested is None:
            self.say(text)
            return
        start, end = self._suggested.start, self._suggested.end
        ended = "" if text.endswith(":") else " "
        self.setText(self.text()[:start] + text + ended + self.text()[end:].lstrip(" " * len(ended)))
        self.setCursorPosition(start + len(text) + len(ended))
        if not ended:
            self.suggest()

    def _remember(self) -> None:
        """Remember the query, unless it is wrong, or unfinished because suggestions are listed."""
        if not self.problem.isVisible() and not self.popup.isVisible():
            self.history.add(self.text())

    def _on_return(self) -> None:
        self.popup.hide()
        self.apply()

    def _on_text_changed(self, text: str) -> None:
        self._clearing.setVisible(bool(text))
        self._timer.start()

    def _complain(self, problem: str, position: int) -> None:
        if self.property("wrong") != bool(problem):
            self.setProperty("wrong", bool(problem))
            restyle(self)
        said = f"Character {position + 1}: {problem}" if problem else ""
        self.setToolTip(said or EXAMPLES)
        self.setAccessibleDescription(said)
        self.problem.setText(f"▲ {problem}")
        self._position = position
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
        """Place the complaint so that its arrow points at the character, as far as there is room."""
        self.problem.adjustSize()
        before = self.fontMetrics().horizontalAdvance(self.text()[: self._position])
        cursor = self.cursorRect().center().x()
        typed = self.fontMetrics().horizontalAdvance(self.text()[: self.cursorPosition()])
        at = min(max(0, cursor - typed + before - UNIT * 3), max(0, self.width() - UNIT * 8))
        below = self.mapTo(self.window(), QPoint(at, self.height() + UNIT // 2))
        room = max(0, self.window().width() - self.problem.width() - UNIT)
        self.problem.move(min(below.x(), room), below.y())
