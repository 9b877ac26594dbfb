"""What a renderer pays for the SDK: none of the packages that only the main process needs."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import desktop_rum

SDK = Path(desktop_rum.__file__).parents[1]


@pytest.mark.parametrize("module", ["desktop_rum.renderer", "desktop_rum.qt.page"])
def test_nothing_heavy_is_imported(module: str) -> None:
    code = f"import {module}, sys; print(sorted({{'msgspec', 'psutil', 'httpx', 'asyncio'}} & sys.modules.keys()))"

    done = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | {"PYTHONPATH": str(SDK)},
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout.strip() == "[]"


def test_without_a_parent_nothing_happens() -> None:
    code = (
        "import desktop_rum.renderer as rum; rum.start_page_view('file:///x', 'X'); rum.add_click('X', (1, 2));"
        "rum.settle_clicks(); rum.page_loaded(); rum.add_resource('x', kind='image', start=0, duration=0);"
        "rum.add_click(None, None); rum.page_hidden(); rum.page_shown(); rum.stop_page_view(); print('fine')"
    )

    done = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | {"PYTHONPATH": str(SDK)},
        capture_output=True,
        text=True,
        check=True,
    )

    assert (done.stdout, done.stderr) == ("fine\n", "")
