"""A background worker: a Python module that runs in a process of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playground.processes.child_process import ChildProcess

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QObject


class UtilityProcess(ChildProcess):
    """A worker with a service name."""

    @classmethod
    def fork(
        cls, module: str, args: Sequence[str] = (), *, service_name: str, parent: QObject | None = None
    ) -> UtilityProcess:
        """Start `python -m module args…` as a worker with this service name."""
        worker = cls(module, args, role="utility", name=service_name, parent=parent)
        worker.start()
        return worker
