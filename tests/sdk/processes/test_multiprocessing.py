"""`multiprocessing.Process`, under every start method, without a line of the app's."""

from __future__ import annotations

import multiprocessing
import pickle
import signal
import subprocess
import sys
import weakref
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from desktop_rum.child.multiprocess import CARRIER, Carrier, reporting_bootstrap
from tests.sdk.processes import targets
from tests.sdk.processes.start_methods import METHODS, run

if TYPE_CHECKING:
    from tests.plugins.recorder import Recorder

pytestmark = pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")


def test_a_clean_end(recorder: Recorder, context: Any) -> None:
    assert run(context, targets.nothing) == 0

    view = recorder.ended("Utility: it")
    (action,) = recorder.of("action", view)
    assert (action["context"]["reason"], action["context"]["exit_code"]) == ("clean-exit", 0)
    assert recorder.of("error", view) == []


def test_an_exception_is_one_error_and_the_traceback_is_as_it_was(
    recorder: Recorder, context: Any, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run(context, targets.fail, "why") == 1

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
    assert run(multiprocessing.get_context("fork"), targets.fail_like_a_child, "why") == 1

    errors = recorder.until(2, lambda event: event["type"] == "error")
    assert sorted(error["error"]["message"] for error in errors) == ["why", "why, a child's"]
    recorder.stop()
    assert sum(event["type"] == "error" for event in recorder.events) == 2


def test_what_is_no_exception_but_ends_the_process_is_told_as_well(recorder: Recorder, context: Any) -> None:
    assert run(context, targets.fail_as_group) == 1

    error = recorder.one_error(recorder.ended("Utility: it"))
    assert error["error"]["type"] == "BaseExceptionGroup"
    assert [cause["type"] for cause in error["error"]["causes"]] == ["ValueError", "KeyboardInterrupt"]
    assert error["context"]["exit_code"] == 1


@pytest.mark.parametrize("method", METHODS)
def test_a_class_that_overridesrun(recorder: Recorder, method: str) -> None:
    process = targets.CLASSES[method](name="own")
    process.start()
    process.join()

    assert process.exitcode == 1
    assert recorder.one_error(recorder.ended("Utility: own"))["error"]["type"] == "KeyError"


def test_an_exit_code_of_its_own(recorder: Recorder, context: Any) -> None:
    assert run(context, targets.leave, 3) == 3

    error = recorder.one_error(recorder.ended("Utility: it"))
    assert (error["error"]["type"], error["context"]["exit_code"]) == ("abnormal-exit", 3)


@pytest.mark.usefixtures("without_pytests_faulthandler")
def test_a_crash_has_its_report(recorder: Recorder, context: Any) -> None:
    assert run(context, targets.die, int(signal.SIGSEGV)) == -signal.SIGSEGV

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
    run(context, targets.report, "said")

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
    run(context, targets.leave, 5)
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


def test_what_python_itself_fails_on_has_no_line_of_ours() -> None:
    def failing(_process: Any) -> None:  # such as `sys.exit()` with an object that cannot be printed
        raise UnboundLocalError

    bootstrap = reporting_bootstrap(failing)
    with pytest.raises(UnboundLocalError) as raised:
        bootstrap(SimpleNamespace(_config={}))

    assert {entry.path.name for entry in raised.traceback if isinstance(entry.path, Path)} == {Path(__file__).name}
