"""The ends that only some ways of starting have: time-outs, kills, nobody who waits, starts that fail."""

from __future__ import annotations

import contextlib
import errno
import gc
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.sdk.instrument.children import Children
    from tests.sdk.instrument.recorder import Recorder


def _failing(*_: Any) -> None:
    raise RuntimeError("in the child")


@pytest.mark.parametrize("call", [subprocess.run, subprocess.call, subprocess.check_call, subprocess.check_output])
def test_a_call_that_times_out(call: Callable[..., Any], sdk: Recorder, children: Children) -> None:
    with pytest.raises(subprocess.TimeoutExpired):
        call(children.command("long"), timeout=0.2)
    (event,) = sdk.resources(1)
    assert event["resource"]["status_code"] == -1
    assert event["context"]["timed_out"] is True
    assert event["context"]["signal"] == "SIGKILL"
    assert event["resource"]["duration"] >= 200_000_000


@pytest.mark.filterwarnings("ignore:subprocess .* is still running:ResourceWarning")
@pytest.mark.parametrize("call", [subprocess.run, subprocess.call])
def test_a_call_that_the_user_interrupts(
    call: Callable[..., Any], sdk: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It kills its child and waits no more."""
    waits: Any = subprocess.Popen._try_wait  # type: ignore[attr-defined]
    interrupts = [KeyboardInterrupt()]

    def try_wait(popen: Any, flags: int) -> Any:
        if interrupts:
            raise interrupts.pop()
        return waits(popen, flags)

    monkeypatch.setattr(subprocess.Popen, "_try_wait", try_wait)
    with pytest.raises(KeyboardInterrupt):
        call(["/bin/sleep", "60"])
    (event,) = sdk.resources(1)
    assert event["resource"]["url"] == f"{call.__name__}:///bin/sleep"
    assert event["resource"]["status_code"] == -1
    assert event["context"]["signal"] == "SIGKILL"
    gc.collect()  # its object warns, and the next command would collect the child
    subprocess.run(["/bin/true"], check=True)


@pytest.mark.parametrize("method", ["wait", "communicate"])
def test_a_wait_that_times_out(method: str, sdk: Recorder, children: Children) -> None:
    process = subprocess.Popen(children.command("long"))
    with pytest.raises(subprocess.TimeoutExpired):
        getattr(process, method)(timeout=0.01)
    process.kill()
    process.wait()
    (event,) = sdk.resources(1)
    assert event["context"]["timed_out"] is True
    assert event["resource"]["status_code"] == -1


def test_a_child_that_outlives_a_time_out_ends_as_it_does(sdk: Recorder) -> None:
    read, write = os.pipe()
    process = subprocess.Popen(["/bin/sh", "-c", "read x; exit 4"], stdin=read)
    with pytest.raises(subprocess.TimeoutExpired):
        process.wait(timeout=0.01)
    os.write(write, b"\n")
    process.wait()
    os.close(read)
    os.close(write)
    (event,) = sdk.resources(1)
    assert event["resource"]["status_code"] == 4
    assert "timed_out" not in event["context"]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL, signal.SIGSEGV])
def test_a_signal(number: signal.Signals, sdk: Recorder, children: Children) -> None:
    process = subprocess.Popen(children.command("long"))
    process.send_signal(number)
    process.wait()
    (event,) = sdk.resources(1)
    assert event["resource"]["status_code"] == -1
    assert event["context"]["signal"] == number.name


def test_an_exit_that_nobody_waits_for_is_told_when_it_happens(sdk: Recorder, children: Children) -> None:
    process = subprocess.Popen(children.command("failure"))
    (event,) = sdk.resources(1)
    assert process.returncode is None
    assert event["resource"]["status_code"] == 3
    assert process.wait() == 3  # the status is still the app's to collect
    assert sdk.resources(1) == [event]


def test_the_duration_ends_with_the_child_and_not_with_the_wait(sdk: Recorder, children: Children) -> None:
    process = subprocess.Popen(children.command("success"))
    os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
    exited = time.time_ns()
    (event,) = sdk.resources(1)
    process.wait()
    ended = event["date"] * 1_000_000 + event["resource"]["duration"]
    assert ended - exited < 1_000_000_000  # scheduling; a wait that adds to it would be seen by the other test


def test_nowait_spawns_that_nobody_collects(sdk: Recorder, children: Children) -> None:
    pid = os.posix_spawn("/bin/sh", children.command("failure"), os.environ)
    (event,) = sdk.resources(1)
    assert event["resource"]["status_code"] == 3
    assert os.waitpid(pid, 0)[0] == pid


@pytest.mark.usefixtures("owners_are_silent")
def test_a_status_that_somebody_else_collected_is_unknown(sdk: Recorder, children: Children) -> None:
    handler = signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    try:
        process = subprocess.Popen(children.command("failure"))
        assert process.wait() == 0  # what Python makes of it
    finally:
        signal.signal(signal.SIGCHLD, handler)
    (event,) = sdk.resources(1)
    assert "status_code" not in event["resource"]
    assert event["context"]["status_unknown"] is True


@pytest.mark.usefixtures("owners_are_silent")
def test_poll_makes_no_status_up(sdk: Recorder, children: Children) -> None:
    handler = signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    try:
        process = subprocess.Popen(children.command("failure"))
        while process.poll() is None:
            pass
    finally:
        signal.signal(signal.SIGCHLD, handler)
    (event,) = sdk.resources(1)
    assert "status_code" not in event["resource"]


def test_a_popen_that_is_let_go(sdk: Recorder, children: Children) -> None:
    with contextlib.suppress(ResourceWarning):
        process = subprocess.Popen(children.command("failure"))
        process.returncode = None
        pid = process.pid
        subprocess._active.append(process)  # type: ignore[attr-defined]  # what its finalizer does
        del process
    (event,) = sdk.resources(1)
    assert event["context"]["pid"] == pid
    assert event["resource"]["status_code"] == 3
    subprocess._cleanup()  # type: ignore[attr-defined]
    assert sdk.resources(1) == [event]


@pytest.fixture
def not_a_program(tmp_path: Path) -> Path:
    """A file that may be executed, and cannot."""
    path = tmp_path / "text"
    path.write_bytes(b"\x01\x02")
    path.chmod(0o755)
    return path


@pytest.mark.parametrize("api", ["run", "popen", "call"])
@pytest.mark.parametrize("what", ["EACCES", "ENOEXEC", "E2BIG", "ENOTDIR", "cwd", "preexec_fn", "ENAMETOOLONG"])
def test_a_start_that_fails(what: str, api: str, sdk: Recorder, not_a_program: Path, tmp_path: Path) -> None:
    command, options, code = ["/bin/true"], dict[str, Any](), what
    if what == "EACCES":
        command = [str(tmp_path)]
    elif what == "ENOEXEC":
        command = [str(not_a_program)]
    elif what == "E2BIG":
        command = ["/bin/true", *(["x" * 100_000] * 40)]
    elif what == "ENOTDIR":
        command = [str(not_a_program / "x")]
    elif what == "ENAMETOOLONG":
        command = ["/" + "x" * 5_000]
    elif what == "cwd":
        options, code = {"cwd": str(tmp_path / "missing")}, "ENOENT"
    else:
        options, code = {"preexec_fn": _failing}, "SubprocessError"
    function = {"run": subprocess.run, "call": subprocess.call, "popen": subprocess.Popen}[api]
    with pytest.raises((OSError, subprocess.SubprocessError)) as raised:
        function(command, **options)  # type: ignore[operator]
    (event,) = sdk.resources(1)
    assert event["resource"]["url"] == f"{api}://{command[0]}"
    assert event["resource"]["status_code"] == -1
    assert event["context"]["error_code"] == code
    if isinstance(raised.value, OSError):
        assert raised.value.errno == getattr(errno, code)
    assert Path(raised.traceback[-1].path).name == "subprocess.py"


@pytest.mark.skipif(not hasattr(os, "_spawnvef"), reason="spawns are built-ins here")
def test_a_handler_that_collects_what_a_spawn_waits_for(sdk: Recorder, monkeypatch: pytest.MonkeyPatch) -> None:
    """The app's call raises, as it does without us; the status that the handler had is told all the same."""
    original = os.waitpid

    def waitpid(pid: int, options: int) -> tuple[int, int]:
        monkeypatch.undo()
        assert original(-1, 0)[0] == pid
        return os.waitpid(pid, options)

    monkeypatch.setattr(os, "waitpid", waitpid)
    with pytest.raises(ChildProcessError):
        os.spawnv(os.P_WAIT, "/bin/sh", ["sh", "-c", "exit 3"])
    (event,) = sdk.resources(1)
    assert event["resource"]["status_code"] == 3
    assert event["context"]["pid"]


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_a_signal_handler_that_starts_a_command_meanwhile(sdk: Recorder) -> None:
    def handler(_number: int, _frame: object) -> None:
        subprocess.Popen(["/bin/sh", "-c", "exit 5"]).wait()

    before = signal.signal(signal.SIGUSR1, handler)
    try:
        subprocess.run(["/bin/sh", "-c", f"kill -USR1 {os.getpid()}; sleep 0.1; exit 6"], check=False)
    finally:
        signal.signal(signal.SIGUSR1, before)
    events = sdk.resources(2)
    assert {(e["resource"]["url"], e["resource"]["status_code"]) for e in events} == {
        ("popen:///bin/sh", 5),
        ("run:///bin/sh", 6),
    }
