"""What holds for every test: a home folder of its own, no display, no unexpected warning, log record or Qt message.

Imports no Qt, so that tests of the SDK's Qt-free part run where there is none.
"""

from __future__ import annotations

import contextlib
import gc
import logging
import os
import re
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import hypothesis
import pytest

from tests.plugins.short_waits import _prompt_pipeline

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["_prompt_pipeline"]

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


_FOREIGN_MESSAGES = (
    "^This plugin does not support ",  # what offscreen windows cannot do
    r"^QIODevice::read \(QTcpSocket\): device not open",  # Qt's HTTP client, of a connection that the server has reset
    "^Detected locale ",  # of a terminal without UTF-8, from the first test that makes an application
)


_LONGEST = frozenset({"test_main_window.py", "test_multiprocessing.py", "test_renderers.py", "test_scenarios.py"})
"""They start many children: begun first, they are not what the others wait for at the end."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Any message of Qt fails a test, where pytest-qt is there to see it, but for what is not ours to mend."""
    items.sort(key=lambda item: item.path.name not in _LONGEST)
    if items and config.pluginmanager.hasplugin("pytest-qt"):
        items[0].session.add_marker(pytest.mark.qt_log_level_fail("DEBUG"))
        items[0].session.add_marker(pytest.mark.qt_log_ignore(*_FOREIGN_MESSAGES, extend=True))


def pytest_collection() -> None:
    """While everything is imported and collected, nothing is garbage."""
    gc.disable()


def pytest_collection_finish() -> None:
    """What was imported and collected stays: a round of the garbage collector need not look at it each time."""
    gc.enable()
    hypothesis.find(hypothesis.strategies.just(True), bool)  # makes what it would miss among what is frozen, and warn
    gc.collect()
    gc.freeze()


class _LogWatch(logging.Handler):
    """Collects the records that a test did not announce."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []
        self.expected: list[re.Pattern[str]] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f"{record.levelname} {record.name}: {record.getMessage()}")

    def complaints(self) -> list[str]:
        """What was logged but not expected, and what was expected but not logged."""
        unexpected = [line for line in self.lines if not any(pattern.search(line) for pattern in self.expected)]
        absent = [pattern for pattern in self.expected if not any(pattern.search(line) for line in self.lines)]
        return [*unexpected, *(f"nothing logged that matches {pattern.pattern!r}" for pattern in absent)]


@pytest.fixture(autouse=True)
def log_watch() -> Iterator[_LogWatch]:
    """Fails the test for log records from WARNING up, on any thread, unless `expect_log` announced them."""
    watch = _LogWatch()
    logging.getLogger().addHandler(watch)
    yield watch
    logging.getLogger().removeHandler(watch)
    complaints = watch.complaints()
    if complaints:
        pytest.fail("\n".join(["unexpected log records:", *complaints]), pytrace=False)


@pytest.fixture
def expect_log(log_watch: _LogWatch) -> Callable[[str], None]:
    """`expect_log(pattern)` announces records, seen as "WARNING desktop_rum: ..."; one must come, more may."""
    return lambda pattern: log_watch.expected.append(re.compile(pattern))


@contextlib.contextmanager
def _new_home() -> Iterator[Path]:
    with (
        # Paths of local sockets must be short, which a test's own folder is not; and most tests need no such folder.
        tempfile.TemporaryDirectory(prefix="rum-", ignore_cleanup_errors=True) as runtime,
        pytest.MonkeyPatch.context() as patch,
    ):
        folder = Path(runtime) / "home"
        folder.mkdir()
        patch.setenv("HOME", str(folder))
        patch.setenv("XDG_RUNTIME_DIR", runtime)
        for name in ("CACHE", "CONFIG", "DATA", "STATE"):
            patch.setenv(f"XDG_{name}_HOME", f"{folder}/{name.lower()}")
        yield folder


@pytest.fixture(scope="session", autouse=True)
def _home_of_shared_fixtures() -> Iterator[None]:
    """What fixtures of a wider scope start has no test's home, and shall not have the person's either."""
    with _new_home(), pytest.MonkeyPatch.context() as patch:
        for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"):  # no server of a test is behind one
            patch.delenv(name, raising=False)
            patch.delenv(name.lower(), raising=False)
        yield


@pytest.fixture(autouse=True)
def home() -> Iterator[Path]:
    """A home folder that only this test, and the children that it starts, know of."""
    with _new_home() as folder:
        yield folder
