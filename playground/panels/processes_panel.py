"""The workers and windows: what they do, and what can be done to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QLineEdit,
    QListView,
    QPlainTextEdit,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from playground.models.process_list import ProcessList, ProcessRow
from playground.panels.building import EmptyState, button, rule, tool_button
from playground.panels.panel import Panel
from playground.panels.process_delegate import ProcessDelegate
from playground.processes import RendererProcess, UtilityProcess
from playground.theme import UNIT

if TYPE_CHECKING:
    from PySide6.QtCore import QModelIndex

    from playground.stage import Stage
    from playground.theme import Theme

#: lines of messages that are kept
MOST_LINES = 200


class ProcessesPanel(Panel):
    """A list, and below it what the chosen process can be told."""

    def __init__(self, theme: Theme, stage: Stage) -> None:
        super().__init__(theme, "Processes", "processes")
        self._stage = stage
        self.model = ProcessList(self)
        self._picked: ProcessRow | None = None
        self.list = QListView()
        self.list.setObjectName("process-list")
        self.list.setAccessibleName("Workers and windows")
        self.list.setModel(self.model)
        self.list.setItemDelegate(ProcessDelegate(theme, self.model))
        self.list.setUniformItemSizes(True)
        self.list.setMouseTracking(True)
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        empty = EmptyState(
            theme, "utility", "No workers, no windows", "Fork a worker or open a window.", "processes-empty"
        )
        self._stack = QStackedWidget()
        self._stack.setObjectName("process-stack")
        self._stack.addWidget(empty)
        self._stack.addWidget(self.list)
        self.body.addWidget(self._stack, 1)
        self.body.addWidget(rule("processes-rule"))
        self.body.addWidget(self._build_controls())
        clearing = tool_button(theme, "clear", "clear-ended", "Take those that have ended out of the list")
        clearing.clicked.connect(self.model.clear_ended)
        self.add_to_title(clearing)
        self._connect()
        self._show_choice()

    @property
    def chosen(self) -> ProcessRow | None:
        """The process that is selected."""
        return self.model.row(self.list.currentIndex())

    def _connect(self) -> None:
        self._stage.worker_added.connect(self._on_worker_added)
        self._stage.window_opened.connect(self._on_window_opened)
        self._stage.message_logged.connect(self._on_message_logged)
        self.list.selectionModel().currentChanged.connect(self._show_choice)
        self.list.clicked.connect(self._on_clicked)
        for signal in (self.model.rowsInserted, self.model.rowsRemoved, self.model.dataChanged):
            signal.connect(self._show_choice)

    def _build_controls(self) -> QWidget:
        self.message = QLineEdit()
        self.message.setObjectName("process-message")
        self.message.setPlaceholderText("Message to the worker")
        self.message.setText("Hello, worker")
        self.message.returnPressed.connect(self._send)
        self.sending = self._control("Send", "send", "send-message", "Send this text; the worker answers with it")
        self.exiting = self._control("Let exit", "exit", "let-exit", "Ask the process to end by itself")
        self.crashing = self._control("Crash", "crash", "crash-process", "Let the process abort", look="danger")
        self.killing = self._control("Kill", "kill", "kill-process", "Kill the process as the app", look="danger")
        self.sending.clicked.connect(self._send)
        self.exiting.clicked.connect(self._let_exit)
        self.crashing.clicked.connect(self._crash)
        self.killing.clicked.connect(self._kill)
        self.log = QPlainTextEdit()
        self.log.setObjectName("process-log")
        self.log.setAccessibleName("Messages to and from the processes")
        self.log.setProperty("look", "data")
        self.log.setReadOnly(True)
        self.log.setMaximumBlockCount(MOST_LINES)
        self.log.setPlaceholderText("Messages and answers appear here")
        self.log.setFixedHeight(UNIT * 16)
        first, second = QHBoxLayout(), QHBoxLayout()
        first.addWidget(self.message, 1)
        first.addWidget(self.sending)
        for control in (self.exiting, self.crashing, self.killing):
            second.addWidget(control, 1)
        controls = QWidget()
        controls.setObjectName("process-controls")
        layout = QVBoxLayout(controls)
        layout.setContentsMargins(UNIT * 2, UNIT * 2, UNIT * 2, UNIT)
        layout.setSpacing(UNIT * 2)
        for row in (first, second):
            row.setSpacing(UNIT)
            layout.addLayout(row)
        layout.addWidget(self.log)
        return controls

    def _control(self, text: str, icon: str, name: str, tip: str, *, look: str = "") -> QPushButton:
        return button(self.theme, text, icon, name, look=look, tip=tip)

    def _on_worker_added(self, worker: UtilityProcess) -> None:
        self.model.add(worker, "utility")
        worker.error.connect(self.log.appendPlainText)
        self._choose_newest()

    def _on_window_opened(self, window: RendererProcess) -> None:
        self.model.add(window, "renderer")
        self._choose_newest()

    def _choose_newest(self) -> None:
        """The newest is what one wants to talk to, unless the user picked one that still runs."""
        if self._picked is None or self._picked.has_ended:
            self.list.setCurrentIndex(self.model.index(self.model.rowCount() - 1))
        self.list.scrollToBottom()

    def _on_clicked(self, index: QModelIndex) -> None:
        self._picked = self.model.row(index)

    def _on_message_logged(self, name: str, text: str) -> None:
        self.log.appendPlainText(f"{name} {text}")

    def _show_choice(self, *_arguments: QModelIndex) -> None:
        self._stack.setCurrentIndex(1 if self.model.rowCount() else 0)
        chosen = self.chosen
        runs = chosen is not None and not chosen.has_ended
        is_worker = runs and chosen is not None and isinstance(chosen.child, UtilityProcess)
        for control in (self.message, self.sending):
            control.setEnabled(is_worker)
        for control in (self.exiting, self.crashing, self.killing):
            control.setEnabled(runs)
        self.exiting.setText("Close" if runs and not is_worker else "Let exit")

    def _send(self) -> None:
        chosen = self.chosen
        if chosen is not None and isinstance(chosen.child, UtilityProcess):
            self._stage.perform(self._stage.ask_worker(chosen.child, {"type": "echo", "value": self.message.text()}))

    def _let_exit(self) -> None:
        chosen = self.chosen
        if chosen is not None and isinstance(chosen.child, UtilityProcess):
            self._stage.perform(self._stage.let_worker_exit(chosen.child))
        elif chosen is not None and isinstance(chosen.child, RendererProcess):
            self._stage.perform(self._stage.close_window(chosen.child))

    def _crash(self) -> None:
        chosen = self.chosen
        if chosen is not None and isinstance(chosen.child, UtilityProcess):
            self._stage.perform(self._stage.tell_worker(chosen.child, {"type": "abort"}))
        elif chosen is not None and isinstance(chosen.child, RendererProcess):
            self._stage.perform(self._stage.crash_window(chosen.child))

    def _kill(self) -> None:
        chosen = self.chosen
        if chosen is not None:
            chosen.child.kill()
