"""Below the process tree: what the chosen process can be told, and what it said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QMessageBox,
    QPlainTextEdit,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from playground.panels.building import button, tool_button
from playground.panels.process_deeds import Deed, Deeds, is_main, is_window, is_worker
from playground.processes import UtilityProcess
from playground.stage import main_process
from playground.theme import UNIT

if TYPE_CHECKING:
    from playground.models.process_tree import ProcessNode
    from playground.stage import Stage
    from playground.theme import Theme

#: lines of messages that are kept
MOST_LINES = 200

#: deeds with a button of their own; the others are in the menu
_OF_CHILDREN = ("let-exit", "crash-process", "kill-process")
_OF_MAIN = ("freeze-main", "allocate-main")
_DANGERS = frozenset({"crash-process", "kill-process"})


class ProcessControls(QWidget):
    """Buttons, a menu, and a log of messages."""

    def __init__(self, theme: Theme, stage: Stage) -> None:
        super().__init__()
        self.setObjectName("process-controls")
        self._stage = stage
        self._node: ProcessNode | None = None
        self._deeds: dict[str, tuple[Deed, QAction]] = {}
        for deed in Deeds(stage).all:
            action = QAction(theme.icon(deed.icon, "muted"), deed.text, self)
            action.setObjectName(deed.name)
            action.setToolTip(deed.tip)
            action.triggered.connect(lambda _checked=False, deed=deed: self._do(deed))
            self._deeds[deed.name] = deed, action
        self.crash_main_action = QAction(theme.icon("crash", "error"), "Crash…", self)
        self.crash_main_action.setObjectName("crash-main")
        self.crash_main_action.setToolTip("Crash the main process, after a question: this window goes with it")
        self.crash_main_action.triggered.connect(self._ask_to_crash)
        self.message = QLineEdit()
        self.message.setObjectName("process-message")
        self.message.setAccessibleName("Message to the worker")
        self.message.setPlaceholderText("Message to the worker")
        self.message.setText("Hello, worker")
        self.message.returnPressed.connect(self._send)
        self.sending = button(theme, "Send", "send", "send-message", tip="Send this text; the worker answers with it")
        self.sending.clicked.connect(self._send)
        self.exiting, self.crashing, self.killing = (self._button(theme, name) for name in _OF_CHILDREN)
        self.freezing, self.allocating = (self._button(theme, name) for name in _OF_MAIN)
        self.crashing_main = button(
            theme, "Crash…", "crash", "crash-main-button", look="danger", tip=self.crash_main_action.toolTip()
        )
        self.crashing_main.clicked.connect(self.crash_main_action.trigger)
        self.more = tool_button(theme, "chevron-down", "more-deeds", "More that can be done to this process")
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.more.setMenu(self._menu())
        self.log = QPlainTextEdit()
        self.log.setObjectName("process-log")
        self.log.setAccessibleName("Messages to and from the processes")
        self.log.setProperty("look", "data")
        self.log.setReadOnly(True)
        self.log.setMaximumBlockCount(MOST_LINES)
        self.log.setPlaceholderText("Messages and answers appear here")
        self.log.setFixedHeight(UNIT * 12)
        self._arrange()

    @property
    def actions_of_processes(self) -> list[QAction]:
        """Everything that can be done, for menus and the palette."""
        return [*(action for _deed, action in self._deeds.values()), self.crash_main_action]

    def show_node(self, node: ProcessNode | None) -> None:
        """Offer what can be done to this process."""
        self._node = node
        for deed, action in self._deeds.values():
            action.setEnabled(node is not None and deed.fits(node))
        for name, control in zip(_OF_CHILDREN, (self.exiting, self.crashing, self.killing), strict=True):
            control.setEnabled(self._deeds[name][1].isEnabled())
        is_for_worker = node is not None and is_worker(node)
        is_for_main = node is not None and is_main(node)
        self.message.setEnabled(is_for_worker)
        self.sending.setEnabled(is_for_worker)
        self.crash_main_action.setEnabled(is_for_main)
        for control in (self.exiting, self.crashing, self.killing):
            control.setVisible(not is_for_main)
        for control in (self.freezing, self.allocating, self.crashing_main):
            control.setVisible(is_for_main)
        text = "Close" if node is not None and is_window(node) else "Let exit"
        self.exiting.setText(text)
        self._deeds["let-exit"][1].setText(text)

    def _button(self, theme: Theme, name: str) -> QPushButton:
        deed, action = self._deeds[name]
        look = "danger" if name in _DANGERS else ""
        result = button(theme, deed.text, deed.icon, f"{name}-button", look=look, tip=deed.tip)
        result.clicked.connect(action.trigger)
        return result

    def _menu(self) -> QMenu:
        menu = QMenu(self)
        menu.setObjectName("more-deeds-menu")
        menu.setToolTipsVisible(True)
        menu.addActions(self.actions_of_processes)
        # Only what fits: a worker alone has thirteen of them.
        menu.aboutToShow.connect(self._on_menu_about_to_show)
        return menu

    def _on_menu_about_to_show(self) -> None:
        for action in self.actions_of_processes:
            action.setVisible(action.isEnabled())

    def _arrange(self) -> None:
        first, second = QHBoxLayout(), QHBoxLayout()
        first.addWidget(self.message, 1)
        first.addWidget(self.sending)
        for control in (
            self.exiting, self.crashing, self.killing, self.freezing, self.allocating, self.crashing_main,
        ):  # fmt: skip
            second.addWidget(control, 1)
        second.addWidget(self.more)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(UNIT * 2, UNIT * 2, UNIT * 2, UNIT)
        layout.setSpacing(UNIT * 2)
        for row in (first, second):
            row.setSpacing(UNIT)
            layout.addLayout(row)
        layout.addWidget(self.log)

    def _do(self, deed: Deed) -> None:
        if self._node is not None and deed.fits(self._node):
            deed.do(self._node)

    def _send(self) -> None:
        if self._node is not None and isinstance(self._node.owner, UtilityProcess):
            asking = self._stage.ask_worker(self._node.owner, {"type": "echo", "value": self.message.text()})
            self._stage.perform(asking)

    def _ask_to_crash(self) -> None:
        question = QMessageBox(
            QMessageBox.Icon.NoIcon,
            "Crash the main process?",
            "The playground ends with a segmentation fault, and takes every worker and window along. "
            "Start it again to see the crash reported, with the session and view that it had.",
            QMessageBox.StandardButton.Cancel,
            self,
        )
        question.setObjectName("confirm-crash")
        question.setIconPixmap(self.crash_main_action.icon().pixmap(UNIT * 8))
        crashing = question.addButton("Crash it", QMessageBox.ButtonRole.DestructiveRole)
        crashing.setObjectName("confirm-crash-yes")
        crashing.clicked.connect(main_process.crash)
        question.setDefaultButton(QMessageBox.StandardButton.Cancel)
        question.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        question.open()
