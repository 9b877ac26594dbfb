"""CPython's own suites give the same results with the SDK as without, where the interpreter ships them."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

SUITES = (
    "test_subprocess",
    "test_popen",
    "test_pty",
    "test_posix",
    "test_wait3",
    "test_wait4",
    "test_asyncio.test_subprocess",
)

SECONDS = 600
"""What the slowest suite may take on a slow machine."""


def _outcomes(suite: str, folder: Path, *options: str) -> dict[str, str]:
    results = folder / "results.json"
    root = Path(__file__).parents[2]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join((str(root), str(root / "sdk")))}
    command = [sys.executable, "-m", "tests.cpython.runner", suite, str(results), *options]
    done = subprocess.run(
        command,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode(errors="replace")
    outcomes: dict[str, str] = json.loads(results.read_text(encoding="utf-8"))
    return outcomes


def _is_shipped(module: str) -> bool:
    """Debian's interpreter has a part of them only."""
    try:
        return importlib.util.find_spec(module) is not None
    except ModuleNotFoundError:  # a package that it would be in
        return False


@pytest.mark.slow
@pytest.mark.parametrize("suite", SUITES)
def test_the_suite_ends_as_without_the_sdk(suite: str, tmp_path: Path) -> None:
    if not _is_shipped(f"test.{suite}"):
        pytest.skip("this interpreter comes without its own tests")
    plain, patched = tmp_path / "plain", tmp_path / "patched"
    plain.mkdir()
    patched.mkdir()
    without = _outcomes(suite, plain)
    assert without
    assert _outcomes(suite, patched, "--sdk", str(tmp_path / "data")) == without
