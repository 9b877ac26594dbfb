"""The fault table, a signal handler in the middle of `init()`: whatever it calls, nothing is raised and nothing breaks.

Whenever something is looked for to be imported, and when it has been, is such a moment; each is tried.
"""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.sdk.faults.left_behind import actions
from tests.sdk.faults.test_process_death import environment, run_app

if TYPE_CHECKING:
    from pathlib import Path

    from tests.plugins.faulty_intake import FaultyIntake

HANDLER = """
import os, signal, sys, threading
import desktop_rum

ARGUMENTS = {
    "add_account_extra_info": ({},), "add_action": ("a",), "add_duration_vital": ("a",), "add_error": (ValueError(),),
    "add_user_extra_info": ({},), "fail_operation": ("a", "error"), "flush": (0,), "set_tracking_consent": ("granted",),
    "start_duration_vital": ("a",), "start_operation": ("a",), "stop": (0,), "stop_duration_vital": ("a",),
    "subscribe": (print,), "succeed_operation": ("a",),
}
OPTIONS = {
    "add_duration_vital": {"start": 1.0, "duration": 1.0}, "set_account": {"id": "1"}, "set_user": {"id": "1"},
    "init": {"application_id": sys.argv[1], "client_token": "pub0", "service": "app", "data_dir": sys.argv[3]},
}
NOTHING = {"app_metrics": [], "get_account": {}, "get_user": {}, "flush": False}
CALLS = [name for name in desktop_rum.__all__ if name[0].islower()]
moments, wrong, kept = [], [], []

def asked(name):
    value = getattr(desktop_rum, name)
    if name[0].isupper():
        assert not isinstance(3, value)
    elif name in CALLS:
        try:
            answer = value(*ARGUMENTS.get(name, ()), **OPTIONS.get(name, {}))
        except desktop_rum.AlreadyInitialized:
            assert name == "init"
        else:
            assert name != "init"
            answer.stop() if name == "subscribe" else None
            assert name == "subscribe" or answer == NOTHING.get(name), answer

def handler():
    moments.append(1)
    for name in desktop_rum.__all__:
        try:
            asked(name)
        except Exception as error:
            wrong.append(f"{name}: {error!r}")
    kept.append(desktop_rum.add_action)

class Finder:
    def find_spec(self, *_):
        interrupt()

def interrupt():
    if threading.current_thread() is threading.main_thread() and not handling and begun in sys.modules:
        handling.append(1)
        handler()
        handling.clear()

def profile(frame, event, _):
    if event in ("call", "return") and frame.f_code.co_name == "<module>":
        interrupt()

handling = [1]
sys.meta_path.insert(0, Finder())
sys.setprofile(profile)
"""

AFTER = """
sys.setprofile(None)
handling.append(1)
assert len(moments) > 20, len(moments)
assert not wrong, "\\n".join(dict.fromkeys(wrong))
names = [thread.name for thread in threading.enumerate()]
assert len(names) == len(set(names)), names
"""


def test_of_the_main_process(faulty_intake: FaultyIntake, tmp_path: Path) -> None:
    """The calls do nothing then; what the handler has kept of them is the real thing afterwards."""
    before = HANDLER + "begun = 'desktop_rum.api'; handling.clear()"
    ended = run_app(f"{AFTER}\nkept[0]('kept')", tmp_path / "data", faulty_intake.url, before=before)
    assert ended.returncode == 0, ended.stderr
    assert actions(faulty_intake) == ["kept"]


@pytest.mark.parametrize("module", ["desktop_rum.utility", "desktop_rum.renderer"])
def test_of_a_worker(module: str) -> None:
    program = f"{HANDLER}\nbegun = {module!r}; CALLS.remove('init'); handling.clear()\nimport {module}\n{AFTER}"
    ended = subprocess.run(
        [sys.executable, "-c", program, *"abc"],
        env=environment(),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
