"""The fixture `run_sdk`: a real SDK against a real socket, whose own failures fail the test, and which ends with it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Protocol

import pytest

import desktop_rum
from desktop_rum.api import current_sdk
from desktop_rum.telemetry import guard
from tests.plugins.event_format import complaints
from tests.plugins.manual_clock import ManualClock

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from desktop_rum._sdk import Sdk
    from tests.plugins.faulty_intake import FaultyIntake

APPLICATION_ID = "8f3c1a52-5c1e-4d0f-9b61-2f3f0c6e7a11"
NOWHERE = "http://127.0.0.1:9/"
"""Nothing listens there."""

MOST_OF_ONE_TYPE = 20
THREADS = 2
"""Of the SDK, that wait on its clock."""


class RunSdk(Protocol):
    """Starts an SDK; options as those of `init()`."""

    def __call__(self, **options: Any) -> RunningSdk: ...


class RunningSdk:
    """What tests ask of an SDK that runs on a clock of theirs."""

    def __init__(self, sdk: Sdk, clock: ManualClock, data_dir: Path) -> None:
        self.sdk = sdk
        self.clock = clock
        self.data_dir = data_dir

    def settle(self) -> None:
        """Return once everything handed over is handled and the SDK's threads have nothing to do."""
        for _ in range(2):  # what the upload has to tell comes after it
            assert self.sdk.pipeline.call(lambda: None, 30)
            self.clock.wait_until_idle(THREADS)

    def advance(self, seconds: float) -> None:
        """Let time pass, and what is due happen."""
        self.clock.advance(seconds)
        self.settle()

    def batches(self) -> list[Path]:
        """The batches on disk, sealed or not."""
        return sorted(self.data_dir.rglob("batch-*"))

    def sealed(self) -> list[Path]:
        """The batches that wait for upload."""
        return [path for path in self.batches() if path.suffix == ".log"]

    def events_on_disk(self) -> list[dict[str, Any]]:
        """What lies in them."""
        return [json.loads(line) for path in self.batches() for line in path.read_bytes().splitlines() if line]


@pytest.fixture
def internal_errors() -> Iterator[list[BaseException]]:
    """The SDK's own failures in this test; those that it leaves in the list fail it."""
    errors: list[BaseException] = []
    yield errors
    if errors:
        raise errors[0]


@pytest.fixture
def run_sdk(tmp_path: Path, internal_errors: list[BaseException], faulty_intake: FaultyIntake) -> Iterator[RunSdk]:
    """Start an SDK; events that it produces are checked against the format where that is there.

    It ends before the intake does.
    """
    produced: dict[str, list[dict[str, Any]]] = {}

    def keep_some(updates: Sequence[desktop_rum.EventUpdate]) -> None:
        """Some of each type: a check takes milliseconds, and memory is what some tests watch."""
        for update in updates:
            if update.event is not None and update.state == "produced":
                same = produced.setdefault(str(update.event["type"]), [])
                if len(same) < MOST_OF_ONE_TYPE:
                    same.append(update.event)

    def run(**options: Any) -> RunningSdk:
        clock = options.setdefault("clock", ManualClock())
        options.setdefault("application_id", APPLICATION_ID)
        options.setdefault("client_token", "pub0123456789abcdef")
        options.setdefault("service", "tested")
        options.setdefault("proxy", faulty_intake.url)
        options.setdefault("telemetry_sample_rate", 0)
        data_dir = options.setdefault("data_dir", tmp_path / "data")
        desktop_rum.init(**options)
        sdk = current_sdk()
        assert sdk is not None
        before = guard.set_reporter(None)

        def report(error: BaseException) -> None:
            internal_errors.append(error)
            if before is not None:
                before(error)

        guard.set_reporter(report)
        desktop_rum.subscribe(keep_some)
        running = RunningSdk(sdk, clock, data_dir)
        if isinstance(clock, ManualClock):
            running.settle()
        return running

    yield run
    desktop_rum.stop(timeout=1)
    assert complaints([event for same in produced.values() for event in same]) == []
