"""Commands as a person runs them: what they printed, how they ended, and clear words for what cannot be run."""

from __future__ import annotations

import asyncio
import contextlib
import os
from typing import TYPE_CHECKING

import psutil
import pytest

from playground.stage.output_pipe import MAX_OUTPUT
from playground.stage.thread_commands import BLOCKING_CALLS

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from playground.stage import Stage
    from tests.plugins.qt_loop import RunAsync


def test_typed_line_is_split_into_arguments(run_async: RunAsync, stage: Stage) -> None:
    result = run_async(stage.run_command("printf '%s|' one 'two three' \"$HOME\""))

    assert result.stdout == "one|two three|$HOME|"
    assert result.exit_code == 0
    assert result.is_success
    assert result.summary.startswith("Ended with exit code 0 after ")


def test_line_for_a_shell_is_left_as_it_is(run_async: RunAsync, stage: Stage) -> None:
    result = run_async(stage.run_command("echo out; echo err >&2; exit 3", shell=True))

    assert (result.stdout, result.stderr, result.exit_code) == ("out\n", "err\n", 3)
    assert not result.is_success


def test_death_by_signal(run_async: RunAsync, stage: Stage) -> None:
    result = run_async(stage.run_command("kill -TERM $$", shell=True))

    assert (result.signal, result.exit_code) == ("SIGTERM", None)
    assert result.summary.startswith("Killed by SIGTERM after ")


def is_running(pid: int) -> bool:
    """Whether it is there, and not only waiting to be reaped by somebody else."""
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


@pytest.mark.parametrize("shell", [False, True])
def test_time_out_leaves_nothing_behind(
    run_async: RunAsync, stage: Stage, shell: bool, tmp_path: Path, qtbot: QtBot
) -> None:
    pids = tmp_path / "pids"
    line = f"echo $$ > {pids}; sleep 60 & echo $! >> {pids}; wait"
    command = line if shell else ["sh", "-c", line]

    result = run_async(stage.run_command(command, shell=shell, timeout=0.3))

    assert result.timed_out
    assert result.duration >= 0.3  # timers of Qt's loop fire up to a twentieth too early
    assert result.summary.startswith("Timed out after ")
    qtbot.waitUntil(lambda: not any(is_running(int(pid)) for pid in pids.read_text().split()))


def test_command_that_leaves_a_child_with_its_output_open_still_ends(
    run_async: RunAsync, stage: Stage, tmp_path: Path
) -> None:
    child = tmp_path / "pid"
    result = run_async(stage.run_command(f"echo done; sleep 60 & echo $! > {child}", shell=True))

    assert (result.stdout, result.exit_code) == ("done\n", 0)
    assert result.duration < 30
    psutil.Process(int(child.read_text())).kill()


def test_long_output_is_cut(run_async: RunAsync, stage: Stage) -> None:
    result = run_async(stage.run_command(["head", "-c", str(MAX_OUTPUT + 1234), "/dev/zero"]))

    assert len(result.stdout) == MAX_OUTPUT
    assert result.summary.endswith("; 1,234 bytes of its output were not kept")


def test_output_that_is_no_text(run_async: RunAsync, stage: Stage) -> None:
    result = run_async(stage.run_command(["printf", r"\377\376"]))

    assert result.stdout == "\ufffd\ufffd"


@pytest.mark.parametrize("shell", [False, True])
@pytest.mark.parametrize("command", ["", "   ", []])
def test_empty_command(run_async: RunAsync, stage: Stage, command: str | list[str], shell: bool) -> None:
    problems: list[str] = []
    stage.problem.connect(problems.append)

    result = run_async(stage.run_command(command, shell=shell))

    assert result.error == "There is no command to run: type one first"
    assert result.summary == result.error
    assert problems == [result.error]


@pytest.mark.parametrize(
    ("command", "complaint"),
    [
        ("echo 'half", "cannot be split into arguments: No closing quotation"),
        ("no-such-program --really", "There is no program 'no-such-program'"),
        ("/etc/passwd", "'/etc/passwd' may not be run"),
        (["echo", "nul\0byte"], "'echo' could not be started: embedded null byte"),
        (["x" * 5000], "could not be started: File name too long"),
    ],
)
def test_what_cannot_be_run_is_said(
    run_async: RunAsync, stage: Stage, command: str | list[str], complaint: str
) -> None:
    result = run_async(stage.run_command(command))

    assert result.error is not None
    assert complaint in result.error
    assert result.exit_code is None


def test_a_script_whose_interpreter_is_missing_is_there_itself(
    run_async: RunAsync, stage: Stage, tmp_path: Path
) -> None:
    script = tmp_path / "script"
    script.write_text("#!/no/such/interpreter\n")
    script.chmod(0o755)
    result = run_async(stage.run_command([str(script)]))

    assert (
        result.error == f"{str(script)!r} could not be started: the interpreter that its first line names is not there"
    )


@pytest.mark.parametrize("call", BLOCKING_CALLS)
def test_blocking_calls_run_aside(run_async: RunAsync, stage: Stage, call: str) -> None:
    result = run_async(stage.run_command(["echo", "Hello"], call=call))

    assert result.call == call
    assert result.exit_code == (None if call == "subprocess.getoutput" else 0)
    assert result.stdout.strip() == ("" if call in {"subprocess.call", "subprocess.check_call"} else "Hello")


@pytest.mark.parametrize("call", [name for name in BLOCKING_CALLS if name != "subprocess.getoutput"])
def test_blocking_calls_tell_a_failure(run_async: RunAsync, stage: Stage, call: str) -> None:
    assert run_async(stage.run_command("exit 3", shell=True, call=call)).exit_code == 3


@pytest.mark.parametrize("call", ["subprocess.run", "subprocess.Popen", "subprocess.check_output"])
def test_blocking_calls_time_out(run_async: RunAsync, stage: Stage, call: str) -> None:
    result = run_async(stage.run_command(["sleep", "60"], call=call, timeout=0.1))

    assert result.timed_out


def test_blocking_calls_tell_of_a_missing_program(run_async: RunAsync, stage: Stage) -> None:
    result = run_async(stage.run_command(["no-such-program"], call="subprocess.run"))

    assert result.error == "There is no program 'no-such-program'"


def test_start_and_end_are_told(run_async: RunAsync, stage: Stage) -> None:
    told: list[object] = []
    stage.command_started.connect(told.append)
    stage.command_finished.connect(told.append)

    result = run_async(stage.run_command(["echo", "two words"]))

    assert told == ["echo 'two words'", result]


def test_stop_ends_what_runs(run_async: RunAsync, stage: Stage) -> None:
    told: list[object] = []
    stage.command_finished.connect(told.append)

    async def start_and_stop() -> None:
        stage.perform(stage.run_command(["sleep", "60"]))
        await stage.start_command(["sleep", "60"])
        while _names_of_children().count("sleep") < 2:
            await stage.run_command(["true"])
        await stage.stop()

    run_async(start_and_stop())

    assert "sleep" not in _names_of_children()


def test_a_command_that_is_given_up_is_collected(run_async: RunAsync, stage: Stage) -> None:
    async def start_and_give_up() -> None:
        running = asyncio.ensure_future(stage.run_command(["sleep", "60"]))
        while "sleep" not in _names_of_children():
            await stage.run_command(["true"])
        running.cancel()
        await asyncio.wait([running])

    run_async(start_and_give_up())

    assert "sleep" not in _names_of_children()


def _names_of_children() -> list[str]:
    """What lies below this process and was not collected, but for what ends while it is looked at."""
    names = []
    for child in psutil.Process(os.getpid()).children():
        with contextlib.suppress(psutil.NoSuchProcess):
            names.append(child.name())
    return names
