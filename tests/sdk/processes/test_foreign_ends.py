"""How a process ended that is no child of ours: as far as this system's kernel tells."""

from __future__ import annotations

import functools
import os
import shlex
import signal
import socket
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING

import pytest

from desktop_rum.instrument.exits.foreign import ForeignProcess
from tests.plugins.recorder import SDK

if TYPE_CHECKING:
    from pathlib import Path

    from tests.plugins.recorder import Recorder


pytestmark = pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="no pidfds")

ENDS = {"an exit code": ("os._exit(7)", 7), "a signal": ("os.kill(os.getpid(), 9)", -signal.SIGKILL)}

MIDDLE = """
import os, sys
pid = os.fork()
if pid == 0:
    sys.stdin.read(1)
    {end}
print(pid, flush=True)
os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
print("dead", flush=True)
sys.stdin.buffer.raw.read(1)
os.waitpid(pid, 0)
print("collected", flush=True)
sys.stdin.buffer.raw.read(1)
"""


@functools.cache
def _kernel_tells_of_the_gone() -> bool:
    """Whether the end of a process that was collected is known to who has a connection of it."""
    listener = socket.socket(socket.AF_UNIX)
    with listener:
        listener.bind("")
        listener.listen()
        command = "import socket, sys; socket.socket(socket.AF_UNIX).connect(bytes.fromhex(sys.argv[1]))"
        name: bytes = listener.getsockname()
        process = subprocess.Popen([sys.executable, "-c", command, name.hex()])
        process.wait()
        with listener.accept()[0] as connection:
            try:
                held = ForeignProcess(process.pid, connection)
            except OSError:
                return False
            told = held.status()
            held.close()
    return told is not None


@functools.cache
def _kernel_tells() -> bool:
    """Whether the end of a collected process is still known to who holds it."""
    with subprocess.Popen(["sleep", "60"]) as process:
        held = ForeignProcess(process.pid)
        process.kill()
        process.wait()
        told = held.status()
        held.close()
    return told is not None


@pytest.mark.parametrize(("end", "status"), ENDS.values(), ids=ENDS)
def test_a_grandchilds_end_is_known_before_and_after_it_is_collected(end: str, status: int) -> None:
    command = [sys.executable, "-c", MIDDLE.format(end=end)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as middle:
        assert middle.stdin is not None
        assert middle.stdout is not None
        held = ForeignProcess(int(middle.stdout.readline()))
        assert held.status() is None
        middle.stdin.write("x")
        middle.stdin.flush()
        assert middle.stdout.readline() == "dead\n"
        assert held.status() == status
        middle.stdin.write("x")
        middle.stdin.flush()
        assert middle.stdout.readline() == "collected\n"
        assert held.status() == (status if _kernel_tells() else None)
        held.close()
        held.close()
        assert held.status() is None
        middle.kill()


def test_who_is_gone_cannot_be_held() -> None:
    process = subprocess.Popen(["true"])
    process.wait()
    with pytest.raises(OSError, match="No such process"):
        ForeignProcess(process.pid)


@pytest.mark.skipif(not _kernel_tells(), reason="Linux before 6.15")
@pytest.mark.usefixtures("nobody_announces")
def test_how_a_worker_ended_that_a_line_of_os_system_runs_is_told(recorder: Recorder, tmp_path: Path) -> None:
    job, fifo = tmp_path / "job.py", tmp_path / "fifo"
    os.mkfifo(fifo)
    job.write_text(
        f"import sys\nsys.path.insert(0, {str(SDK)!r})\nimport desktop_rum.utility\n"
        f"desktop_rum.utility.add_action('here')\nopen({str(fifo)!r}).read()\nsys.exit(5)\n"
    )
    line = threading.Thread(target=os.system, args=(shlex.join([sys.executable, str(job)]),))
    line.start()
    recorder.until(1, lambda e: e["type"] == "action" and e["action"]["target"]["name"] == "here")
    fifo.write_text("go on")
    line.join()

    error = recorder.one_error(recorder.ended("Utility: job.py"))
    assert (error["context"]["reason"], error["context"]["exit_code"]) == ("abnormal-exit", 5)


@pytest.mark.skipif(not _kernel_tells_of_the_gone(), reason="Linux before 6.16")
@pytest.mark.parametrize(
    ("end", "reason"), [("os._exit(5)", "abnormal-exit"), ("signal.raise_signal(11)", "crashed")], ids=["exit", "crash"]
)
@pytest.mark.usefixtures("nobody_announces")
def test_how_one_ended_that_nobody_could_look_at_is_told(
    end: str, reason: str, recorder: Recorder, tmp_path: Path
) -> None:
    job = tmp_path / "job.py"
    setup = f"import os, signal, sys\nsys.path.insert(0, {str(SDK)!r})\nimport desktop_rum.utility\n"
    job.write_text(setup + end)
    os.system(shlex.join([sys.executable, str(job)]))

    error = recorder.one_error(recorder.ended("Utility: job.py"))
    assert (error["context"]["reason"], error["error"]["is_crash"]) == (reason, reason == "crashed")
    assert bool(error["error"].get("stack")) == (reason == "crashed")


@pytest.mark.usefixtures("nobody_announces")
def test_the_view_of_a_process_that_nobody_announced_begins_when_it_did(recorder: Recorder, tmp_path: Path) -> None:
    job, fifo = tmp_path / "job.py", tmp_path / "fifo"
    os.mkfifo(fifo)
    job.write_text(
        f"import sys, time\nsys.path.insert(0, {str(SDK)!r})\nimport desktop_rum.utility\n"
        f"open({str(fifo)!r}, 'w').write(str(time.time_ns()))\n"
    )
    before_ms = time.time_ns() // 1_000_000
    line = threading.Thread(target=os.system, args=(shlex.join([sys.executable, str(job)]),))
    line.start()
    running_ms = int(fifo.read_text()) // 1_000_000
    line.join()

    tick_ms = 10
    assert before_ms - tick_ms <= recorder.ended("Utility: job.py")["date"] <= running_ms + tick_ms
