"""The fault table, consent: what may not leave does not, in any order of answers, while writes are in flight."""

from __future__ import annotations

import errno
import itertools
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pytest

import desktop_rum
from tests.plugins.faulty_intake import Behaviour, Exchange, status
from tests.sdk.faults.left_behind import actions

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.plugins.faulty_intake import FaultyIntake
    from tests.plugins.sdk import RunSdk

Answer = Literal["pending", "granted", "not-granted"]
ANSWERS: tuple[Answer, ...] = ("pending", "granted", "not-granted")


def expected(answers: tuple[Answer, ...]) -> tuple[set[str], set[str]]:
    """One action after each answer: which have to arrive, and which may.

    What was granted may have left by the time that the user thinks better of it.
    """
    kept: set[str] = set()
    pending: set[str] = set()
    allowed: set[str] = set()
    for index, answer in enumerate(answers):
        if answer == "not-granted":
            kept, pending = set(), set()
        elif answer == "granted":
            kept, pending = kept | pending | {f"{index}"}, set()
            allowed |= kept
        else:
            pending.add(f"{index}")
    return kept, allowed


@pytest.mark.parametrize("answers", list(itertools.product(ANSWERS, repeat=3)), ids="-".join)
def test_every_sequence_of_three_answers(
    answers: tuple[Answer, ...], run_sdk: RunSdk, faulty_intake: FaultyIntake
) -> None:
    """No settling in between: the answers overtake the writes as they do in an app."""
    running = run_sdk(tracking_consent=answers[0], upload_frequency="rare")
    desktop_rum.add_action("0")
    for index, answer in enumerate(answers[1:], 1):
        desktop_rum.set_tracking_consent(answer)
        desktop_rum.add_action(f"{index}")
    desktop_rum.flush()
    running.settle()
    required, allowed = expected(answers)
    arrived = actions(faulty_intake)
    assert len(arrived) == len(set(arrived))
    assert required <= set(arrived) <= allowed
    if answers[-1] == "not-granted":
        assert running.events_on_disk() == []
    if arrived:
        assert any(event["type"] == "view" for event in faulty_intake.events())


def test_pending_is_kept_on_disk_and_not_sent(run_sdk: RunSdk, faulty_intake: FaultyIntake) -> None:
    running = run_sdk(tracking_consent="pending")
    desktop_rum.add_action("kept")
    assert not desktop_rum.flush()
    running.advance(60)
    assert faulty_intake.requests == []
    assert "kept" in [event["action"]["target"]["name"] for event in running.events_on_disk() if "action" in event]


def test_what_nobody_consented_to_dies_with_the_app(run_sdk: RunSdk, faulty_intake: FaultyIntake) -> None:
    run_sdk(tracking_consent="pending")
    desktop_rum.add_action("of the run before")
    desktop_rum.stop()
    assert faulty_intake.requests == []
    running = run_sdk(tracking_consent="granted")
    assert desktop_rum.flush()
    assert actions(faulty_intake) == []
    assert running.events_on_disk() == []


def test_a_withdrawal_deletes_what_waits_for_the_intake_and_counts_it(
    run_sdk: RunSdk, faulty_intake: FaultyIntake, expect_log: Callable[[str], None]
) -> None:
    expect_log("cannot be reached")
    faulty_intake.otherwise = status(503)
    running = run_sdk()
    desktop_rum.add_action("waits")
    desktop_rum.flush()
    asked = len(faulty_intake.requests)
    desktop_rum.set_tracking_consent("not-granted")
    running.settle()
    assert running.batches() == []
    assert running.sdk.delivery_figures().dropped["the user does not consent"] >= 2
    running.advance(200)
    assert len(faulty_intake.requests) == asked


TOO_LATE: dict[str, tuple[Behaviour, str | None]] = {
    "503": (status(503), "cannot be reached"),
    "a reset": (Exchange.reset, "cannot be reached"),
    "400": (status(400), "the intake answered 400"),
    "202": (status(202), None),
}


@pytest.mark.parametrize(("answer", "logged"), TOO_LATE.values(), ids=TOO_LATE)
def test_a_withdrawal_ends_the_tries_of_a_batch_that_is_being_sent(
    answer: Behaviour,
    logged: str | None,
    run_sdk: RunSdk,
    faulty_intake: FaultyIntake,
    expect_log: Callable[[str], None],
) -> None:
    """What the intake has by then it has; what it did not take is not offered to it again."""
    if logged is not None:
        expect_log(logged)
    withdrawn, asked = threading.Event(), threading.Event()

    def answer_too_late(exchange: Exchange) -> None:
        asked.set()
        assert withdrawn.wait(20)
        answer(exchange)

    faulty_intake.plan = [answer_too_late]
    running = run_sdk()
    desktop_rum.add_action("withdrawn")
    flushing = threading.Thread(target=desktop_rum.flush, args=(20,))
    flushing.start()
    assert asked.wait(20)
    count = len(running.events_on_disk())
    desktop_rum.set_tracking_consent("not-granted")
    assert running.sdk.pipeline.call(lambda: None, 20)
    withdrawn.set()
    flushing.join(20)
    running.settle()
    assert running.batches() == []
    figures = running.sdk.delivery_figures()
    assert figures.sent_events + sum(figures.dropped.values()) == count
    desktop_rum.set_tracking_consent("granted")
    running.advance(200)
    assert desktop_rum.flush()
    assert actions(faulty_intake) == ["withdrawn"]  # the one time before


@pytest.mark.parametrize("sealed", [True, False], ids=["sealed", "open"])
def test_what_is_withdrawn_and_cannot_be_deleted_leaves_at_no_later_start_either(
    sealed: bool,
    run_sdk: RunSdk,
    faulty_intake: FaultyIntake,
    expect_log: Callable[[str], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As in a folder that became read-only, which root, whom tests may run as, could write to all the same."""
    faulty_intake.otherwise = status(503)
    running = run_sdk()
    desktop_rum.add_action("withdrawn")
    if sealed:
        expect_log("cannot be reached")
        desktop_rum.flush()
    running.settle()
    assert len(running.sealed()) == sealed

    def refuse(path: Path, *, missing_ok: bool = False) -> None:  # noqa: ARG001 - the signature is that of pathlib
        raise PermissionError(errno.EACCES, "read-only", str(path))

    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", refuse)
        desktop_rum.set_tracking_consent("not-granted")
        running.settle()
    desktop_rum.stop()
    faulty_intake.otherwise = status(202)
    run_sdk()
    desktop_rum.flush()
    assert "withdrawn" not in actions(faulty_intake)[sealed:], "what the intake refused with 503 it has seen once"


def test_a_wrong_answer_changes_nothing_and_says_so(
    run_sdk: RunSdk, faulty_intake: FaultyIntake, expect_log: Callable[[str], None]
) -> None:
    expect_log("set_tracking_consent: the answer must be one of pending, granted, not-granted")
    run_sdk()
    desktop_rum.set_tracking_consent("maybe")  # type: ignore[arg-type]
    desktop_rum.add_action("still granted")
    assert desktop_rum.flush()
    assert actions(faulty_intake) == ["still granted"]


def test_a_view_that_is_discarded_has_its_name(run_sdk: RunSdk) -> None:
    running = run_sdk()
    told: list[desktop_rum.EventUpdate] = []
    desktop_rum.subscribe(told.extend)
    desktop_rum.set_tracking_consent("not-granted")
    desktop_rum.stop_session()
    running.settle()
    views = [update.event["view"] for update in told if update.state == "discarded" and update.event is not None]
    assert [view["name"] for view in views] == ["main process"]
    assert views[0]["is_active"] is False


def test_telemetry_asks_for_consent_too(run_sdk: RunSdk, faulty_intake: FaultyIntake) -> None:
    running = run_sdk(tracking_consent="not-granted", telemetry_sample_rate=100)
    desktop_rum.flush()
    desktop_rum.stop()
    assert faulty_intake.requests == []
    assert running.batches() == []
