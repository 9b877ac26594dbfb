"""The playground as a program: what it says and which exit code it gives, for good input and bad."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import IO, TYPE_CHECKING

import psutil
import pytest

from playground.__main__ import main
from playground.scenarios import SCENARIOS

if TYPE_CHECKING:
    from collections.abc import Callable

CHECKOUT = Path(__file__).resolve().parents[2]


@pytest.fixture
def run(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs the playground in a folder of the test's own, without a display."""

    def run_playground(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "playground", *arguments],
            cwd=tmp_path,
            env=plain_environment() | environment,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    return run_playground


def plain_environment() -> dict[str, str]:
    """Without a display, and with the checkout's packages found from anywhere."""
    unwanted = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM", "DD_APPLICATION_ID", "DD_CLIENT_TOKEN", "DD_SITE")
    environment = {name: value for name, value in os.environ.items() if name not in unwanted}
    return environment | {"PYTHONPATH": os.pathsep.join([str(CHECKOUT / "sdk"), str(CHECKOUT)])}


def test_scenarios_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--list-scenarios"]) == 0

    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == list(SCENARIOS)


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["--nonsense"], "playground: unrecognized arguments: --nonsense\n"),
        (
            ["--scenario", "lst-files"],
            "playground: --scenario: there is no scenario 'lst-files'; did you mean 'list-files'?\n",
        ),
        (["--port", "65536"], "playground: --port: '65536' is no port: it has to be a number from 0 to 65535\n"),
    ],
)
def test_bad_usage(arguments: list[str], complaint: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 2

    assert capsys.readouterr().err == complaint


@pytest.mark.slow
def test_a_proxy_of_the_environment_is_not_in_the_way(run: Callable[..., subprocess.CompletedProcess[str]]) -> None:
    done = run("--headless", "--scenario", "fetch-urllib", ALL_PROXY="http://127.0.0.1:9")

    assert done.returncode == 0, done.stderr


@pytest.mark.slow
def test_without_a_display_the_demo_runs_headless_and_names_what_it_left(
    run: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    done = run("--scenario", "exit-3")

    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[0] == "There is no display: running headless"
    assert any("resource" in line and "exit 3" in line for line in lines)
    (folder,) = (tmp_path / "recordings").iterdir()
    assert f"Events as the intake received them: {folder / 'events.ndjson'}" in lines
    assert f"Picture: {folder / 'window.png'}" in lines
    events = [json.loads(line) for line in (folder / "events.ndjson").read_text().splitlines()]
    assert [
        event["resource"]["status_code"] for event in events if event.get("resource", {}).get("type") == "native"
    ] == [3]
    assert (folder / "window.png").stat().st_size > 10_000


@pytest.mark.slow
def test_a_display_that_does_not_answer(run: Callable[..., subprocess.CompletedProcess[str]]) -> None:
    done = run("--scenario", "empty-command", DISPLAY=":987")

    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("The display does not answer (")


@pytest.mark.slow
def test_an_intake_that_is_not_there_is_told_and_nothing_is_lost(
    run: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    arguments = ["--headless", "--scenario", "exit-3", "--data-dir", str(tmp_path / "data")]

    done = run(*arguments, "--intake", url)

    assert done.returncode == 1
    assert f"playground: No intake answers at {url} (Connection refused): events are kept on disk" in done.stderr
    assert f"not taken: kept in {tmp_path / 'data'}, and sent by the next start\n" in done.stderr
    assert "missing" not in done.stderr

    again = run(*arguments, "--record", str(tmp_path / "events.ndjson"))

    assert again.returncode == 0, again.stderr
    events = [json.loads(line) for line in (tmp_path / "events.ndjson").read_text().splitlines()]
    assert [
        event["resource"]["status_code"] for event in events if event.get("resource", {}).get("type") == "native"
    ] == [3, 3]


@pytest.mark.slow
def test_a_picture_that_cannot_be_saved_fails_the_run(
    run: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    picture = tmp_path / "window.png"
    picture.symlink_to(tmp_path / "missing" / "window.png")

    done = run("--headless", "--scenario", "exit-3", "--screenshot", str(picture), "--record", "events.ndjson")

    assert done.returncode == 1
    assert done.stderr == f"playground: the picture could not be saved as {picture}\n"
    assert "Picture:" not in done.stdout


def test_a_port_that_is_taken(run: Callable[..., subprocess.CompletedProcess[str]]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = str(listener.getsockname()[1])
        done = run("--headless", "--scenario", "empty-command", "--port", port)

    assert done.returncode == 2
    assert f"playground: --port {port}: the intake did not start" in done.stderr
    assert "Address already in use" in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_wrong_application_id(run: Callable[..., subprocess.CompletedProcess[str]]) -> None:
    token = f"pub{0:032x}"
    done = run("--headless", DD_APPLICATION_ID="nonsense", DD_CLIENT_TOKEN=token, DD_SITE="datadoghq.com")

    assert done.returncode == 2
    assert done.stderr.startswith("playground: DD_APPLICATION_ID: got 'nonsense'; allowed is a UUID")


def _read_until(output: IO[str], wanted: Callable[[str], bool]) -> None:
    """Read lines up to the wanted one; a program that ends before it fails the test."""
    lines = []
    for line in output:
        lines.append(line)
        if wanted(line):
            return
    pytest.fail("the playground ended early, after:\n" + "".join(lines[-20:]))


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
@pytest.mark.slow
def test_an_interrupted_run_ends_in_good_order(tmp_path: Path, number: signal.Signals, code: int) -> None:
    record = tmp_path / "events.ndjson"
    command = [sys.executable, "-m", "playground", "--headless", "--record", str(record)]
    command += ["--scenario", "worker-talk", "--scenario", "timeout"]
    with subprocess.Popen(command, cwd=tmp_path, env=plain_environment(), stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        _read_until(process.stdout, lambda line: "Fork, talk" in line)
        children = psutil.Process(process.pid).children(recursive=True)
        process.send_signal(number)
        process.communicate(timeout=60)

    assert process.returncode == code
    assert not any(child.is_running() for child in children)
    views = [json.loads(line) for line in record.read_text().splitlines() if '"type":"view"' in line]
    assert any(view["view"]["name"] == "main process" and not view["view"]["is_active"] for view in views)


@pytest.mark.slow
def test_an_intake_that_dies_is_told_and_nothing_is_lost(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "playground", "--headless", "--scenario", "exit-3", "--scenario", "worker-talk"]
    command += ["--data-dir", str(tmp_path / "data")]
    with subprocess.Popen(
        command, cwd=tmp_path, env=plain_environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        _read_until(process.stdout, lambda line: "Fork, talk" in line)
        psutil.Process(process.pid).children()[0].kill()
        _, complaints = process.communicate(timeout=60)

    assert process.returncode == 1
    first, second = complaints.splitlines()
    assert first.startswith("playground: the intake at http://127.0.0.1:")
    assert second.endswith(f"not taken: kept in {tmp_path / 'data'}, and sent by the next start")


@pytest.mark.slow
def test_children_do_not_outlive_a_playground_that_was_killed(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "playground", "--headless", "--scenario", "timeout"]
    with subprocess.Popen(command, cwd=tmp_path, env=plain_environment(), stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        _read_until(process.stdout, lambda line: line.startswith("Timed out after"))
        # The page of the main window is there all the time.
        children = psutil.Process(process.pid).children()
        process.kill()

    intake, *others = children
    assert others
    _, alive = psutil.wait_procs(others, timeout=20)
    intake.kill()
    assert alive == []


@pytest.mark.slow
def test_nobody_has_to_read_to_the_end(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "playground", "--headless", "--scenario", "exit-3"]
    with subprocess.Popen(
        command, cwd=tmp_path, env=plain_environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.stdout.close()
        _, complaints = process.communicate(timeout=60)

    assert complaints == ""
    assert process.returncode == 0
