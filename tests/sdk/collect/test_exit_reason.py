"""Reasons of exits, and the count by which the kernel says that it killed for want of memory."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from desktop_rum.collect.exit_events import exit_events
from desktop_rum.collect.exit_reason import OutOfMemory, cgroup_oom_kills, exit_reason
from desktop_rum.collect.processes import Process
from desktop_rum.collect.view import View
from desktop_rum.instrument.observations import ProcessExited


@pytest.mark.parametrize(
    ("returncode", "reason"),
    [
        (0, "clean-exit"),
        (1, "abnormal-exit"),
        (255, "abnormal-exit"),
        (None, "unknown"),
        *((-number, "crashed") for number in (signal.SIGSEGV, signal.SIGABRT, signal.SIGBUS, signal.SIGFPE)),
        *((-number, "crashed") for number in (signal.SIGILL, signal.SIGTRAP, signal.SIGSYS)),
        *((-number, "killed") for number in (signal.SIGKILL, signal.SIGTERM, signal.SIGINT, signal.SIGHUP, 35)),
    ],
)
def test_posix(returncode: int | None, reason: str) -> None:
    assert exit_reason(returncode, "linux") == reason


@pytest.mark.parametrize(
    ("returncode", "reason"),
    [
        (0, "clean-exit"),
        (1, "abnormal-exit"),
        (255, "abnormal-exit"),
        (0xC000013A, "killed"),
        (0x40010004, "killed"),
        (0xC0000428, "integrity-failure"),
        (0xC0000005, "crashed"),
        (-1073741819, "crashed"),
        (0xC0000409, "crashed"),
        (0xE06D7363, "crashed"),
        (0xFFFFFFFF, "abnormal-exit"),
        (0xFFFFFF00, "abnormal-exit"),
        (0xF291, "killed"),
        (-signal.SIGTERM, "killed"),
        (None, "unknown"),
    ],
)
def test_windows(returncode: int | None, reason: str) -> None:
    assert exit_reason(returncode, "win32") == reason


@pytest.mark.parametrize(
    ("returncode", "requested", "reported", "reason"),
    [
        (1, True, None, "killed"),
        (3, False, "SIGABRT", "crashed"),
        (3, False, None, "abnormal-exit"),
        (1, False, "SIGABRT", "abnormal-exit"),
        (0, True, "SIGABRT", "clean-exit"),
    ],
)
def test_windows_with_what_else_is_known(returncode: int, requested: bool, reported: str | None, reason: str) -> None:
    assert exit_reason(returncode, "win32", requested=requested, reported=reported) == reason


def test_a_kill_with_a_rise_is_out_of_memory() -> None:
    counts = iter([3, 3, 4, 4])
    memory = OutOfMemory(lambda: next(counts))

    assert [memory.killed(-signal.SIGKILL) for _ in range(3)] == [False, True, False]


def test_each_rise_explains_one_exit() -> None:
    count = 0
    memory = OutOfMemory(lambda: count)
    count = 2

    assert [memory.killed(-signal.SIGKILL) for _ in range(3)] == [True, True, False]


@pytest.mark.parametrize("returncode", [0, 1, None, -signal.SIGTERM, -signal.SIGSEGV])
def test_other_exits_are_not(returncode: int | None) -> None:
    counts = iter([0, 1])
    assert not OutOfMemory(lambda: next(counts)).killed(returncode)


def test_where_nobody_counts() -> None:
    assert not OutOfMemory(lambda: None).killed(-signal.SIGKILL)


def test_version_2(tmp_path: Path) -> None:
    _write(
        tmp_path, "0::/app.slice/x\n", "cg/app.slice/x/memory.events", "low 0\noom 4\noom_kill 3\noom_group_kill 0\n"
    )
    assert _count(tmp_path) == 3


def test_version_2_in_a_container(tmp_path: Path) -> None:
    _write(tmp_path, "0::/elsewhere\n", "cg/memory.events", "oom_kill 7\n")
    assert _count(tmp_path) == 7


def test_version_1(tmp_path: Path) -> None:
    _write(
        tmp_path,
        "9:name=systemd:/\n4:cpu,memory:/a/b\n0::/\n",
        "cg/memory/a/b/memory.oom_control",
        "oom_kill_disable 0\nunder_oom 0\noom_kill 2\n",
    )
    assert _count(tmp_path) == 2


@pytest.mark.parametrize("text", ["", "garbage", "0::/x\n", "a:b\n"])
def test_no_count(tmp_path: Path, text: str) -> None:
    _write(tmp_path, text, "cg/memory.events", "oom_kill many\n")
    assert _count(tmp_path) is None


def test_no_cgroups(tmp_path: Path) -> None:
    assert _count(tmp_path / "nothing") is None


def test_the_exit_says_so() -> None:
    view = View(name="Utility: w", url="desktop://utility/w", started_ms=0, started_ns=0, context={"pid": 1})
    process = Process(1, "utility", "w", view, pid=1)
    (event,) = exit_events(process, ProcessExited(1, 0, -signal.SIGKILL), 5, None, out_of_memory=True)

    error = event.data["error"]
    assert (error["type"], error["is_crash"], error["category"]) == ("oom", True, "Exception")
    assert event.data["context"]["reason"] == "oom"


def test_a_real_one(tmp_path: Path) -> None:
    """A child in a memory cgroup of its own that is too small for it."""
    group = _own_memory_cgroup()
    if group is None:
        pytest.skip("no memory cgroup can be made here")
    try:
        (group / "memory.limit_in_bytes").write_text(str(32 * 1024 * 1024))
        before = _kills(group)
        code = f"open({str(group / 'cgroup.procs')!r}, 'w').write('0')\nx = bytearray(256 * 1024 * 1024)"
        ended = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True)
        assert ended.returncode == -signal.SIGKILL
        assert _kills(group) == before + 1
        _write(tmp_path, f"4:memory:/{group.name}\n", "unused", "")
        assert cgroup_oom_kills(str(tmp_path), str(group.parents[1])) == before + 1
    finally:
        group.rmdir()


def _own_memory_cgroup() -> Path | None:
    group = Path(f"/sys/fs/cgroup/memory/desktop-rum-test-{os.getpid()}")
    try:
        group.mkdir()
    except OSError:
        return None
    try:
        (group / "memory.limit_in_bytes").read_text()
    except OSError:
        group.rmdir()
        return None
    return group


def _kills(group: Path) -> int:
    lines = (group / "memory.oom_control").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("oom_kill "))


def _write(folder: Path, cgroup: str, name: str, content: str) -> None:
    (folder / "cgroup").write_text(cgroup)
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content)


def _count(folder: Path) -> int | None:
    return cgroup_oom_kills(str(folder), str(folder / "cg"))
