"""Follows one child of the stage and tells the tree of processes: its start, its title, its end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from playground.processes import ChildProcess, ProcessExit, RendererProcess

if TYPE_CHECKING:
    from playground.models.process_model import ProcessModel
    from playground.models.process_tree import Role


class ProcessWatch(QObject):
    """An object of its own, whose slots Qt disconnects when the tree goes before the process does."""

    #: the process runs, and can be measured
    started = Signal()

    def __init__(self, model: ProcessModel, child: ChildProcess) -> None:
        super().__init__(model)
        self.setObjectName(f"watch-{child.name}")
        self._model = model
        is_renderer = isinstance(child, RendererProcess)
        role: Role = "renderer" if is_renderer else "utility"
        self.node = model.announce(child, child.title if isinstance(child, RendererProcess) else child.name, role)
        child.spawned.connect(self._on_spawned)
        child.exited.connect(self._on_exited)
        if isinstance(child, RendererProcess):
            child.title_changed.connect(self._on_title_changed)
        if child.pid:
            self._on_spawned(child.pid)

    def _on_spawned(self, pid: int) -> None:
        self._model.tree.start(self.node, pid)
        self._model.refresh()
        self.started.emit()

    def _on_title_changed(self, title: str) -> None:
        self.node.name = title
        self._model.refresh()

    def _on_exited(self, how: ProcessExit) -> None:
        self._model.tree.end(self.node, how.summary, "neutral" if how.is_clean else "error")
        self._model.refresh()
        self.deleteLater()
