"""The app's own functions that the SDK calls: `before_send`, and listeners of `subscribe`."""

from __future__ import annotations

import asyncio
import functools
import threading
from typing import TYPE_CHECKING, Any

import pytest

import desktop_rum
from tests.sdk.nonsense import CYCLE, BadMapping, Unspeakable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.plugins.faulty_intake import FaultyIntake
    from tests.plugins.sdk import RunSdk


class FingerprintedError(ValueError):
    dd_fingerprint = "checkout-failed"


def events(intake: FaultyIntake, kind: str) -> list[dict[str, Any]]:
    desktop_rum.flush()
    return [event for event in intake.events() if event["type"] == kind]


def test_before_send_sees_a_copy_and_edits_what_the_format_allows(run_sdk: RunSdk, faulty_intake: FaultyIntake) -> None:
    def before_send(event: dict[str, Any]) -> None:
        event["application"]["id"] = "changed"
        event["session"].clear()
        event["type"] = "view"
        event["view"]["id"] = "changed"
        event["view"]["url"] = "desktop://changed"
        event["service"] = 5
        event["context"] = {"added": True}
        if "action" in event:
            event["action"]["target"]["name"] = "renamed"
            event["action"]["id"] = "changed"

    run_sdk(before_send=before_send)
    desktop_rum.add_action("original")
    (event,) = events(faulty_intake, "action")
    assert event["action"]["target"]["name"] == "renamed"
    assert event["view"]["url"] == "desktop://changed"
    assert event["service"] == "5"
    assert event["context"] == {"added": True}
    assert "changed" not in (event["application"]["id"], event["view"]["id"], event["action"]["id"])
    assert event["session"]["id"]


def test_before_send_discards_all_but_views_and_crashes(run_sdk: RunSdk, faulty_intake: FaultyIntake) -> None:
    running = run_sdk(before_send=lambda _: False)
    desktop_rum.add_action("gone")
    desktop_rum.flush()
    assert {event["type"] for event in faulty_intake.events()} == {"view"}
    assert running.sdk.delivery_figures().discarded == {"before_send": 1}


@pytest.mark.parametrize("removed", ["deleted", "set to None"])
def test_before_send_may_take_out_what_an_event_can_do_without(
    removed: str, run_sdk: RunSdk, faulty_intake: FaultyIntake
) -> None:
    def take_out(event: dict[str, Any]) -> None:
        for part, name in (("error", "stack"), ("error", "fingerprint"), ("error", "message"), ("error", "causes")):
            if removed == "deleted":
                event.get(part, {}).pop(name, None)
            elif part in event:
                event[part][name] = None
        event["context"] = None
        del event["service"]

    run_sdk(before_send=take_out)
    error = FingerprintedError("kept")
    error.__cause__ = KeyError("secret")
    desktop_rum.add_error(error, context={"secret": 1})
    (event,) = events(faulty_intake, "error")
    assert event["error"]["message"] == "kept"
    assert not {"stack", "fingerprint"} & event["error"].keys()
    assert event["error"]["causes"] == []
    assert "context" not in event
    assert event["service"] == "tested"


MANGLED: dict[str, Callable[[dict[str, Any]], object]] = {
    "emptied": lambda event: event.clear(),
    "parts deleted": lambda event: [event.pop(name, None) for name in ("error", "view", "context", "_dd")],
    "parts of another kind": lambda event: event.update(error=[1], view=5, action="x", context={1}, service=CYCLE),
    "a mapping that raises": lambda event: event.update(context=BadMapping(a=1), view=BadMapping(name="x")),
    "causes of another number": lambda event: event.get("error", {}).update(causes=[1, 2, 3]),
    "another returned": lambda event: {**event, "type": "view"},
    "an object returned": lambda _: Unspeakable(),
}


@pytest.mark.parametrize("mangle", MANGLED.values(), ids=MANGLED)
def test_whatever_before_send_does_the_event_stays_one(
    mangle: Callable[[dict[str, Any]], object], run_sdk: RunSdk, faulty_intake: FaultyIntake
) -> None:
    run_sdk(before_send=mangle)
    error = ValueError("outer")
    error.__cause__ = KeyError("inner")
    desktop_rum.add_error(error)
    (event,) = events(faulty_intake, "error")
    assert event["error"]["message"] == "outer"
    assert [cause["type"] for cause in event["error"]["causes"]] == ["KeyError"]
    assert {"application", "session", "view", "service", "source", "_dd"} <= event.keys()


async def coroutine(_: object) -> object:
    return False


def generator(_: object) -> Iterator[object]:
    yield False


@pytest.mark.parametrize("late", [functools.partial(coroutine), generator], ids=["a coroutine", "a generator"])
def test_a_before_send_of_which_not_a_line_runs_is_told(
    late: Callable[[object], object], run_sdk: RunSdk, faulty_intake: FaultyIntake, expect_log: Callable[[str], None]
) -> None:
    expect_log("before_send raised")
    run_sdk(before_send=late)
    desktop_rum.add_action("sent")
    assert len(events(faulty_intake, "action")) == 1


@pytest.mark.parametrize(
    "raised", [RuntimeError, SystemExit, KeyboardInterrupt, asyncio.CancelledError, RecursionError]
)
def test_what_before_send_and_listeners_raise_is_told_once_and_harms_nothing(
    raised: type[BaseException], run_sdk: RunSdk, faulty_intake: FaultyIntake, expect_log: Callable[[str], None]
) -> None:
    expect_log("before_send raised")
    expect_log("A listener of subscribe")

    def fail(_: object) -> None:
        raise raised("the app's own")

    run_sdk(before_send=fail)
    desktop_rum.subscribe(fail)
    for number in range(3):
        desktop_rum.add_action(f"{number}")
    assert len(events(faulty_intake, "action")) == 3


def test_an_event_goes_from_produced_to_sent(run_sdk: RunSdk) -> None:
    running = run_sdk()
    seen: list[desktop_rum.EventUpdate] = []
    subscription = desktop_rum.subscribe(seen.extend)
    desktop_rum.add_action("followed")
    desktop_rum.flush()
    running.settle()
    key = next(update.key for update in seen if update.event and update.event["type"] == "action")
    assert [update.state for update in seen if update.key == key] == ["produced", "written", "sent"]
    subscription.stop()
    subscription.stop()
    seen.clear()
    desktop_rum.add_action("unseen")
    desktop_rum.flush()
    assert seen == []


@pytest.mark.parametrize("call", [desktop_rum.flush, desktop_rum.stop], ids=["flush", "stop"])
def test_before_send_may_flush_and_stop(
    call: Callable[[], object], run_sdk: RunSdk, faulty_intake: FaultyIntake
) -> None:
    """In the middle of an event: that one is not lost, nor is one told twice."""
    called = threading.Event()

    def before_send(event: dict[str, Any]) -> None:
        if event["type"] == "action" and not called.is_set():
            called.set()
            call()

    running = run_sdk(clock=None, before_send=before_send)
    for number in range(3):
        desktop_rum.add_action(f"{number}")
    assert called.wait(20)
    running.sdk.pipeline.call(lambda: None, 20)
    desktop_rum.stop(20)
    running.sdk.pipeline._thread.join(20)
    arrived = [event["action"]["target"]["name"] for event in faulty_intake.events() if event["type"] == "action"]
    on_disk = [event["action"]["target"]["name"] for event in running.events_on_disk() if event["type"] == "action"]
    assert sorted(arrived + on_disk) == ["0", "1", "2"]


@pytest.mark.parametrize("call", [desktop_rum.flush, desktop_rum.stop], ids=["flush", "stop"])
def test_a_listener_may_flush_and_stop(call: Callable[[], object], run_sdk: RunSdk) -> None:
    """On the SDK's own thread: it must not wait for itself."""
    running = run_sdk(clock=None)
    done = threading.Event()

    def listen(_: object) -> None:
        if not done.is_set():
            done.set()
            call()

    desktop_rum.subscribe(listen)
    desktop_rum.add_action("now")
    assert done.wait(20)
    desktop_rum.stop(20)
    running.sdk.pipeline._thread.join(20)
    assert not running.sdk.pipeline._thread.is_alive()
