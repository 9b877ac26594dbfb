"""The facets as a Qt model: each with its values, how many events have them, and what the query does with them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QAbstractItemModel, QModelIndex, Qt

from playground.models.query import FACETS, Query
from playground.models.query.choices import choices

if TYPE_CHECKING:
    from PySide6.QtCore import QObject

    from playground.models.event_table import Index
    from playground.models.facet_counts import Counts

#: values of one facet that are listed; the others are found by the query
MOST: Final = 200


@dataclass(slots=True)
class FacetValue:
    """One value."""

    facet: str
    value: str
    there: int = 0
    shown: int = 0
    #: included, excluded, or left open
    choice: bool | None = None

    @property
    def said(self) -> str:
        """What the query does with it, in words."""
        what = {True: ", included", False: ", excluded", None: ""}[self.choice]
        return f"{self.value}: {self.shown:,} of {self.there:,} shown{what}"


@dataclass(slots=True)
class _Facet:
    name: str
    place: int
    values: list[FacetValue] = field(default_factory=list)


class FacetTree(QAbstractItemModel):
    """Values keep their places: they are listed in the order in which they appeared."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._facets = [_Facet(name, place) for place, name in enumerate(FACETS)]
        self._choices = choices(Query())

    def value(self, index: Index) -> FacetValue | None:
        """The value at an index; None for a facet."""
        if not index.isValid() or index.internalId() == 0:
            return None
        return self._facets[index.internalId() - 1].values[index.row()]

    def show(self, counts: Counts) -> None:
        """Show other counts; a value that no event has any more stays while the query names it."""
        for facet in self._facets:
            there = counts.get(facet.name, {})
            self._remove_gone(facet, there)
            known = {value.value for value in facet.values}
            for value in facet.values:
                value.there, value.shown = there.get(value.value, (0, 0))
            new = [
                FacetValue(facet.name, name, *count, self._choice(facet.name, name))
                for name, count in there.items()
                if name not in known
            ][: MOST - len(facet.values)]
            if new:
                self.beginInsertRows(self.index(facet.place, 0), len(facet.values), len(facet.values) + len(new) - 1)
                facet.values += new
                self.endInsertRows()
        self._tell_changed()

    def show_query(self, query: Query) -> None:
        """Show what a query includes and excludes."""
        self._choices = choices(query)
        for facet in self._facets:
            for value in facet.values:
                value.choice = self._choice(value.facet, value.value)
        self._tell_changed()

    def index(self, row: int, column: int, parent: Index | None = None) -> QModelIndex:
        """The index of a facet or of a value."""
        if column != 0 or row < 0:
            return QModelIndex()
        if parent is None or not parent.isValid():
            return self.createIndex(row, 0, 0) if row < len(self._facets) else QModelIndex()
        if parent.internalId() != 0 or row >= len(self._facets[parent.row()].values):
            return QModelIndex()
        return self.createIndex(row, 0, parent.row() + 1)

    def parent(self, index: Index) -> QModelIndex:  # type: ignore[override] # Qt overloads it with QObject's
        """The facet of a value."""
        if not index.isValid() or index.internalId() == 0:
            return QModelIndex()
        return self.createIndex(index.internalId() - 1, 0, 0)

    def rowCount(self, parent: Index | None = None) -> int:
        """The facets, or the values of one."""
        if parent is None or not parent.isValid():
            return len(self._facets)
        return len(self._facets[parent.row()].values) if parent.internalId() == 0 else 0

    def columnCount(self, parent: Index | None = None) -> int:
        """One: a delegate paints what belongs to a value."""
        del parent
        return 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """A name; the rest in words for tips and readers."""
        if not index.isValid():
            return None
        value = self.value(index)
        if role == Qt.ItemDataRole.DisplayRole:
            return value.value if value is not None else self._facets[index.row()].name
        if role in {Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole}:
            return value.said if value is not None else self._facets[index.row()].name
        return None

    def _choice(self, facet: str, value: str) -> bool | None:
        return self._choices.get((facet, value.casefold()))

    def _remove_gone(self, facet: _Facet, there: dict[str, tuple[int, int]]) -> None:
        for row in reversed(range(len(facet.values))):
            value = facet.values[row]
            if value.value not in there and value.choice is None:
                self.beginRemoveRows(self.index(facet.place, 0), row, row)
                del facet.values[row]
                self.endRemoveRows()

    def _tell_changed(self) -> None:
        for facet in self._facets:
            if facet.values:
                above = self.index(facet.place, 0)
                self.dataChanged.emit(self.index(0, 0, above), self.index(len(facet.values) - 1, 0, above))
