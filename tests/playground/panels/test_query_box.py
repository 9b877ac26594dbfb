"""The query field: it filters shortly after the last key, and says what is wrong below itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMainWindow, QToolBar

from playground.models.event_store import EventStore
from playground.models.suggestions import Suggestions
from playground.panels.query_box import QueryBox
from tests.playground.models.updates import produced

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from desktop_rum import EventUpdate
    from playground.models.query import Query
    from playground.theme import Theme


@pytest.fixture
def window(qtbot: QtBot) -> QMainWindow:
    window = QMainWindow()
    qtbot.addWidget(window)
    return window


@pytest.fixture
def box(qtbot: QtBot, theme: Theme, window: QMainWindow) -> QueryBox:
    bar = QToolBar()
    box = QueryBox(theme)
    bar.addWidget(box)
    window.addToolBar(bar)
    window.resize(600, 300)
    window.show()
    qtbot.waitExposed(window)
    return box


def test_typing_filters(qtbot: QtBot, box: QueryBox) -> None:
    with qtbot.waitSignal(box.query_changed) as changed:
        QTest.keyClicks(box, "type:error disk")
    assert changed.args is not None
    wanted: Query = changed.args[0]
    assert wanted.text == "type:error disk"


def test_enter_filters_at_once(box: QueryBox) -> None:
    texts: list[str] = []
    box.query_changed.connect(lambda wanted: texts.append(wanted.text))
    box.setText("disk")
    QTest.keyClick(box, Qt.Key.Key_Return)
    assert texts == ["disk"]


def test_a_wrong_filter_is_told_below_the_field_and_changes_nothing(
    qtbot: QtBot, window: QMainWindow, box: QueryBox
) -> None:
    changed: list[object] = []
    box.query_changed.connect(changed.append)
    box.setText("colour:(red")
    box.apply()
    assert box.problem.isVisible()
    assert box.problem.text() == "▲ The closing bracket is missing"
    assert box.property("wrong") is True
    assert box.accessibleDescription() == "Character 8: The closing bracket is missing"
    assert changed == []
    window.resize(500, 300)
    below = box.mapTo(window, box.rect().bottomLeft())
    qtbot.waitUntil(lambda: box.problem.geometry().right() <= 500 and box.problem.pos().y() > below.y())
    assert box.problem.pos().x() > below.x()
    box.setText("red")
    box.apply()
    assert not box.problem.isVisible()
    assert len(changed) == 1


def test_the_field_can_be_cleared(box: QueryBox) -> None:
    clearing = box.actions()[-1]
    assert not clearing.isVisible()
    box.setText("red")
    assert clearing.isVisible()
    clearing.trigger()
    assert box.text() == ""


def told(*updates: EventUpdate) -> Suggestions:
    store = EventStore()
    store.apply(updates)
    return Suggestions(store)


def listed(box: QueryBox) -> list[str]:
    model = box.popup.model()
    return [model.index(row, 0).data() for row in range(model.rowCount())] if box.popup.isVisible() else []


def test_keys_and_values_are_suggested_and_taken(qtbot: QtBot, box: QueryBox) -> None:
    box.suggestions = told(produced(1), produced(2, type="resource", resource={"duration": 5}))
    box.setFocus()
    QTest.keyClicks(box, "-typ")
    qtbot.waitUntil(lambda: listed(box)[:1] == ["type:"])
    QTest.keyClick(box.popup, Qt.Key.Key_Down)
    QTest.keyClick(box.popup, Qt.Key.Key_Return)
    assert box.text() == "-type:"
    qtbot.waitUntil(lambda: "type:resource" in listed(box))
    QTest.keyClick(box.popup, Qt.Key.Key_Down)
    QTest.keyClick(box.popup, Qt.Key.Key_Return)
    assert box.text() in {"-type:resource ", "-type:error "}


def test_earlier_queries_are_listed_in_an_empty_field(qtbot: QtBot, box: QueryBox) -> None:
    texts: list[str] = []
    box.query_changed.connect(lambda query: texts.append(query.text))
    box.say("type:error")
    box.say("disk")
    box.clear()
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: listed(box) == ["disk", "type:error"])
    QTest.keyClick(box.popup, Qt.Key.Key_Down)
    QTest.keyClick(box.popup, Qt.Key.Key_Down)
    QTest.keyClick(box.popup, Qt.Key.Key_Return)
    assert box.text() == "type:error"
    assert texts[-1] == "type:error"


def test_terms_are_added_once_and_turned_around(box: QueryBox) -> None:
    for term in ('type:"view"', 'type:"view"', '-type:"view"', 'source:"browser"'):
        box.add_term(term)
    assert box.text() == '-type:"view" source:"browser"'
    box.say("a OR b")
    box.add_term("c:d")
    assert box.text() == "(a OR b) c:d"
    box.add_term("-c:d")
    assert box.text() == "(a OR b) -c:d"


def test_a_value_with_spaces_is_turned_around_too(box: QueryBox) -> None:
    for term in ('process:"Utility: a b"', '-process:"Utility: a b"', "d", '-process:"Utility: a b"'):
        box.add_term(term)
    assert box.text() == '-process:"Utility: a b" d'


def test_what_is_added_to_a_wrong_query_takes_its_place(box: QueryBox) -> None:
    box.say("(a OR")
    box.add_term("c:d")
    assert box.text() == "c:d"


def test_what_is_typed_until_a_suggestion_is_picked_is_no_earlier_query(box: QueryBox) -> None:
    QTest.keyClicks(box, "type")
    box.popup.show()
    box.editingFinished.emit()
    assert box.history.texts == []
