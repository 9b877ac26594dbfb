"""What a window shows is what its renderer drew, to the pixel, at every scale."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize(
    ("page", "scheme", "scale", "size"),
    [
        ("index", "light", "1", "560x400 at 1.0"),
        ("form", "light", "2", "1120x800 at 2.0"),
        pytest.param("form", "dark", "1", "560x400 at 1.0", marks=pytest.mark.slow),
        pytest.param("index", "dark", "2", "1120x800 at 2.0", marks=pytest.mark.slow),
        pytest.param("report", "light", "1.5", "840x600 at 1.5", marks=pytest.mark.slow),
    ],
)
def test_a_window_equals_the_page_drawn_directly(page: str, scheme: str, scale: str, size: str) -> None:
    environment = os.environ | {"QT_SCALE_FACTOR": scale, "PYTHONPATH": str(CHECKOUT / "sdk")}

    done = subprocess.run(
        [sys.executable, "-m", "tests.playground.windows.pixels", page, scheme],
        cwd=CHECKOUT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert (done.returncode, done.stdout.strip()) == (0, size), done.stderr
