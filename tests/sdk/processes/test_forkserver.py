"""Children of a forkserver, which imports, forks and unpickles for the app."""

from __future__ import annotations

import multiprocessing
from multiprocessing import forkserver
from typing import TYPE_CHECKING, Any

import pytest

from desktop_rum.child.multiprocess import CARRIER
from tests.sdk.processes import targets
from tests.sdk.processes.start_methods import run

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.plugins.recorder import Recorder

pytestmark = pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")


def test_a_forkserver_imports_what_its_children_need_and_the_app_s_list_stays(recorder: Recorder) -> None:
    server: Any = forkserver._forkserver
    server._stop()  # whichever it was, it may be older than the SDK
    preloaded = vars(server)["_preload_modules"]
    before = list(preloaded)
    context = multiprocessing.get_context("forkserver")
    ours, theirs = context.Pipe()

    assert run(context, targets.tell, theirs, targets.Witness()) == 0
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
    assert run(context, targets.nothing) == 0
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
    assert run(context, targets.nothing) == 0
    older = server._forkserver_pid
    recorder: Recorder = request.getfixturevalue("recorder")

    assert run(context, targets.fail, "why") == 1

    assert server._forkserver_pid == older
    assert recorder.one_error(recorder.ended("Utility: it"))["error"]["message"] == "why"
    recorder.stop()
    assert run(context, targets.fail, "after the end") == 1
    assert not isinstance(vars(forkserver.ForkServer).get("_preload_modules"), property)


@pytest.mark.parametrize("method", ["spawn", "forkserver"])
def test_what_a_child_cannot_unpickle_is_told(recorder: Recorder, method: str) -> None:
    assert run(multiprocessing.get_context(method), targets.Unreadable()) == 1

    assert recorder.one_error(recorder.ended("Utility: it"))["error"]["message"] == "unreadable"
