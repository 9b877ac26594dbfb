"""The menus and the toolbar of the main window: where its actions are found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QMenuBar, QSizePolicy, QToolBar, QToolButton

from playground.panels.query_box import QueryBox
from playground.theme import ICON

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QAction

    from playground.main_actions import MainActions
    from playground.panels.panels import Panels
    from playground.theme import Theme


class MainToolbar(QToolBar):
    """What is used all the time, and the filter of the events."""

    def __init__(self, theme: Theme, act: MainActions) -> None:
        super().__init__("Toolbar")
        self.setObjectName("toolbar")
        self.setMovable(False)
        self.setIconSize(QSize(ICON, ICON))
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.toggleViewAction().setVisible(False)
        self.filter = QueryBox(theme)
        self.filter.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.addActions([act.pause, act.clear, act.flush])
        self.addSeparator()
        self.addWidget(self.filter)
        self.addSeparator()
        self.addActions([act.demo, act.new_window])
        for action in self.actions():
            shown_by = self.widgetForAction(action)
            if isinstance(shown_by, QToolButton):
                shown_by.setObjectName(f"{action.objectName()}-button")


def fill_menu_bar(bar: QMenuBar, act: MainActions, panels: Panels) -> None:
    """Every action is in a menu; None is a line between them."""
    bar.setObjectName("menu-bar")
    _add_menu(
        bar,
        "&Playground",
        [
            act.new_window,
            act.demo,
            act.palette,
            None,
            act.save,
            act.open,
            None,
            act.flush,
            act.stop_session,
            None,
            act.quit,
        ],
    )
    _add_menu(bar, "&Events", [act.find, None, act.pause, act.clear, None, act.versions, act.earlier, act.later])
    _add_menu(
        bar,
        "&View",
        [*(panel.toggleViewAction() for panel in panels), None, act.timeline, act.present, act.reset_layout],
    )
    _add_menu(bar, "&Colours", act.schemes.actions())


def _add_menu(bar: QMenuBar, title: str, entries: Sequence[QAction | None]) -> None:
    menu = bar.addMenu(title)
    menu.setObjectName(f"menu-{title.removeprefix('&').lower()}")
    for entry in entries:
        if entry is None:
            menu.addSeparator()
        else:
            menu.addAction(entry)
