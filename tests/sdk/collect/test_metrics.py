"""Memory and CPU on views, from readings that the tests make up, and from the system's."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import psutil
import pytest

import desktop_rum
from desktop_rum.clock import SystemClock
from desktop_rum.collect.app_metrics import AppMetrics
from desktop_rum.collect.metrics import MetricsCollector
from desktop_rum.collect.view import View
from desktop_rum.process_table import TICKS_PER_SECOND, ProcTable, PsutilTable, Reading, lived_at

if TYPE_CHECKING:
    from desktop_rum.collect.metrics import Watched
    from tests.plugins.recorder import Recorder

SECOND = 1_000_000_000


class HandClock(SystemClock):
    """Moved by hand."""

    def __init__(self) -> None:
        self.now = 100 * SECOND

    def monotonic_ns(self) -> int:
        return self.now


class FixedTable:
    """Readings that the test says."""

    def __init__(self) -> None:
        self.readings: dict[int, Reading] = {}

    def put(self, pid: int, **fields: float) -> None:
        """From now on this process is so."""
        before = self.readings.get(pid)
        known = {"parent": 1, "started": pid, "cpu_ticks": 0, "memory": 0}
        if before is not None:
            known = {name: getattr(before, name) for name in known}
        self.readings[pid] = Reading(pid=pid, **{**known, **fields})  # type: ignore[arg-type]

    def read(self, pid: int) -> Reading | None:
        """See ProcessTable."""
        return self.readings.get(pid)

    def read_all(self) -> dict[int, Reading]:
        """See ProcessTable."""
        return dict(self.readings)

    @staticmethod
    def peak_memory(_pid: int) -> int:
        """See ProcessTable."""
        return 0


class Bench:
    """One collector and the views that it fills."""

    def __init__(self) -> None:
        self.clock = HandClock()
        self.table = FixedTable()
        self.table.put(os.getpid(), cpu_ticks=500, memory=10)
        self.watched: list[Watched] = []
        self.collector = MetricsCollector(self.clock, self.table, lambda: self.watched)

    def view(self, pid: int, started: float | None = None) -> View:
        """A view that begins now."""
        view = View(name="v", url="u", started_ms=0, started_ns=self.clock.now, context={})
        self.watched.append((view, pid, started))
        return view

    def tick(self, seconds: float = 2) -> None:
        """Time goes by, and a sample is taken."""
        self.clock.now += int(seconds * SECOND)
        self.collector.on_tick()


def test_memory_is_a_mean_and_a_maximum() -> None:
    bench = Bench()
    view = bench.view(7)
    for memory in (100, 400, 100):
        bench.table.put(7, memory=memory)
        bench.tick()

    assert (view.metrics.memory_average, view.metrics.memory_max) == (200, 400)


def test_a_new_process_has_used_what_it_used() -> None:
    bench = Bench()
    view = bench.view(7)
    bench.table.put(7, cpu_ticks=60)
    bench.tick(2)

    assert view.metrics.cpu_ticks_count == 60
    assert view.metrics.cpu_ticks_per_second == 30


def test_the_main_view_begins_with_the_sdk() -> None:
    bench = Bench()
    view = bench.view(os.getpid())
    bench.table.put(os.getpid(), cpu_ticks=520)
    bench.tick()

    assert view.metrics.cpu_ticks_count == 20


def test_a_view_of_a_new_session_begins_with_it() -> None:
    bench = Bench()
    bench.view(7)
    bench.table.put(7, cpu_ticks=60)
    bench.tick()
    bench.watched.clear()
    renewed = bench.view(7)
    bench.table.put(7, cpu_ticks=75)
    bench.tick()

    assert renewed.metrics.cpu_ticks_count == 15


def test_another_process_of_the_same_number_is_another() -> None:
    bench = Bench()
    view = bench.view(7, started=7)
    bench.table.put(7, memory=100)
    bench.tick()
    bench.table.put(7, memory=900, started=8)
    bench.tick()

    assert (view.metrics.samples, view.metrics.memory_max) == (1, 100)


def test_the_dead_have_ticks_but_no_memory() -> None:
    bench = Bench()
    view = bench.view(7)
    bench.table.put(7, cpu_ticks=5, memory=100)
    bench.tick()
    bench.table.put(7, cpu_ticks=9, memory=0, ended=True)
    bench.tick()

    assert (view.metrics.samples, view.metrics.memory_average, view.metrics.cpu_ticks_count) == (1, 100, 9)


def test_a_rate_is_never_more_than_the_machine_has() -> None:
    bench = Bench()
    view = bench.view(7)
    bench.table.put(7, cpu_ticks=10_000)
    bench.tick(0.001)

    assert view.metrics.cpu_ticks_per_second == TICKS_PER_SECOND * (os.cpu_count() or 1)


def test_the_first_sample_goes_out_at_once_and_others_later() -> None:
    bench = Bench()
    view = bench.view(7)
    view.changed = view.urgent = False
    bench.table.put(7, memory=1)
    bench.tick()
    assert view.urgent
    view.changed = view.urgent = False
    bench.tick()
    assert view.changed
    assert not view.urgent


def test_app_metrics_compare_snapshots() -> None:
    bench = Bench()
    own = os.getpid()
    roles: dict[int, tuple[str, str, str | None]] = {}
    metrics = AppMetrics(bench.table, lambda: roles, bench.clock.monotonic_ns)  # type: ignore[arg-type, return-value]
    bench.table.put(4_000_001, parent=own, cpu_ticks=100, memory=5)
    bench.table.put(4_000_002, parent=4_000_001, memory=6)
    bench.table.put(4_000_003, parent=1)
    roles[4_000_001] = ("utility", "worker", None)
    first = metrics.snapshot()
    assert [metric.pid for metric in first] == [own, 4_000_001, 4_000_002]
    assert [(metric.role, metric.name) for metric in first] == [
        ("main", "main process"),
        ("utility", "worker"),
        (None, ""),
    ]
    assert [metric.cpu_percent for metric in first] == [0, 0, 0]
    assert first[1].cpu_seconds == 100 / TICKS_PER_SECOND

    bench.clock.now += SECOND
    bench.table.put(4_000_001, cpu_ticks=100 + TICKS_PER_SECOND / 2, memory=2)
    bench.table.put(4_000_002, parent=1)  # its parent is gone in this moment: still one of the app's
    second = {metric.pid: metric for metric in metrics.snapshot()}
    assert second[4_000_001].cpu_percent == 50
    assert (second[4_000_001].memory_bytes, second[4_000_001].memory_peak_bytes) == (2, 5)
    assert 4_000_002 in second

    del bench.table.readings[4_000_001]
    roles[4_000_001] = ("utility", "worker", "crashed")
    third = {metric.pid: metric for metric in metrics.snapshot()}
    assert (third[4_000_001].exit_reason, third[4_000_001].name) == ("crashed", "worker")
    assert 4_000_001 not in {metric.pid for metric in metrics.snapshot()}


def test_app_metrics_tell_an_end_with_its_reason_once_that_is_known() -> None:
    bench = Bench()
    roles: dict[int, tuple[str, str, str | None]] = {
        4_000_001: ("utility", "a", None),
        4_000_002: ("utility", "b", None),
    }
    metrics = AppMetrics(bench.table, lambda: roles, bench.clock.monotonic_ns)  # type: ignore[arg-type, return-value]
    for pid in roles:
        bench.table.put(pid, parent=os.getpid())
    metrics.snapshot()
    for pid in roles:
        del bench.table.readings[pid]

    def ends() -> dict[str, str | None]:
        return {metric.name: metric.exit_reason for metric in metrics.snapshot() if metric.exit_reason}

    assert ends() == {}
    roles[4_000_001] = ("utility", "a", "killed")
    bench.clock.now += SECOND
    assert ends() == {"a": "killed"}
    bench.clock.now += 2 * SECOND
    assert ends() == {"b": "unknown"}
    assert ends() == {}


def test_app_metrics_of_this_process(recorder: Recorder) -> None:
    del recorder
    (main, *_) = desktop_rum.app_metrics()

    assert (main.pid, main.role, main.cpu_percent) == (os.getpid(), "main", 0)
    assert main.memory_peak_bytes >= main.memory_bytes > 1_000_000
    assert abs(main.created_ms - psutil.Process().create_time() * 1000) < 1_000


def test_without_the_sdk_there_are_no_metrics() -> None:
    assert desktop_rum.app_metrics() == []


@pytest.mark.parametrize("table", [ProcTable(), PsutilTable()], ids=["proc", "psutil"])
def test_the_systems_tables(table: ProcTable | PsutilTable) -> None:
    reading = table.read(os.getpid())

    assert reading is not None
    assert (reading.pid, reading.parent, reading.ended) == (os.getpid(), os.getppid(), False)
    assert reading.memory == pytest.approx(psutil.Process().memory_info().rss, rel=0.3)
    times = psutil.Process().cpu_times()
    assert reading.cpu_ticks / TICKS_PER_SECOND == pytest.approx(times.user + times.system, abs=0.5)
    assert os.getpid() in table.read_all()
    assert table.read(2**30) is None


def test_the_psutil_table_keeps_who_lost_its_parent_and_leaves_the_machine_alone() -> None:
    program = "import subprocess, sys; subprocess.Popen([sys.executable, '-c', 'input()']); print(flush=True); input()"
    table = PsutilTable()
    with subprocess.Popen([sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        parent.stdout.readline()
        (orphan,) = psutil.Process(parent.pid).children()
        assert {os.getpid(), parent.pid, orphan.pid} == _of_this_test(table, parent.pid, orphan.pid)
        parent.kill()
        parent.wait()
        assert {os.getpid(), orphan.pid} == _of_this_test(table, parent.pid, orphan.pid)
        assert os.getppid() not in table.read_all()
    orphan.wait()
    assert {os.getpid()} == _of_this_test(table, parent.pid, orphan.pid)


def _of_this_test(table: PsutilTable, *pids: int) -> set[int]:
    return table.read_all().keys() & {os.getpid(), *pids}


def test_a_pid_that_is_anothers_by_now() -> None:
    created = psutil.Process().create_time()
    assert lived_at(os.getpid(), created + 1)
    assert not lived_at(os.getpid(), created - 1)
    assert not lived_at(2**30, created)
