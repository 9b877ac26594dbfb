"""Commands through `QProcess`: every way to start one, and how it ends."""

from __future__ import annotations

import gc
import os
import time
import weakref
from typing import TYPE_CHECKING, Any

import pytest
import shiboken6
from PySide6.QtCore import QEventLoop, QObject, QProcess, QThread

from desktop_rum.qt import watch_process
from tests.sdk.instrument.recorder import PATIENCE, recording

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from playground.intake.launch import IntakeProcess
    from tests.sdk.instrument.children import Children
    from tests.sdk.instrument.recorder import Recorder

MILLISECONDS = int(PATIENCE * 1_000)


class _Derived(QProcess):
    """A subclass, as apps have them."""


class _Detaching(QProcess):
    """A subclass with a `startDetached` of its own."""

    def startDetached(self) -> str:  # type: ignore[override]
        return "mine"


@pytest.fixture(scope="module")
def older() -> QProcess:
    """An object made before `init()`."""
    return QProcess()


@pytest.fixture(scope="module")
def module_sdk(
    older: QProcess, module_intake: IntakeProcess, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Recorder]:
    """An SDK that comes after an object."""
    assert older is not None
    with recording(tmp_path_factory.mktemp("data"), module_intake.url) as recorder:
        yield recorder


@pytest.fixture(params=["new", "older", "derived"])
def process(request: pytest.FixtureRequest, qapp: Any, older: QProcess, sdk: Recorder) -> Iterator[QProcess]:
    """A process object of each kind."""
    assert qapp is not None
    assert sdk is not None
    made = {"new": QProcess, "older": lambda: older, "derived": _Derived}[request.param]()
    made.setWorkingDirectory("")
    yield made
    if made.state() is not QProcess.ProcessState.NotRunning:
        made.kill()
        made.waitForFinished(MILLISECONDS)


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
Start = "Callable[[QProcess, list[str]], None]"


def test_what_windows_adds_to_the_command_line_is_reported(
    process: QProcess, sdk: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop_rum.qt.followed._native_arguments", lambda _: '--in "a b"')
    process.start("/bin/true", ["c d"])
    process.waitForFinished(MILLISECONDS)
    (event,) = sdk.resources(1)
    assert event["context"]["args"] == ['/bin/true "c d" --in "a b"']


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


def test_the_event_loop_tells_of_the_end(process: QProcess, sdk: Recorder, qtbot: QtBot, children: Children) -> None:
    with qtbot.waitSignal(process.finished, timeout=MILLISECONDS):
        process.start("/bin/sh", children.command("failure")[1:])
    (event,) = sdk.resources(1)
    assert event["resource"]["status_code"] == 3


def _is_told(process: QProcess) -> bool:
    return vars(process)["_desktop_rum_command"].run is None


ENDS = [("success", 0), ("failure", 3), ("signal", -1), ("missing", -1)]


def _start_to(end: str, process: QProcess, children: Children) -> None:
    program, *arguments = ["/missing/program"] if end == "missing" else children.command(end)
    process.start(program, arguments)


@pytest.mark.parametrize(("end", "status"), ENDS)
def test_an_app_that_hears_of_no_end(
    end: str, status: int, process: QProcess, sdk: Recorder, qtbot: QtBot, children: Children
) -> None:
    _start_to(end, process, children)
    qtbot.waitUntil(lambda: _is_told(process), timeout=MILLISECONDS)
    (event,) = sdk.resources(1)
    assert event["resource"]["status_code"] == status
    assert event["context"].get("signal") == ("SIGKILL" if end == "signal" else None)
    assert event["context"].get("error_code") == ("ENOENT" if end == "missing" else None)


@pytest.mark.parametrize(("end", "status"), ENDS)
@pytest.mark.parametrize("which", ["finished", "errorOccurred", "stateChanged"])
def test_an_app_that_deletes_the_object_in_a_slot(
    which: str, end: str, status: int, qapp: Any, sdk: Recorder, qtbot: QtBot, children: Children
) -> None:
    assert qapp is not None
    process = QProcess()

    def delete() -> None:
        if process.state() is QProcess.ProcessState.NotRunning:
            process.deleteLater()

    getattr(process, which).connect(delete)
    if end in (["missing"] if which == "finished" else ["success", "failure"]):  # which this signal does not tell
        process.stateChanged.connect(delete)
    _start_to(end, process, children)
    qtbot.waitUntil(lambda: not shiboken6.isValid(process), timeout=MILLISECONDS)
    (event,) = sdk.resources(1)
    assert event["resource"]["status_code"] == status
    assert event["context"].get("error_code") == ("ENOENT" if end == "missing" else None)


def test_an_app_that_takes_everybody_off_the_signal(
    process: QProcess, sdk: Recorder, qtbot: QtBot, children: Children
) -> None:
    process.finished.connect(print)
    _start_to("failure", process, children)
    process.finished.disconnect()
    qtbot.waitUntil(lambda: _is_told(process), timeout=MILLISECONDS)
    (event,) = sdk.resources(1)
    assert event["resource"]["status_code"] == 3


def _read_all(process: QProcess) -> None:
    while process.waitForReadyRead(MILLISECONDS):
        process.readAll()


def _wait_for_the_start(process: QProcess) -> None:
    process.waitForStarted(MILLISECONDS)
    _read_all(process)


@pytest.mark.parametrize(
    ("use", "end", "status"),
    [
        (_read_all, "failure", 3),
        (_read_all, "missing", -1),
        (_wait_for_the_start, "failure", 3),
        (_wait_for_the_start, "missing", -1),
        (lambda process: process.close(), "long", -1),
    ],
)
def test_an_end_that_another_call_comes_by(
    use: Callable[[QProcess], None], end: str, status: int, process: QProcess, sdk: Recorder, children: Children
) -> None:
    _start_to(end, process, children)
    use(process)
    (event,) = sdk.resources(1)
    assert event["resource"]["status_code"] == status
    assert event["context"].get("signal") == ("SIGKILL" if end == "long" else None)


@pytest.mark.usefixtures("qapp")
def test_an_object_that_is_let_go_of_as_soon_as_it_is_started(sdk: Recorder, children: Children, qtlog: Any) -> None:
    process = QProcess()
    _start_to("long", process, children)
    with qtlog.disabled():  # Qt says so itself
        del process
    (event,) = sdk.resources(1)
    assert event["context"]["signal"] == "SIGKILL"


def test_a_wait_that_ends_too_early_leaves_the_watch(
    process: QProcess, sdk: Recorder, qtbot: QtBot, children: Children
) -> None:
    program, *arguments = children.command("long")
    process.start(program, arguments)
    assert not process.waitForFinished(1)
    assert vars(process)["_desktop_rum_command"].run.watched
    with qtbot.waitSignal(process.finished, timeout=MILLISECONDS):
        process.kill()
    (event,) = sdk.resources(1)
    assert event["context"]["signal"] == "SIGKILL"


def test_started_again_in_its_own_slot_while_it_is_waited_for(process: QProcess, sdk: Recorder) -> None:
    def again(code: int) -> None:
        if code < 3:
            process.start("/bin/sh", ["-c", f"exit {code + 1}"])

    process.finished.connect(again)
    process.start("/bin/sh", ["-c", "exit 1"])
    for _ in range(3):
        process.waitForFinished(MILLISECONDS)
    process.finished.disconnect(again)
    assert [event["resource"]["status_code"] for event in sdk.resources(3)] == [1, 2, 3]


def test_started_again_in_its_own_slot(process: QProcess, sdk: Recorder, qtbot: QtBot) -> None:
    codes: list[int] = []

    def again(code: int) -> None:
        codes.append(code)
        if len(codes) < 3:
            process.start("/bin/sh", ["-c", f"exit {code + 1}"])

    process.finished.connect(again)
    process.start("/bin/sh", ["-c", "exit 1"])
    qtbot.waitUntil(lambda: len(codes) == 3, timeout=MILLISECONDS)
    process.finished.disconnect(again)
    assert [event["resource"]["status_code"] for event in sdk.resources(3)] == [1, 2, 3]


def test_a_failure_that_no_signal_told_of(process: QProcess, sdk: Recorder) -> None:
    process.blockSignals(True)
    process.start("/missing/program", [])
    process.waitForFinished(MILLISECONDS)
    process.blockSignals(False)
    process.start("/bin/sh", ["-c", "exit 2"])
    process.waitForFinished(MILLISECONDS)
    first, second = sdk.resources(2)
    assert first["context"]["error_code"] == "ENOENT"
    assert first["context"]["args"] == ["/missing/program"]
    assert second["resource"]["status_code"] == 2


@pytest.mark.parametrize("detached", [False, True])
def test_an_object_that_has_something_else_under_names_of_qt(detached: bool, qapp: Any, sdk: Recorder) -> None:
    assert qapp is not None
    process = _Derived()
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


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("owner", ["its parent", "Python"])
def test_an_object_that_its_owner_destroys_while_its_child_runs(
    owner: str, sdk: Recorder, children: Children, qtlog: Any
) -> None:
    parent = QObject()
    process = QProcess(parent) if owner == "its parent" else QProcess()
    program, *arguments = children.command("long")
    process.start(program, arguments)
    assert process.waitForStarted()
    with qtlog.disabled():  # Qt says so itself
        if owner == "its parent":
            shiboken6.delete(parent)
        del process
    (event,) = sdk.resources(1)
    assert event["resource"]["url"] == f"qprocess://{program}"
    assert event["resource"]["status_code"] == -1
    assert event["context"]["signal"] == "SIGKILL"


def test_started_again_in_the_slot_that_is_told_of_a_failed_start(process: QProcess, sdk: Recorder) -> None:
    def again() -> None:
        if process.program() != "/bin/sh":
            process.start("/bin/sh", ["-c", "exit 7"])

    process.errorOccurred.connect(again)
    process.start("/missing/program", [])
    process.waitForFinished(MILLISECONDS)
    process.waitForFinished(MILLISECONDS)
    process.errorOccurred.disconnect(again)
    first, second = sdk.resources(2)
    assert first["context"]["error_code"] == "ENOENT"
    assert second["context"]["args"] == ["/bin/sh", "-c", "exit 7"]
    assert second["resource"]["status_code"] == 7


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


def test_a_wait_learns_of_an_end_that_no_signal_told_of(process: QProcess, sdk: Recorder) -> None:
    process.blockSignals(True)
    process.start("/bin/sh", ["-c", "exit 5"])
    process.waitForFinished(MILLISECONDS)
    process.blockSignals(False)
    (event,) = sdk.resources(1)
    assert event["resource"]["status_code"] == 5


class _Elsewhere(QThread):
    """Does one thing in a thread of Qt's."""

    def __init__(self, do: Callable[[], object]) -> None:
        super().__init__()
        self.do = do

    def run(self) -> None:
        self.do()


def _wait(process: QProcess) -> None:
    process.waitForFinished(MILLISECONDS)


def _loop(process: QProcess) -> None:
    loop = QEventLoop()
    process.finished.connect(loop.quit)
    process.errorOccurred.connect(loop.quit)
    if process.state() is not QProcess.ProcessState.NotRunning:
        loop.exec()


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("until_its_end", [_wait, _loop])
@pytest.mark.parametrize("moved", ["never", "while it runs", "after its first run"])
@pytest.mark.parametrize(
    ("command", "status"), [(["/bin/sh", "-c", "read x; exit 3"], 3), (["/missing/program"], -1)], ids=["ends", "fails"]
)
def test_a_process_in_another_thread(
    until_its_end: Callable[[QProcess], None], moved: str, command: list[str], status: int, sdk: Recorder
) -> None:
    made: list[QProcess] = []

    def make() -> None:
        made.append(QProcess())

    def start() -> None:
        made[0].start(command[0], command[1:])

    def finish() -> None:
        made[0].closeWriteChannel()
        until_its_end(made[0])

    def all_there() -> None:
        if moved == "never":
            make()
        if moved != "while it runs":
            start()
        finish()
        if moved == "never":
            made.clear()

    thread = _Elsewhere(all_there)
    if moved != "never":
        make()
        start()
        if moved == "after its first run":
            finish()
        made[0].moveToThread(thread)
    thread.start()
    assert thread.wait(MILLISECONDS)
    count = 2 if moved == "after its first run" else 1
    assert [event["resource"]["status_code"] for event in sdk.resources(count)] == [status] * count


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
@pytest.mark.parametrize("kind", [QProcess, _Derived])
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


@pytest.mark.parametrize("kind", [QProcess, _Derived])
def test_a_detached_start_is_seen_to_its_end(kind: type[QProcess], sdk: Recorder) -> None:
    read, write = os.pipe()
    os.set_inheritable(read, True)
    started, pid = kind.startDetached("/bin/sh", ["-c", f"read x <&{read}"])
    os.close(write)
    os.close(read)
    assert started
    (event,) = sdk.resources(1)
    assert event["context"]["pid"] == pid
    assert event["context"]["detached"] is True
    assert event["context"]["status_unknown"] is True
    assert "status_code" not in event["resource"]


def test_a_detached_process_that_is_waited_for_in_vain_has_not_ended(sdk: Recorder) -> None:
    """As psutil waits for it, before it looks from time to time."""
    read, write = os.pipe()
    os.set_inheritable(read, True)
    _, pid = QProcess.startDetached("/bin/cat", [f"/proc/self/fd/{read}"])
    with pytest.raises(ChildProcessError):
        os.waitpid(pid, 0)
    assert sdk.resources(0) == []
    os.close(write)
    os.close(read)
    (event,) = sdk.resources(1)
    assert event["context"]["pid"] == pid


def test_a_detached_start_that_fails(sdk: Recorder) -> None:
    assert QProcess.startDetached("/missing/program", []) == (False, -1)
    (event,) = sdk.resources(1)
    assert event["context"]["error_code"] == "ENOENT"
    assert event["resource"]["status_code"] == -1


def test_a_detached_start_of_an_object(process: QProcess, sdk: Recorder, children: Children) -> None:
    command = children.command("success")
    process.setProgram(command[0])
    process.setArguments(command[1:])
    assert process.startDetached()
    (event,) = sdk.resources(1)
    assert event["context"]["args"] == command
    assert event["context"]["detached"] is True


@pytest.mark.usefixtures("qapp")
def test_a_detached_start_of_an_object_that_nobody_keeps(sdk: Recorder, children: Children) -> None:
    command = children.command("success")

    def made() -> QProcess:
        process = QProcess()
        process.setProgram(command[0])
        process.setArguments(command[1:])
        return process

    alone = made().startDetached()  # in an assertion pytest would keep the object
    given = QProcess().startDetached(command[0], command[1:])  # type: ignore[call-arg]
    assert alone
    assert given
    assert [event["context"]["args"] for event in sdk.resources(2)] == [command, command]


@pytest.mark.usefixtures("qapp", "sdk")
@pytest.mark.parametrize("first", ["start", "startDetached", "nothing"])
def test_an_object_that_is_set_up_goes_with_its_last_user(first: str) -> None:
    process = QProcess()
    process.setProgram("/bin/true")
    if first != "nothing":
        getattr(process, first)()
        process.waitForFinished(MILLISECONDS)
        process.setProgram("/bin/true")
        process.start()
        process.waitForFinished(MILLISECONDS)
    gone = weakref.ref(process)
    del process
    if first == "nothing":
        gc.collect()
    assert gone() is None


def test_a_detached_start_of_its_own_is_left_alone(qapp: Any, sdk: Recorder) -> None:
    assert qapp is not None
    assert _Detaching().startDetached() == "mine"
    assert sdk.resources(0) == []
