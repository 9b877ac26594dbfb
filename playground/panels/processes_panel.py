"""The processes of the app: a tree, what can be done to each, and which events are its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPoint, Signal

from playground.models.process_model import ProcessModel
from playground.models.process_sampler import ProcessSampler
from playground.models.process_watch import ProcessWatch
from playground.panels.building import rule, tool_button
from playground.panels.panel import Panel
from playground.panels.process_controls import ProcessControls
from playground.panels.process_view import ProcessView

if TYPE_CHECKING:
    from playground.models.process_tree import ProcessNode
    from playground.processes import ChildProcess, RendererProcess, UtilityProcess
    from playground.stage import Stage
    from playground.theme import Theme


class ProcessesPanel(Panel):
    """A tree, and below it what the chosen process can be told."""

    #: ProcessNode whose events are to be shown alone, or None for all
    filter_wanted = Signal(object)

    def __init__(self, theme: Theme, stage: Stage) -> None:
        super().__init__(theme, "Processes", "processes")
        self._stage = stage
        self.model = ProcessModel(self)
        self.sampler = ProcessSampler(self)
        self.sampler.taken.connect(self.model.take)
        self._picked: ProcessNode | None = None
        self.view = ProcessView(theme, self.model)
        self.controls = ProcessControls(theme, stage)
        self.view.addActions(self.controls.actions_of_processes)
        self.body.addWidget(self.view, 1)
        self.body.addWidget(rule("processes-rule"))
        self.body.addWidget(self.controls)
        self.filtering = tool_button(
            theme, "filter", "filter-by-process", "Show only the events of the process that is clicked"
        )
        self.filtering.setCheckable(True)
        self.filtering.setChecked(True)
        self.filtering.toggled.connect(self._on_filtering_toggled)
        self.choosing = tool_button(theme, "columns", "choose-process-columns", "Choose columns")
        self.choosing.clicked.connect(
            lambda: self.view.show_columns_menu(self.choosing.mapToGlobal(QPoint(0, self.choosing.height())))
        )
        self.clearing = tool_button(theme, "clear", "clear-ended", "Take those that have ended out of the tree")
        self.clearing.clicked.connect(self.model.clear_ended)
        for extra in (self.filtering, self.choosing, self.clearing):
            self.add_to_title(extra)
        self._connect()
        self.view.choose(self.model.tree.main)
        self._show_choice()

    @property
    def chosen(self) -> ProcessNode | None:
        """The process that is selected."""
        return self.view.chosen

    def choose_by_view(self, view_name: str, pid: int | None = None) -> None:
        """Select the process that an event belongs to, without filtering by it."""
        node = self.model.tree.by_view(view_name, pid)
        if node is not None and node is not self.chosen:
            self.view.choose(node)

    def _connect(self) -> None:
        self._stage.worker_added.connect(self._on_worker_added)
        self._stage.window_opened.connect(self._on_window_opened)
        self._stage.message_logged.connect(self._on_message_logged)
        self.view.selectionModel().currentChanged.connect(self._show_choice)
        self.view.picked.connect(self._on_picked)
        for signal in (self.model.rowsInserted, self.model.rowsRemoved, self.model.dataChanged):
            signal.connect(self._show_choice)

    def _on_worker_added(self, worker: UtilityProcess) -> None:
        worker.error.connect(self.controls.log.appendPlainText)
        self._show_child(worker)

    def _on_window_opened(self, window: RendererProcess) -> None:
        self._show_child(window)

    def _show_child(self, child: ChildProcess) -> None:
        """The newest is what one wants to talk to, unless the user picked one that still runs."""
        watch = ProcessWatch(self.model, child)
        watch.started.connect(self.sampler.hurry)
        if self._picked is None or self._picked.has_ended:
            self.view.choose(watch.node)
            self.view.scrollTo(self.model.index_of(watch.node))

    def _on_picked(self, node: ProcessNode) -> None:
        self._picked = node
        if self.filtering.isChecked():
            self.filter_wanted.emit(node)

    def _on_filtering_toggled(self, is_on: bool) -> None:
        self.filter_wanted.emit(self.chosen if is_on else None)

    def _on_message_logged(self, name: str, text: str) -> None:
        self.controls.log.appendPlainText(f"{name} {text}")

    def _show_choice(self, *_arguments: QModelIndex) -> None:
        self.controls.show_node(self.chosen)
