"""The watch of exits, on every platform: theirs are injected, ours is the real one."""

from __future__ import annotations

import collections
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


class _Windows:
    """What `_winapi` and `_overlapped` have, over pidfds and an epoll: process handles and an I/O completion port.

    The number of a pidfd is that of its handle, and of the wait for it.
    """

    INVALID_HANDLE_VALUE = 2**64 - 1

    def __init__(self) -> None:
        self.registered = 0
        """How many waits were registered so far."""
        self._posted: collections.deque[int] = collections.deque()
        self._numbers: dict[int, int] = {}

    def CreateIoCompletionPort(self, _file: int, _port: int, _key: int, _threads: int) -> int:
        import select

        self._epoll, self._event = select.epoll(), os.eventfd(0, os.EFD_SEMAPHORE | os.EFD_NONBLOCK)
        self._epoll.register(self._event, select.EPOLLIN)
        return self._epoll.fileno()

    def OpenProcess(self, _access: int, _inherit: bool, pid: int) -> int:
        return os.pidfd_open(pid)

    def CloseHandle(self, handle: int) -> None:
        if handle == self._epoll.fileno():
            self._epoll.close()  # by number it would close again with the object, when another file has the number
            os.close(self._event)
        else:
            os.close(handle)

    def RegisterWaitWithQueue(self, handle: int, _port: int, number: int, _milliseconds: int) -> int:
        import select

        self.registered += 1
        self._numbers[handle] = number
        self._epoll.register(handle, select.EPOLLIN | select.EPOLLONESHOT)
        return handle

    def UnregisterWaitEx(self, wait: int, event: int) -> None:
        assert event == self.INVALID_HANDLE_VALUE
        self._epoll.unregister(wait)
        del self._numbers[wait]

    def PostQueuedCompletionStatus(self, _port: int, _bytes: int, _key: int, number: int) -> None:
        self._posted.append(number)
        os.eventfd_write(self._event, 1)

    def GetQueuedCompletionStatus(self, _port: int, milliseconds: int) -> tuple[int, int, int, int] | None:
        ready = self._epoll.poll(None if milliseconds == 0xFFFF_FFFF else milliseconds / 1_000, 1)
        if not ready:
            return None
        descriptor = ready[0][0]
        if descriptor != self._event:
            return 0, 0, 0, self._numbers[descriptor]
        os.eventfd_read(self._event)
        return 0, 0, 0, self._posted.popleft()

    def WaitForSingleObject(self, handle: int, _milliseconds: int) -> int:
        return 258 if os.waitid(os.P_PIDFD, handle, os.WEXITED | os.WNOWAIT | os.WNOHANG) is None else 0

    def GetExitCodeProcess(self, handle: int) -> int:
        result = os.waitid(os.P_PIDFD, handle, os.WEXITED | os.WNOWAIT)
        assert result is not None
        return result.si_status


def _windows(system: _Windows | None = None) -> HandleSource:
    made = _Windows() if system is None else system
    return HandleSource(made, made)


SOURCES: dict[str, Callable[[], Any]] = {
    "this platform's": source_of_this_platform,
    "kqueue": lambda: KqueueSource(_Kqueue()),
    "windows": _windows,
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


def test_windows_waits_once_for_a_child_that_is_watched_time_and_again() -> None:
    """An app that polls with `wait(timeout)`: of each wait that is taken back the interpreter keeps memory for good."""
    system = _Windows()
    watch = _Watch(_windows(system))
    child, run = watch.start("read x; exit 3")
    for _ in range(10):
        watch.watcher.unwatch(run)
        watch.watcher.watch(run)
    assert system.registered == 1
    _release(child)
    assert watch.ends.get(timeout=PATIENCE).returncode == 3
    watch.watcher.stop()
    assert child.wait() == 3


def test_windows_tells_the_exit_of_a_child_that_ended_while_nobody_watched() -> None:
    system = _Windows()
    source = _windows(system)
    with subprocess.Popen(["/bin/sh", "-c", "read x; exit 3"], stdin=subprocess.PIPE) as child:
        number = source.open(child.pid)
        source.arm(number)
        source.remove(number)
        assert source.open(child.pid) == number
        _release(child)
        assert list(source.wait(PATIENCE)) == [number]  # before its owner can be found by the number
        source.arm(number)
        assert list(source.wait(PATIENCE)) == [number]
        source.remove(number)
        assert list(source.wait(PATIENCE)) == []
        another = source.open(child.pid)
        assert another != number, "closed, since it was told"
        source.close()


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
