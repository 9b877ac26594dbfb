"""Calls of an app that has nearly used up its stack: what we need of it fails no call that has started a child."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.sdk.instrument.recorder import Recorder

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="has no posix_spawn"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

MOST_LEFT = 40
"""Frames; more than any of the calls takes."""

CALLS: dict[str, Callable[[list[str]], object]] = {
    "Popen": lambda argv: subprocess.Popen(argv).wait(),
    "system": lambda argv: os.system(" ".join(argv)),
    "posix_spawn": lambda argv: os.waitpid(os.posix_spawn("/bin/mkdir", argv, {}), 0),
}


def _with_frames_left(left: int, call: Callable[[], object]) -> None:
    frame, depth = sys._getframe(), 0
    while frame.f_back is not None:
        frame, depth = frame.f_back, depth + 1

    def deeper(by: int) -> None:
        if by:
            deeper(by - 1)
        else:
            call()

    deeper(sys.getrecursionlimit() - depth - left)


@pytest.mark.parametrize("name", CALLS)
def test_a_call_that_fails_has_started_nothing(name: str, sdk: Recorder, tmp_path: Path) -> None:
    done = []
    for left in range(3, MOST_LEFT):
        argv = ["/bin/mkdir", str(tmp_path / str(left))]
        try:
            _with_frames_left(left, lambda argv=argv: CALLS[name](argv))  # type: ignore[misc]
            done.append(str(left))
        except RecursionError:
            pass
    subprocess.run(["/bin/true"], check=True)

    assert 0 < len(done) < MOST_LEFT
    assert {path.name for path in tmp_path.iterdir()} == set(done)
    seen = [event["context"]["args"][-1] for event in sdk.resources(1) if "mkdir" in str(event["context"]["args"])]
    assert len(seen) == len(set(seen))
