"""The actions of the main window: made once, and put behind menus, toolbar, buttons and shortcuts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QAction, QActionGroup, QKeySequence

from playground.theme import Scheme, Theme

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

SCHEME_TEXTS = {
    Scheme.SYSTEM: "Like the &system",
    Scheme.LIGHT: "&Light",
    Scheme.DARK: "&Dark",
    Scheme.CONTRAST_LIGHT: "High &contrast, light",
    Scheme.CONTRAST_DARK: "&High contrast, dark",
}


class MainActions:
    """Every action, by name. The window says what each one does."""

    def __init__(self, owner: QWidget, theme: Theme) -> None:
        self._owner = owner
        self._theme = theme
        self.pause = self._add("pause", "&Pause", "pause", "Ctrl+P", "Hold the list of events still; nothing is lost")
        self.pause.setCheckable(True)
        self.clear = self._add("clear", "&Clear", "clear", "Ctrl+L", "Clear the list of events")
        self.flush = self._add("flush", "&Flush now", "flush", "F5", "Send everything that waits")
        self.versions = self._add(
            "versions", "View &versions", "versions", "Ctrl+Shift+V", "Show the older versions of views too"
        )
        self.versions.setCheckable(True)
        self.find = self._add("find", "&Query", "filter", "Ctrl+F", "Go to the query")
        self.earlier = self._add("earlier", "&Earlier version", "previous", "[", "Show the view's version before")
        self.later = self._add("later", "&Later version", "next", "]", "Show the view's next version")
        self.new_window = self._add(
            "new-window", "&New window", "new-window", "Ctrl+N", "Open a window with a renderer"
        )
        self.save = self._add("save", "&Save the session…", "save", "Ctrl+S", "Save every event as NDJSON")
        self.open = self._add("open", "&Open a recorded session…", "open", "Ctrl+O", "Play a recorded session again")
        self.demo = self._add("demo", "Guided &demo", "demo", "Ctrl+D", "Show the product step by step")
        self.timeline = self._add(
            "show-timeline", "Show &timeline", "timeline", "Ctrl+T", "Show all processes over time"
        )
        self.timeline.setIconText("Timeline")
        self.palette = self._add("palette", "&Commands…", "palette", "Ctrl+K", "Find any action by its name")
        self.present = self._add("present", "&Presentation", "present", "F11", "Larger type, for a room full of people")
        self.present.setCheckable(True)
        self.stop_session = self._add(
            "stop-session", "&Stop session", "stop", "", "End the session; the next activity starts a new one"
        )
        self.reset_layout = self._add(
            "reset-layout", "&Reset layout", "reload", "", "Put every panel back in its place"
        )
        self.quit = self._add("quit", "&Quit", "exit", "Ctrl+Q", "Close the window and end everything that runs")
        self.quit.setMenuRole(QAction.MenuRole.QuitRole)
        self.schemes = self._add_schemes()

    def _add(self, name: str, text: str, icon: str, shortcut: str, tip: str) -> QAction:
        action = QAction(self._theme.icon(icon, "muted"), text, self._owner)
        action.setObjectName(name)
        keys = QKeySequence(shortcut)
        action.setShortcut(keys)
        action.setToolTip(f"{tip} ({keys.toString(QKeySequence.SequenceFormat.NativeText)})" if shortcut else tip)
        self._owner.addAction(action)
        return action

    def _add_schemes(self) -> QActionGroup:
        group = QActionGroup(self._owner)
        group.setObjectName("schemes")
        for scheme, text in SCHEME_TEXTS.items():
            action = QAction(text, group)
            action.setObjectName(f"scheme-{scheme}")
            action.setCheckable(True)
            action.setData(scheme)
            action.setChecked(scheme is self._theme.scheme)
        return group
