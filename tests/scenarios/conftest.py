"""A running playground without a window, shared by the tests of a module: intake, SDK and stage are the real ones."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from playground.ledger import Ledger
from playground.models import event_feed
from playground.options import Options
from playground.running import Playground
from playground.scenarios import MAIN_VIEW, compare
from playground.scenarios.expectations import is_report_of_the_sdk, matches
from tests.plugins.qt_loop import PATIENCE, RunAsync, qt_loop, runner

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from PySide6.QtWidgets import QApplication

    from playground.scenarios import Expected


class Show:
    """A playground, and what arrives at its intake."""

    def __init__(self, run: RunAsync, options: Options) -> None:
        self.run = run
        self.playground = Playground(options)
        self.stage = self.playground.stage
        self._ledger = Ledger(self.playground.feed)
        self._seen_produced = 0
        self._seen_received = 0

    def arrived(self, expected: Sequence[Expected]) -> list[dict[str, Any]]:
        """What arrived since the last time, but the SDK's reports and the main process's view, which all touches.

        Waits until all that is expected was produced, then sends it, and with it whatever else there is.
        """

        def is_produced() -> bool:
            return not compare(self._ledger.events(self._seen_produced), expected).missing

        self.run(self._ledger.until(is_produced, PATIENCE / 2))
        assert self.run(self.playground.flush())
        self.playground.feed.drain()
        self._seen_produced = self._ledger.store.end
        received = self.run(self.playground.received())
        new, self._seen_received = received[self._seen_received :], len(received)
        return [event for event in new if not matches(event, MAIN_VIEW) and not is_report_of_the_sdk(event)]


@pytest.fixture
def home() -> Path:
    """The home of the playground that the tests of a module share: a child looks for its SDK's socket there."""
    return Path.home()


@pytest.fixture(scope="module")
def show(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Show]:
    """The playground of this module."""
    with qt_loop(qapp) as loop, pytest.MonkeyPatch.context() as patch:
        patch.setattr(event_feed, "INTERVAL", 5)  # ms; nobody looks
        running = Show(runner(qapp, loop), Options(data_dir=tmp_path_factory.mktemp("data")))
        yield running
        running.run(running.playground.stop())
