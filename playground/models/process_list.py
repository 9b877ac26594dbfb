"""The workers and windows as a Qt model: those that run, and the newest of those that have ended."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from PySide6.QtCore import QAbstractListModel, QModelIndex, Qt

from playground.processes import RendererProcess

if TYPE_CHECKING:
    from PySide6.QtCore import QObject

    from playground.models.event_table import Index
    from playground.processes import ChildProcess

Role = Literal["utility", "renderer"]

#: ended processes that stay in the list
MOST_ENDED = 20


@dataclass(slots=True)
class ProcessRow:
    """One process, as the list shows it."""

    child: ChildProcess
    role: Role

    @property
    def name(self) -> str:
        """The service of a worker, the title of a window."""
        return self.child.title if isinstance(self.child, RendererProcess) else self.child.name

    @property
    def has_ended(self) -> bool:
        """Whether it is gone."""
        return self.child.exit is not None

    @property
    def tone(self) -> str:
        """Which tone its state has."""
        how = self.child.exit
        if how is None:
            return "good" if self.child.state == "running" else "warning"
        return "neutral" if how.requested or how.exit_code == 0 else "error"

    @property
    def state(self) -> str:
        """What it does, in words."""
        return self.child.exit.summary if self.child.exit is not None else self.child.state

    @property
    def details(self) -> str:
        """Its pid and state."""
        return f"pid {self.child.pid} · {self.state}" if self.child.pid else self.state


class ProcessList(QAbstractListModel):
    """Newest last; what runs and what has ended in one list, in the order of start."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[ProcessRow] = []

    def add(self, child: ChildProcess, role: Role) -> None:
        """Show a process from now on."""
        self.beginInsertRows(QModelIndex(), len(self._rows), len(self._rows))
        self._rows.append(ProcessRow(child, role))
        self.endInsertRows()
        # A method, which Qt disconnects when this list goes before the process does.
        child.spawned.connect(self._on_changed)
        child.exited.connect(self._on_changed)
        if isinstance(child, RendererProcess):
            child.title_changed.connect(self._on_changed)

    def row(self, index: Index) -> ProcessRow | None:
        """What a row shows."""
        return self._rows[index.row()] if 0 <= index.row() < len(self._rows) else None

    @property
    def running(self) -> list[ProcessRow]:
        """Those that have not ended."""
        return [row for row in self._rows if not row.has_ended]

    def clear_ended(self) -> None:
        """Take those that have ended out of the list."""
        self._remove_ended(keep=0)

    def rowCount(self, parent: Index | None = None) -> int:
        """One row for each process."""
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The name; name and state for tips and readers."""
        row = self.row(index) if index.isValid() else None
        if row is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return row.name
        if role in {Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole}:
            return f"{row.name}: {row.details}"
        return None

    def _on_changed(self, _how: object) -> None:
        """There are few rows: all of them are shown anew."""
        self.dataChanged.emit(self.index(0), self.index(len(self._rows) - 1))
        self._remove_ended(keep=MOST_ENDED)

    def _remove_ended(self, keep: int) -> None:
        ended = [row for row in self._rows if row.has_ended]
        for row in ended[: max(0, len(ended) - keep)]:
            place = self._rows.index(row)
            self.beginRemoveRows(QModelIndex(), place, place)
            del self._rows[place]
            self.endRemoveRows()
