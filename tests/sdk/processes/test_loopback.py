"""Real workers where there are no Unix sockets: what they say arrives over TCP of this machine, as on Windows."""

from __future__ import annotations

import multiprocessing
import os
import shlex
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from desktop_rum.channel.platforms import loopback
from tests.plugins.recorder import SDK, UNNAMED, Recorder
from tests.sdk.processes import targets

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

AS_ON_WINDOWS = """
import os, select, socket
os.environ["LOCALAPPDATA"] = os.environ["XDG_RUNTIME_DIR"]
del os.getuid, socket.AF_UNIX, select.poll, select.epoll
from desktop_rum import proc_stat
proc_stat.read = lambda _pid: None
"""
PATIENT = (
    "from desktop_rum.child import loopback\nloopback.CONNECT_SECONDS = 30\n"  # on a machine that is busy with tests
)
LINE = AS_ON_WINDOWS + PATIENT + "import desktop_rum.utility\n"
ERRORS = 50
DYING = f"""
import desktop_rum, os, signal
for number in range({ERRORS}):
    desktop_rum.add_error(ValueError(str(number)))
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture
def recorder(tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Recorder]:
    """A running SDK that listens as it would on Windows; its folder is where a worker there looks."""
    del home  # only first
    base = os.path.join(os.environ["XDG_RUNTIME_DIR"], "desktop-rum-channel")  # noqa: PTH118 - as the SDK has it
    monkeypatch.setattr("desktop_rum.child.meeting_place.bases", lambda: [base])
    monkeypatch.setattr("desktop_rum.child.meeting_place.started", lambda _pid: 0)
    monkeypatch.setattr("desktop_rum.channel.channel.platform_of_this_machine", loopback)
    running = Recorder(tmp_path / "data", metrics_interval=0.2)
    yield running
    running.stop()


def test_a_clean_end(recorder: Recorder) -> None:
    recorder.run(LINE + "import desktop_rum\ndesktop_rum.add_action('done')")

    view = recorder.ended(UNNAMED)
    names = [action["action"]["target"]["name"] for action in recorder.of("action", view)]
    assert names == ["done", "process_exit"]
    assert recorder.of("error", view) == []


def test_last_words(recorder: Recorder) -> None:
    ended = recorder.run(LINE + "def work():\n    raise ValueError('no')\nwork()")

    assert ended.stderr.endswith("ValueError: no\n")
    error = recorder.one_error(recorder.ended(UNNAMED))
    assert (error["error"]["type"], error["context"]["exit_code"]) == ("ValueError", 1)
    assert "in work" in error["error"]["stack"]


def test_what_was_sent_before_a_kill_arrives(recorder: Recorder) -> None:
    recorder.run(LINE + DYING)

    *said, killed = recorder.of("error", recorder.ended(UNNAMED))
    assert [error["error"]["message"] for error in said] == [str(number) for number in range(ERRORS)]
    assert killed["context"]["signal"] == "SIGKILL"


def test_a_crash_has_its_report(recorder: Recorder) -> None:
    recorder.run(LINE + "import signal\ndef crash_here():\n    os.kill(os.getpid(), signal.SIGSEGV)\ncrash_here()")

    error = recorder.one_error(recorder.ended(UNNAMED))
    assert error["error"]["is_crash"] is True
    assert "in crash_here" in error["error"]["stack"]


def test_behind_another_process(recorder: Recorder) -> None:
    """As behind the python.exe of a virtual environment on Windows."""
    code = f"import psutil{LINE}raise ValueError"  # Linux' needs what Linux has
    command = f"{shlex.quote(sys.executable)} -c {shlex.quote(code)}; exit $?"
    subprocess.run(
        command, shell=True, check=False, stderr=subprocess.DEVNULL, env={**os.environ, "PYTHONPATH": str(SDK)}
    )

    error = recorder.one_error(recorder.ended(UNNAMED))
    assert (error["error"]["type"], error["context"]["exit_code"]) == ("ValueError", 1)


@pytest.mark.parametrize(
    ("target", "arguments", "last"),
    [(targets.say_and_die, (ERRORS,), {"signal": "SIGKILL"}), (targets.say_and_fail, (ERRORS,), {"exit_code": 1})],
)
def test_what_a_spawned_process_said_before_its_end_arrives(
    recorder: Recorder, target: Callable[..., None], arguments: tuple[int], last: dict[str, object]
) -> None:
    process = multiprocessing.get_context("spawn").Process(target=target, args=arguments, name="it")
    process.start()
    process.join()

    *said, end = recorder.of("error", recorder.ended("Utility: it"))
    assert [error["error"]["message"] for error in said] == [str(number) for number in range(ERRORS)]
    assert last.items() <= end["context"].items()


def test_a_program_without_a_main_process_of_the_sdk(recorder: Recorder, tmp_path: Path) -> None:
    ended = recorder.run(LINE + "import sys\nprint(sorted(sys.modules))", env={"XDG_RUNTIME_DIR": str(tmp_path)})

    assert (ended.returncode, ended.stderr) == (0, "")
    assert not {"'psutil'", "'msgspec'"} & set(ended.stdout.strip("[]\n").split(", "))
