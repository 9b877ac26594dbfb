"""What can be done to a process: one action each, behind buttons, menus and the palette."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QGuiApplication

from playground.models.process_model import describe
from playground.processes import ChildProcess, NotSentError, RendererProcess, UtilityProcess, kill_from_outside
from playground.stage import StageError, main_process

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from playground.models.process_tree import ProcessNode
    from playground.stage import Stage

#: seconds; beyond 5 s the SDK reports a hang
FREEZE = 6.0
BURN = 5.0
MEGABYTES = 50

RAISED = "The worker raised this on purpose"


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing that can be done to some processes."""

    name: str
    text: str
    icon: str
    tip: str
    fits: Callable[[ProcessNode], bool]
    do: Callable[[ProcessNode], None]


def is_worker(node: ProcessNode) -> bool:
    """Whether it is a worker of the stage that still runs."""
    return not node.has_ended and isinstance(node.owner, UtilityProcess)


def is_window(node: ProcessNode) -> bool:
    """Whether it is the renderer of a window that still runs."""
    return not node.has_ended and isinstance(node.owner, RendererProcess)


def is_child(node: ProcessNode) -> bool:
    """Whether the app has an object for it, and it still runs."""
    return not node.has_ended and isinstance(node.owner, ChildProcess)


def is_main(node: ProcessNode) -> bool:
    """Whether it is the process that shows this window."""
    return node.role == "main"


def is_other(node: ProcessNode) -> bool:
    """Whether it runs, and is not the main process."""
    return not node.has_ended and bool(node.pid) and not is_main(node)


class Deeds:
    """Every deed, on one stage; what cannot be done is emitted as the stage's `problem`."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        raising = (
            ("raise", "Throw", "main", "Let the worker die of an exception"),
            ("raise-thread", "Throw in a thread", "thread", "Raise in a thread of the worker, which goes on"),
            ("raise-task", "Throw in an asyncio task", "task", "Let a task of the worker fail; it goes on"),
        )
        self.all = (
            Deed("let-exit", "Let exit", "exit", "Ask the process to end by itself", is_child, self._let_exit),
            Deed("crash-process", "Crash", "crash", "Let the process abort", is_child, self._crash),
            *(
                Deed(name, text, "error", tip, is_worker, self._tell({"type": "raise", "text": RAISED, "where": where}))
                for name, text, where, tip in raising
            ),
            Deed(
                "read-null",
                "Read from nowhere",
                "crash",
                "Let the worker dereference NULL",
                is_worker,
                self._tell({"type": "null"}),
            ),
            Deed(
                "allocate",
                f"Allocate {MEGABYTES} MB",
                "memory",
                "Let the worker take memory",
                is_worker,
                self._tell({"type": "allocate", "megabytes": MEGABYTES}),
            ),
            Deed(
                "burn",
                f"Burn CPU for {BURN:.0f} s",
                "vital",
                "Keep the worker busy",
                is_worker,
                self._tell({"type": "burn", "seconds": BURN}),
            ),
            Deed(
                "hang",
                "Freeze",
                "pause",
                "Let the worker never answer again",
                is_worker,
                self._tell({"type": "hang"}),
            ),
            Deed(
                "freeze-main",
                f"Freeze {FREEZE:.0f} s",
                "pause",
                f"Let the main process not answer for {FREEZE:.0f} s: the window stands still",
                is_main,
                lambda _node: stage.perform(main_process.freeze(FREEZE)),
            ),
            Deed(
                "allocate-main",
                f"+{MEGABYTES} MB",
                "memory",
                f"Let the main process take {MEGABYTES} MB of memory",
                is_main,
                lambda _node: _take_memory(),
            ),
            Deed(
                "release-main",
                "Release memory",
                "clear",
                "Give back the memory that the main process took",
                is_main,
                lambda _node: main_process.release_memory(),
            ),
            Deed(
                "terminate-process",
                "Terminate as the app",
                "stop",
                "Ask the process to end, through its own object; after 2 s it is killed",
                is_child,
                lambda node: _child(node).terminate(),
            ),
            Deed(
                "kill-process",
                "Kill",
                "kill",
                "Kill the process through its own object, as the app",
                is_child,
                lambda node: _child(node).kill(),
            ),
            Deed(
                "kill-from-outside",
                "Kill from outside",
                "kill",
                "Kill the process by its pid, as another program would: an error, since the app did not ask for it",
                is_other,
                lambda node: kill_from_outside(node.pid),
            ),
            Deed("copy-process", "Copy", "copy", "Copy what is known of the process", lambda _node: True, _copy),
        )

    def _tell(self, message: Mapping[str, Any]) -> Callable[[ProcessNode], None]:
        def tell(node: ProcessNode) -> None:
            self._stage.perform(self._send(node, message))

        return tell

    async def _send(self, node: ProcessNode, message: Mapping[str, Any]) -> None:
        """Send a message without waiting for an answer: that is seen in the log."""
        if not isinstance(node.owner, UtilityProcess):
            return
        try:
            node.owner.post(message)
        except NotSentError as error:
            raise StageError(str(error)) from error
        self._stage.message_logged.emit(node.name, f"→ {json.dumps(message)}")

    def _let_exit(self, node: ProcessNode) -> None:
        if isinstance(node.owner, UtilityProcess):
            self._stage.perform(self._stage.let_worker_exit(node.owner))
        elif isinstance(node.owner, RendererProcess):
            self._stage.perform(self._stage.close_window(node.owner))

    def _crash(self, node: ProcessNode) -> None:
        if isinstance(node.owner, UtilityProcess):
            self._stage.perform(self._stage.tell_worker(node.owner, {"type": "abort"}))
        elif isinstance(node.owner, RendererProcess):
            self._stage.perform(self._stage.crash_window(node.owner))


def _child(node: ProcessNode) -> ChildProcess:
    if not isinstance(node.owner, ChildProcess):
        raise TypeError(f"{node.name} has no object in the app")
    return node.owner


def _take_memory() -> None:
    main_process.take_memory(MEGABYTES)


def _copy(node: ProcessNode) -> None:
    QGuiApplication.clipboard().setText(describe(node))
