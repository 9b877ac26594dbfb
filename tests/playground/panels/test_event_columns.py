"""Columns of the event list: any path, added, moved, sized, removed and remembered; and filters from a cell's menu."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QMenu

from playground.models.columns import PRESETS, START, WIDTHS, Column
from playground.models.event_store import EventStore
from playground.models.event_table import EventTable
from playground.panels.column_header import LEAST_SENTENCE, ColumnDialog, EventColumns
from playground.panels.event_chips import EventChips
from playground.panels.events_panel import EventsPanel
from playground.theme import ICON, UNIT
from tests.playground.models.updates import later, produced

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from playground.theme import Theme


@pytest.fixture
def panel(qtbot: QtBot, theme: Theme) -> EventsPanel:
    panel = EventsPanel(theme, EventTable(EventStore()))
    qtbot.addWidget(panel)
    panel.resize(900, 300)
    panel.show()
    panel.table.take(
        [produced(1, error={"message": "no", "causes": [{"message": "a"}, {"message": "b"}]}), produced(2)]
    )
    return panel


@pytest.fixture
def columns(panel: EventsPanel) -> EventColumns:
    return panel.columns


def cells(panel: EventsPanel, row: int) -> list[str]:
    return [panel.table.data(panel.table.index(row, column)) for column in range(panel.table.columnCount())]


def keys(panel: EventsPanel) -> list[str]:
    return list(panel.table.columns)


def test_columns_start_as_wide_as_what_stands_in_them(panel: EventsPanel) -> None:
    header = panel.view.horizontalHeader()
    widths = {key: header.sectionSize(place) for place, key in enumerate(panel.table.columns)}
    del widths[Column.SENTENCE]  # takes what is left
    assert widths == {key: WIDTHS[key] for key in widths}


def test_what_happened_can_be_read_in_a_narrow_list(panel: EventsPanel) -> None:
    header, place = panel.view.horizontalHeader(), list(panel.table.columns).index(Column.SENTENCE)
    wide = header.sectionSize(place)
    assert header.length() == panel.view.viewport().width()
    panel.resize(440, 300)
    assert header.sectionSize(place) == LEAST_SENTENCE < wide
    assert header.length() > panel.view.viewport().width()
    panel.resize(900, 300)
    assert header.sectionSize(place) == wide
    header.resizeSection(0, 700)
    assert header.sectionSize(place) == LEAST_SENTENCE


def ink(paint: Callable[[QPainter], None]) -> int:
    """The rightmost column of pixels that is painted."""
    picture = QImage(WIDTHS[Column.STATE], 30, QImage.Format.Format_ARGB32)
    picture.fill(Qt.GlobalColor.white)
    with QPainter(picture) as painter:
        paint(painter)
    blank = picture.pixel(0, 0)
    return max(x for x in range(picture.width()) for y in range(picture.height()) if picture.pixel(x, y) != blank)


@pytest.mark.parametrize("state", ["produced", "written", "sent", "discarded", "dropped"])
def test_a_state_is_written_out(theme: Theme, panel: EventsPanel, state: str) -> None:
    inner = QRect(UNIT * 2, 0, WIDTHS[Column.STATE] - UNIT * 4, 30)
    panel.table.take([later(2, state)])
    record = panel.table.record(1)
    assert record is not None
    assert record.state == state

    def plainly(painter: QPainter) -> None:
        painter.setFont(theme.font())
        painter.drawText(inner.adjusted(ICON + UNIT, 0, 40, 0), Qt.AlignmentFlag.AlignVCenter, state)

    chips = EventChips(theme)
    assert ink(lambda painter: chips.paint_state(painter, inner, record)) == ink(plainly)


def test_any_path_can_be_a_column(panel: EventsPanel, columns: EventColumns) -> None:
    columns.add("causes.message")
    assert panel.table.columns == (*START[:-1], "causes.message", START[-1])
    assert [cells(panel, row)[-2] for row in (0, 1)] == ["a, b", ""]
    columns.add("causes.message")
    columns.add("  ")
    assert len(panel.table.columns) == len(START) + 1
    assert not panel.grab().isNull()


def test_columns_are_moved_and_removed(panel: EventsPanel, columns: EventColumns) -> None:
    columns.move("process", -2)
    assert keys(panel) == ["time", "process", "type", "what happened", "state"]
    columns.move("process", -9)
    assert keys(panel)[0] == "process"
    for key in ("time", "type", "what happened", "state", "process"):
        columns.remove(key)
    assert keys(panel) == ["process"]


def test_what_the_user_drags_and_sizes_is_remembered(panel: EventsPanel, columns: EventColumns) -> None:
    header = panel.view.horizontalHeader()
    columns.add("error.message")
    header.resizeSection(panel.table.columns.index("error.message"), 333)
    header.moveSection(0, 4)
    remembered = columns.state()
    columns.choose(START)
    columns.restore(remembered)
    assert panel.table.columns == ("type", "what happened", "process", "error.message", "time", "state")
    assert header.sectionSize(3) == 333
    for broken in ("", "no json", "5", "[]", '[["time"]]', '[["time", -5]]'):
        columns.restore(broken)
    assert header.sectionSize(3) == 333


def test_presets_and_every_column_are_in_the_menu(panel: EventsPanel, columns: EventColumns) -> None:
    menu = QMenu(panel)
    columns.fill_menu(menu, "process")
    entries = {action.objectName(): action for action in menu.actions()}
    assert entries["columns-overview"].isChecked()
    entries["columns-errors"].trigger()
    assert panel.table.columns == PRESETS["Errors"]
    entries["column-session"].trigger()
    assert "session" in panel.table.columns
    entries["column-session"].trigger()
    assert "session" not in panel.table.columns
    entries["column-remove"].trigger()
    assert "process" not in panel.table.columns
    columns.choose(START)
    entries["column-left"].trigger()
    assert panel.table.columns[2] == "process"
    entries["column-right"].trigger()
    assert panel.table.columns == START


def test_a_dialog_asks_for_a_path(qtbot: QtBot, panel: EventsPanel, columns: EventColumns) -> None:
    columns.ask()
    dialog = panel.view.findChild(ColumnDialog)
    assert dialog is not None
    qtbot.waitUntil(dialog.isVisible)
    assert dialog.path.findText("error.causes.message") >= 0
    dialog.path.setCurrentText("error.message")
    buttons = dialog.findChild(QDialogButtonBox)
    assert buttons is not None
    buttons.button(QDialogButtonBox.StandardButton.Ok).click()
    assert "error.message" in panel.table.columns
    assert cells(panel, 1)[-2] == "number 2"


def test_a_cell_filters_by_what_stands_in_it(panel: EventsPanel) -> None:
    wanted: list[str] = []
    panel.term_wanted.connect(wanted.append)
    place = panel.view.visualRect(panel.table.index(0, START.index("process"))).center()
    panel.view.customContextMenuRequested.emit(place)
    menu = panel.view.findChild(QMenu, "event-menu")
    assert menu is not None
    entries = {action.objectName(): action for action in menu.actions()}
    entries["filter-by-cell"].trigger()
    entries["hide-by-cell"].trigger()
    assert wanted == ['process:"main process"', '-process:"main process"']
    panel.view.selectAll()
    entries["copy-lines"].trigger()
    assert len(QApplication.clipboard().text().splitlines()) == 2
    menu.close()
