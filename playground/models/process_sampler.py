"""Measures every process of the app on a thread of its own, because that reads the system's whole process table."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import psutil
from PySide6.QtCore import QObject, Signal

import desktop_rum

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop_rum import ProcessMetric

#: seconds between two measurements
INTERVAL = 1.0

#: words of a command line that are its title
_WORDS = 4


@dataclass(frozen=True, slots=True)
class Sample:
    """One measurement of every process."""

    #: in ms since the epoch
    time_ms: int
    metrics: Sequence[ProcessMetric]
    #: what those without a name are, by pid
    titles: dict[int, str] = field(default_factory=dict)


class ProcessSampler(QObject):
    """Emits a sample at once and then in every interval, until `stop`."""

    #: Sample
    taken = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("process-sampler")
        self._titles: dict[int, str] = {}
        self._is_over = threading.Event()
        self._is_wanted = threading.Event()
        self._thread = threading.Thread(target=self._run, name="process-sampler", daemon=True)

    def start(self) -> None:
        """Begin; once."""
        self._thread.start()

    def hurry(self) -> None:
        """Take the next sample now: something has changed."""
        self._is_wanted.set()

    def stop(self) -> None:
        """Measure no more; can be called again."""
        self._is_over.set()
        self._is_wanted.set()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        while not self._is_over.is_set():
            self._is_wanted.clear()
            metrics = desktop_rum.app_metrics()
            if metrics and not self._is_over.is_set():
                self.taken.emit(Sample(time.time_ns() // 1_000_000, metrics, self._name(metrics)))
            self._is_wanted.wait(INTERVAL)

    def _name(self, metrics: Sequence[ProcessMetric]) -> dict[int, str]:
        nameless = [metric.pid for metric in metrics if not metric.name and metric.exit_reason is None]
        self._titles = {pid: self._titles.get(pid) or title_of(pid) for pid in nameless}
        return self._titles


def title_of(pid: int) -> str:
    """The first words of a process's command line, with the program's folder left out."""
    try:
        words = psutil.Process(pid).cmdline()
    except (psutil.Error, OSError):  # on Windows the latter comes through, of one that is just ending
        return ""
    if not words:
        return ""
    return " ".join([words[0].replace("\\", "/").rpartition("/")[2], *words[1:_WORDS]])
