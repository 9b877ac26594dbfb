"""The fault table, limits: what is too much goes, the oldest first, for a reason that is told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import pytest

import desktop_rum
from desktop_rum.transport import track
from desktop_rum.transport.writer import BatchWriter
from tests.plugins.sdk import NOWHERE
from tests.sdk.faults.away import AWAY
from tests.sdk.faults.left_behind import actions

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.plugins.faulty_intake import FaultyIntake
from tests.plugins.sdk import RunSdk


@pytest.mark.parametrize("limit", ["MAX_BATCHES", "MAX_BYTES"])
def test_beyond_the_limits_the_oldest_go_and_are_counted(
    limit: str,
    run_sdk: RunSdk,
    expect_log: Callable[[str], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Between two upload ticks, too: a busy app fills the disk in seconds."""
    expect_log("given up: too many")
    monkeypatch.setattr(track, limit, {"MAX_BATCHES": 5, "MAX_BYTES": 5 * 16 * 1024}[limit])
    running = run_sdk(batch_size="small", proxy=NOWHERE)
    for number in range(100):
        desktop_rum.add_action(f"{number}", context={"filling": "x" * 2_000})
    running.settle()
    figures = running.sdk.delivery_figures()
    assert figures.batches <= 5
    kept = [event["action"]["target"]["name"] for event in running.events_on_disk() if event["type"] == "action"]
    assert sorted(kept, key=int) == [f"{number}" for number in range(100)][-len(kept) :]
    views = sum(event["type"] == "view" for event in running.events_on_disk())
    assert sum(figures.dropped.values()) in (100 - len(kept), 100 - len(kept) + 1, 100 - len(kept) + 2 - views)
    expect_log(AWAY)
    desktop_rum.stop(timeout=1)


@pytest.mark.parametrize("consents", [("granted",), ("pending",), ("granted", "pending")], ids="-".join)
@pytest.mark.parametrize("filling", [2_000, 9_000, 15_000])
def test_at_no_moment_does_the_disk_hold_more(
    filling: int,
    consents: tuple[Literal["granted", "pending"], ...],
    run_sdk: RunSdk,
    expect_log: Callable[[str], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Not even in the middle of a round, with the batch that is being written, or of both tracks together."""
    expect_log("given up: too many bytes")
    limit = 5 * 16 * 1024
    monkeypatch.setattr(track, "MAX_BYTES", limit)
    running = run_sdk(batch_size="small", proxy=NOWHERE, tracking_consent=consents[0])
    sizes = []
    append = BatchWriter._append

    def append_and_look(writer: BatchWriter, *args: Any) -> Any:
        result = append(writer, *args)
        sizes.append(sum(path.stat().st_size for path in running.batches()))
        return result

    monkeypatch.setattr(BatchWriter, "_append", append_and_look)
    for consent in consents:
        desktop_rum.set_tracking_consent(consent)
        for number in range(50):
            desktop_rum.add_action(f"{number}", context={"filling": "x" * filling})
        assert not desktop_rum.flush()
    assert limit / 2 < max(sizes) <= limit
    kept = [int(event["action"]["target"]["name"]) for event in running.events_on_disk() if event["type"] == "action"]
    assert sorted(kept) == list(range(50))[-len(kept) :], "the oldest go first"
    if "granted" in consents:
        expect_log(AWAY)
    desktop_rum.stop(timeout=1)


def test_an_event_too_large_says_so(
    run_sdk: RunSdk, faulty_intake: FaultyIntake, expect_log: Callable[[str], None]
) -> None:
    expect_log("An event of type action is discarded: an event may have 262144 bytes")
    seen: list[desktop_rum.EventUpdate] = []
    run_sdk()
    desktop_rum.subscribe(seen.extend)
    desktop_rum.add_action("large", context={"filling": "x" * 300_000})
    desktop_rum.add_action("small")
    assert desktop_rum.flush()
    assert actions(faulty_intake) == ["small"]
    (discarded,) = [update for update in seen if update.state == "discarded"]
    assert discarded.reason is not None
    assert "262144 bytes" in discarded.reason
