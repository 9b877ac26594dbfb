"""The public API: what each call brings out, and that none raises, whatever it is given."""

from __future__ import annotations

import math
import subprocess
import sys
import threading
from typing import TYPE_CHECKING, Any

import pytest

import desktop_rum
from desktop_rum.instrument.patching import MARKER
from desktop_rum.json_safe import MAX_VALUES, json_safe
from tests.sdk.nonsense import BUSH, CYCLE, DEEP, NONSENSE, BadMapping, BadNumber, Cancelled, Endless, Liar, Unspeakable

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.plugins.faulty_intake import FaultyIntake
    from tests.plugins.sdk import RunSdk


def events(intake: FaultyIntake, kind: str) -> list[dict[str, Any]]:
    desktop_rum.flush()
    return [event for event in intake.events() if event["type"] == kind]


VALUES: dict[str, tuple[Any, Any]] = {
    "NaN": (math.nan, "nan"),
    "infinity": (-math.inf, "-inf"),
    "a huge integer": (10**30, str(10**30)),
    "an integer too long to print": (10**10_000, "<int>"),
    "2 to the 63rd": (2**63, str(2**63)),
    "a lone surrogate": ("a\ud800b", "a?b"),
    "an object that will not be printed": (Unspeakable(), "<Unspeakable>"),
    "what is cancelled while it is printed": (Cancelled(), "<Cancelled>"),
    "a mapping that raises": (BadMapping(a=1), "<BadMapping>"),
    "an object that lies": (Liar(), "<Liar>"),
    "a number that will not be compared": (BadNumber(1), "<BadNumber>"),
    "a cycle": (CYCLE, [1, "<cycle>"]),
    "bytes": (b"ab", "b'ab'"),
    "a set": ({1}, [1]),
    "keys of all kinds": ({1: 2, None: 3, (1, 2): 4, "\udcff": 5}, {"1": 2, "None": 3, "(1, 2)": 4, "?": 5}),
    "an exception": (ValueError("x"), "x"),
    "a class": (int, "<class 'int'>"),
    "nothing": (None, None),
    "truth": (True, True),
}


def test_a_mapping_that_never_ends_is_cut() -> None:
    copy = json_safe({"beside": 1, "value": Endless()})
    assert copy["beside"] == 1
    assert copy["value"]["…"] == "<too many values>"
    assert MAX_VALUES - 10 < len(copy["value"]) <= MAX_VALUES


@pytest.mark.parametrize("name", VALUES)  # by name: pytest itself cannot print some of the values
def test_any_value_is_made_safe(name: str, run_sdk: RunSdk, faulty_intake: FaultyIntake) -> None:
    value, shown = VALUES[name]
    run_sdk()
    desktop_rum.add_action("any", context={"value": value, "beside": 1})
    (event,) = events(faulty_intake, "action")
    assert event["context"] == {"value": shown, "beside": 1}


class Interrupted:
    """While it is printed, a signal comes whose handler ends the app."""

    def __str__(self) -> str:
        raise SystemExit


def test_what_ends_the_app_is_not_kept_from_it(run_sdk: RunSdk) -> None:
    run_sdk()
    with pytest.raises(SystemExit):
        desktop_rum.add_action("any", context={"value": Interrupted()})


@pytest.mark.parametrize("value", [BUSH, DEEP, list(range(100_000)), {str(n): n for n in range(50_000)}])
def test_what_is_too_deep_or_too_much_is_cut(value: Any, run_sdk: RunSdk, faulty_intake: FaultyIntake) -> None:
    run_sdk()
    desktop_rum.add_action("much", context={"value": value, "beside": 1})
    (event,) = events(faulty_intake, "action")
    assert "<" in str(event["context"])


def test_a_context_is_copied_when_it_is_given(run_sdk: RunSdk, faulty_intake: FaultyIntake) -> None:
    run_sdk()
    context = {"list": [1]}
    desktop_rum.add_action("copied", context=context)
    context["list"].append(2)
    (event,) = events(faulty_intake, "action")
    assert event["context"] == {"list": [1]}


class FingerprintedError(ValueError):
    dd_fingerprint = "checkout-failed"


def test_an_error_with_causes_and_fingerprint(run_sdk: RunSdk, faulty_intake: FaultyIntake) -> None:
    run_sdk()
    error = FingerprintedError("outer")
    error.__cause__ = KeyError("inner")
    try:
        raise error
    except FingerprintedError:
        desktop_rum.add_error(error, context={"step": 3})
    (event,) = events(faulty_intake, "error")
    error_ = event["error"]
    assert (error_["message"], error_["handling"], error_["source"]) == ("outer", "handled", "custom")
    assert error_["fingerprint"] == "checkout-failed"
    assert [cause["message"] for cause in error_["causes"]] == ["'inner'"]
    assert "test_an_error_with_causes_and_fingerprint" in error_["stack"]
    assert event["context"] == {"step": 3}


class UngroupedError(ValueError):
    @property
    def dd_fingerprint(self) -> str:
        raise RuntimeError("no")


def test_an_error_that_nobody_caught_has_its_fingerprint_too(
    run_sdk: RunSdk, faulty_intake: FaultyIntake, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "excepthook", lambda *_: None)  # what the SDK's passes the exception on to
    run_sdk()
    for error in (FingerprintedError("one"), UngroupedError("two")):
        sys.excepthook(type(error), error, None)
    one, two = events(faulty_intake, "error")
    desktop_rum.stop()
    assert one["error"]["fingerprint"] == "checkout-failed"
    assert "fingerprint" not in two["error"]


def test_vitals_tell_parallel_ones_apart_by_key(run_sdk: RunSdk, faulty_intake: FaultyIntake) -> None:
    running = run_sdk()
    for key, seconds in (("a", 1), ("b", 2)):
        desktop_rum.start_duration_vital("load", key=key, description="page", context={"key": key})
        running.advance(seconds)
    desktop_rum.stop_duration_vital("load", key="b", context={"more": True})
    desktop_rum.stop_duration_vital("load", key="a")
    desktop_rum.stop_duration_vital("load", key="a")
    desktop_rum.stop_duration_vital("never started")
    desktop_rum.add_duration_vital("measured", start=1_700_000_000.5, duration=0.25)
    b, a, measured = events(faulty_intake, "vital")
    assert (a["vital"]["duration"], b["vital"]["duration"]) == (3 * 10**9, 2 * 10**9)
    assert b["context"] == {"key": "b", "more": True}
    assert b["vital"]["description"] == "page"
    assert measured["date"] == 1_700_000_000_500
    assert measured["vital"]["duration"] == 250_000_000


def test_operations(run_sdk: RunSdk, faulty_intake: FaultyIntake, expect_log: Callable[[str], None]) -> None:
    expect_log("fail_operation: failure_reason must be one of error, abandoned, other")
    run_sdk()
    desktop_rum.start_operation("pay", key="1")
    desktop_rum.succeed_operation("pay", key="1", context={"total": 5})
    desktop_rum.fail_operation("pay", "abandoned")
    desktop_rum.fail_operation("pay", "boredom")  # type: ignore[arg-type]
    steps = [event["vital"] for event in events(faulty_intake, "vital")]
    assert [(step["step_type"], step.get("operation_key"), step.get("failure_reason")) for step in steps] == [
        ("start", "1", None),
        ("end", "1", None),
        ("end", None, "abandoned"),
        ("end", None, "other"),
    ]


def test_user_and_account(run_sdk: RunSdk, faulty_intake: FaultyIntake, expect_log: Callable[[str], None]) -> None:
    expect_log("there is no account")
    run_sdk()
    desktop_rum.add_action("nobody")
    desktop_rum.add_account_extra_info({"plan": "free"})
    desktop_rum.set_user(id="7", name="Ann", email="ann@example.org", extra_info={"team": "red", "id": "never"})
    desktop_rum.add_user_extra_info({"score": math.nan, "name": "never"})
    desktop_rum.set_account(id="9", name="ACME", extra_info={"plan": "gold"})
    desktop_rum.add_account_extra_info({"seats": 3})
    assert desktop_rum.get_user()["team"] == "red"
    desktop_rum.add_action("Ann")
    desktop_rum.clear_user()
    desktop_rum.clear_account()
    assert (desktop_rum.get_user(), desktop_rum.get_account()) == ({}, {})
    desktop_rum.add_action("nobody again")
    nobody, ann, again = events(faulty_intake, "action")
    assert "usr" not in nobody
    assert "usr" not in again
    assert ann["usr"] == {"id": "7", "name": "Ann", "email": "ann@example.org", "team": "red", "score": "nan"}
    assert ann["account"] == {"id": "9", "name": "ACME", "plan": "gold", "seats": 3}


def test_too_much_of_a_user_costs_no_event(
    run_sdk: RunSdk, faulty_intake: FaultyIntake, expect_log: Callable[[str], None]
) -> None:
    expect_log("The extra info of a user or an account may have at most 32768 characters")
    run_sdk()
    desktop_rum.set_user(id="7" * 500_000, extra_info={"much": "x" * 500_000})
    desktop_rum.add_user_extra_info({"little": 1})
    desktop_rum.add_action("told")
    (event,) = events(faulty_intake, "action")
    assert event["usr"] == {"id": "7" * 1_000, "…": "<too large>", "little": 1}


def fingerprinted(value: Any) -> ValueError:
    error = ValueError(value)
    error.dd_fingerprint = value  # type: ignore[attr-defined]
    return error


def call_everything(value: Any) -> None:
    """Every call of the API, given nonsense."""
    desktop_rum.add_error(value)
    desktop_rum.add_error(fingerprinted(value), context=value)
    desktop_rum.add_action(value, context=value)
    desktop_rum.add_duration_vital(value, start=value, duration=value, context=value)
    desktop_rum.start_duration_vital(value, key=value, description=value, context=value)
    desktop_rum.stop_duration_vital(value, key=value, description=value, context=value)
    desktop_rum.start_operation(value, key=value, context=value)
    desktop_rum.succeed_operation(value, key=value, context=value)
    desktop_rum.fail_operation(value, value, key=value, context=value)
    desktop_rum.set_user(id=value, name=value, email=value, extra_info=value)
    desktop_rum.add_user_extra_info(value)
    desktop_rum.set_account(id=value, name=value, extra_info=value)
    desktop_rum.add_account_extra_info(value)
    desktop_rum.set_tracking_consent(value)
    desktop_rum.subscribe(value).stop()
    desktop_rum.get_user()
    desktop_rum.get_account()
    desktop_rum.get_internal_context()


@pytest.mark.parametrize("name", NONSENSE)
def test_no_call_raises_whatever_it_is_given(name: str, run_sdk: RunSdk, expect_log: Callable[[str], None]) -> None:
    expect_log("set_tracking_consent: the answer must be one of")
    expect_log("fail_operation|add_duration_vital|account|is discarded: an event may have")
    run_sdk()
    call_everything(NONSENSE[name])
    assert desktop_rum.flush()


@pytest.mark.parametrize(
    "timeout", [math.inf, math.nan, 1e10, 10**400, -5, 0], ids=["inf", "nan", "e10", "e400", "-5", "0"]
)
def test_any_number_of_seconds_ends_the_sdk_whole(timeout: float, run_sdk: RunSdk) -> None:
    stop_with(timeout, run_sdk)


@pytest.mark.parametrize("timeout", [None, "5", Unspeakable()], ids=["nothing", "a text", "an object"])
def test_a_time_out_that_is_no_number_is_told_and_ends_the_sdk_whole(
    timeout: Any, run_sdk: RunSdk, expect_log: Callable[[str], None]
) -> None:
    expect_log("A timeout must be a number of seconds")
    stop_with(timeout, run_sdk)


def stop_with(timeout: Any, run_sdk: RunSdk) -> None:
    running = run_sdk()
    desktop_rum.flush(timeout)
    desktop_rum.stop(timeout)
    for thread in (running.sdk.pipeline._thread, running.sdk.shipping._uploader._thread):
        thread.join(20)
        assert not thread.is_alive()
    assert not hasattr(subprocess.Popen.__init__, MARKER)
    assert not hasattr(sys.excepthook, MARKER)


class HostileError(Exception):
    """Its attributes raise: those that the SDK asks for as well."""

    def __getattribute__(self, name: str) -> Any:
        raise RuntimeError(name)


class HostileGroup(ExceptionGroup):
    exceptions = property(Unspeakable.__str__)
    __cause__ = property(Unspeakable.__str__)


@pytest.mark.parametrize("kind", [HostileError, lambda text: HostileGroup(text, [KeyError("member")])])
def test_an_error_whose_attributes_raise_is_reported(
    kind: Callable[[str], Exception], run_sdk: RunSdk, faulty_intake: FaultyIntake
) -> None:
    run_sdk()

    def fail() -> None:
        raise kind("hostile")

    try:
        fail()
    except Exception as error:  # noqa: BLE001 - whichever it is
        desktop_rum.add_error(error)
    (event,) = events(faulty_intake, "error")
    assert event["error"]["type"].split(".")[-1].startswith("Hostile")
    assert "hostile" in event["error"]["message"]
    assert "test_an_error_whose_attributes_raise_is_reported" in event["error"]["stack"]


@pytest.mark.parametrize("name", NONSENSE)
def test_without_an_sdk_the_calls_do_nothing(name: str) -> None:
    value = NONSENSE[name]
    call_everything_but_logs(value)
    assert desktop_rum.flush() is False
    desktop_rum.stop()
    desktop_rum.stop_session()
    desktop_rum.subscribe(value).stop()


def call_everything_but_logs(value: Any) -> None:
    desktop_rum.add_error(value)
    desktop_rum.add_action(value, context=value)
    desktop_rum.start_duration_vital(value)
    desktop_rum.start_operation(value)
    desktop_rum.fail_operation("pay", value)
    desktop_rum.set_user(id=value)
    desktop_rum.set_account(id=value)
    desktop_rum.set_tracking_consent(value)
    assert desktop_rum.get_internal_context() is None
    assert desktop_rum.delivery_figures() is None
    assert desktop_rum.get_user() == {}


def test_delivery_figures_tell_what_was_sent(run_sdk: RunSdk, faulty_intake: FaultyIntake) -> None:
    run_sdk()
    desktop_rum.add_action("clicked")
    assert desktop_rum.flush()
    figures = desktop_rum.delivery_figures()
    assert figures is not None
    assert figures.sent_batches == len(faulty_intake.requests) == 1
    assert figures.sent_events >= len(faulty_intake.events())  # of a view only the newest version travels
    assert figures.sent_bytes > 0
    assert (figures.batches, figures.unwritten, figures.retries, figures.dropped) == (0, 0, 0, {})


def test_stop_and_start_again_and_again(run_sdk: RunSdk, faulty_intake: FaultyIntake) -> None:
    before = threading.active_count()
    for number in range(10):
        run_sdk()
        desktop_rum.add_action(f"{number}")
        desktop_rum.stop()
        desktop_rum.stop()
    names = [event["action"]["target"]["name"] for event in faulty_intake.events() if event["type"] == "action"]
    assert names == [f"{number}" for number in range(10)]
    assert threading.active_count() <= before + 1  # the intake's connection


def test_many_threads_hand_over_at_once(run_sdk: RunSdk, faulty_intake: FaultyIntake) -> None:
    run_sdk(clock=None)

    def work(thread: int) -> None:
        for number in range(500):
            desktop_rum.add_action(f"{thread}-{number}")

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    names = [event["action"]["target"]["name"] for event in events(faulty_intake, "action")]
    assert len(names) == len(set(names)) == 4_000
    for thread_number in range(8):
        own = [name for name in names if name.startswith(f"{thread_number}-")]
        assert own == [f"{thread_number}-{number}" for number in range(500)]
