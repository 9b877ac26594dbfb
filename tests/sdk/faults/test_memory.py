"""The app takes all the memory there is, for a moment: the SDK's threads go on afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING
from unittest.mock import Mock

import pytest

from desktop_rum.clock import Bell, SystemClock
from desktop_rum.transport.intake import Intake
from desktop_rum.transport.track import Track
from desktop_rum.transport.uploader import Uploader

if TYPE_CHECKING:
    from collections.abc import Iterator


class _ShortOfMemory(SystemClock):
    """Has no memory when it is first asked to wait."""

    failed = False

    def wait(self, bell: Bell, timeout: float | None) -> bool:  # type: ignore[override]
        if not self.failed:
            self.failed = True
            raise MemoryError
        return bell.wait(timeout)


@pytest.fixture
def uploader() -> Iterator[Uploader]:
    track = Mock(spec=Track)
    track.claim.return_value = None
    made = Uploader(track, Mock(spec=Intake), _ShortOfMemory(), Mock(), Mock())
    made.start()
    yield made
    assert made.stop(20)


def test_batches_are_sent_after_there_was_no_memory(uploader: Uploader) -> None:
    assert uploader.upload_now(20)
