"""Everything in the main window can be found, reached and read aloud; these tests share one window."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAction, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDockWidget, QLineEdit, QPushButton, QTabBar, QToolButton, QWidget

from playground.options import Options
from playground.panels.command_palette import CommandPalette, commands_of
from playground.running import Playground
from playground.scenarios import SCENARIOS
from tests.playground.windows.whole_window import build
from tests.plugins.qt_loop import qt_loop, runner

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtWidgets import QApplication

    from playground.main_window import MainWindow


@pytest.fixture
def home() -> Path:
    """The home that all of them share: a child looks for its SDK's socket there."""
    return Path.home()


@pytest.fixture(scope="module")
def window(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[MainWindow]:
    """The main window of a real playground, for all tests of this module: none of them leaves it another one."""
    data_dir = tmp_path_factory.mktemp("data")
    with qt_loop(qapp) as loop:
        run = runner(qapp, loop)
        playground = Playground(Options(data_dir=data_dir))
        window = run(build(qapp, playground, data_dir))
        yield window
        window.close()
        window.deleteLater()
        run(playground.stop())


def test_every_scenario_has_its_button(window: MainWindow) -> None:
    for name, scenario in SCENARIOS.items():
        button = window.findChild(QPushButton, f"scenario-{name}")
        assert button is not None, name
        assert button.text() == scenario.title
        assert button.toolTip() == scenario.description


def test_shortcuts_are_given_once(window: MainWindow) -> None:
    keys = [action.shortcut().toString() for action in window.actions() if not action.shortcut().isEmpty()]
    assert len(keys) == len(set(keys))
    assert {"Ctrl+F", "F5", "Ctrl+L", "Ctrl+P", "Ctrl+Q"} <= set(keys)
    assert window.act.find.shortcut() == QKeySequence("Ctrl+F")
    window.act.find.trigger()
    assert window.toolbar.filter.hasFocus()


#: what is possible whatever is selected, and is in the palette at all times
_ALWAYS = {
    "pause",
    "clear",
    "find",
    "new-window",
    "save",
    "open",
    "demo",
    "palette",
    "present",
    "show-timeline",
    "quit",
}


def test_every_action_is_reached_by_keyboard(window: MainWindow) -> None:
    commands = {command.name for command in commands_of(window)}
    actions = [action for action in window.findChildren(QAction) if action.objectName() and action.isEnabled()]
    ours = {
        action.objectName()
        for action in actions
        if not action.objectName().startswith(("_q_", "qt_")) and not action.isSeparator() and action.text()
        if action.menu() is None
    }
    assert ours - commands == set()
    assert commands >= _ALWAYS | {f"scenario-{name}" for name in SCENARIOS}
    keys = {command.name: command.keys for command in commands_of(window)}
    expected = {
        "pause": "Ctrl+P",
        "find": "Ctrl+F",
        "clear": "Ctrl+L",
        "flush": "F5",
        "save": "Ctrl+S",
        "open": "Ctrl+O",
    }
    assert {name: keys[name] for name in expected} == expected
    assert keys["palette"] == "Ctrl+K"


def test_the_palette_finds_and_runs(window: MainWindow) -> None:
    window.act.palette.trigger()
    palette = window.findChild(CommandPalette)
    assert palette is not None
    QTest.keyClicks(palette.line, "presentation")
    assert palette.names[0] == "present"
    QTest.keyClick(palette.line, Qt.Key.Key_Down)
    QTest.keyClick(palette.line, Qt.Key.Key_Up)
    before = window.theme.font().pixelSize()
    QTest.keyClick(palette.line, Qt.Key.Key_Return)
    assert window.act.present.isChecked()
    assert window.theme.font().pixelSize() > before
    window.act.present.trigger()
    assert window.theme.font().pixelSize() == before


def test_everything_has_a_name_for_style_sheets_for_people_and_for_screen_readers(window: MainWindow) -> None:
    ours = [widget for widget in window.findChildren(QWidget) if type(widget).__module__.startswith("playground")]
    assert [widget for widget in ours if not widget.objectName()] == []
    of_fields = QLineEdit, QTabBar  # which have buttons of Qt's own inside
    for kind in (QPushButton, QToolButton):
        for button in window.findChildren(kind):
            if not isinstance(button.parent(), of_fields) and not button.objectName().startswith("qt_"):
                said = button.text() or button.accessibleName() or button.toolTip()
                assert said, button.objectName()
                assert button.objectName(), said

    for dock in window.findChildren(QDockWidget):
        dock.show()
    taking = [widget for widget in window.findChildren(QWidget) if widget.focusPolicy() is not Qt.FocusPolicy.NoFocus]
    found = {widget.objectName(): QAccessible.queryAccessibleInterface(widget) for widget in taking}
    assert len(found) > 150
    nameless = [
        (name, interface.role().name)
        for name, interface in found.items()
        if not interface.text(QAccessible.Text.Name) and interface.role() is not QAccessible.Role.StaticText
    ]
    assert nameless == []  # texts are read as they are
