"""Processes that a worker starts by `multiprocessing` in its turn: each has a view of its own, and an end."""

from __future__ import annotations

import errno
import multiprocessing
import signal
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import forkserver
from typing import TYPE_CHECKING, Any

import pytest

from desktop_rum.collect import foreign_ends
from tests.sdk.processes import targets
from tests.sdk.processes.start_methods import METHODS

if TYPE_CHECKING:
    import socket

    from tests.plugins.recorder import Recorder

pytestmark = pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")


class _NotHeld:
    """What `hold` gives where the system has no such files."""

    def __init__(self, pid: int, _connection: socket.socket) -> None:
        raise OSError(errno.ENOSYS, f"no pidfd of {pid}")


@pytest.fixture(params=[True, False], ids=["told by the parent", "told by the kernel, if it can"])
def parent_tells(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param:
        monkeypatch.setattr(foreign_ends, "hold", _NotHeld)


@pytest.mark.parametrize("inner", METHODS)
@pytest.mark.parametrize("outer", METHODS)
def test_an_exception_is_one_error_of_the_process_that_it_ends(recorder: Recorder, outer: str, inner: str) -> None:
    forkserver._forkserver._stop()  # type: ignore[attr-defined]  # whose forks cannot use one, also without us
    _run(outer, targets.nest, inner, targets.fail, "why")

    view = recorder.ended("Utility: inner")
    error = recorder.one_error(view)
    assert (error["error"]["message"], "in fail" in error["error"]["stack"]) == ("why", True)
    assert (error["context"]["reason"], error["context"]["exit_code"]) == ("abnormal-exit", 1)
    of_outer = recorder.ended("Utility: outer")
    assert (recorder.of("error", of_outer), of_outer["view"]["error"]["count"]) == ([], 0)
    assert view["context"]["pid"] != of_outer["context"]["pid"]


@pytest.mark.usefixtures("parent_tells")
@pytest.mark.parametrize("inner", METHODS)
def test_a_clean_end_is_an_action(recorder: Recorder, inner: str) -> None:
    _run("spawn", targets.nest, inner, targets.nothing)

    view = recorder.ended("Utility: inner")
    (action,) = recorder.of("action", view)
    assert (action["context"]["reason"], action["context"]["exit_code"]) == ("clean-exit", 0)
    assert recorder.of("error", view) == []


@pytest.mark.usefixtures("parent_tells", "without_pytests_faulthandler")
@pytest.mark.parametrize("outer", ["fork", "spawn"])
def test_a_crash_has_its_signal_and_its_stack(recorder: Recorder, outer: str) -> None:
    _run(outer, targets.nest, "fork", targets.die, int(signal.SIGSEGV))

    error = recorder.one_error(recorder.ended("Utility: inner"))
    assert (error["error"]["is_crash"], error["context"]["signal"]) == (True, "SIGSEGV")
    assert "in die" in error["error"]["stack"]


@pytest.mark.usefixtures("parent_tells")
@pytest.mark.parametrize(("how", "number"), [("terminate", "SIGTERM"), ("kill", "SIGKILL"), ("daemon", "SIGTERM")])
@pytest.mark.parametrize("outer", ["fork", "spawn"])
def test_an_end_that_the_worker_asked_for_is_no_error(recorder: Recorder, outer: str, how: str, number: str) -> None:
    _run(outer, targets.nest_and_terminate, "fork", how)

    view = recorder.ended("Utility: inner")
    (action,) = recorder.of("action", view)
    assert (action["context"]["signal"], action["context"]["requested"]) == (number, True)
    assert recorder.of("error", view) == []


def test_a_worker_of_an_executor_may_start_one(recorder: Recorder) -> None:
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        pool.submit(targets.nest, "spawn", targets.leave, 3).result()

    assert recorder.one_error(recorder.ended("Utility: inner"))["context"]["exit_code"] == 3


def test_so_may_a_program_that_is_a_worker(recorder: Recorder) -> None:
    code = (
        "import desktop_rum.utility, multiprocessing, sys\n"
        "process = multiprocessing.get_context('fork').Process(target=sys.exit, args=(4,), name='inner')\n"
        "process.start()\nprocess.join()\nprint(process.exitcode, multiprocessing.active_children())"
    )
    assert recorder.run(code).stdout == "4 []\n"

    assert recorder.one_error(recorder.ended("Utility: inner"))["context"]["exit_code"] == 4


def test_a_parent_that_lives_on_and_does_not_look_says_nothing_of_it(
    recorder: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(foreign_ends, "hold", _NotHeld)
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("fork").Process(target=_start_and_wait, args=(theirs,), name="outer")
    process.start()
    ours.recv()
    ours.send(None)  # it ends without a look, as a process that is killed does
    process.join()

    assert recorder.ended("Utility: inner")["context"]["status_unknown"] is True


def _start_and_wait(connection: Any) -> None:
    import os

    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe()
    inner = context.Process(target=targets.wait, args=(theirs,), name="inner")
    inner.start()
    ours.recv()
    ours.send(None)
    os.waitid(os.P_PID, inner.pid or 0, os.WEXITED | os.WNOWAIT)
    targets.wait(connection)
    os._exit(0)


def _run(method: str, target: Any, *args: Any) -> None:
    process = multiprocessing.get_context(method).Process(target=target, args=args, name="outer")  # type: ignore[attr-defined]
    process.start()
    process.join()
    assert process.exitcode == 0
