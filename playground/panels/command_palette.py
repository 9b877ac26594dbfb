"""Every action of the window by a few letters of its name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QAction, QColor, QKeyEvent, QKeySequence, QPainter
from PySide6.QtWidgets import (
    QDialog,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from playground.models.palette_search import search
from playground.theme import ICON, UNIT

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QIcon

    from playground.models.event_table import Index
    from playground.theme import Theme

_MOVES = frozenset({Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown})


@dataclass(frozen=True, slots=True)
class Command:
    """One line of the palette."""

    name: str
    text: str
    keys: str
    icon: QIcon
    run: Callable[[], object]


def commands_of(window: QWidget) -> list[Command]:
    """Everything that can be done in a window now: its actions, and the buttons of scenarios."""
    found: dict[str, Command] = {}
    # What belongs to a part of the window comes after what belongs to all of it.
    for action in sorted(window.findChildren(QAction), key=lambda action: action.parent() is not window):
        name, text = action.objectName(), action.text().replace("&", "").strip()
        is_ours = name and not name.startswith("_q_") and not action.isSeparator() and action.menu() is None
        if is_ours and text and action.isEnabled():
            keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
            said = _in_full(window, action, text)
            found.setdefault(name, Command(name, said, keys, action.icon(), action.trigger))
    for button in window.findChildren(QPushButton):
        name = button.objectName()
        if name.startswith(("scenario-", "open-")) and button.isEnabled():
            found.setdefault(name, Command(name, f"Run: {button.text()}", "", button.icon(), button.click))
    return list(found.values())


def _in_full(window: QWidget, action: QAction, text: str) -> str:
    """What the entry of a menu leaves to its menu's title."""
    name = action.objectName()
    if name.startswith("scheme-"):
        return f"Colours: {text}"
    if name.startswith("process-column-"):
        return f"Column of processes: {text}"
    parent = action.parent()
    is_panel = parent is not None and parent is not window and parent.inherits("QDockWidget")
    return f"Panel: {text}" if is_panel and action.isCheckable() else text


class _KeysDelegate(QStyledItemDelegate):
    """Paints the keys of a command at the right end of its line."""

    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._theme = theme

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one line."""
        super().paint(painter, option, index)
        painter.setPen(QColor(self._theme.palette.muted))
        at_right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(option.rect.adjusted(0, 0, -UNIT * 2, 0), at_right, index.data(Qt.ItemDataRole.UserRole))


class CommandPalette(QDialog):
    """Type, choose with the arrows, press Enter; Escape closes it."""

    def __init__(self, theme: Theme, window: QWidget) -> None:
        super().__init__(window, Qt.WindowType.Popup)
        self.setObjectName("command-palette")
        self.setAccessibleName("Commands")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._commands = commands_of(window)
        self.line = QLineEdit()
        self.line.setObjectName("palette-line")
        self.line.setAccessibleName("Name of a command")
        self.line.setPlaceholderText("What do you want to do?")
        self.line.addAction(theme.icon("palette", "muted"), QLineEdit.ActionPosition.LeadingPosition)
        self.list = QListWidget()
        self.list.setObjectName("palette-list")
        self.list.setAccessibleName("Commands that fit")
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setUniformItemSizes(True)
        self.list.setIconSize(QSize(ICON, ICON))
        self.list.setItemDelegate(_KeysDelegate(theme, self.list))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(UNIT * 2, UNIT * 2, UNIT * 2, UNIT * 2)
        layout.setSpacing(UNIT * 2)
        layout.addWidget(self.line)
        layout.addWidget(self.list)
        self.line.textChanged.connect(self._show_fitting)
        self.line.returnPressed.connect(self._run_current)
        self.list.itemClicked.connect(self._run)
        self.line.installEventFilter(self)
        self.resize(min(UNIT * 130, window.width() - UNIT * 8), UNIT * 90)
        place = window.mapToGlobal(window.rect().topLeft())
        self.move(place.x() + (window.width() - self.width()) // 2, place.y() + UNIT * 14)
        self._show_fitting("")
        self.line.setFocus()

    @property
    def names(self) -> list[str]:
        """The commands that are listed, by their names."""
        return [command.name for command in self._fitting]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows move in the list while one types."""
        is_key = watched is self.line and isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress
        if is_key and isinstance(event, QKeyEvent) and Qt.Key(event.key()) in _MOVES:
            self.list.keyPressEvent(event)
            return True
        return super().eventFilter(watched, event)

    def _show_fitting(self, wanted: str) -> None:
        self._fitting = search(self._commands, wanted, lambda command: command.text)
        self.list.clear()
        for command in self._fitting:
            item = QListWidgetItem(command.icon, command.text)
            item.setData(Qt.ItemDataRole.UserRole, command.keys)
            item.setData(Qt.ItemDataRole.AccessibleDescriptionRole, command.keys)
            self.list.addItem(item)
        self.list.setCurrentRow(0)

    def _run_current(self) -> None:
        self._run(self.list.currentItem())

    def _run(self, item: QListWidgetItem | None) -> None:
        if item is None:
            return
        command = self._fitting[self.list.row(item)]
        self.close()
        command.run()
