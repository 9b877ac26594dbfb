"""Where the panels are at the first start, and after "Reset layout"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from playground.theme import UNIT

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMainWindow

    from playground.panels.panels import Panels

#: pixels; a window that is less wide has no room for a column on the right
WIDE = 1320

#: pixels; a window that is less wide has no room to spare for the column on the left
NARROW = 1024

#: pixels; in a window that is less high the column on the left has tabs too
LOW = 680

COLUMN, NARROW_COLUMN, TOP, TOP_OF_SMALL = UNIT * 80, UNIT * 68, UNIT * 58, UNIT * 50

#: height that the session needs
SESSION = UNIT * 90

#: height of what is above and below the columns: menus, toolbar, status bar, titles
_AROUND_COLUMNS = UNIT * 32

_Area = Qt.DockWidgetArea
_ACROSS, _DOWN = Qt.Orientation.Horizontal, Qt.Orientation.Vertical


def claim_corners(window: QMainWindow) -> None:
    """Let the columns at the sides reach from top to bottom."""
    for corner, area in (
        (Qt.Corner.TopLeftCorner, _Area.LeftDockWidgetArea),
        (Qt.Corner.BottomLeftCorner, _Area.LeftDockWidgetArea),
        (Qt.Corner.TopRightCorner, _Area.RightDockWidgetArea),
        (Qt.Corner.BottomRightCorner, _Area.RightDockWidgetArea),
    ):
        window.setCorner(corner, area)


def arrange(window: QMainWindow, panels: Panels) -> None:
    """Put every panel in its place; a small window has tabs instead of more columns and rows."""
    for panel in panels:
        panel.setFloating(False)
        window.removeDockWidget(panel)
    window.addDockWidget(_Area.LeftDockWidgetArea, panels.actions)
    is_low = window.height() < LOW
    if is_low:
        window.tabifyDockWidget(panels.actions, panels.processes)
    else:
        window.addDockWidget(_Area.LeftDockWidgetArea, panels.processes)
    window.tabifyDockWidget(panels.processes, panels.facets)
    window.addDockWidget(_Area.TopDockWidgetArea, panels.page)
    window.splitDockWidget(panels.page, panels.output, _ACROSS)
    is_wide = window.width() >= WIDE
    if is_wide:
        window.addDockWidget(_Area.RightDockWidgetArea, panels.session)
        window.splitDockWidget(panels.session, panels.inspector, _DOWN)
    else:
        window.tabifyDockWidget(panels.page, panels.session)
        window.tabifyDockWidget(panels.output, panels.inspector)
    window.addDockWidget(_Area.BottomDockWidgetArea, panels.timeline)
    window.tabifyDockWidget(panels.actions, panels.demo)
    for panel in panels:
        panel.setVisible(panel not in {panels.inspector, panels.timeline, panels.demo})
    panels.page.raise_()
    (panels.actions if is_low else panels.processes).raise_()
    window.resizeDocks([panels.actions], [NARROW_COLUMN if window.width() < NARROW else COLUMN], _ACROSS)
    if is_wide:
        window.resizeDocks([panels.session], [COLUMN], _ACROSS)
    window.resizeDocks([panels.page, panels.output], [1, 1], _ACROSS)
    top = TOP if is_wide else TOP_OF_SMALL
    window.resizeDocks([panels.page, panels.output], [top, top], _DOWN)
    if not is_low:
        column = window.height() - _AROUND_COLUMNS
        window.resizeDocks([panels.actions, panels.processes], [column * 4 // 7, column * 3 // 7], _DOWN)


def show_timeline(window: QMainWindow, panels: Panels) -> None:
    """Bring the timeline to the front, as high as a third of the window the first time."""
    if not panels.timeline.isVisible():
        panels.timeline.show()
        window.resizeDocks([panels.timeline], [window.height() // 3], _DOWN)
    panels.timeline.raise_()


def show_inspector(window: QMainWindow, panels: Panels) -> None:
    """Bring the inspector to the front; in a column it gets the room that the session does not need."""
    if not panels.inspector.isVisible():
        panels.inspector.show()
        if window.dockWidgetArea(panels.inspector) is _Area.RightDockWidgetArea:
            window.resizeDocks([panels.session, panels.inspector], [SESSION, window.height() - SESSION], _DOWN)
    panels.inspector.raise_()
