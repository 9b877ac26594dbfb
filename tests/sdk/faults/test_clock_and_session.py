"""The fault table, clock and session: expiry, renewal, jumps in both directions, suspend."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import desktop_rum
from desktop_rum.api import user_active
from desktop_rum.session.sampling import is_sampled
from tests.plugins.faulty_intake import status

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from tests.plugins.faulty_intake import FaultyIntake
    from tests.plugins.sdk import RunningSdk, RunSdk

QUARTER = 15 * 60.0
DAY = 24 * 3600.0


def views(intake: FaultyIntake) -> list[dict[str, Any]]:
    """The newest version of each view, in the order in which they began."""
    newest: dict[str, dict[str, Any]] = {}
    for event in intake.events():
        if event["type"] == "view":
            newest[event["view"]["id"]] = event
    return list(newest.values())


def test_quarter_of_an_hour_without_activity_ends_the_session(run_sdk: RunSdk, faulty_intake: FaultyIntake) -> None:
    running = run_sdk()
    running.advance(QUARTER - 3)
    assert session_of(running) is not None
    running.advance(6)
    assert session_of(running) is None
    desktop_rum.flush()
    (view,) = views(faulty_intake)
    assert view["view"]["is_active"] is False
    assert view["session"]["is_active"] is False


def session_of(running: RunningSdk) -> str | None:
    running.settle()
    context = desktop_rum.get_internal_context()
    assert context is not None
    return context.session_id


@pytest.mark.parametrize(
    ("precondition", "end"),
    [
        ("inactivity_timeout", lambda running: running.advance(QUARTER + 3)),
        ("explicit_stop", lambda _: desktop_rum.stop_session()),
    ],
)
def test_the_next_activity_renews_it_and_views_start_anew(
    precondition: str, end: Callable[[RunningSdk], None], run_sdk: RunSdk, faulty_intake: FaultyIntake
) -> None:
    running = run_sdk()
    first = session_of(running)
    end(running)
    assert session_of(running) is None
    desktop_rum.add_error(ValueError("nobody was there"))
    running.settle()
    user_active()
    second = session_of(running)
    assert second not in (None, first)
    desktop_rum.flush()
    before, after = views(faulty_intake)
    assert (before["session"]["id"], after["session"]["id"]) == (first, second)
    assert before["view"]["id"] != after["view"]["id"]
    assert after["_dd"]["session"]["session_precondition"] == precondition
    assert after["view"]["error"]["count"] == 0
    assert after["date"] >= before["date"]
    assert not [event for event in faulty_intake.events() if event["type"] == "error"]


def test_activity_keeps_a_session_up_to_four_hours(run_sdk: RunSdk, faulty_intake: FaultyIntake) -> None:
    running = run_sdk()
    first = session_of(running)
    for _ in range(23):
        running.advance(600)
        user_active()
        assert session_of(running) == first
    running.advance(600)
    user_active()
    assert session_of(running) not in (None, first)
    desktop_rum.flush()
    assert views(faulty_intake)[-1]["_dd"]["session"]["session_precondition"] == "max_duration"


def test_what_the_user_does_is_activity(run_sdk: RunSdk) -> None:
    running = run_sdk()
    first = session_of(running)
    running.advance(QUARTER - 10)
    desktop_rum.add_action("clicked")
    running.settle()
    running.advance(QUARTER - 10)
    assert session_of(running) == first


@pytest.mark.parametrize("seconds", [DAY, -DAY, 400 * DAY, -400 * DAY, 3600, -3600], ids=str)
def test_a_jump_of_the_wall_clock_ends_no_session_and_drops_no_batch(
    seconds: float, run_sdk: RunSdk, faulty_intake: FaultyIntake, expect_log: Callable[[str], None]
) -> None:
    expect_log("cannot be reached")
    faulty_intake.otherwise = status(503)
    running = run_sdk()
    first = session_of(running)
    desktop_rum.add_action("before")
    desktop_rum.start_duration_vital("through the jump")
    desktop_rum.flush()
    running.clock.jump(seconds)
    running.advance(60)
    desktop_rum.stop_duration_vital("through the jump")
    desktop_rum.add_action("after")
    assert session_of(running) == first
    faulty_intake.otherwise = status(202)
    faulty_intake.requests.clear()
    assert desktop_rum.flush()
    events = faulty_intake.events()
    assert [e["action"]["target"]["name"] for e in events if e["type"] == "action"] == ["before", "after"]
    assert [e["vital"]["duration"] for e in events if e["type"] == "vital"] == [60 * 10**9]
    assert all(view["view"]["time_spent"] == 60 * 10**9 for view in views(faulty_intake)[-1:])
    assert running.sdk.delivery_figures().dropped == {}


def test_a_clock_before_1970_is_survived(run_sdk: RunSdk, faulty_intake: FaultyIntake) -> None:
    running = run_sdk()
    running.clock.jump(-100 * 365 * DAY)
    assert desktop_rum.flush()
    running.advance(20)
    desktop_rum.flush()
    assert faulty_intake.requests != []


def test_sleep_of_the_machine_counts_as_time_without_the_user(run_sdk: RunSdk) -> None:
    """The SDK's monotonic clock goes on in suspend: after a night the session is over at the first tick."""
    running = run_sdk()
    first = session_of(running)
    running.advance(8 * 3600)
    assert session_of(running) is None
    user_active()
    assert session_of(running) != first


def test_an_unsampled_session_leaves_nothing(run_sdk: RunSdk, faulty_intake: FaultyIntake) -> None:
    running = run_sdk(session_sample_rate=0)
    desktop_rum.add_action("unseen")
    assert desktop_rum.flush()
    assert faulty_intake.requests == []
    assert running.batches() == []
    context = desktop_rum.get_internal_context()
    assert context is not None
    assert not context.session_sampled
    assert running.sdk.delivery_figures().discarded["session"] >= 2


@pytest.mark.parametrize(
    ("session_id", "rate", "kept"),
    [
        ("00000000-0000-4000-8000-000000000000", 0, False),
        ("00000000-0000-4000-8000-000000000000", 0.0001, True),
        ("00000000-0000-4000-8000-ffffffffffff", 100, True),
        ("8f3c1a52-5c1e-4d0f-9b61-000000000001", 6.02, False),
        ("8f3c1a52-5c1e-4d0f-9b61-000000000001", 6.03, True),
    ],
)
def test_sampling_follows_the_formula(session_id: str, rate: float, *, kept: bool) -> None:
    """1111111111111111111 / 2^64 is 6.0234 %."""
    assert is_sampled(session_id, rate) is kept
