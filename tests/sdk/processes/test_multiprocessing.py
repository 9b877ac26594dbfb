"""`multiprocessing.Process` and pools, under every start method, without a line of the app's."""

from __future__ import annotations

import faulthandler
import multiprocessing
import pickle
import signal
import subprocess
import sys
import weakref
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import forkserver
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from desktop_rum.child.multiprocess import CARRIER, Carrier, reporting_bootstrap
from tests.sdk.processes import targets

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.plugins.recorder import Recorder

pytestmark = pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")

METHODS = ("fork", "spawn", "forkserver")


@pytest.fixture(params=METHODS)
def context(request: pytest.FixtureRequest) -> Any:
    return multiprocessing.get_context(request.param)


def test_a_clean_end(recorder: Recorder, context: Any) -> None:
    assert _run(context, targets.nothing) == 0

    view = recorder.ended("Utility: it")
    (action,) = recorder.of("action", view)
    assert (action["context"]["reason"], action["context"]["exit_code"]) == ("clean-exit", 0)
    assert recorder.of("error", view) == []


def test_an_exception_is_one_error_and_the_traceback_is_as_it_was(
    recorder: Recorder, context: Any, capfd: pytest.CaptureFixture[str]
) -> None:
    assert _run(context, targets.fail, "why") == 1

    view = recorder.ended("Utility: it")
    error = recorder.one_error(view)
    assert (error["error"]["type"], error["error"]["message"]) == ("RuntimeError", "why")
    assert "in fail" in error["error"]["stack"]
    assert (error["context"]["reason"], error["context"]["exit_code"]) == ("abnormal-exit", 1)
    printed = capfd.readouterr().err
    if context.get_start_method() != "forkserver":  # whose output is where it was when the server started
        assert "RuntimeError: why" in printed
    assert "desktop_rum" not in printed


def test_a_child_of_a_child_tells_of_its_own_exception(recorder: Recorder) -> None:
    assert _run(multiprocessing.get_context("fork"), targets.fail_like_a_child, "why") == 1

    errors = recorder.until(2, lambda event: event["type"] == "error")
    assert sorted(error["error"]["message"] for error in errors) == ["why", "why, a child's"]
    recorder.stop()
    assert sum(event["type"] == "error" for event in recorder.events) == 2


def test_what_is_no_exception_but_ends_the_process_is_told_as_well(recorder: Recorder, context: Any) -> None:
    assert _run(context, targets.fail_as_group) == 1

    error = recorder.one_error(recorder.ended("Utility: it"))
    assert error["error"]["type"] == "BaseExceptionGroup"
    assert [cause["type"] for cause in error["error"]["causes"]] == ["ValueError", "KeyboardInterrupt"]
    assert error["context"]["exit_code"] == 1


@pytest.mark.parametrize("method", METHODS)
def test_a_class_that_overrides_run(recorder: Recorder, method: str) -> None:
    process = targets.CLASSES[method](name="own")
    process.start()
    process.join()

    assert process.exitcode == 1
    assert recorder.one_error(recorder.ended("Utility: own"))["error"]["type"] == "KeyError"


def test_a_forkserver_imports_what_its_children_need_and_the_app_s_list_stays(recorder: Recorder) -> None:
    server: Any = forkserver._forkserver
    server._stop()  # whichever it was, it may be older than the SDK
    preloaded = vars(server)["_preload_modules"]
    before = list(preloaded)
    context = multiprocessing.get_context("forkserver")
    ours, theirs = context.Pipe()

    assert _run(context, targets.tell, theirs, targets.Witness()) == 0
    assert ours.recv() is True, "each child imports it anew: 20 ms of its start"
    assert vars(server)["_preload_modules"] is preloaded
    assert preloaded == before
    assert recorder.ended("Utility: it")


class Luggage:
    """Notes whether its process object carries something of ours while it is pickled."""

    def __init__(self) -> None:
        self.process: Any = None
        self.carries: list[bool] = []

    def __reduce__(self) -> tuple[Any, ...]:
        self.carries.append(CARRIER in self.process._config)
        return int, ()


@pytest.mark.parametrize(("method", "carries"), [("spawn", [True, True]), ("forkserver", [True, False])])
def test_children_of_a_forkserver_know_where_to_report(recorder: Recorder, method: str, carries: list[bool]) -> None:
    """Once it has said that it is ready."""
    server: Any = forkserver._forkserver
    server._stop()
    luggage = Luggage()
    context: Any = multiprocessing.get_context(method)
    for name in ("first", "second"):
        luggage.process = context.Process(target=targets.fail_with, args=(name, luggage), name=name)
        luggage.process.start()
        luggage.process.join()
        assert recorder.one_error(recorder.ended(f"Utility: {name}"))["error"]["message"] == name
    assert luggage.carries == carries


@pytest.mark.parametrize("target", [targets.Unreadable(), targets.nothing, targets.start_one_that_fails])
def test_what_becomes_of_a_child_of_a_forkserver_that_is_ready(recorder: Recorder, target: Callable[..., None]) -> None:
    forkserver._forkserver._stop()  # type: ignore[attr-defined]
    context = multiprocessing.get_context("forkserver")
    assert _run(context, targets.nothing) == 0
    process = context.Process(target=target, name="ready")
    process.start()
    process.join()

    errors = [] if target is targets.nothing else recorder.until(1, lambda event: event["type"] == "error")
    recorder.ended("Utility: ready")
    recorder.stop()
    assert [event for event in recorder.events if event["type"] == "error"] == errors


def test_a_forkserver_that_is_older_than_the_sdk(request: pytest.FixtureRequest) -> None:
    server: Any = forkserver._forkserver
    server._stop()
    context: Any = multiprocessing.get_context("forkserver")
    assert _run(context, targets.nothing) == 0
    older = server._forkserver_pid
    recorder: Recorder = request.getfixturevalue("recorder")

    assert _run(context, targets.fail, "why") == 1

    assert server._forkserver_pid == older
    assert recorder.one_error(recorder.ended("Utility: it"))["error"]["message"] == "why"
    recorder.stop()
    assert _run(context, targets.fail, "after the end") == 1
    assert not isinstance(vars(forkserver.ForkServer).get("_preload_modules"), property)


@pytest.mark.parametrize("method", ["spawn", "forkserver"])
def test_what_a_child_cannot_unpickle_is_told(recorder: Recorder, method: str) -> None:
    assert _run(multiprocessing.get_context(method), targets.Unreadable()) == 1

    assert recorder.one_error(recorder.ended("Utility: it"))["error"]["message"] == "unreadable"


def test_an_exit_code_of_its_own(recorder: Recorder, context: Any) -> None:
    assert _run(context, targets.leave, 3) == 3

    error = recorder.one_error(recorder.ended("Utility: it"))
    assert (error["error"]["type"], error["context"]["exit_code"]) == ("abnormal-exit", 3)


@pytest.fixture
def without_pytests_faulthandler() -> Iterator[None]:
    """An app that uses faulthandler keeps it, and pytest is such an app, whose forks are as well."""
    faulthandler.disable()
    yield
    faulthandler.enable(sys.__stderr__ or sys.stderr)


@pytest.mark.usefixtures("without_pytests_faulthandler")
def test_a_crash_has_its_report(recorder: Recorder, context: Any) -> None:
    assert _run(context, targets.die, int(signal.SIGSEGV)) == -signal.SIGSEGV

    error = recorder.one_error(recorder.ended("Utility: it"))
    assert error["error"]["is_crash"] is True
    assert "in die" in error["error"]["stack"]


def test_kill_through_the_object_is_no_error(recorder: Recorder, context: Any) -> None:
    ours, theirs = context.Pipe()
    process = context.Process(target=targets.wait, args=(theirs,), name="it")
    process.start()
    assert ours.recv() == process.pid
    process.kill()
    process.join()

    view = recorder.ended("Utility: it")
    (action,) = recorder.of("action", view)
    assert action["context"]["requested"] is True
    assert view["context"]["pid"] == process.pid
    assert recorder.of("error", view) == []


def test_the_end_of_a_daemonic_process_at_the_apps_exit_is_no_error(recorder: Recorder, context: Any) -> None:
    ours, theirs = context.Pipe()
    process = context.Process(target=targets.wait, args=(theirs,), name="it", daemon=True)
    process.start()
    assert ours.recv() == process.pid
    process._popen.terminate()  # as `multiprocessing.util._exit_function` does
    process.join()

    view = recorder.ended("Utility: it")
    (action,) = recorder.of("action", view)
    assert (action["context"]["signal"], action["context"]["requested"]) == ("SIGTERM", True)
    assert recorder.of("error", view) == []


def test_metrics_of_a_process_that_lives(recorder: Recorder, context: Any) -> None:
    ours, theirs = context.Pipe()
    process = context.Process(target=targets.wait, args=(theirs,), name="it")
    process.start()
    recorder.until(1, lambda e: e["view"]["name"] == "Utility: it" and e["view"].get("memory_max", 0) > 1_000_000)
    ours.send(None)
    process.join()
    assert process.exitcode == 0


def test_the_public_api_in_a_child(recorder: Recorder, context: Any) -> None:
    _run(context, targets.report, "said")

    error = recorder.one_error(recorder.ended("Utility: it"))
    assert (error["error"]["type"], error["error"]["handling"]) == ("LookupError", "handled")


def test_unnamed_processes_are_told_apart(recorder: Recorder, context: Any) -> None:
    processes = [context.Process(target=targets.nothing) for _ in range(2)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
        recorder.ended(f"Utility: {process.name}")


def test_nothing_is_left_in_the_process_object(recorder: Recorder, context: Any) -> None:
    del recorder
    process = context.Process(target=targets.nothing)
    process.start()
    assert CARRIER not in vars(process)["_config"]
    process.join()


def test_an_object_that_is_closed_at_once_has_its_view(recorder: Recorder, context: Any) -> None:
    process = context.Process(target=targets.leave, args=(4,), name="it")
    process.start()
    process.join()
    process.close()

    view = recorder.ended("Utility: it")
    assert recorder.one_error(view)["context"]["exit_code"] == 4


def test_what_ended_just_before_the_sdk_stops_is_told(recorder: Recorder, context: Any) -> None:
    _run(context, targets.leave, 5)
    recorder.stop()

    assert recorder.one_error(recorder.ended("Utility: it"))["context"]["exit_code"] == 5


def test_a_process_that_outlives_the_sdk_is_no_error(recorder: Recorder, context: Any) -> None:
    ours, theirs = context.Pipe()
    process = context.Process(target=targets.wait, args=(theirs,), name="it")
    process.start()
    assert ours.recv() == process.pid
    recorder.stop()
    ours.send(None)
    process.join()

    view = recorder.ended("Utility: it")
    assert (recorder.of("error", view), recorder.of("action", view), process.exitcode) == ([], [], 0)


def test_a_name_that_cannot_be_shown_is_told_by_its_type(recorder: Recorder, context: Any) -> None:
    process = context.Process(target=targets.nothing, name=targets.Unspeakable("it"))
    process.start()
    process.join()

    assert process.exitcode == 0
    recorder.ended("Utility: <Unspeakable>")


def test_an_exit_that_is_known_before_the_start_returns(recorder: Recorder) -> None:
    process = targets.CollectedAtOnce(target=targets.leave, args=(3,), name="it")
    process.start()

    assert process.exitcode == 3
    assert recorder.one_error(recorder.ended("Utility: it"))["context"]["exit_code"] == 3


@pytest.mark.usefixtures("owners_are_silent")
def test_a_popen_that_takes_no_note_harms_nobody(recorder: Recorder) -> None:
    process = targets.WithPopenOfItsOwn(target=targets.leave, args=(3,), name="it")
    process.start()

    assert process.exitcode == 3
    assert recorder.ended("Utility: it")["context"]["pid"] == process.pid


def test_nothing_of_a_process_that_was_joined_is_kept_alive(recorder: Recorder, context: Any) -> None:
    del recorder
    process = context.Process(target=targets.nothing)
    process.start()
    process.join()
    popen = weakref.ref(process._popen)
    del process

    assert popen() is None  # and with it, its files are closed


def test_a_start_that_fails_is_told(recorder: Recorder) -> None:
    process = multiprocessing.get_context("spawn").Process(target=lambda: None, name="it")
    with pytest.raises((AttributeError, pickle.PicklingError)):
        process.start()

    error = recorder.one_error(recorder.ended("Utility: it"))
    assert error["context"]["reason"] == "launch-failed"


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


def test_a_carrier_harms_nobody_where_the_sdk_is_not_there() -> None:
    pickled = pickle.dumps({"carrier": Carrier("/nowhere"), "other": 1})
    code = f"import pickle\nprint(pickle.loads({pickled!r}))"
    ended = subprocess.run([sys.executable, "-I", "-S", "-c", code], capture_output=True, text=True, check=False)

    assert ended.stdout == "{'carrier': None, 'other': 1}\n"
    assert ended.stderr == ""


def test_stop_takes_the_patches_back(recorder: Recorder) -> None:
    recorder.stop()

    process = multiprocessing.process.BaseProcess
    for name in ("start", "terminate", "kill", "_bootstrap"):
        assert not hasattr(getattr(process, name), "__desktop_rum__")


def _run(context: Any, target: Callable[..., None], *args: Any) -> int | None:
    process = context.Process(target=target, args=args, name="it")
    process.start()
    process.join()
    code: int | None = process.exitcode
    return code


def test_what_python_itself_fails_on_has_no_line_of_ours() -> None:
    def failing(_process: Any) -> None:  # such as `sys.exit()` with an object that cannot be printed
        raise UnboundLocalError

    bootstrap = reporting_bootstrap(failing)
    with pytest.raises(UnboundLocalError) as raised:
        bootstrap(SimpleNamespace(_config={}))

    assert {entry.path.name for entry in raised.traceback if isinstance(entry.path, Path)} == {Path(__file__).name}
