"""An app that closes every file there is, ours too, as daemons do: nothing spins, hangs or raises."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

_APP = """
import os, subprocess, sys, time
import desktop_rum

desktop_rum.init(
    application_id="00000000-0000-4000-8000-000000000000", client_token="pub0", service="tests", data_dir=sys.argv[1],
    proxy="http://127.0.0.1:9", app_roots=[],
)
before = subprocess.Popen(["/bin/sh", "-c", "read x; exit 3"], stdin=subprocess.PIPE)
os.dup2(before.stdin.fileno(), 200)
os.closerange(3, 200)
files = [open(os.devnull, "r+b", buffering=0) for _ in range(int(sys.argv[2]))]
os.write(200, b'\\n')
assert before.wait() == 3
after = subprocess.Popen(["/bin/sh", "-c", "exit 4"])
assert after.wait() == 4
desktop_rum.stop(timeout=0)
print("ended", time.process_time())
"""


@pytest.mark.parametrize("opened_again", [0, 40])
@pytest.mark.skipif(sys.platform == "win32", reason="files have no numbers")
def test_an_app_that_closes_every_file(opened_again: int, tmp_path: Path) -> None:
    command = [sys.executable, "-c", _APP, str(tmp_path), str(opened_again)]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    assert ended.stdout.startswith("ended"), ended.stderr
