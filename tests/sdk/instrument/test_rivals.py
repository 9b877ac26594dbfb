"""Two who wait for the same child: one has the status, the other learns that it is gone."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.sdk.instrument.recorder import recording

if TYPE_CHECKING:
    from pathlib import Path

    from playground.intake.launch import IntakeProcess
    from tests.sdk.instrument.children import Children


def test_who_has_the_status_may_tell_last(
    children: Children, tmp_path: Path, module_intake: IntakeProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As with a thread of asyncio and `kill()` at the very end of a child, also where the pipeline is faster."""
    collect = os.waitpid

    def overtaken(pid: int, options: int) -> tuple[int, int]:
        result = collect(pid, options)
        if result[0]:
            with pytest.raises(ChildProcessError):
                os.waitpid(pid, 0)
            recorder.settle()
        return result

    monkeypatch.setattr(os, "waitpid", overtaken)
    with recording(tmp_path / "data", module_intake.url) as recorder:
        assert subprocess.Popen(children.command("failure")).wait() == 3
        (event,) = recorder.resources(1)
    assert event["resource"]["status_code"] == 3
