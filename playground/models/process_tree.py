"""The processes of the app as a tree: those that run, and the newest of those that have ended; no Qt."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from desktop_rum import ProcessMetric

Role = Literal["main", "renderer", "utility", "command"]

#: processes with a role that have ended and stay, as tombstones
MOST_ENDED = 20

#: samples that the trend line of a process shows
TREND = 40

#: ms by which two readings of when a process was created may differ: they are computed from the system's uptime
_SAME_START = 2_000


@dataclass(slots=True, eq=False)
class ProcessNode:
    """One process, what is known of it, and those that it started."""

    number: int
    name: str
    role: Role
    pid: int = 0
    #: in ms since the epoch; None until it was measured
    created_ms: int | None = None
    #: what it does, or how it ended, in words
    state: str = "running"
    #: good, warning, neutral or error
    tone: str = "good"
    has_ended: bool = False
    exit_reason: str | None = None
    cpu_percent: float = 0.0
    cpu_seconds: float = 0.0
    memory: int = 0
    memory_peak: int = 0
    #: bytes at each of the last samples
    trend: deque[int] = field(default_factory=lambda: deque(maxlen=TREND))
    #: the object of the app that it belongs to; None for a process that nobody announced
    owner: object = None
    parent: ProcessNode | None = None
    #: in the order in which they are shown
    children: list[ProcessNode] = field(default_factory=list)

    @property
    def row(self) -> int:
        """Its place among its parent's children."""
        return self.parent.children.index(self) if self.parent is not None else 0

    @property
    def view_name(self) -> str | None:
        """What its view is called; None for a process without one."""
        return {
            "main": "main process",
            "utility": f"Utility: {self.name}",
            "renderer": f"Renderer: {self.name}",
        }.get(self.role)

    def subtree(self) -> Iterator[ProcessNode]:
        """It and everything below it."""
        yield self
        for child in self.children:
            yield from child.subtree()

    @property
    def cpu_below(self) -> float:
        """CPU in percent, of it and of everything below it."""
        return sum(node.cpu_percent for node in self.subtree())

    @property
    def memory_below(self) -> int:
        """Bytes, of it and of everything below it."""
        return sum(node.memory for node in self.subtree())


class Observer(Protocol):
    """Is called before and after every change of the tree's structure."""

    def before_insert(self, parent: ProcessNode, row: int) -> None:
        """A child is about to come."""

    def after_insert(self) -> None:
        """It has."""

    def before_remove(self, parent: ProcessNode, row: int) -> None:
        """A child is about to go."""

    def after_remove(self) -> None:
        """It has."""


class _Nobody:
    def before_insert(self, parent: ProcessNode, row: int) -> None: ...
    def after_insert(self) -> None: ...
    def before_remove(self, parent: ProcessNode, row: int) -> None: ...
    def after_remove(self) -> None: ...


class ProcessTree:
    """The main process is the root; what the stage started is announced, everything else is found by measuring."""

    def __init__(self, main_pid: int, observer: Observer | None = None) -> None:
        self._observer: Observer = observer or _Nobody()
        self._numbers = 0
        self.main = self._new("main process", "main", pid=main_pid)

    def nodes(self) -> Iterator[ProcessNode]:
        """All of them, parents first."""
        return self.main.subtree()

    @property
    def running(self) -> list[ProcessNode]:
        """Those that have not ended."""
        return [node for node in self.nodes() if not node.has_ended]

    def announce(self, owner: object, name: str, role: Role) -> ProcessNode:
        """The app starts a process; its pid comes later."""
        node = self._new(name, role)
        node.owner, node.state, node.tone = owner, "starting", "warning"
        self._insert(node, self.main)
        return node

    def start(self, node: ProcessNode, pid: int) -> None:
        """An announced process runs."""
        found = self._alive(pid)
        if found is not None and found is not node:  # it was measured before the app heard of its start
            self._remove(found)
        node.pid, node.state, node.tone = pid, "running", "good"

    def end(self, node: ProcessNode, state: str, tone: str) -> None:
        """A process is gone; it stays as a tombstone until there are too many of them."""
        node.has_ended, node.state, node.tone = True, state, tone
        node.cpu_percent, node.memory = 0.0, 0
        if node.role == "command":
            self._remove(node)
        self._remove_ended(MOST_ENDED)

    def apply(self, metrics: Sequence[ProcessMetric], titles: dict[int, str]) -> None:
        """Take in a measurement of every process; titles are for those that have no name, by pid."""
        measured = set()
        for metric in metrics:
            node = self._find(metric)
            if metric.exit_reason is not None:
                self._take_exit(node, metric)
                continue
            if node is None:
                role: Role = metric.role or "command"
                node = self._new(metric.name or titles.get(metric.pid, f"pid {metric.pid}"), role, pid=metric.pid)
                self._insert(node, self._alive(metric.parent_pid) or self.main)
            elif node.role == "command" and metric.role is not None:  # a command that turned out to be a worker
                node.role, node.name = metric.role, metric.name
            _measure(node, metric)
            measured.add(node.number)
        for node in list(self.nodes()):
            if node.owner is None and node is not self.main and not node.has_ended and node.number not in measured:
                self.end(node, "ended", "neutral")

    def clear_ended(self) -> None:
        """Take every tombstone out of the tree."""
        self._remove_ended(0)

    def by_view(self, view_name: str, pid: int | None = None) -> ProcessNode | None:
        """The newest process with a view of this name, or with this pid where that is known."""
        found = [node for node in self.nodes() if node.view_name == view_name]
        exact = [node for node in found if node.pid == pid]
        return max(exact or found, key=lambda node: node.number, default=None)

    def _take_exit(self, node: ProcessNode | None, metric: ProcessMetric) -> None:
        if node is None:
            return
        node.exit_reason = metric.exit_reason
        # The owner surely learns how it ended, and tells it in its own words.
        if node.owner is None and not node.has_ended:
            is_fine = metric.exit_reason in {"clean-exit", "unknown"}
            self.end(node, str(metric.exit_reason).replace("-", " "), "neutral" if is_fine else "error")

    def _new(self, name: str, role: Role, pid: int = 0) -> ProcessNode:
        self._numbers += 1
        return ProcessNode(self._numbers, name, role, pid)

    def _alive(self, pid: int) -> ProcessNode | None:
        return next((node for node in self.nodes() if node.pid == pid and not node.has_ended), None)

    def _find(self, metric: ProcessMetric) -> ProcessNode | None:
        for node in self.nodes():
            is_same = node.created_ms is None or abs(node.created_ms - metric.created_ms) <= _SAME_START
            if node.pid == metric.pid and is_same and (not node.has_ended or metric.exit_reason is not None):
                return node
        return None

    def _insert(self, node: ProcessNode, parent: ProcessNode) -> None:
        self._observer.before_insert(parent, len(parent.children))
        node.parent = parent
        parent.children.append(node)
        self._observer.after_insert()

    def _remove(self, node: ProcessNode) -> None:
        """Take it out; what it started, the main process is shown to have."""
        orphans = list(node.children)
        for orphan in orphans:
            self._detach(orphan)
        self._detach(node)
        for orphan in orphans:
            self._insert(orphan, self.main)

    def _detach(self, node: ProcessNode) -> None:
        parent = node.parent
        if parent is not None:
            self._observer.before_remove(parent, node.row)
            parent.children.remove(node)
            node.parent = None
            self._observer.after_remove()

    def _remove_ended(self, keep: int) -> None:
        ended = sorted((node for node in self.nodes() if node.has_ended), key=lambda node: node.number)
        for node in ended[: max(0, len(ended) - keep)]:
            self._remove(node)


def _measure(node: ProcessNode, metric: ProcessMetric) -> None:
    node.created_ms = metric.created_ms
    node.cpu_percent, node.cpu_seconds = metric.cpu_percent, metric.cpu_seconds
    node.memory, node.memory_peak = metric.memory_bytes, metric.memory_peak_bytes
    node.trend.append(metric.memory_bytes)
