"""Workers of `ProcessPoolExecutor` and `multiprocessing.Pool`: each is one process, and the pool is as without us."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import TYPE_CHECKING, Any

import pytest

from tests.sdk.processes import targets

if TYPE_CHECKING:
    from tests.plugins.recorder import Recorder

pytestmark = pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")


def test_a_killed_worker_breaks_its_executor_as_without_us(recorder: Recorder, context: Any) -> None:
    with ProcessPoolExecutor(2, mp_context=context) as pool:
        assert pool.submit(targets.pid).result() > 0
        with pytest.raises(BrokenProcessPool):
            pool.submit(targets.kill_own_process).result()

    (error,) = recorder.until(1, lambda e: e["type"] == "error")
    assert error["context"]["signal"] == "SIGKILL"
    assert error["view"]["name"].startswith("Utility: ")


def test_an_executors_initializer_that_fails_is_one_error_of_its_worker(
    recorder: Recorder, context: Any, capfd: pytest.CaptureFixture[str]
) -> None:
    with (
        ProcessPoolExecutor(1, mp_context=context, initializer=targets.fail, initargs=("not ready",)) as pool,
        pytest.raises(BrokenProcessPool),
    ):
        pool.submit(targets.pid).result()

    view = recorder.ended("Utility: *Process-*")
    error = recorder.one_error(view)
    assert (error["error"]["type"], error["error"]["message"]) == ("RuntimeError", "not ready")
    assert (error["error"]["handling"], "in fail" in error["error"]["stack"]) == ("unhandled", True)
    assert len(recorder.of("action", view)) == 1  # its end, with exit code 0
    printed = capfd.readouterr().err
    if context.get_start_method() == "spawn":  # in forks, pytest has the log
        assert "RuntimeError: not ready" in printed
    assert "desktop_rum" not in printed


def test_an_executors_initializer_that_works_is_called_as_without_us(recorder: Recorder, context: Any) -> None:
    ours, theirs = context.Pipe()
    initargs = (theirs, "ready")
    with ProcessPoolExecutor(1, mp_context=context, initializer=targets.tell, initargs=initargs) as pool:
        pool.submit(targets.pid).result()

    assert ours.recv() == "ready"
    assert recorder.of("error", recorder.ended("Utility: *Process-*")) == []


def test_a_pools_initializer_that_fails_is_one_error_of_its_worker(recorder: Recorder, context: Any) -> None:
    with context.Pool(1, initializer=targets.fail, initargs=("not ready",)):  # which starts workers until it ends
        view = recorder.ended("Utility: *PoolWorker-*")

    assert recorder.of("error", view)[0]["error"]["message"] == "not ready"


def test_a_pool_goes_on_without_a_killed_worker(recorder: Recorder, context: Any) -> None:
    with context.Pool(1) as pool:
        first = pool.apply(targets.pid)
        pool.apply_async(targets.kill_own_process)
        (error,) = recorder.until(1, lambda e: e["type"] == "error")
        assert error["context"]["pid"] == first
        assert pool.apply(targets.pid) != first
