"""A `QProcess` of each kind, and an SDK that comes after one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import QProcess

from tests.sdk.instrument.recorder import PATIENCE, recording

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playground.intake.launch import IntakeProcess
    from tests.sdk.instrument.recorder import Recorder

MILLISECONDS = int(PATIENCE * 1_000)


class Derived(QProcess):
    """A subclass, as apps have them."""


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
    made = {"new": QProcess, "older": lambda: older, "derived": Derived}[request.param]()
    made.setWorkingDirectory("")
    yield made
    if made.state() is not QProcess.ProcessState.NotRunning:
        made.kill()
        made.waitForFinished(MILLISECONDS)
