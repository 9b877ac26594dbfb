"""The event list as a Qt model: a thin table over indices of the store."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer, Signal

from playground.models.column import SEGMENT
from playground.models.columns import START, Cells, Column, text_of, title_of
from playground.models.query import Query, compile_query
from playground.models.row_search import RowSearch, Sieve, kept_of
from playground.models.time_limit import TooSlowError
from playground.models.words import shortened

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from desktop_rum import EventUpdate
    from playground.models.event_record import EventRecord
    from playground.models.event_store import Changes, EventStore

Index = QModelIndex | QPersistentModelIndex

#: more rows than this that vanish at once are cheaper to redraw than to remove one by one
_MANY = 20

#: segments with records that changed; the rows of more are looked for in turns
_FAR_APART = 16

#: seconds that a new filter may take at once, and after each turn of the event loop
AT_ONCE, EACH_TURN = 0.04, 0.02

#: ms between two times that counts are told in a stream of events: what shows them is painted each time
COUNTS_EACH = 100

#: characters of a cell that views and screen readers get
LONGEST = 1_000

#: how much further a query has come when that is told again
TOLD_EACH = 0.25


class EventTable(QAbstractTableModel):
    """Rows are the records that the query keeps, oldest first."""

    #: how many are shown, or how many there are, has changed
    counts_changed = Signal()
    #: int: the regular expression at this place of the query takes too long; every event is shown instead
    gave_up = Signal(int)

    def __init__(self, store: EventStore, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.store = store
        self.query = Query()
        self.columns: tuple[str, ...] = START
        self.is_paused = False
        self.at_once = AT_ONCE
        self._sieve = Sieve()
        self._cells = Cells()
        self._rows: list[int] = []
        self._search: RowSearch | None = None
        self._told = 0.0
        self._turn = QTimer(self, singleShot=True, interval=0)
        self._turn.timeout.connect(self._go_on)
        #: counts that were not told yet
        self._has_news = False
        self._telling = QTimer(self, singleShot=True, interval=COUNTS_EACH)
        self._telling.timeout.connect(self.tell_counts)
        #: records from here on have not been looked at while paused
        self._seen = store.end

    @property
    def waiting(self) -> int:
        """How many events have arrived since the list was paused."""
        return self.store.end - max(self._seen, self.store.first) if self.is_paused else 0

    @property
    def shows_versions(self) -> bool:
        """Whether every version of a view is shown."""
        return self._sieve.shows_versions

    @property
    def searching(self) -> float | None:
        """How far a filter has come that still looks for older rows; None when there is none."""
        return None if self._search is None else self._search.progress

    def record(self, row: int) -> EventRecord | None:
        """The record in a row; None where there is none."""
        return self.store.get(self._rows[row]) if 0 <= row < len(self._rows) else None

    def records(self, start: int, end: int) -> list[EventRecord]:
        """The records of some rows."""
        return [record for index in self._rows[start:end] if (record := self.store.get(index)) is not None]

    def row_of(self, index: int) -> int | None:
        """The row that shows the record with this index; None when it is not shown."""
        row = bisect_left(self._rows, index)
        return row if row < len(self._rows) and self._rows[row] == index else None

    def shown_among(self, indices: range) -> Sequence[int]:
        """Which of these records are shown."""
        return self._rows[bisect_left(self._rows, indices.start) : bisect_left(self._rows, indices.stop)]

    def take(self, updates: Iterable[EventUpdate]) -> None:
        """Take in what became of events."""
        changes = self.store.apply(updates)
        self._remove_forgotten()
        try:
            self._follow(changes)
        except TooSlowError:
            self._give_up()
        self._has_news = True
        if not self._telling.isActive():
            self.tell_counts()

    def tell_counts(self) -> None:
        """Emit changed counts now, if there are any, instead of a moment later."""
        if self._has_news:
            self._has_news = False
            self._telling.start()
            self.counts_changed.emit()

    def set_query(self, query: Query) -> None:
        """Show what this query keeps."""
        self.query = query
        self._sieve = Sieve(compile_query(query), self._sieve.shows_versions)
        self._rebuild()

    def show_versions(self, shown: bool) -> None:
        """Show every version of a view, or the newest only."""
        self._sieve = Sieve(self._sieve.filter, shown)
        self._rebuild()

    def set_columns(self, columns: Sequence[str]) -> None:
        """Show these columns."""
        if tuple(columns) != self.columns and columns:
            self.beginResetModel()
            self.columns = tuple(columns)
            self.endResetModel()

    def pause(self, paused: bool) -> None:
        """Hold the list still; what arrives meanwhile is kept and shown afterwards."""
        if paused == self.is_paused:
            return
        self.is_paused = paused
        if not paused:
            self._rebuild()
        self.counts_changed.emit()

    def clear(self) -> None:
        """Forget every event."""
        self._search = None
        self.beginResetModel()
        self.store.clear()
        self._rows = []
        self._seen = self.store.end
        self.endResetModel()
        self.counts_changed.emit()

    def rowCount(self, parent: Index | None = None) -> int:
        """One row for each record shown."""
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index | None = None) -> int:
        """As many as were chosen."""
        return 0 if parent is not None and parent.isValid() else len(self.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The title of a column."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return title_of(self.columns[section]) if 0 <= section < len(self.columns) else None
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The text of a cell; what it looks like is up to the delegate."""
        if role not in _TEXT_ROLES or not index.isValid():
            return None
        record = self.record(index.row())
        if record is None:
            return None
        key = self.columns[index.column()]
        text = self.text(record, key) if role == Qt.ItemDataRole.DisplayRole else text_of(record, key, in_full=True)
        return shortened(text, LONGEST)

    def text(self, record: EventRecord, key: str) -> str:
        """What a column says of a record."""
        return self._cells.text(record, key)

    def _follow(self, changes: Changes) -> None:
        if not self.is_paused:
            if not self.shows_versions:
                self._remove(changes.superseded)
            self._append(changes.added)
        self._show_moved(changes.moved)

    def _rebuild(self) -> None:
        """Look for the rows anew: the newest at once, and older ones in turn with the rest of the window."""
        end = self._seen if self.is_paused else self.store.end
        self._search = search = RowSearch(self.store, self._sieve, max(end, self.store.first))
        self._told = 0.0
        try:
            rows = search.go_on(self.at_once)
        except TooSlowError:
            self._give_up()
            return
        self._look_further(search)
        self.beginResetModel()
        self._rows = rows
        self._seen = search.end
        self.endResetModel()
        self.counts_changed.emit()

    def _go_on(self) -> None:
        search = self._search
        if search is None:
            return
        try:
            older = search.go_on(EACH_TURN)
        except TooSlowError:
            self._give_up()
            return
        self._look_further(search)
        if older:
            self.beginInsertRows(QModelIndex(), 0, len(older) - 1)
            self._rows[:0] = older
            self.endInsertRows()
        if search.is_through or search.progress >= self._told + TOLD_EACH:
            self._told = search.progress
            self.counts_changed.emit()

    def _look_further(self, search: RowSearch) -> None:
        if search.is_through:
            self._search = None
        else:
            self._turn.start()

    def _give_up(self) -> None:
        place = self._sieve.filter.regex
        self.set_query(Query())
        self.gave_up.emit(place or 0)

    def _append(self, added: range) -> None:
        stretches = self.store.stretches(added.start, added.stop)
        rows = [row for stretch in stretches for row in self._sieve.kept(stretch)]
        self._seen = self.store.end
        if rows:
            self.beginInsertRows(QModelIndex(), len(self._rows), len(self._rows) + len(rows) - 1)
            self._rows.extend(rows)
            self.endInsertRows()

    def _remove_forgotten(self) -> None:
        count = bisect_left(self._rows, self.store.first)
        if count:
            self.beginRemoveRows(QModelIndex(), 0, count - 1)
            del self._rows[:count]
            self.endRemoveRows()

    def _remove(self, indices: Sequence[int]) -> None:
        rows = [row for index in indices if (row := self.row_of(index)) is not None]
        if len(rows) > _MANY:
            gone = set(indices)
            self.beginResetModel()
            self._rows = [index for index in self._rows if index not in gone]
            self.endResetModel()
            return
        for row in sorted(rows, reverse=True):
            self.beginRemoveRows(QModelIndex(), row, row)
            del self._rows[row]
            self.endRemoveRows()

    def _show_moved(self, indices: Sequence[int]) -> None:
        if self._sieve.filter.uses_state and indices:
            self._refilter(set(indices))
        rows = [row for index in indices if (row := self.row_of(index)) is not None]
        if rows and Column.STATE in self.columns:
            column = self.columns.index(Column.STATE)
            first, last = self.index(min(rows), column), self.index(max(rows), column)
            self.dataChanged.emit(first, last, [Qt.ItemDataRole.DisplayRole])

    def _refilter(self, indices: set[int]) -> None:
        """Records that reached another state may come into the list or leave it."""
        looked_from = self.store.first if self._search is None else self._search.at
        indices = {index for index in indices if looked_from <= index < self._seen}
        if self._search is None and len({index // SEGMENT for index in indices}) > _FAR_APART:
            self._rebuild()
            return
        kept = kept_of(indices, self._sieve, self.store)
        if len(indices) > _MANY:
            first = bisect_left(self._rows, min(indices))
            self.beginResetModel()
            self._rows[first:] = sorted({*self._rows[first:]} - indices | kept)
            self.endResetModel()
            return
        self._remove(list(indices - kept))
        for index in sorted(kept):
            if self.row_of(index) is None:
                row = bisect_left(self._rows, index)
                self.beginInsertRows(QModelIndex(), row, row)
                self._rows.insert(row, index)
                self.endInsertRows()


_TEXT_ROLES = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole)
