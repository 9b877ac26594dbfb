"""An event loop that does not answer: 100 ms are a long task, 5 s a hang with the stack of who holds it up."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEventLoop, QObject, QTimer

from desktop_rum.qt.event_loop import EventLoopWatch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from PySide6.QtWidgets import QApplication


class Watched:
    """A watch on a clock that only work moves, and what it tells."""

    def __init__(self, application: QApplication) -> None:
        self.told: list[int] = []
        """How long each long task took, in ms."""
        self._now_ns = 1
        self._watch = EventLoopWatch(application, self._tell, lambda: self._now_ns)

    def work(self, milliseconds: int) -> None:
        """Work, and let nobody else."""
        self._now_ns += milliseconds * 1_000_000

    def end(self, application: QApplication) -> None:
        """Watch no more."""
        application.removeEventFilter(self._watch)
        self._watch.deleteLater()

    def _tell(self, _start: int, duration: int) -> None:
        self.told.append(duration // 1_000_000)


@pytest.fixture
def watched(qapp: QApplication) -> Iterator[Watched]:
    watched = Watched(qapp)
    yield watched
    watched.end(qapp)


def run(*actions: Callable[[], object]) -> None:
    """An event loop that does these, one after the other, each in a round of its own."""
    loop = QEventLoop()
    left = [*actions, loop.quit]

    def next_one() -> None:
        left.pop(0)()
        if left:
            QTimer.singleShot(1, next_one)

    QTimer.singleShot(0, next_one)
    loop.exec()


def test_a_round_of_100_ms_is_told_with_its_duration(watched: Watched) -> None:
    run(lambda: watched.work(150), lambda: watched.work(99), lambda: watched.work(100), lambda: None)

    assert watched.told == [150, 100]


def test_a_slow_posted_event_is_told(watched: Watched) -> None:
    class Slow(QObject):
        def work(self) -> None:
            watched.work(120)

    slow = Slow()
    run(lambda: QTimer.singleShot(0, slow.work), lambda: None, lambda: None)

    assert watched.told == [120]


def test_a_loop_that_waits_is_not_told(qapp: QApplication) -> None:
    told: list[int] = []
    watch = EventLoopWatch(qapp, lambda _start, duration: told.append(duration // 1_000_000))
    loop = QEventLoop()
    QTimer.singleShot(0, lambda: None)
    QTimer.singleShot(250, loop.quit)
    loop.exec()
    qapp.removeEventFilter(watch)
    watch.deleteLater()

    assert not [duration for duration in told if duration >= 250]  # a busy machine may hold it up a little


HANGING = """
import ctypes, json, sys
from PySide6.QtCore import QCoreApplication, QTimer
import desktop_rum
from desktop_rum.qt import watch_event_loop
app = QCoreApplication([])
desktop_rum.init(application_id="00000000-0000-4000-8000-000000000000", client_token="pub0", service="test",
                 proxy="http://127.0.0.1:9/", data_dir=sys.argv[1], telemetry_sample_rate=0)
events = []
desktop_rum.subscribe(lambda updates: events.extend(u.event for u in updates if u.event))
watch_event_loop(app)
def hold_the_gil():
    ctypes.PyDLL(None).usleep(5_300_000)
QTimer.singleShot(50, hold_the_gil)
QTimer.singleShot(100, app.quit)
app.exec()
desktop_rum.stop()
print(json.dumps([e for e in events if e["type"] != "view"]))
"""


FORKING = """
import os, sys
from PySide6.QtCore import QCoreApplication
import desktop_rum
from desktop_rum.qt import watch_event_loop
app = QCoreApplication([])
desktop_rum.init(application_id="00000000-0000-4000-8000-000000000000", client_token="pub0", service="test",
                 proxy="http://127.0.0.1:9/", data_dir=sys.argv[1], telemetry_sample_rate=0)
watch_event_loop(app)
child = os.fork()
if not child:
    sys.exit(0)
print(os.waitpid(child, 0)[1])
"""


def test_a_fork_of_an_app_whose_event_loop_is_watched_ends(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", FORKING, str(tmp_path)], capture_output=True, text=True, timeout=30, check=True
    )

    assert done.stdout == "0\n"


@pytest.mark.slow
def test_a_main_thread_that_holds_the_gil_for_5_s_hangs(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", HANGING, str(tmp_path)], capture_output=True, text=True, timeout=60, check=True
    )

    events = json.loads(done.stdout)
    (error,) = [event for event in events if event["type"] == "error"]
    long_tasks = [event for event in events if event["type"] == "long_task"]
    assert error["error"]["category"] == "App Hang"
    assert error["freeze"]["duration"] >= 5_300_000_000
    assert "hold_the_gil" in error["error"]["stack"]
    assert error["view"]["name"] == "main process"
    assert max(task["long_task"]["duration"] for task in long_tasks) == error["freeze"]["duration"]
