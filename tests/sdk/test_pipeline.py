"""The pipeline: nothing handed over is forgotten, a flood neither holds up the disk nor grows without bound."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from desktop_rum import pipeline as module
from desktop_rum.clock import Bell, SystemClock
from desktop_rum.pipeline import Pipeline
from tests.plugins.manual_clock import ManualClock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from desktop_rum.clock import Clock


class Seen:
    """What a pipeline did: numbers that it handled, a bar at the end of each round."""

    def __init__(self) -> None:
        self.items: list[object] = []
        self.ended = threading.Event()

    def numbers(self) -> list[object]:
        return [item for item in self.items if item != "|"]


@pytest.fixture
def seen() -> Seen:
    return Seen()


@pytest.fixture
def make(seen: Seen, internal_errors: list[BaseException]) -> Iterator[Callable[[Clock], Pipeline]]:
    """Start a pipeline of whole numbers; a text is an error of the handler."""
    from desktop_rum.telemetry import guard

    made: list[Pipeline] = []
    before = guard.set_reporter(internal_errors.append)

    def fail(text: str) -> None:
        raise ValueError(text)

    def start(clock: Clock) -> Pipeline:
        pipeline = Pipeline(clock, {int: seen.items.append, str: fail}, lambda: seen.items.append("|"), seen.ended.set)
        pipeline.start()
        made.append(pipeline)
        return pipeline

    yield start
    for pipeline in made:
        pipeline.stop(10)
    guard.set_reporter(before)


def test_everything_is_handled_in_order_before_a_call_returns(make: Callable[[Clock], Pipeline], seen: Seen) -> None:
    pipeline = make(SystemClock())
    for number in range(5_000):
        pipeline.put(number)
    assert pipeline.call(lambda: seen.items.append("called"), 20)
    assert seen.numbers() == [*range(5_000), "called"]
    assert seen.items[-1] == "|"  # and the round that it belongs to was written


def test_a_flood_is_written_in_rounds(make: Callable[[Clock], Pipeline], seen: Seen) -> None:
    clock = ManualClock()
    pipeline = make(clock)
    clock.wait_until_idle(1)
    for number in range(3 * module.ROUND):
        pipeline.put(number)
    assert pipeline.call(lambda: None, 20)
    longest = current = 0
    for item in seen.items:
        current = 0 if item == "|" else current + 1
        longest = max(longest, current)
    assert longest <= module.ROUND


def test_beyond_its_limit_the_queue_drops_and_counts(
    make: Callable[[Clock], Pipeline], seen: Seen, monkeypatch: pytest.MonkeyPatch, expect_log: Callable[[str], None]
) -> None:
    expect_log("More happens than can be handled")
    monkeypatch.setattr(module, "QUEUE_LIMIT", 10)
    pipeline = make(ManualClock())
    held = threading.Event()
    entered = threading.Event()

    def hold() -> None:
        entered.set()
        held.wait(20)

    waiting = threading.Thread(target=pipeline.call, args=(hold, 20))
    waiting.start()
    assert entered.wait(20)
    for number in range(25):
        (pipeline.put if number % 2 else pipeline.put_urgent)(number)
    pipeline.put_own(99)  # the SDK's own news is never dropped
    held.set()
    waiting.join()
    assert pipeline.call(lambda: None, 20)
    assert seen.numbers() == [*range(10), 99]
    assert pipeline.dropped == 15


def test_one_bad_observation_harms_no_other(
    make: Callable[[Clock], Pipeline], seen: Seen, internal_errors: list[BaseException]
) -> None:
    pipeline = make(SystemClock())
    for item in (1, "bad", 2):
        pipeline.put(item)
    assert pipeline.call(lambda: None, 20)
    assert seen.numbers() == [1, 2]
    assert [str(error) for error in internal_errors] == ["bad"]
    internal_errors.clear()


class _OutOfMemoryOnce(SystemClock):
    """Has no memory when it is first asked to wait."""

    failed = False

    @classmethod
    def wait(cls, bell: Bell, timeout: float | None) -> bool:
        if not cls.failed:
            cls.failed = True
            raise MemoryError
        return bell.wait(timeout)


def test_it_goes_on_when_there_was_no_memory(
    make: Callable[[Clock], Pipeline], seen: Seen, internal_errors: list[BaseException]
) -> None:
    pipeline = make(_OutOfMemoryOnce())
    pipeline.put(1)
    assert pipeline.call(lambda: None, 20)
    assert seen.numbers() == [1]
    assert [type(error) for error in internal_errors] == [MemoryError]
    internal_errors.clear()


def test_what_is_not_urgent_waits_a_moment_and_what_is_does_not(make: Callable[[Clock], Pipeline], seen: Seen) -> None:
    clock = ManualClock()
    pipeline = make(clock)
    clock.wait_until_idle(1)
    pipeline.put(1)
    clock.wait_until_idle(1)
    assert seen.numbers() == []
    clock.advance(module.COALESCE_SECONDS)
    clock.wait_until_idle(1)
    assert seen.numbers() == [1]
    pipeline.put(2)
    pipeline.put_urgent(3)
    clock.wait_until_idle(1)
    assert seen.numbers() == [1, 2, 3]


def test_timers_run_in_order_and_while_a_flood_goes_on(make: Callable[[Clock], Pipeline], seen: Seen) -> None:
    clock = ManualClock()
    pipeline = make(clock)
    pipeline.call(lambda: pipeline.schedule(2, lambda: seen.items.append("second")), 20)
    pipeline.call(lambda: pipeline.schedule(1, lambda: seen.items.append("first")), 20)
    pipeline.call(lambda: clock.advance(5), 20)
    assert pipeline.call(lambda: None, 20)
    assert seen.numbers() == ["first", "second"]


def test_stop_drains_and_ends_once(make: Callable[[Clock], Pipeline], seen: Seen) -> None:
    pipeline = make(ManualClock())
    for number in range(100):
        pipeline.put(number)
    assert pipeline.stop(20)
    assert pipeline.stop(20)
    assert seen.numbers() == list(range(100))
    assert seen.ended.is_set()
    assert pipeline.call(lambda: None, 20) is False


def test_a_call_on_its_own_thread_does_not_wait_for_itself(make: Callable[[Clock], Pipeline], seen: Seen) -> None:
    pipeline = make(SystemClock())
    assert pipeline.call(lambda: seen.items.append(pipeline.call(lambda: None, 20)), 20)
    assert seen.numbers() == [True]


@pytest.mark.parametrize("rings", [0, 1, 5])
def test_a_bell_is_heard_once_however_often_it_was_rung(rings: int) -> None:
    bell = Bell()
    for _ in range(rings):
        bell.ring()
    assert bell.wait(0) is (rings > 0)
    assert bell.wait(0) is False
    assert bell.wait(-1) is False


def test_a_bell_wakes_who_waits() -> None:
    bell = Bell()
    heard: list[bool] = []
    waiting = threading.Thread(target=lambda: heard.append(bell.wait(None)))
    waiting.start()
    bell.ring()
    waiting.join(20)
    assert heard == [True]


def test_what_gets_on_is_waited_for_and_what_hangs_is_not(
    make: Callable[[Clock], Pipeline], monkeypatch: pytest.MonkeyPatch
) -> None:
    pipeline = make(SystemClock())
    hangs, go_on = threading.Event(), threading.Event()

    def hang() -> None:
        hangs.set()
        go_on.wait(20)

    threading.Thread(target=pipeline.call, args=(hang, 20)).start()
    assert hangs.wait(20)
    with monkeypatch.context() as impatient:
        impatient.setattr(module, "STALL_SECONDS", 0.05)
        assert not pipeline.drain(20)
    go_on.set()
    assert pipeline.drain(20)
