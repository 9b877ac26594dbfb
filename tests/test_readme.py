"""The README's programs, copied out and run as they stand there."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[1]
EMBED, QT, PAGE = (
    block.split("```")[0] for block in (CHECKOUT / "README.md").read_text(encoding="utf-8").split("```python\n")[1:]
)


@pytest.mark.parametrize("program", [EMBED, EMBED + QT, PAGE], ids=["five lines", "a Qt app", "a program with a page"])
def test_a_program_of_the_readme_runs(program: str, home: Path) -> None:
    """Nothing of it leaves this machine: behind the proxy there is nobody."""
    nobody = {"HTTPS_PROXY": "http://127.0.0.1:9", "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program],
        env={**os.environ, "HOME": str(home), "PYTHONPATH": str(CHECKOUT / "sdk"), **nobody},
        capture_output=True,
        text=True,
        check=False,
    )
    said = [line for line in done.stderr.splitlines() if "The intake cannot be reached" not in line]
    assert (done.returncode, done.stdout, said) == (0, "", [])
