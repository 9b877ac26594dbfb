"""The columns of the event list: which there are, in which order, how wide; by its header's menu and by presets."""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer
from PySide6.QtWidgets import QComboBox, QCompleter, QDialog, QDialogButtonBox, QHeaderView, QMenu, QVBoxLayout

from playground.models.columns import PRESETS, WIDTH, WIDTHS, Column, ColumnState, title_of, usable
from playground.panels.building import label
from playground.theme import UNIT

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QAction
    from PySide6.QtWidgets import QMenuBar, QTableView, QWidget

    from playground.models.event_table import EventTable
    from playground.theme import Theme

_NEVER_ELIDED = frozenset({Column.TIME, Column.TYPE, Column.STATE})

#: pixels that what happened gets; where the others leave less, the list can be scrolled to the right
LEAST_SENTENCE = UNIT * 60


class EventColumns(QObject):
    """Sets columns, moves and sizes them; `state` and `restore` are for whoever remembers them."""

    def __init__(self, theme: Theme, view: QTableView, table: EventTable) -> None:
        super().__init__(view)
        self.setObjectName("event-columns")
        self._view = view
        self._table = table
        self._theme = theme
        #: of the type; widths are remembered for its usual size
        self._magnification = theme.magnification
        theme.changed.connect(self._magnify)
        self._header = view.horizontalHeader()
        self._header.setSectionsMovable(True)
        self._header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self._header.customContextMenuRequested.connect(self.show_menu)
        self._header.sectionResized.connect(self._on_resized)
        view.viewport().installEventFilter(self)
        self._set([ColumnState(key, _width_of(key)) for key in PRESETS["Overview"]])

    def choose(self, keys: Sequence[str]) -> None:
        """Show these columns in this order; those that are there keep their width."""
        widths = {state.key: state.width for state in self._states()}
        self._set([ColumnState(key, widths.get(key, _width_of(key))) for key in keys])

    def add(self, key: str) -> None:
        """Add a column before the state, or at the end."""
        keys = [state.key for state in self._states()]
        key = key.strip()
        if key and key not in keys:
            place = keys.index(Column.STATE) if keys and keys[-1] == Column.STATE else len(keys)
            self.choose([*keys[:place], key, *keys[place:]])

    def remove(self, key: str) -> None:
        """Take a column away; the last one stays."""
        self.choose([state.key for state in self._states() if state.key != key] or [key])

    def move(self, key: str, steps: int) -> None:
        """Move a column to the right, or to the left with a negative number."""
        keys = [state.key for state in self._states()]
        place = keys.index(key)
        keys.insert(max(0, min(len(keys) - 1, place + steps)), keys.pop(place))
        self.choose(keys)

    def state(self) -> str:
        """The columns as text, to remember them."""
        return json.dumps([[state.key, state.width] for state in self._states()])

    def restore(self, text: str) -> None:
        """Show the columns that were remembered; what cannot be read changes nothing."""
        try:
            remembered = json.loads(text)
        except ValueError:
            return
        states = usable(remembered) if isinstance(remembered, list) else []
        if states:
            self._set(states)

    def fill_menu(self, menu: QMenu, key: str | None = None) -> None:
        """Everything that can be done with columns; with a key also what can be done with that one."""
        states = [state.key for state in self._states()]
        if key is not None and key in states:
            title = title_of(key)
            self._entry(menu, f"Move “{title}” to the &left", "column-left", lambda: self.move(key, -1))
            self._entry(menu, f"Move “{title}” to the &right", "column-right", lambda: self.move(key, 1))
            self._entry(menu, f"&Remove “{title}”", "column-remove", lambda: self.remove(key))
            menu.addSeparator()
        self._entry(menu, "&Add a column …", "column-add", self.ask)
        menu.addSeparator()
        for name, keys in PRESETS.items():
            entry = self._entry(menu, f"Preset: {name}", f"columns-{name.lower()}", partial(self.choose, keys))
            entry.setCheckable(True)
            entry.setChecked(tuple(states) == keys)
        menu.addSeparator()
        for state in dict.fromkeys([*Column, *states]):
            entry = self._entry(menu, title_of(state), f"column-{state}", partial(self._toggle, state))
            entry.setCheckable(True)
            entry.setChecked(state in states)

    def add_to(self, bar: QMenuBar) -> None:
        """A menu for the keyboard; it says each time what there is."""
        menu = bar.addMenu("C&olumns")
        menu.setObjectName("menu-columns")

        def fill() -> None:
            menu.clear()
            self.fill_menu(menu)

        menu.aboutToShow.connect(fill)
        fill()

    def show_menu(self, position: QPoint) -> None:
        """Show the menu of a column."""
        menu = QMenu(self._header)
        menu.setObjectName("column-menu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        section = self._header.logicalIndexAt(position)
        self.fill_menu(menu, self._table.columns[section] if section >= 0 else None)
        menu.popup(self._header.mapToGlobal(position))

    def ask(self) -> None:
        """Ask for the path of another column."""
        paths = sorted(self._table.store.fields.paths())
        dialog = ColumnDialog(paths, self._view)
        dialog.accepted.connect(lambda: self.add(dialog.path.currentText()))
        dialog.open()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """See the list become wider or narrower."""
        if event.type() == QEvent.Type.Resize:
            self._share_room()
        return super().eventFilter(watched, event)

    def _on_resized(self, place: int) -> None:
        if self._table.columns[place : place + 1] != (Column.SENTENCE,):
            self._share_room()

    def _share_room(self) -> None:
        """What happened takes what the other columns leave, but never less than it needs."""
        header = self._header
        if Column.SENTENCE not in self._table.columns or header.count() != len(self._table.columns):
            return
        place = self._table.columns.index(Column.SENTENCE)
        others = header.length() - header.sectionSize(place)
        if self._view.viewport().width() - others >= LEAST_SENTENCE:
            header.setSectionResizeMode(place, QHeaderView.ResizeMode.Stretch)
        else:
            header.setSectionResizeMode(place, QHeaderView.ResizeMode.Interactive)
            header.resizeSection(place, LEAST_SENTENCE)

    def _toggle(self, key: str) -> None:
        if key in self._table.columns:
            self.remove(key)
        else:
            self.add(key)

    def _entry(self, menu: QMenu, text: str, name: str, slot: Callable[[], None]) -> QAction:
        entry = menu.addAction(text)
        entry.triggered.connect(lambda _=False: slot())
        entry.setObjectName(name)
        return entry

    def _growth(self, key: str) -> float:
        """How much wider a column is than remembered; where text may be elided, larger type leaves room to others."""
        return self._magnification if key in _NEVER_ELIDED else 1.0

    def _magnify(self) -> None:
        if self._magnification != self._theme.magnification:
            states = self._states()
            self._magnification = self._theme.magnification
            self._set(states)

    def _states(self) -> list[ColumnState]:
        """The columns from left to right."""
        if self._header.count() != len(self._table.columns):
            return []
        places = [self._header.logicalIndex(visual) for visual in range(self._header.count())]
        return [
            ColumnState(key := self._table.columns[place], round(self._header.sectionSize(place) / self._growth(key)))
            for place in places
        ]

    def _set(self, states: Sequence[ColumnState]) -> None:
        header = self._header
        for place in range(header.count()):  # sections go back to their places before others take their names
            header.moveSection(header.visualIndex(place), place)
            header.setSectionResizeMode(place, QHeaderView.ResizeMode.Interactive)
        self._table.set_columns([state.key for state in states])
        for place, state in enumerate(states):
            if state.key != Column.SENTENCE:
                header.resizeSection(place, round(state.width * self._growth(state.key)))
        self._share_room()


def _width_of(key: str) -> int:
    return WIDTHS.get(key, WIDTH)


class ColumnDialog(QDialog):
    """Asks for a path; those that the events have had are offered."""

    def __init__(self, paths: list[str], parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("column-dialog")
        self.setWindowTitle("Add a column")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.path = QComboBox()
        self.path.setObjectName("column-path")
        self.path.setAccessibleName("Path of the field")
        self.path.setEditable(True)
        self.path.addItems(paths)
        self.path.setCurrentText("")
        completer = QCompleter(paths, self.path)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.path.setCompleter(completer)
        self.path.setMinimumWidth(UNIT * 80)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        buttons.setObjectName("column-buttons")
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setSpacing(UNIT * 2)
        layout.addWidget(label("A field of the events, as in resource.duration or duration", "muted", "column-hint"))
        layout.addWidget(self.path)
        layout.addWidget(buttons)
        QTimer.singleShot(0, self.path, self.path.setFocus)
