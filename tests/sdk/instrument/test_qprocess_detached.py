"""Programs that `QProcess` starts as nobody's children."""

from __future__ import annotations

import gc
import os
import weakref
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import QProcess

from tests.sdk.instrument.qprocesses import MILLISECONDS, Derived, module_sdk, older, process

if TYPE_CHECKING:
    from tests.sdk.instrument.children import Children
    from tests.sdk.instrument.recorder import Recorder

__all__ = ["module_sdk", "older", "process"]


class _Detaching(QProcess):
    """A subclass with a `startDetached` of its own."""

    def startDetached(self) -> str:  # type: ignore[override]
        return "mine"


@pytest.mark.parametrize("kind", [QProcess, Derived])
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
