"""The watch of exits, on every platform: theirs are injected, ours is the real one."""

from __future__ import annotations

import os
import queue
import subprocess
import sys
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from desktop_rum.clock import SystemClock
from desktop_rum.instrument.exits import ExitWatcher
from desktop_rum.instrument.exits.kqueue import KqueueSource
from desktop_rum.instrument.exits.limits import MOST, SHARE, most_watches
from desktop_rum.instrument.exits.polling import PollingSource
from desktop_rum.instrument.exits.source import source_of_this_platform
from desktop_rum.instrument.exits.windows import HandleSource
from desktop_rum.instrument.runs import Runs
from tests.sdk.channel.hosts import open_descriptors
from tests.sdk.instrument.recorder import PATIENCE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from desktop_rum.instrument.run import Run

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="stands in for other platforms with what Linux has")


class _Kqueue:
    """A kqueue as macOS has it, over pidfds and an epoll."""

    KQ_FILTER_READ, KQ_FILTER_PROC = -1, -5
    KQ_EV_ADD, KQ_EV_DELETE, KQ_EV_ONESHOT = 1, 2, 16
    KQ_NOTE_EXIT = 0x80000000

    def __init__(self) -> None:
        import select

        self._select = select
        self._pids: dict[int, int] = {}

    def kqueue(self) -> _Kqueue:
        self._epoll = self._select.epoll()
        return self

    @staticmethod
    def kevent(ident: int, kind: int, flags: int, fflags: int = 0) -> SimpleNamespace:
        return SimpleNamespace(ident=ident, filter=kind, flags=flags, fflags=fflags)

    def control(self, changes: list[Any] | None, most: int, seconds: float | None = None) -> list[Any]:
        for change in changes or ():
            if change.filter == self.KQ_FILTER_READ:
                self._epoll.register(change.ident, self._select.EPOLLIN)
            elif change.flags & self.KQ_EV_DELETE:
                found = [descriptor for descriptor, pid in self._pids.items() if pid == change.ident]
                if not found:
                    raise FileNotFoundError
                os.close(found[0])
                del self._pids[found[0]]
            else:
                descriptor = os.pidfd_open(change.ident)
                self._pids[descriptor] = change.ident
                self._epoll.register(descriptor, self._select.EPOLLIN | self._select.EPOLLONESHOT)
        if not most:
            return []
        ready = [descriptor for descriptor, _ in self._epoll.poll(seconds, most)]
        return [self.kevent(self._pids.get(descriptor, descriptor), self._kind(descriptor), 0) for descriptor in ready]

    def _kind(self, descriptor: int) -> int:
        return self.KQ_FILTER_PROC if descriptor in self._pids else self.KQ_FILTER_READ

    def close(self) -> None:
        self._epoll.close()


class _Winapi:
    """Process handles as Windows has them, over pidfds."""

    def OpenProcess(self, _access: int, _inherit: bool, pid: int) -> int:
        return os.pidfd_open(pid)

    def CloseHandle(self, handle: int) -> None:
        os.close(handle)

    def WaitForSingleObject(self, handle: int, _milliseconds: int) -> int:
        return 258 if os.waitid(os.P_PIDFD, handle, os.WEXITED | os.WNOWAIT | os.WNOHANG) is None else 0

    def WaitForMultipleObjects(self, handles: list[int], _all: bool, milliseconds: int) -> int:
        import select

        poll = select.poll()
        for handle in handles:
            poll.register(handle, select.POLLIN)
        return len(poll.poll(milliseconds))

    def GetExitCodeProcess(self, handle: int) -> int:
        result = os.waitid(os.P_PIDFD, handle, os.WEXITED | os.WNOWAIT)
        assert result is not None
        return result.si_status


SOURCES: dict[str, Callable[[], Any]] = {
    "this platform's": source_of_this_platform,
    "kqueue": lambda: KqueueSource(_Kqueue()),
    "windows": lambda: HandleSource(_Winapi()),
    "polling": PollingSource,
}


class _Watch:
    """A watcher, and the ends that it tells of."""

    def __init__(self, source: Any, most: int | None = None) -> None:
        self.ends: queue.Queue[Run] = queue.Queue()
        self.runs = Runs(SystemClock(), self.ends.put)
        self.watcher = ExitWatcher(self.runs, source, most)

    def start(self, script: str) -> tuple[subprocess.Popen[bytes], Any]:
        """A watched child."""
        child = subprocess.Popen(["/bin/sh", "-c", script], stdin=subprocess.PIPE)
        run = self.runs.open("test", ("sh",), None, None, shell=False)
        self.runs.started(run, child.pid)
        self.watcher.watch(run)
        return child, run


@pytest.fixture(params=SOURCES)
def watch(request: pytest.FixtureRequest) -> Iterator[_Watch]:
    """A watcher on each platform."""
    made = _Watch(SOURCES[request.param]())
    yield made
    made.watcher.stop()


def _release(child: subprocess.Popen[bytes]) -> None:
    """Let the child go on."""
    assert child.stdin is not None
    child.stdin.close()


def test_an_exit_is_told(watch: _Watch) -> None:
    child, run = watch.start("exit 3")
    ended = watch.ends.get(timeout=PATIENCE)
    assert ended is run
    assert ended.returncode == 3
    _release(child)
    assert child.wait() == 3


def test_many_exits_are_told_each_of_its_own(watch: _Watch) -> None:
    children = [watch.start(f"read x; exit {code}") for code in range(80)]
    for child, _ in reversed(children):
        _release(child)
    told = {}
    for _ in children:
        ended = watch.ends.get(timeout=PATIENCE)
        told[ended.id] = ended.returncode
    assert told == {run.id: code for code, (_, run) in enumerate(children)}
    for child, _ in children:
        child.wait()


def test_what_is_not_watched_any_more_is_not_told(watch: _Watch) -> None:
    child, run = watch.start("read x")
    watch.watcher.unwatch(run)
    child.communicate(b"\n")
    other, _ = watch.start("exit 4")
    assert watch.ends.get(timeout=PATIENCE).returncode == 4
    other.communicate()
    assert watch.ends.empty()


def test_a_status_that_was_collected_before_is_unknown(watch: _Watch, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desktop_rum.instrument.exits.watcher.OWNER_SECONDS", 0.01)
    if isinstance(watch.watcher._source, HandleSource):
        pytest.skip("there a status is nobody's to collect")
    child = subprocess.Popen(["/bin/true"])
    child.wait()
    run = watch.runs.open("test", ("true",), None, None, shell=False)
    watch.runs.started(run, child.pid)
    watch.watcher.watch(run)
    assert watch.ends.get(timeout=PATIENCE).returncode is None


def test_an_owner_is_asked(watch: _Watch) -> None:
    child = subprocess.Popen(["/bin/sh", "-c", "exit 3"])
    child.wait()
    run = watch.runs.open("test", ("true",), None, None, shell=False)
    run.ask_owner = lambda: 9
    if isinstance(watch.watcher._source, HandleSource):
        pytest.skip("as above")
    watch.runs.started(run, child.pid)
    watch.watcher.watch(run)
    assert watch.ends.get(timeout=PATIENCE).returncode == 9


@pytest.mark.parametrize("most", [None, 0])
def test_what_is_no_child_of_ours_runs_until_it_is_gone(most: int | None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The workers of a forkserver, whether they are watched or only looked at."""
    monkeypatch.setattr("desktop_rum.instrument.exits.watcher.OWNER_SECONDS", 0.01)
    watch = _Watch(source_of_this_platform(), most)
    shell = ["/bin/sh", "-c", "exec 3<&0; cat <&3 >&2 & echo $!"]
    with subprocess.Popen(shell, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.read())
        run = watch.runs.open("test", ("cat",), None, None, shell=False)
        watch.runs.started(run, pid)
        watch.watcher.watch(run)
        child, other = watch.start("exit 3")
        assert watch.ends.get(timeout=PATIENCE) is other  # so everything was looked at meanwhile
        child.communicate()
        assert watch.runs.is_open(run)
        _release(parent)
        ended = watch.ends.get(timeout=PATIENCE)
        assert (ended, ended.returncode) == (run, None)
    watch.watcher.stop()


def test_what_is_no_child_of_ours_is_not_told_when_the_watch_stops() -> None:
    watch = _Watch(source_of_this_platform())
    run = watch.runs.open("test", ("us",), None, None, shell=False)
    watch.runs.started(run, os.getppid())
    watch.watcher.watch(run)
    watch.watcher.stop()
    assert watch.runs.is_open(run)


def test_every_file_is_closed() -> None:
    before = open_descriptors()
    for name, source in SOURCES.items():
        watch = _Watch(source())
        children = [watch.start("read x") for _ in range(5)]
        watch.watcher.stop()
        for child, _ in children:
            child.communicate(b"\n")
        assert name
    assert open_descriptors() <= before, "left open"  # what is of earlier tests may close meanwhile


def test_more_than_may_be_watched_are_looked_at() -> None:
    watch = _Watch(source_of_this_platform(), most=2)
    before = len(open_descriptors())
    children = [watch.start("read x; exit 5") for _ in range(10)]
    assert len(open_descriptors()) - before == 10 + 2  # their pipes, and two watches
    for child, _ in children:
        _release(child)
    assert {watch.ends.get(timeout=PATIENCE).returncode for _ in children} == {5}
    for child, _ in children:
        child.wait()
    watch.watcher.stop()


def test_limits() -> None:
    assert most_watches(1_024) == 1_024 // SHARE
    assert most_watches(10**9) == MOST
    assert 0 < most_watches() <= MOST
