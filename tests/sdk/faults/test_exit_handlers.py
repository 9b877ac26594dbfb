"""The fault table, exit handlers: those that the app registered before `init()` run after the SDK's own."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

import desktop_rum
from tests.sdk.faults.test_process_death import NOWHERE, run_app

if TYPE_CHECKING:
    from pathlib import Path

    from tests.plugins.faulty_intake import FaultyIntake
    from tests.plugins.sdk import RunSdk

HANDLERS = """
import atexit, subprocess, threading
def late():
    desktop_rum.add_action("late")
    subprocess.run(["true"])
    thread = threading.Thread(target=desktop_rum.add_action, args=("in a thread",))
    thread.start()
    thread.join()
def failing():
    raise RuntimeError("in a handler")
def last():
    desktop_rum.add_action("last")
for handler in last, failing, late:
    atexit.register(handler)
"""


@pytest.mark.skipif(
    (3, 12) <= sys.version_info < (3, 12, 2),
    reason="starts no thread in an exit handler: https://github.com/python/cpython/issues/113964",
)
def test_what_older_exit_handlers_do_is_on_disk(run_sdk: RunSdk, faulty_intake: FaultyIntake, tmp_path: Path) -> None:
    ended = run_app("desktop_rum.add_action('before')", tmp_path / "data", NOWHERE, before=HANDLERS)
    assert ended.stderr.count("Traceback") == 1, ended.stderr
    run_sdk()
    assert desktop_rum.flush()
    told = [
        event["action"]["target"]["name"] if event["type"] == "action" else event[event["type"]].get("url", "error")
        for event in faulty_intake.events()
        if event["type"] != "view"
    ]
    assert told == ["before", "late", "run://true", "in a thread", "error", "last"]
    dead = faulty_intake.events()[0]["session"]["id"]
    *_, view = [e["view"] for e in faulty_intake.events() if e["type"] == "view" and e["session"]["id"] == dead]
    assert not view["is_active"]
    assert (view["action"]["count"], view["error"]["count"], view["resource"]["count"]) == (4, 1, 1)


def test_without_any_nothing_is_left_on_disk(faulty_intake: FaultyIntake, tmp_path: Path) -> None:
    run_app("desktop_rum.add_action('before')", tmp_path / "data", faulty_intake.url)
    assert list((tmp_path / "data").rglob("instance-*")) == []


def test_after_the_last_handler_nothing_of_ours_is_in_the_way(tmp_path: Path) -> None:
    """Finalizers of the app run while modules are taken apart."""
    program = """
class Final:
    def __del__(self, subprocess=subprocess, patched=subprocess.Popen.__init__, type_=type(sys)):
        print(subprocess.Popen.__init__ is not patched, type_ is not type(sys), flush=True)
        desktop_rum.add_action("too late")
final = Final()
"""
    ended = run_app(program, tmp_path / "data", NOWHERE, before="import subprocess")
    assert ended.stdout == "True True\n", ended.stderr
    assert "too late" not in "".join(path.read_text() for path in tmp_path.rglob("batch-*"))
