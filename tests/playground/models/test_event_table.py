"""The event list as a model: rows come, go and change as events do, whatever is filtered, paused or forgotten."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt

from playground.models.columns import START, Column
from playground.models.event_store import EventStore
from playground.models.event_table import EventTable
from playground.models.query import parse
from tests.playground.models.naive_matcher import matches
from tests.playground.models.updates import later, produced, view

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

STATE = START.index(Column.STATE)

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture
def table(qtmodeltester: object) -> EventTable:
    table = EventTable(EventStore(capacity=50))
    qtmodeltester.check(table, force_py=True)  # type: ignore[attr-defined] # its class has no public name
    return table


def shown(table: EventTable) -> list[int]:
    records = (table.record(row) for row in range(table.rowCount()))
    return [record.key for record in records if record is not None]


def test_the_model_keeps_qts_rules(table: EventTable) -> None:
    table.take([produced(1), view(2, "a", 1), view(3, "a", 2)])
    assert table.rowCount() == 2
    assert table.columnCount() == len(START)
    assert [table.headerData(column, Qt.Orientation.Horizontal) for column in range(5)] == [
        "Time",
        "Type",
        "What happened",
        "Process",
        "State",
    ]
    assert table.headerData(0, Qt.Orientation.Vertical) is None
    assert table.rowCount(table.index(0, 0)) == table.columnCount(table.index(0, 0)) == 0
    assert table.record(5) is None


def test_in_a_stream_counts_are_told_now_and_then(table: EventTable, qtbot: QtBot) -> None:
    told: list[int] = []
    table.counts_changed.connect(lambda: told.append(table.rowCount()))
    for key in range(1, 6):
        table.take([produced(key)])
    assert told == [1]
    with qtbot.waitSignal(table.counts_changed):
        pass
    assert told == [1, 5]


def test_counts_can_be_told_before_their_time(table: EventTable) -> None:
    told: list[int] = []
    table.counts_changed.connect(lambda: told.append(table.rowCount()))
    table.take([produced(1)])
    table.take([produced(2)])
    table.tell_counts()
    table.tell_counts()
    assert told == [1, 2]


def test_what_the_columns_say(table: EventTable) -> None:
    table.take([produced(1, type="long_task", long_task={"duration": 230_000_000})])
    table.take([later(1, "discarded", "before_send")])
    texts = [table.data(table.index(0, column)) for column in range(5)]
    assert texts[1:] == ["long task", "main process did not answer for 230 ms", "main process", "discarded"]
    assert texts[0].endswith(".001")
    assert table.data(table.index(0, STATE), Qt.ItemDataRole.ToolTipRole) == "discarded by before_send"
    assert table.data(table.index(0, 0), Qt.ItemDataRole.DecorationRole) is None


def test_older_versions_of_a_view_are_hidden(table: EventTable) -> None:
    table.take([view(1, "a", 1), produced(2), view(3, "a", 2), view(4, "a", 3)])
    assert shown(table) == [2, 4]
    table.show_versions(True)
    assert shown(table) == [1, 2, 3, 4]
    table.take([view(5, "a", 4)])
    assert shown(table) == [1, 2, 3, 4, 5]
    table.show_versions(False)
    assert shown(table) == [2, 5]


def test_many_superseded_views_at_once() -> None:
    table = EventTable(EventStore())
    table.take(view(key, str(key), 1) for key in range(200))
    table.take(view(key + 200, str(key), 2) for key in range(200))
    assert shown(table) == list(range(200, 400))


def test_a_filter_applies_to_what_is_there_and_to_what_comes(table: EventTable) -> None:
    table.take([produced(1), view(2, "a", 1)])
    table.set_query(parse("type:view"))
    table.take([produced(3), view(4, "b", 1)])
    assert shown(table) == [2, 4]
    table.set_query(parse(""))
    assert shown(table) == [1, 2, 3, 4]


@pytest.mark.parametrize("count", [3, 40])
def test_a_filter_on_the_state_follows_the_state(count: int) -> None:
    table = EventTable(EventStore())
    table.set_query(parse("state:written"))
    table.take(produced(key) for key in range(count * 4))
    assert shown(table) == []
    table.take(later(key, "written") for key in range(count * 4))
    assert shown(table) == list(range(count * 4))
    table.take([later(1, "sent")])
    assert 1 not in shown(table)
    table.take([later(1, "written")])
    assert shown(table) == list(range(count * 4))


def test_a_state_is_repainted_where_it_is_shown(qtbot: QtBot, table: EventTable) -> None:
    table.take([produced(1), produced(2), produced(3)])
    with qtbot.waitSignal(table.dataChanged) as changed:
        table.take([later(2, "sent"), later(3, "sent")])
    assert changed.args is not None
    assert [(index.row(), index.column()) for index in changed.args[:2]] == [(1, STATE), (2, STATE)]


def test_pause_holds_the_list_still_and_loses_nothing(table: EventTable) -> None:
    table.take([produced(1), view(2, "a", 1)])
    table.pause(True)
    table.take([produced(3), view(4, "a", 2)])
    assert shown(table) == [1, 2]
    assert table.waiting == 2
    table.show_versions(True)
    assert shown(table) == [1, 2]
    table.show_versions(False)
    table.pause(False)
    assert shown(table) == [1, 3, 4]
    assert table.waiting == 0


def test_what_the_ring_forgets_leaves_the_list_even_while_paused(table: EventTable) -> None:
    table.take(produced(key) for key in range(10))
    table.pause(True)
    table.take(produced(key) for key in range(10, 55))
    assert shown(table) == list(range(5, 10))
    assert table.waiting == 45
    table.pause(False)
    assert shown(table) == list(range(5, 55))


@pytest.mark.parametrize("comes", ["before", "after"])
def test_a_regular_expression_that_takes_for_ever_is_given_up(qtbot: QtBot, table: EventTable, comes: str) -> None:
    endless = produced(7, context={"text": "b" + "a" * 100_000})
    table.take([produced(1), endless] if comes == "before" else [produced(1)])
    with qtbot.waitSignal(table.gave_up) as given_up:
        table.set_query(parse("-zz -/ba*a*a[!]/"))
        table.take([endless])
    assert given_up.args == [5]
    assert shown(table) == [1, 7]
    assert table.query.is_empty


def test_clearing(table: EventTable) -> None:
    table.take([produced(1)])
    table.clear()
    assert shown(table) == []
    table.take([later(1, "sent"), produced(2)])
    assert shown(table) == [2]


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("produced"), st.integers(0, 5)),
        st.tuples(st.just("later"), st.sampled_from(["written", "sent", "discarded"])),
        st.tuples(st.just("filter"), st.sampled_from(["", "type:view", "state:sent", "-state:written", "number 1"])),
        st.tuples(st.just("versions"), st.booleans()),
        st.tuples(st.just("pause"), st.booleans()),
        st.tuples(st.just("clear"), st.none()),
    ),
    max_size=40,
)


@given(STEPS)
def test_rows_are_always_what_the_store_says(steps: list[tuple[str, object]]) -> None:
    table = EventTable(EventStore(capacity=12))
    key = 0
    for name, value in steps:
        if name == "produced":
            count = int(str(value))
            table.take(view(key + n, "ab"[n % 2], n) if n % 2 else produced(key + n) for n in range(count))
            key += count
        elif name == "later":
            table.take(later(other, value) for other in range(0, key, 2))
        else:
            doing: dict[str, Callable[..., None]] = {
                "filter": lambda text: table.set_query(parse(text)),
                "versions": table.show_versions,
                "pause": table.pause,
                "clear": lambda _: table.clear(),
            }
            doing[name](value)
    table.pause(False)
    expected = [
        record.key
        for record in table.store.between(table.store.first, table.store.end)
        if (table.shows_versions or not table.store.is_superseded(record)) and matches(table.query.root, record)
    ]
    assert shown(table) == expected


def is_searching(table: EventTable) -> bool:
    return table.searching is not None


def test_a_query_that_takes_its_time_shows_the_newest_at_once_and_lets_the_window_go_on(qtbot: QtBot) -> None:
    table = EventTable(EventStore(capacity=3_000))
    table.take(produced(key) for key in range(3_000))
    table.at_once = 0.0
    table.set_query(parse("-message:7 -state:sent"))
    assert is_searching(table)
    newest = shown(table)
    assert newest == [key for key in range(newest[0], 3_000) if "7" not in str(key)]
    assert newest[0] > 1_000
    table.take([*(later(key, "sent") for key in range(0, 3_000, 2)), *(produced(key) for key in range(3_000, 3_100))])
    qtbot.waitUntil(lambda: not is_searching(table))
    wanted = [key for key in range(table.store.first, 3_100) if "7" not in str(key) and (key % 2 or key >= 3_000)]
    assert shown(table) == wanted
    table.set_query(parse("message:7"))
    table.clear()
    assert not is_searching(table)
    assert table.rowCount() == 0
    table.set_query(parse(""))
    table.pause(True)
    table.take([produced(5_000)])
    assert table.waiting == 1
