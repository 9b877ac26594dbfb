"""The app's standard files are the app's, also while it has closed one of them."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.plugins.recorder import SDK

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the system knows files by other handles there")

APP = """
import os, subprocess, sys, desktop_rum
closed = int(sys.argv[1])
if sys.argv[2] == "before":
    os.close(closed)
desktop_rum.init(application_id="00000000-0000-4000-8000-000000000000", client_token="pub0", service="s",
                 proxy="http://127.0.0.1:9/", data_dir=sys.argv[3], app_roots=[], metrics_interval=0.1)
if sys.argv[2] == "after":
    os.close(closed)
worker = "import desktop_rum.utility, time; desktop_rum.utility.add_action('a'); time.sleep(30)"
running = [subprocess.Popen(command) for command in (["sleep", "30"], [sys.executable, "-c", worker])]
desktop_rum.flush(0)
taken = os.path.exists(f"/proc/self/fd/{closed}") and os.readlink(f"/proc/self/fd/{closed}")
for process in running:
    process.kill()
    process.wait()
desktop_rum.stop(1)
os._exit(3 if taken else 0)
"""


@pytest.mark.parametrize(("closed", "when"), [(0, "before"), (1, "after"), (2, "after")])
def test_no_file_of_ours_takes_the_number_of_a_standard_one(tmp_path: Path, closed: int, when: str) -> None:
    command = [sys.executable, "-c", APP, str(closed), when, str(tmp_path)]
    done = subprocess.run(command, env={**os.environ, "PYTHONPATH": str(SDK)}, check=False, timeout=60)

    assert done.returncode == 0
