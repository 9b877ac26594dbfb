"""An SDK in this process, and the resources that it produced."""

from __future__ import annotations

import contextlib
import threading
import time
from typing import TYPE_CHECKING, Any

import desktop_rum
from desktop_rum.api import current_sdk

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from desktop_rum.subscriptions import EventUpdate

PATIENCE = 20.0
"""Seconds; far more than anything takes."""


class Recorder:
    """Keeps the events that the SDK produces."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._events: list[dict[str, Any]] = []

    def take(self, updates: Sequence[EventUpdate]) -> None:
        """The listener."""
        events = [update.event for update in updates if update.state == "produced" and update.event is not None]
        with self._changed:
            self._events += events
            self._changed.notify_all()

    def clear(self) -> None:
        """Forget what there was so far."""
        self.settle()
        with self._changed:
            self._events.clear()

    def settle(self) -> None:
        """Wait until the pipeline has handled everything that it was given."""
        sdk = current_sdk()
        if sdk is not None:
            for _ in range(2):
                assert sdk.pipeline.call(_nothing, PATIENCE)

    def resources(self, count: int) -> list[dict[str, Any]]:
        """All resources, once there are `count` of them."""
        return self._wait("resource", lambda found: len(found) >= count)

    def internal_errors(self) -> list[str]:
        """Failures of the SDK's own code."""
        self.settle()
        with self._changed:
            return [
                event["telemetry"]["error"]["stack"]
                for event in self._events
                if event["type"] == "telemetry" and "error" in event.get("telemetry", {})
            ]

    def _wait(self, kind: str, enough: Callable[[list[dict[str, Any]]], bool]) -> list[dict[str, Any]]:
        deadline = time.monotonic() + PATIENCE
        self.settle()
        with self._changed:
            while not enough(found := [event for event in self._events if event["type"] == kind]):
                left = deadline - time.monotonic()
                if left <= 0:
                    break
                self._changed.wait(left)
        self.settle()  # one more than expected would come now
        with self._changed:
            return [event for event in self._events if event["type"] == kind] or found


@contextlib.contextmanager
def recording(data_dir: Path, proxy: str, **options: Any) -> Iterator[Recorder]:
    """A running SDK and its recorder; what the SDK did wrong fails at the end."""
    recorder = Recorder()
    desktop_rum.init(
        application_id="00000000-0000-4000-8000-000000000000",
        client_token="pub0",  # noqa: S106 - no secret
        service="tests",
        proxy=proxy,
        data_dir=data_dir,
        app_roots=[],
        telemetry_sample_rate=100,
        **options,
    )
    desktop_rum.subscribe(recorder.take)
    try:
        yield recorder
        assert not recorder.internal_errors()
    finally:
        desktop_rum.stop(timeout=5)


def _nothing() -> None:
    """Run only to learn that everything before it has been handled."""
