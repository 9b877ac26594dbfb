"""The pages of the inspector beside the tree: the versions of a view, the life of an event, the format's opinion."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from playground.models.columns import clock
from playground.models.event_life import life_of
from playground.models.json_tree import LONGEST
from playground.models.view_versions import differences, versions_of
from playground.models.words import count_of, shortened
from playground.panels.building import label, tool_button
from playground.theme import UNIT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from playground.models.event_record import EventRecord
    from playground.models.event_store import EventStore
    from playground.theme import Theme


#: what stands for a field that is not there
_ABSENT = "none"


class _Page(QWidget):
    """A line of words, and a table below it."""

    def __init__(self, theme: Theme, name: str, titles: Sequence[str], accessible_name: str) -> None:
        super().__init__()
        self.setObjectName(f"inspector-{name}")
        self.theme = theme
        self.said = label("", "muted", f"inspector-{name}-said")
        self.said.setWordWrap(True)
        self.rows = QTreeWidget()
        self.rows.setObjectName(f"inspector-{name}-rows")
        self.rows.setAccessibleName(accessible_name)
        self.rows.setRootIsDecorated(False)
        self.rows.setUniformRowHeights(True)
        self.rows.setHeaderLabels(list(titles))
        self.rows.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.rows.header().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.rows.header().resizeSection(0, UNIT * 26)
        self.top = QHBoxLayout()
        self.top.setContentsMargins(UNIT * 3, UNIT * 2, UNIT * 2, UNIT * 2)
        self.top.setSpacing(UNIT)
        self.top.addWidget(self.said, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(self.top)
        layout.addWidget(self.rows, 1)

    def add(self, *texts: str, tone: str = "") -> None:
        """A row of the table; its first text in the ink of a tone."""
        row = QTreeWidgetItem([" ⏎ ".join(shortened(text, LONGEST).splitlines()) for text in texts])
        for column, text in enumerate(texts):
            row.setToolTip(column, text[:2000])
        if tone:
            row.setForeground(0, QColor(self.theme.colour(tone)))
        self.rows.addTopLevelItem(row)


class VersionsPage(_Page):
    """What changed from one version of a view to the next, and the way to the others."""

    #: EventRecord that is to be shown instead
    wanted = Signal(object)

    def __init__(self, theme: Theme, store: EventStore) -> None:
        super().__init__(theme, "versions", ("Field", "Before", "Now"), "What changed since the version before")
        self._store = store
        self._record: EventRecord | None = None
        self._earlier = tool_button(theme, "previous", "earlier-version", "The version before ( [ )")
        self._later = tool_button(theme, "next", "later-version", "The next version ( ] )")
        self._earlier.clicked.connect(lambda: self.step(-1))
        self._later.clicked.connect(lambda: self.step(1))
        for control in (self._earlier, self._later):
            self.top.addWidget(control, 0, Qt.AlignmentFlag.AlignTop)

    def show_record(self, record: EventRecord) -> None:
        """Compare a version with the one before."""
        self._record = record
        self.rows.clear()
        versions = versions_of(self._store, record)
        place = versions.index(record) if record in versions else 0
        self._earlier.setEnabled(place > 0)
        self._later.setEnabled(place < len(versions) - 1)
        if record.view_id is None:
            self.said.setText("Only views have versions.")
            return
        if place == 0:
            self.said.setText(f"1 of {count_of(len(versions), 'version')}: the first one that is here.")
            return
        changed = differences(versions[place - 1].event(), record.event())
        since = clock(versions[place - 1].time_ms)
        which = f"{place + 1} of {count_of(len(versions), 'version')}"
        said = f"{which}: {count_of(len(changed), 'field')} changed since {since}."
        self.said.setText(said)
        for one in changed:
            tone = "good" if one.before is None else "error" if one.after is None else ""
            self.add(
                one.path,
                one.before if one.before is not None else _ABSENT,
                one.after if one.after is not None else _ABSENT,
                tone=tone,
            )

    def step(self, steps: int) -> None:
        """Go to a later version, or to an earlier one with a negative number."""
        if self._record is None:
            return
        versions = versions_of(self._store, self._record)
        place = versions.index(self._record) + steps if self._record in versions else -1
        if 0 <= place < len(versions):
            self.wanted.emit(versions[place])


class LifePage(_Page):
    """Each step of an event's life and when it was."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "life", ("Step", "At", "After", "What it means"), "The life of the event")
        self.said.setText("What became of this event, as the SDK told.")

    def show_record(self, record: EventRecord) -> None:
        """Show the steps so far."""
        self.rows.clear()
        for moment in life_of(record):
            self.add(moment.state, moment.at, moment.after, moment.said, tone=moment.state)
        for column in range(3):
            self.rows.resizeColumnToContents(column)


class FormatPage(_Page):
    """Whether the event conforms to the RUM event format, and where it does not."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "format", ("Path", "What is wrong"), "Where the event does not conform to the format")

    def show_record(self, record: EventRecord) -> None:
        """Check an event."""
        from playground.models.conformance import problems_of  # reads the schemas, which takes a moment

        self.rows.clear()
        problems = problems_of(record.event())
        if not problems:
            self.said.setText("✓ This event conforms to the RUM event format.")
        else:
            self.said.setText(f"✕ {count_of(len(problems), 'thing')} that the RUM event format does not allow:")
        self.rows.setVisible(bool(problems))
        for problem in problems:
            self.add(problem.path, problem.said, tone="error")
