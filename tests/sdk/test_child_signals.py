"""No thread of the SDK that sleeps is woken by the exits of children."""

from __future__ import annotations

import signal
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from desktop_rum import child_signals

if TYPE_CHECKING:
    from tests.plugins.sdk import RunSdk

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


@pytest.mark.parametrize("name", ["desktop-rum-io", "desktop-rum-channel", "desktop-rum-upload"])
def test_threads_that_run_no_code_of_the_apps(run_sdk: RunSdk, name: str) -> None:
    run_sdk()
    thread = next(thread for thread in threading.enumerate() if thread.name == name)

    deadline = time.monotonic() + 10  # it has only just been started
    while _blocked(thread) != {signal.SIGCHLD} and time.monotonic() < deadline:
        thread.join(0.001)
    assert _blocked(thread) == {signal.SIGCHLD}


def test_a_thread_that_runs_code_of_the_apps_only_while_it_sleeps() -> None:
    before = signal.pthread_sigmask(signal.SIG_BLOCK, ())

    with child_signals.not_while_asleep():
        assert signal.pthread_sigmask(signal.SIG_BLOCK, ()) == before | {signal.SIGCHLD}

    assert signal.pthread_sigmask(signal.SIG_BLOCK, ()) == before


def _blocked(thread: threading.Thread) -> set[int]:
    """The signals that a thread keeps away from itself."""
    lines = Path(f"/proc/self/task/{thread.native_id}/status").read_text(encoding="ascii").splitlines()
    mask = int(next(line.split()[1] for line in lines if line.startswith("SigBlk:")), 16)
    return {number for number in range(1, 65) if mask >> (number - 1) & 1}
