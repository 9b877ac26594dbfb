"""A `QProcess` with a role that is destroyed: its child is dead then, and nobody is told but us."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QProcess

from desktop_rum.qt import watch_process
from tests.plugins.recorder import recorder

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.plugins.recorder import Recorder

__all__ = ["recorder"]

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="programs and signals of POSIX")


def _lets_go(holder: list[QProcess]) -> None:
    holder.clear()


def _deletes_later(holder: list[QProcess]) -> None:
    holder[0].deleteLater()
    QCoreApplication.sendPostedEvents(holder[0], QEvent.Type.DeferredDelete)


def _lets_go_of_a_dead_one(holder: list[QProcess]) -> None:
    """Whose end the event loop has not told of."""
    os.kill(holder[0].processId(), 15)
    os.waitid(os.P_PID, holder[0].processId(), os.WEXITED | os.WNOWAIT)
    holder.clear()


@pytest.mark.parametrize(
    ("destroy", "name"),
    [(_lets_go, "SIGKILL"), (_deletes_later, "SIGKILL"), (_lets_go_of_a_dead_one, "SIGTERM")],
    ids=["by Python", "by Qt", "when the child is dead already"],
)
def test_the_end_of_its_child_is_told(
    destroy: Callable[[list[QProcess]], None], name: str, qapp: Any, recorder: Recorder, qtlog: Any
) -> None:
    assert qapp is not None
    holder = [QProcess()]
    watch_process(holder[0], role="utility", name="worker")
    holder[0].start("sleep", ["60"])
    assert holder[0].waitForStarted()
    with qtlog.disabled():  # Qt says so itself
        destroy(holder)

    error = recorder.one_error(recorder.ended("Utility: worker"))
    assert (error["context"]["reason"], error["context"]["signal"]) == ("killed", name)


def test_one_that_is_destroyed_as_it_starts_is_over(qapp: Any, recorder: Recorder, qtlog: Any) -> None:
    assert qapp is not None
    holder = [QProcess()]
    watch_process(holder[0], role="utility", name="worker")
    holder[0].start("sleep", ["60"])
    with qtlog.disabled():
        holder.clear()

    assert recorder.one_error(recorder.ended("Utility: worker"))["context"]["status_unknown"] is True


def test_one_that_has_ended_before_is_not_told_again(qapp: Any, recorder: Recorder) -> None:
    assert qapp is not None
    holder = [QProcess()]
    watch_process(holder[0], role="utility", name="worker")
    holder[0].start("true", [])
    assert holder[0].waitForFinished()
    holder.clear()

    recorder.stop()
    assert [event["type"] for event in recorder.of("action", recorder.ended("Utility: worker"))] == ["action"]
    assert recorder.of("error", recorder.ended("Utility: worker")) == []
