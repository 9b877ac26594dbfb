"""Commands through `QProcess`: every way to start one."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import QProcess

from desktop_rum.qt import watch_process
from tests.sdk.instrument.qprocesses import MILLISECONDS, Derived, module_sdk, older, process

if TYPE_CHECKING:
    from pathlib import Path

    from tests.sdk.instrument.children import Children
    from tests.sdk.instrument.recorder import Recorder

__all__ = ["module_sdk", "older", "process"]


def _start(process: QProcess, command: list[str]) -> None:
    process.start(command[0], command[1:])


def _start_prepared(process: QProcess, command: list[str]) -> None:
    process.setProgram(command[0])
    process.setArguments(command[1:])
    process.start()


def _open(process: QProcess, command: list[str]) -> None:
    process.setProgram(command[0])
    process.setArguments(command[1:])
    process.open()


def _start_command(process: QProcess, command: list[str]) -> None:
    process.startCommand(" ".join(f'"{part}"' for part in command))


STARTS = [_start, _start_prepared, _open, _start_command]


@pytest.mark.parametrize("start", STARTS)
@pytest.mark.parametrize(
    ("end", "status", "context"),
    [("success", 0, {}), ("failure", 3, {}), ("signal", -1, {"signal": "SIGKILL"})],
)
def test_a_start_is_one_resource(
    start: Any, end: str, status: int, context: dict[str, Any], process: QProcess, sdk: Recorder, children: Children
) -> None:
    command = children.command(end)
    before = time.monotonic_ns()
    start(process, command)
    process.waitForFinished(MILLISECONDS)
    took = time.monotonic_ns() - before
    assert children.nonces() == [command[3]]
    (event,) = sdk.resources(1)
    assert event["resource"]["url"] == "qprocess:///bin/sh"
    assert event["resource"]["status_code"] == status
    assert event["context"]["args"] == command
    assert event["context"]["pid"] > 0
    assert context.items() <= event["context"].items()
    assert event["resource"]["duration"] <= took


@pytest.mark.parametrize("start", STARTS)
def test_a_missing_program(start: Any, process: QProcess, sdk: Recorder) -> None:
    start(process, ["/missing/program", "a"])
    process.waitForFinished(MILLISECONDS)
    (event,) = sdk.resources(1)
    assert event["resource"]["status_code"] == -1
    assert event["context"]["error_code"] == "ENOENT"
    assert event["context"]["args"] == ["/missing/program", "a"]


def test_a_bad_working_directory(process: QProcess, sdk: Recorder) -> None:
    process.setWorkingDirectory("/missing")
    process.start("/bin/true", [])
    (event,) = sdk.resources(1)
    assert event["context"]["error_code"] == "ENOENT"
    assert event["context"]["cwd"] == "/missing"


def test_what_windows_adds_to_the_command_line_is_reported(
    process: QProcess, sdk: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop_rum.qt.followed._native_arguments", lambda _: '--in "a b"')
    process.start("/bin/true", ["c d"])
    process.waitForFinished(MILLISECONDS)
    (event,) = sdk.resources(1)
    assert event["context"]["args"] == ['/bin/true "c d" --in "a b"']


@pytest.mark.parametrize("detached", [False, True])
def test_an_object_that_has_something_else_under_names_of_qt(detached: bool, qapp: Any, sdk: Recorder) -> None:
    assert qapp is not None
    process = Derived()
    process.setProgram("/bin/sh")
    process.setArguments(["-c", "exit 3"])
    for name in ("program", "arguments", "state", "error", "processId", "exitCode", "exitStatus", "workingDirectory"):
        setattr(process, name, "the app's")
    if detached:
        assert process.startDetached()
    else:
        process.start()
        process.waitForFinished(MILLISECONDS)
    (event,) = sdk.resources(1)
    assert event["context"]["args"] == ["/bin/sh", "-c", "exit 3"]
    assert detached or event["resource"]["status_code"] == 3


def test_a_start_while_it_runs_is_none(process: QProcess, sdk: Recorder, children: Children, qtlog: Any) -> None:
    process.start("/bin/sh", children.command("long")[1:])
    with qtlog.disabled():
        process.start("/bin/true", [])
    process.kill()
    process.waitForFinished(MILLISECONDS)
    (event,) = sdk.resources(1)
    assert event["context"]["args"][0] == "/bin/sh"


def test_a_start_in_the_midst_of_a_start_is_none(process: QProcess, sdk: Recorder, qtlog: Any) -> None:
    def again() -> None:
        with qtlog.disabled():
            process.start("/bin/false", [])

    process.stateChanged.connect(again)
    process.start("/bin/true", [])
    process.stateChanged.disconnect(again)
    process.waitForFinished(MILLISECONDS)
    (event,) = sdk.resources(1)
    assert event["context"]["args"] == ["/bin/true"]
    assert event["resource"]["status_code"] == 0


@pytest.mark.parametrize("method", ["start", "open", "startCommand", "setProgram", "waitForFinished", "execute"])
def test_a_wrong_call_is_none(method: str, process: QProcess, sdk: Recorder) -> None:
    with pytest.raises(
        TypeError, match=rf"(?s)'PySide6.QtCore.QProcess.{method}' called with .*QProcess.{method}\(.*: "
    ):
        getattr(process, method)(object())
    assert sdk.resources(0) == []


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("method", ["start", "waitForFinished"])
def test_a_call_of_a_method_with_what_is_no_process_is_none(
    method: str, sdk: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    failures: list[BaseException] = []
    monkeypatch.setattr("desktop_rum.qt.commands.internal_error", failures.append)

    class Unmade(QProcess):
        def __init__(self) -> None:
            """Without Qt's own."""

    for wrong, error in [("text", TypeError), (Unmade(), RuntimeError)]:
        with pytest.raises(error):
            getattr(QProcess, method)(wrong)
    with pytest.raises(TypeError):
        QProcess.execute("/bin/true", 1)  # type: ignore[arg-type]
    assert sdk.resources(0) == []
    assert failures == []  # none of ours


def test_a_process_with_a_role_is_no_command(qapp: Any, sdk: Recorder) -> None:
    assert qapp is not None
    process = QProcess()
    watch_process(process, "utility", "worker")
    process.start("/bin/true", [])
    process.waitForFinished(MILLISECONDS)
    assert sdk.resources(0) == []


@pytest.mark.parametrize(("script", "status"), [("exit 0", 0), ("exit 3", 3), ("kill -9 $$", -1)])
@pytest.mark.parametrize("kind", [QProcess, Derived])
def test_execute(kind: type[QProcess], script: str, status: int, sdk: Recorder) -> None:
    kind.execute("/bin/sh", ["-c", script])
    (event,) = sdk.resources(1)
    assert event["resource"]["url"] == "qprocess:///bin/sh"
    assert event["resource"]["status_code"] == status
    assert ("signal" in event["context"]) == (status == -1)


@pytest.mark.parametrize("start", [QProcess.execute, QProcess.startDetached])
@pytest.mark.parametrize(
    ("arguments", "content", "mode", "code"),
    [
        ([], b"", 0o644, "EACCES"),
        ([], b"\0\0", 0o755, "ENOEXEC"),
        (["x" * 2_000_000], b"#!/bin/true", 0o755, "E2BIG"),
        (["x" * 1_000] * 3_000, b"#!/bin/true", 0o755, "E2BIG"),
        ([], None, 0, "ENOENT"),
    ],
    ids=["no permission", "no program", "one long argument", "many arguments", "missing"],
)
def test_what_was_wrong_with_a_program_that_qt_only_says_was_not_started(
    start: Any, arguments: list[str], content: bytes | None, mode: int, code: str, tmp_path: Path, sdk: Recorder
) -> None:
    program = tmp_path / "program"
    if content is not None:
        program.write_bytes(content)
        program.chmod(mode)
    assert getattr(QProcess, start.__name__)(str(program), arguments) in (-2, (False, -1), (False, 0))
    (event,) = sdk.resources(1)
    assert event["resource"]["status_code"] == -1
    assert event["context"]["error_code"] == code
