"""Many children at once: each is paired with its own exit, and the app keeps its files."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[3]


def _crowd(what: str, data_dir: str, files: int) -> dict[str, Any]:
    command = f"ulimit -n {files} && exec {sys.executable} -m tests.sdk.instrument.crowd {what} {data_dir}"
    environment = os.environ | {"PYTHONPATH": os.pathsep.join((str(ROOT), str(ROOT / "sdk")))}
    output = subprocess.run(
        command, shell=True, cwd=ROOT, env=environment, capture_output=True, check=True, timeout=300
    ).stdout
    result: dict[str, Any] = json.loads(output.splitlines()[-1])
    return result


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
@pytest.mark.parametrize("files", [1_100, 4_000])
def test_a_thousand_in_flight(files: int, tmp_path: Path) -> None:
    """With few files most are looked at from time to time, with many all are watched."""
    rounds = _crowd("flight", str(tmp_path), files)["rounds"]
    assert all(each["right"] for each in rounds)
    assert all(each["files"] == 0 for each in rounds)
    assert rounds[-1]["resident"] < rounds[0]["resident"] + 10  # MB; the first round brings code and buffers


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="needs a limit that can be reached")
def test_the_app_keeps_its_files(tmp_path: Path) -> None:
    without = _crowd("limit", "-", 1_024)["children"]
    assert _crowd("limit", str(tmp_path), 1_024)["children"] >= 0.95 * without
