"""The app's standard files are the app's, also while it has closed one of them."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from desktop_rum import descriptors
from tests.plugins.recorder import SDK, recorder

if TYPE_CHECKING:
    from pathlib import Path

    from tests.plugins.recorder import Recorder

__all__ = ["recorder"]

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


@pytest.mark.parametrize("opened", ["open_file", "open_kept"])
@pytest.mark.parametrize("standard", [0, 1, 2])
def test_a_standard_file_that_the_app_puts_back_meanwhile_stays_open(
    standard: int, opened: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved = os.dup(standard)
    os.close(standard)
    system_open = os.open

    def open_and_put_back(path: str, flags: int, mode: int) -> int:
        ours = system_open(path, flags, mode)
        os.dup2(saved, standard)
        return ours

    monkeypatch.setattr(os, "open", open_and_put_back)
    try:
        ours = getattr(descriptors, opened)(os.devnull, os.O_RDONLY)
        assert ours > standard
        os.close(ours)
        assert os.path.samestat(os.fstat(standard), os.fstat(saved))
    finally:
        os.dup2(saved, standard)
        os.close(saved)


ALL_CLOSED = """
import os, socket
os.closerange(3, 1_000)
files = [os.open(os.path.join(folder, f"own-{number}"), os.O_RDWR | os.O_CREAT) for number in range(20)]
pairs = [socket.socketpair() for _ in range(20)]

def untouched():
    "Whether nobody has written into what the app has opened since, or closed it."
    ends = [end for pair in pairs for end in pair]
    for end in ends:
        end.setblocking(False)
    try:
        return not any(os.fstat(file).st_size for file in files) and not any(map(received, ends))
    except OSError:
        return False

def received(end):
    try:
        return end.recv(100)
    except BlockingIOError:
        return b""
"""

CLOSING_APP = """
import os, subprocess, sys, desktop_rum
folder = sys.argv[1]
desktop_rum.init(application_id="00000000-0000-4000-8000-000000000000", client_token="pub0", service="s",
                 proxy="http://127.0.0.1:9/", data_dir=folder, app_roots=[])
desktop_rum.flush(0)
{closing}
desktop_rum.add_error(ValueError())
subprocess.run(["true"])
desktop_rum.flush(0)
desktop_rum.stop(1)
os._exit(0 if untouched() else 3)
"""

CLOSING_WORKER = """
import os, signal, sys
sys.path.insert(0, {sdk!r})
import desktop_rum.utility
folder = {folder!r}
desktop_rum.utility.add_action("before")
{closing}
desktop_rum.utility.add_error(ValueError("after"))
open(os.path.join(folder, "untouched"), "w").write(str(untouched()))
signal.raise_signal(signal.SIGSEGV)
"""


def test_an_app_that_has_closed_all_files_has_its_next_ones_for_itself(tmp_path: Path) -> None:
    command = [sys.executable, "-c", CLOSING_APP.format(closing=ALL_CLOSED), str(tmp_path)]
    done = subprocess.run(command, env={**os.environ, "PYTHONPATH": str(SDK)}, check=False, timeout=60)

    assert done.returncode == 0


def test_a_worker_that_has_closed_all_files_has_its_next_ones_for_itself_and_reports(
    recorder: Recorder, tmp_path: Path
) -> None:
    job = tmp_path / "job.py"
    job.write_text(CLOSING_WORKER.format(sdk=str(SDK), folder=str(tmp_path), closing=ALL_CLOSED))
    subprocess.run([sys.executable, str(job)], stderr=subprocess.DEVNULL, check=False)

    view = recorder.ended("Utility: job.py")
    assert (tmp_path / "untouched").read_text() == "True"
    assert [file.name for file in tmp_path.glob("own-*") if file.stat().st_size] == []
    told = [error["error"]["message"] for error in recorder.of("error", view)]
    assert told == ["after", "Utility: job.py crashed (SIGSEGV)"]
    assert view["view"]["crash"]["count"] == 1


def test_where_few_files_may_be_open_ours_are_above_the_standard_ones() -> None:
    code = (
        "import os, resource\nfrom desktop_rum import descriptors\n"
        "resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))\n"
        "print([descriptors.kept(os.open(os.devnull, os.O_RDONLY)) for _ in range(2)])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env={**os.environ, "PYTHONPATH": str(SDK)}, capture_output=True, check=True
    )
    assert done.stdout == b"[3, 4]\n"
