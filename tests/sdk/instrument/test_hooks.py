"""Hooks that the app sets after `init()`: it finds what it has set, and the exception is told once all the same."""

from __future__ import annotations

import asyncio
import gc
import pickle
import sys
import threading
from types import ModuleType
from typing import TYPE_CHECKING, Any
from unittest import mock

import pytest

import desktop_rum
from desktop_rum.instrument.hooks import ModuleHooks

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.plugins.faulty_intake import FaultyIntake
    from tests.plugins.sdk import RunSdk

Calls = list[str]


@pytest.fixture
def calls() -> Calls:
    return []


@pytest.fixture
def module(calls: Calls) -> Any:
    module = ModuleType("hooked")
    vars(module)["hook"] = lambda: calls.append("original")
    return module


@pytest.fixture
def hooks(module: Any, calls: Calls) -> ModuleHooks:
    """A function that notes "ours" stands before the module's hook."""

    def wrapped(hook: Callable[[], object]) -> Callable[[], object]:
        def ours() -> object:
            calls.append("ours")
            return hook()

        return ours

    return ModuleHooks(module, hook=wrapped)


def interpreter_calls(module: Any) -> None:
    """As the interpreter and its modules find a hook."""
    vars(module)["hook"]()


@pytest.mark.usefixtures("hooks")
def test_the_hook_that_was_there_is_called_behind_ours(module: Any, calls: Calls) -> None:
    interpreter_calls(module)
    assert calls == ["ours", "original"]


@pytest.mark.usefixtures("hooks")
def test_a_hook_set_later_is_what_the_app_finds_and_stands_behind_ours(module: Any, calls: Calls) -> None:
    for number in range(3):
        module.hook = mine = lambda number=number: calls.append(f"mine {number}")
        assert module.hook is mine
    interpreter_calls(module)
    assert calls == ["ours", "mine 2"]


@pytest.mark.usefixtures("hooks")
def test_a_hook_that_is_put_back_is_not_wrapped_again(module: Any, calls: Calls) -> None:
    before = module.hook
    module.hook = mine = lambda: calls.append("mine")
    with mock.patch.object(module, "hook", print):  # takes what it puts back out of the dict
        assert module.hook is not mine
    assert module.hook is mine
    module.hook = before
    interpreter_calls(module)
    assert calls == ["ours", "original"]


class Bare:
    """Nothing of a function but that it can be called, and nothing may be set on it."""

    __slots__ = ()

    def __call__(self) -> None: ...


@pytest.mark.parametrize("hook", [None, 3, Bare(), print, int], ids=["None", "3", "object", "built-in", "class"])
def test_whatever_the_app_sets_is_what_it_finds(hook: object, module: Any, hooks: ModuleHooks) -> None:
    module.hook = hook
    assert module.hook is hook
    hooks.stop()
    assert vars(module)["hook"] is hook


def test_after_the_end_nothing_of_ours_is_left(module: Any, hooks: ModuleHooks, calls: Calls) -> None:
    first = module.hook
    module.hook = mine = lambda: calls.append("mine")
    for _ in range(2):
        hooks.stop()
        assert type(module) is ModuleType
        assert vars(module)["hook"] is mine
    module.hook = first  # the app has kept it
    interpreter_calls(module)
    assert calls == ["ours", "original"]


@pytest.mark.usefixtures("hooks")
def test_a_hook_that_is_deleted_is_missing(module: Any) -> None:
    del module.hook
    assert not hasattr(module, "hook")
    with pytest.raises(AttributeError):
        del module.hook
    module.hook = mine = lambda: None
    assert module.hook is mine


@pytest.mark.usefixtures("hooks")
def test_a_hook_past_the_attribute_is_left_alone(module: Any, calls: Calls) -> None:
    vars(module)["hook"] = mine = lambda: calls.append("mine")
    assert module.hook is mine
    interpreter_calls(module)
    assert calls == ["mine"]


def test_the_modules_of_the_interpreter_stay_what_they_are(run_sdk: RunSdk) -> None:
    run_sdk()
    for module in (sys, threading):
        assert isinstance(module, ModuleType)
        assert type(module).__name__ == "module"
        assert pickle.loads(pickle.dumps(module)) is module  # noqa: S301 - as those who send code to workers do it
    desktop_rum.stop()
    assert type(sys) is type(threading) is ModuleType


def in_thread() -> None:
    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()


def in_finalizer() -> None:
    class Dying:
        def __del__(self) -> None:
            fail()

    Dying()
    gc.collect()


def in_task() -> None:
    async def main() -> None:
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(lambda _loop, context: by_hand(context["exception"]))
        loop.call_soon(fail)
        await asyncio.sleep(0)

    asyncio.run(main())


def by_hand(error: BaseException) -> None:
    sys.excepthook(type(error), error, error.__traceback__)


def fail() -> None:
    raise ZeroDivisionError("nobody catches it")


@pytest.mark.parametrize("happening", [in_thread, in_finalizer, in_task])
@pytest.mark.parametrize("chains", [False, True], ids=["not chaining", "chaining"])
def test_what_nobody_caught_is_one_error_whoever_else_hears_of_it(
    happening: Callable[[], None],
    chains: bool,
    run_sdk: RunSdk,
    faulty_intake: FaultyIntake,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Many apps lead every hook of theirs to that of the main thread."""
    heard: list[Any] = []
    monkeypatch.setattr(sys, "excepthook", lambda _kind, error, _trace: heard.append(type(error)))
    run_sdk()
    if not chains:
        monkeypatch.setattr(sys, "excepthook", lambda _kind, error, _trace: heard.append(type(error)))
    monkeypatch.setattr(threading, "excepthook", lambda args: by_hand(args.exc_value))
    monkeypatch.setattr(sys, "unraisablehook", lambda args: by_hand(args.exc_value))
    happening()
    assert heard == [ZeroDivisionError]
    assert desktop_rum.flush()
    errors = [event["error"] for event in faulty_intake.events() if event["type"] == "error"]
    assert [(error["type"], error["handling"]) for error in errors] == [("ZeroDivisionError", "unhandled")]
    desktop_rum.stop()


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_hook_that_is_none_is_the_interpreters_own(
    when: str,
    run_sdk: RunSdk,
    faulty_intake: FaultyIntake,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    if when == "before":
        monkeypatch.setattr(sys, "unraisablehook", None)
    run_sdk()
    if when == "after":
        monkeypatch.setattr(sys, "unraisablehook", None)
    in_finalizer()
    shown = capsys.readouterr().err
    assert shown.count("Exception ignored") == 1, "only that of the finalizer"
    assert shown.endswith("ZeroDivisionError: nobody catches it\n")
    assert desktop_rum.flush()
    errors = [event["error"]["type"] for event in faulty_intake.events() if event["type"] == "error"]
    assert errors == ["ZeroDivisionError"]
    desktop_rum.stop()
    assert vars(sys)["unraisablehook"] is None
