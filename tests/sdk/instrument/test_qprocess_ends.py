"""Commands through `QProcess`: however one ends, and whoever hears of it, it is told once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import shiboken6
from PySide6.QtCore import QEventLoop, QObject, QProcess, QThread

from tests.sdk.instrument.qprocesses import MILLISECONDS, module_sdk, older, process

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from tests.sdk.instrument.children import Children
    from tests.sdk.instrument.recorder import Recorder

__all__ = ["module_sdk", "older", "process"]


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


@pytest.mark.usefixtures("owners_are_silent")
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


@pytest.mark.usefixtures("owners_are_silent")
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
