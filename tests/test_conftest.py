"""That the rules of conftest.py hold: tests that break each of them are run for real, in a pytest of their own."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[1]

BREAKING = """
import logging
import threading

from PySide6.QtCore import QTimer, qDebug


def log():
    logging.getLogger("some.part").warning("something is odd")


def test_logs_a_warning():
    log()


def test_logs_a_warning_on_another_thread():
    thread = threading.Thread(target=log)
    thread.start()
    thread.join()


def test_does_not_log_what_it_announced(expect_log):
    expect_log("something is odd")


def test_raises_on_another_thread():
    thread = threading.Thread(target=lambda: 1 / 0)
    thread.start()
    thread.join()


def test_raises_in_a_finalizer():
    class Fails:
        def __del__(self):
            raise ValueError

    Fails()


def test_leaves_a_file_open():
    open(__file__)


def test_makes_qt_speak():
    qDebug("a word")


def test_raises_in_a_slot(qtbot):
    timer = QTimer(singleShot=True)
    with qtbot.waitSignal(timer.timeout):
        timer.timeout.connect(lambda: 1 / 0)
        timer.start()
"""

KEEPING = """
import logging
import os

from PySide6.QtWidgets import QWidget


def test_announces_what_it_logs(expect_log):
    expect_log("^ERROR some.part: .* odd")
    logging.getLogger("some.part").error("something is odd")


def test_logs_what_is_no_warning():
    logging.getLogger("some.part").info("all is well")


def test_has_a_home_of_its_own(home):
    assert os.path.expanduser("~") == str(home)
    assert len(os.environ["XDG_RUNTIME_DIR"]) < 60


def test_raises_a_window_that_cannot_be_raised(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    window.raise_()
"""


def names(source: str) -> set[str]:
    return set(re.findall(r"def (test_\w+)", source))


def outcomes(tmp_path: Path, source: str) -> dict[str, set[str]]:
    """Runs the tests under our conftest and settings, and gives their names by outcome."""
    (tmp_path / "test_sample.py").write_text(source, encoding="utf-8")
    options = ["--numprocesses=0", f"--config-file={CHECKOUT / 'pyproject.toml'}", f"--rootdir={tmp_path}", "-rA"]
    command = [sys.executable, "-m", "pytest", "-p", "tests.conftest", *options, str(tmp_path)]
    run = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=False)
    found: dict[str, set[str]] = {"PASSED": set(), "FAILED": set(), "ERROR": set()}
    for outcome, name in re.findall(r"^(PASSED|FAILED|ERROR) .*::(\w+)", run.stdout, re.MULTILINE):
        found[outcome].add(name)
    return found


@pytest.mark.slow
def test_whatever_is_unexpected_fails_a_test(tmp_path: Path) -> None:
    found = outcomes(tmp_path, BREAKING)

    # What is logged comes to light when the test is over, and its outcome then is both.
    assert found["FAILED"] | found["ERROR"] == names(BREAKING)


@pytest.mark.slow
def test_what_is_expected_does_not(tmp_path: Path) -> None:
    assert outcomes(tmp_path, KEEPING) == {"PASSED": names(KEEPING), "FAILED": set(), "ERROR": set()}
