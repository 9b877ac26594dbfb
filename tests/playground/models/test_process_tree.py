"""The tree of processes: who is below whom, sums, tombstones, and what is measured."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import psutil
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPersistentModelIndex, Qt

from desktop_rum import ProcessMetric
from playground.models.process_model import ProcessColumn, ProcessModel, describe
from playground.models.process_sampler import ProcessSampler, Sample, title_of
from playground.models.process_tree import MOST_ENDED, ProcessTree
from playground.panels.process_delegate import short_state, trend_line

if TYPE_CHECKING:
    import pytest
    from pytestqt.qtbot import QtBot

MAIN = 100


def metric(pid: int, parent: int = MAIN, **fields: Any) -> ProcessMetric:
    values: dict[str, Any] = {
        "role": None,
        "name": "",
        "created_ms": 1_000_000 + pid * 10_000,
        "cpu_percent": 1.0,
        "cpu_seconds": 0.5,
        "memory_bytes": pid,
        "memory_peak_bytes": pid,
    }
    return ProcessMetric(pid=pid, parent_pid=parent, **{**values, **fields})


def main_metric() -> ProcessMetric:
    return metric(MAIN, 1, role="main", name="main process")


def test_what_nobody_announced_is_found_below_its_parent() -> None:
    tree = ProcessTree(MAIN)
    tree.apply([main_metric(), metric(200), metric(300, 200)], {200: "sh -c make", 300: "make"})
    assert [(node.name, node.parent.name if node.parent else None) for node in tree.nodes()] == [
        ("main process", None),
        ("sh -c make", "main process"),
        ("make", "sh -c make"),
    ]
    assert tree.main.memory_below == 600
    assert tree.main.cpu_below == 3.0


def test_a_command_that_ended_is_gone_and_what_it_started_stays() -> None:
    tree = ProcessTree(MAIN)
    tree.apply([main_metric(), metric(200), metric(300, 200)], {300: "left behind"})
    tree.apply([main_metric(), metric(300, 1), metric(200, exit_reason="unknown")], {300: "left behind"})
    assert [node.name for node in tree.main.children] == ["left behind"]


def test_a_process_that_the_app_announced_is_measured_and_leaves_a_tombstone() -> None:
    tree = ProcessTree(MAIN)
    node = tree.announce(object(), "thumbnails", "utility")
    assert (node.state, node.tone) == ("starting", "warning")
    tree.start(node, 200)
    for _ in range(3):
        tree.apply([main_metric(), metric(200, role="utility", name="thumbnails")], {})
    assert list(node.trend) == [200, 200, 200]
    assert len(tree.main.children) == 1
    tree.end(node, "killed by SIGSEGV", "error")
    tree.apply([main_metric(), metric(200, exit_reason="crashed")], {})
    assert (node.has_ended, node.exit_reason, node.memory) == (True, "crashed", 0)
    assert [each.name for each in tree.running] == ["main process"]


def test_a_worker_that_was_measured_before_the_app_heard_of_it_is_there_once() -> None:
    tree = ProcessTree(MAIN)
    node = tree.announce(object(), "thumbnails", "utility")
    tree.apply([main_metric(), metric(200)], {200: "python"})
    tree.start(node, 200)
    tree.apply([main_metric(), metric(200, role="utility", name="thumbnails")], {})
    assert tree.main.children == [node]


def test_a_pid_that_is_used_again_is_another_process() -> None:
    tree = ProcessTree(MAIN)
    first = tree.announce(object(), "first", "utility")
    tree.start(first, 200)
    tree.apply([main_metric(), metric(200, role="utility", name="first")], {})
    tree.end(first, "exit code 0", "neutral")
    tree.apply([main_metric(), metric(200, created_ms=9_999_999)], {200: "sleep 1"})
    assert [node.name for node in tree.main.children] == ["first", "sleep 1"]


def test_workers_of_multiprocessing_leave_their_reason() -> None:
    tree = ProcessTree(MAIN)
    tree.apply([main_metric(), metric(200, role="utility", name="pool 1")], {})
    tree.apply([main_metric(), metric(200, role="utility", name="pool 1", exit_reason="crashed")], {})
    (node,) = tree.main.children
    assert (node.state, node.tone, node.view_name) == ("crashed", "error", "Utility: pool 1")


def test_only_so_many_tombstones_are_kept() -> None:
    tree = ProcessTree(MAIN)
    for number in range(MOST_ENDED + 2):
        tree.end(tree.announce(object(), f"worker {number}", "utility"), "exit code 0", "neutral")
    assert len(tree.main.children) == MOST_ENDED
    assert tree.main.children[0].name == "worker 2"
    assert tree.by_view("Utility: worker 3") is tree.main.children[1]
    tree.clear_ended()
    assert tree.main.children == []


def filled() -> ProcessModel:
    model = ProcessModel()
    own = os.getpid()
    metrics = [
        metric(own, 1, role="main", name="main process"),
        metric(200, own, cpu_percent=5.0),
        metric(300, own, cpu_percent=50.0),
        metric(400, 300, cpu_percent=7.0),
        metric(500, 300, cpu_percent=9.0),
    ]
    model.take(Sample(0, metrics, {pid: str(pid) for pid in (200, 300, 400, 500)}))
    return model


def test_each_level_is_sorted_and_persistent_indexes_follow() -> None:
    model = filled()
    main = model.index(0, 0)
    kept = QPersistentModelIndex(model.index(0, 0, main))
    assert kept.data() == "200"
    model.sort(ProcessColumn.CPU, Qt.SortOrder.DescendingOrder)
    assert [model.index(row, 0, main).data() for row in range(2)] == ["300", "200"]
    assert [model.index(row, 0, model.index(0, 0, main)).data() for row in range(2)] == ["500", "400"]
    assert (kept.data(), kept.row()) == ("200", 1)
    model.sort(-1)
    assert [model.index(row, 0, main).data() for row in range(2)] == ["200", "300"]


def test_the_model_keeps_qts_rules_through_every_change(qtmodeltester: Any) -> None:
    model = filled()
    qtmodeltester.check(model, force_py=True)
    node = model.announce(object(), "thumbnails", "utility")
    model.tree.start(node, 600)
    model.sort(ProcessColumn.MEMORY, Qt.SortOrder.DescendingOrder)
    model.take(Sample(1, [metric(os.getpid(), 1, role="main", name="main process"), metric(400, 1)], {}))
    model.tree.end(node, "killed by SIGABRT", "error")
    model.clear_ended()
    assert [child.name for child in model.tree.main.children] == ["400"]
    assert all(model.index(0, column).data() is not None for column in ProcessColumn)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.dictionaries(st.integers(101, 108), st.integers(100, 108), max_size=8), max_size=6))
def test_whatever_is_measured_the_tree_is_one(samples: list[dict[int, int]]) -> None:
    tree = ProcessTree(MAIN)
    for sample in samples:
        tree.apply([main_metric(), *(metric(pid, parent) for pid, parent in sample.items())], {})
        nodes = list(tree.nodes())
        assert sorted(node.pid for node in nodes) == sorted([MAIN, *sample])
        assert all(node in node.parent.children for node in nodes if node.parent is not None)


def test_the_sampler_measures_this_process(qtbot: QtBot, tmp_path: Any) -> None:
    import desktop_rum

    desktop_rum.init(
        application_id="8f3c1a52-5c1e-4d0f-9b61-2f3f0c6e7a11",
        client_token="pub0",  # noqa: S106 - opens nothing
        service="test",
        proxy="http://127.0.0.1:9/",
        data_dir=tmp_path,
        tracking_consent="not-granted",
    )
    sampler = ProcessSampler()
    try:
        with qtbot.waitSignal(sampler.taken) as taken:
            sampler.start()
        assert taken.args[0].metrics[0].pid == os.getpid()
        with qtbot.waitSignal(sampler.taken):
            sampler.hurry()
    finally:
        sampler.stop()
        sampler.stop()
        desktop_rum.stop(timeout=1)


def test_words() -> None:
    assert "python" in title_of(os.getpid())
    assert title_of(2**22 + 1) == ""
    assert short_state("killed by SIGKILL, as asked") == "SIGKILL"
    assert short_state("exit code 1") == "exit 1"
    tree = ProcessTree(MAIN)
    tree.apply([main_metric(), metric(200)], {})
    assert describe(tree.main).endswith("with all below 2 % CPU, 300 B")


def test_a_process_that_ends_while_it_is_asked_has_no_title(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_process: psutil.Process) -> list[str]:
        raise OSError(22, "Invalid parameter")  # as psutil lets it through on Windows

    monkeypatch.setattr(psutil.Process, "cmdline", refuse)

    assert title_of(os.getpid()) == ""


def test_a_trend_line_fits_its_place() -> None:
    assert trend_line([5], 40, 10) == []
    assert [y for _x, y in trend_line([100, 100], 40, 10)] == [5, 5]
    assert trend_line([0, 100, 50], 40, 10) == [(0, 10), (20, 0), (40, 5)]
