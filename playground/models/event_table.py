"""The event list as a Qt model: a thin table over indices of the store."""

from __future__ import annotations

from bisect import bisect_left
from datetime import datetime
from enum import IntEnum
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from playground.models.event_filter import EventFilter

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from desktop_rum import EventUpdate
    from playground.models.event_record import EventRecord
    from playground.models.event_store import EventStore

Index = QModelIndex | QPersistentModelIndex

#: more rows than this that vanish at once are cheaper to redraw than to remove one by one
_MANY = 100


class Column(IntEnum):
    """The columns, from the left."""

    TIME = 0
    TYPE = 1
    SENTENCE = 2
    PROCESS = 3
    STATE = 4


TITLES = ("Time", "Type", "What happened", "Process", "State")


class EventTable(QAbstractTableModel):
    """Rows are the records that the filter keeps, oldest first."""

    #: how many are shown, or how many there are, has changed
    counts_changed = Signal()

    def __init__(self, store: EventStore, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.store = store
        self.filter = EventFilter()
        self.shows_versions = False
        self.is_paused = False
        self._rows: list[int] = []
        #: records from here on have not been looked at while paused
        self._seen = store.end

    @property
    def waiting(self) -> int:
        """How many events have arrived since the list was paused."""
        return self.store.end - max(self._seen, self.store.first)

    def record(self, row: int) -> EventRecord | None:
        """The record in a row; None where there is none."""
        return self.store.get(self._rows[row]) if 0 <= row < len(self._rows) else None

    def row_of(self, index: int) -> int | None:
        """The row that shows the record with this index; None when it is not shown."""
        row = bisect_left(self._rows, index)
        return row if row < len(self._rows) and self._rows[row] == index else None

    def take(self, updates: Iterable[EventUpdate]) -> None:
        """Take in what became of events."""
        changes = self.store.apply(updates)
        self._remove_forgotten()
        if not self.is_paused:
            if not self.shows_versions:
                self._remove(changes.superseded)
            self._append(changes.added)
        self._show_moved(changes.moved)
        self.counts_changed.emit()

    def set_filter(self, wanted: EventFilter) -> None:
        """Show what this filter keeps."""
        self.filter = wanted
        self._rebuild()

    def show_versions(self, shown: bool) -> None:
        """Show every version of a view, or the newest only."""
        self.shows_versions = shown
        self._rebuild()

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
        """As many as `Column` has."""
        return 0 if parent is not None and parent.isValid() else len(Column)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The title of a column."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return TITLES[section] if 0 <= section < len(TITLES) else None
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The text of a cell; what it looks like is up to the delegate."""
        if role not in _TEXT_ROLES or not index.isValid():
            return None
        record = self.record(index.row())
        return None if record is None else text_of(record, Column(index.column()), role)

    def _keeps(self, index: int) -> bool:
        record = self.store.get(index)
        return (
            record is not None
            and (self.shows_versions or not record.superseded)
            and (not self.filter.predicates or self.filter.matches(record))
        )

    def _rebuild(self) -> None:
        end = self._seen if self.is_paused else self.store.end
        self.beginResetModel()
        self._rows = [index for index in range(self.store.first, end) if self._keeps(index)]
        self._seen = end
        self.endResetModel()
        self.counts_changed.emit()

    def _append(self, added: range) -> None:
        rows = [index for index in added if self._keeps(index)]
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
        if self.filter.uses_state and indices:
            self._refilter(set(indices))
        rows = [row for index in indices if (row := self.row_of(index)) is not None]
        if rows:
            first, last = self.index(min(rows), Column.STATE), self.index(max(rows), Column.STATE)
            self.dataChanged.emit(first, last, [Qt.ItemDataRole.DisplayRole])

    def _refilter(self, indices: set[int]) -> None:
        """Records that reached another state may come into the list or leave it."""
        if len(indices) > _MANY:
            self._rebuild()
            return
        self._remove([index for index in indices if not self._keeps(index)])
        for index in sorted(indices):
            if index < self._seen and self.row_of(index) is None and self._keeps(index):
                row = bisect_left(self._rows, index)
                self.beginInsertRows(QModelIndex(), row, row)
                self._rows.insert(row, index)
                self.endInsertRows()


_TEXT_ROLES = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole)


def text_of(record: EventRecord, column: Column, role: int = Qt.ItemDataRole.DisplayRole) -> str:
    """What a column says of a record."""
    if column is Column.TIME:
        return datetime.fromtimestamp(record.time_ms / 1000).astimezone().strftime("%H:%M:%S.%f")[:-3]
    if column is Column.TYPE:
        return record.type.replace("_", " ")
    if column is Column.SENTENCE:
        return record.sentence
    if column is Column.PROCESS:
        return record.process
    by_what = f" by {record.reason}" if record.reason and role != Qt.ItemDataRole.DisplayRole else ""
    return f"{record.state}{by_what}"
