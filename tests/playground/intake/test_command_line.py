"""The intake's command line: what it prints, and what it says about what it cannot do."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from playground.intake.launch import CHECKOUT, IntakeError, IntakeProcess

COMMAND = [sys.executable, "-m", "playground.intake"]


def run(*arguments: str) -> tuple[int, str, str]:
    done = subprocess.run([*COMMAND, *arguments], cwd=CHECKOUT, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout, done.stderr


def test_help_names_every_option() -> None:
    code, out, _ = run("--help")
    assert code == 0
    assert all(option in out for option in ("--port", "--record", "--database", "--linger"))


def test_a_taken_port_is_said_in_one_line(tmp_path: Path) -> None:
    record = tmp_path / "events.ndjson"
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        code, out, errors = run("--port", str(port), "--record", str(record))
    assert (code, out) == (2, "")
    assert errors == f"intake: cannot listen on 127.0.0.1:{port}: Address already in use\n"
    assert not record.exists()


def test_files_it_cannot_use_are_said_in_one_line(tmp_path: Path) -> None:
    text = tmp_path / "text"
    text.write_text("This is not a database, and long enough to be taken for one.\n" * 10)
    os.mkfifo(tmp_path / "pipe")
    cases = {
        ("--record", str(tmp_path / "pipe")): f"intake: cannot record to {tmp_path}/pipe: it is a pipe\n",
        ("--record", str(tmp_path)): f"intake: cannot record to {tmp_path}: Is a directory\n",
        (
            "--record",
            str(tmp_path / "no" / "x"),
        ): f"intake: cannot record to {tmp_path}/no/x: No such file or directory\n",
        ("--database", str(text)): f"intake: cannot use {text} as database: file is not a database\n",
        ("--database", str(tmp_path)): f"intake: cannot use {tmp_path} as database: unable to open database file\n",
    }
    for arguments, message in cases.items():
        assert run(*arguments) == (2, "", message)


@pytest.mark.parametrize(
    "arguments",
    [("--port", "65536"), ("--port", "-1"), ("--port", "http"), ("--linger", "-1"), ("--linger", "nan"), ("x",)],
)
def test_bad_options_are_named(arguments: tuple[str, ...]) -> None:
    code, _, errors = run(*arguments)
    assert code == 2
    assert arguments[-1] in errors.splitlines()[-1]


def test_without_an_owner_it_runs_until_a_signal() -> None:
    with subprocess.Popen(
        [*COMMAND, "--port", "0"], cwd=CHECKOUT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        url = process.stdout.readline().removeprefix("intake listening on ").strip()
        assert httpx.get(url + "/health", trust_env=False).json()["status"] == "ok"
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 0
        assert process.stdout.read() == ""


def test_listens_on_loopback_only(intake: IntakeProcess) -> None:
    port = int(intake.url.rpartition(":")[2])
    assert intake.url == f"http://127.0.0.1:{port}"
    # All of 127/8 is loopback: a socket that listened everywhere would answer there as well.
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.2", port)).close()


def test_start_tells_what_the_intake_complained_about(tmp_path: Path) -> None:
    with pytest.raises(IntakeError, match=r"did not start: intake: cannot record to .*: Is a directory"):
        IntakeProcess.start(record=tmp_path)


def test_start_gives_up_after_a_while() -> None:
    with pytest.raises(IntakeError, match=r"neither an address nor a reason within 0\.0 s"):
        IntakeProcess.start(timeout=0.0)


def test_a_chosen_port_and_files_relative_to_the_caller(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    with IntakeProcess.start(port=port, record=Path("events.ndjson")) as intake:
        assert intake.url == f"http://127.0.0.1:{port}"
    assert (tmp_path / "events.ndjson").exists()
