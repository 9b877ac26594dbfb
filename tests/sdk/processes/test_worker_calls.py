"""What a worker may call, beyond its errors: whatever it hands over is made safe, and the user is the whole app's."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import desktop_rum
from tests.plugins.recorder import SDK, UNNAMED, Recorder
from tests.sdk import nonsense

if TYPE_CHECKING:
    from collections.abc import Callable

CHECKOUT = SDK.parent
LINE = "import desktop_rum.utility\n"

NONSENSE = """
import desktop_rum
from tests.sdk.nonsense import NONSENSE
for name, value in NONSENSE.items():
    desktop_rum.add_action(name, context=value)
    desktop_rum.add_action(value)
    desktop_rum.add_error(value, context=value)
    desktop_rum.add_duration_vital(value, start=value, duration=value, description=value, context=value)
    desktop_rum.start_duration_vital(value, key=value, description=value, context=value)
    desktop_rum.stop_duration_vital(value, key=value, description=value, context=value)
    desktop_rum.start_operation(value, key=value, context=value)
    desktop_rum.fail_operation(name, value, key=value, context=value)
    desktop_rum.set_user(id=value, name=value, email=value, extra_info=value)
    desktop_rum.set_account(id=[value], extra_info={"value": value})
"""


def test_whatever_a_worker_hands_over_is_made_safe_and_arrives(recorder: Recorder) -> None:
    """In one worker, because one message that the main process does not understand ends the connection for all."""
    ended = recorder.run(LINE + NONSENSE, env={"PYTHONPATH": os.pathsep.join([str(SDK), str(CHECKOUT)])})

    assert ended.returncode == 0, ended.stderr
    view = recorder.ended(UNNAMED)
    told = [event["action"]["target"]["name"] for event in recorder.of("action", view)]
    assert [name for name in told if name in nonsense.NONSENSE] == list(nonsense.NONSENSE)
    assert len(told) == 2 * len(nonsense.NONSENSE) + 1  # and its end
    assert len(recorder.of("error", view)) == len(nonsense.NONSENSE)
    steps = [event for event in recorder.of("vital", view) if event["vital"]["type"] == "operation_step"]
    assert len(steps) == 2 * len(nonsense.NONSENSE)
    assert desktop_rum.get_account()["id"].startswith("[")
    lines = set(ended.stderr.splitlines())
    assert lines == {
        "add_duration_vital: start and duration must be numbers of seconds, 0 or more; nothing is reported",
        "fail_operation: failure_reason must be one of error, abandoned, other; 'other' is reported",
        "The extra info of a user or an account may have at most 32768 characters as JSON; it is left out",
    }


SIGNS_IN = """
import desktop_rum
from desktop_rum import utility
desktop_rum.add_action("before")
desktop_rum.set_user(id=7, name="Ann", extra_info={"team": "red", "id": "never"})
utility.add_user_extra_info({"score": float("nan"), "name": "never"})
desktop_rum.add_action("Ann")
desktop_rum.set_account(id="9", extra_info={"plan": "gold"})
desktop_rum.add_account_extra_info({"seats": 3})
desktop_rum.add_action("Ann of 9")
assert desktop_rum.get_user() == {"id": "7", "name": "Ann", "team": "red", "score": "nan"}
assert utility.get_account() == {"id": "9", "plan": "gold", "seats": 3}
"""
ANN = {"id": "7", "name": "Ann", "team": "red", "score": "nan"}
ACCOUNT = {"id": "9", "plan": "gold", "seats": 3}


def test_what_a_worker_says_of_the_user_holds_for_the_whole_app(recorder: Recorder) -> None:
    """The login is often in a window, and that in a process of its own."""
    ended = recorder.run(LINE + SIGNS_IN)
    assert (ended.returncode, ended.stderr) == (0, "")
    view = recorder.ended(UNNAMED)
    desktop_rum.add_action("in the main process")

    (main,) = recorder.until(1, lambda e: e["type"] == "action" and e["view"]["id"] != view["view"]["id"])
    before, ann, both, _end = recorder.of("action", view)
    assert ("usr" in before, "account" in before) == (False, False)
    assert (ann["usr"], "account" in ann) == (ANN, False)
    assert (both["usr"], both["account"]) == (ANN, ACCOUNT) == (main["usr"], main["account"])
    assert (desktop_rum.get_user(), desktop_rum.get_account()) == (ANN, ACCOUNT)


def test_a_worker_takes_back_and_adds_to_what_others_said(recorder: Recorder) -> None:
    desktop_rum.set_user(id="7", name="Ann")
    desktop_rum.set_account(id="9")
    ended = recorder.run(
        LINE + "from desktop_rum import utility\n"
        "utility.add_user_extra_info({'team': 'red'})\nutility.clear_account()\nutility.set_account(id=None)"
    )
    assert ended.stderr == "set_account: an account needs an id; nothing changes\n"
    recorder.ended(UNNAMED)

    assert desktop_rum.get_user() == {"id": "7", "name": "Ann", "team": "red"}
    assert desktop_rum.get_account() == {}


def test_an_account_that_a_worker_adds_to_without_there_being_one_is_told(
    recorder: Recorder, expect_log: Callable[[str], None]
) -> None:
    expect_log("there is no account")
    recorder.run(LINE + "from desktop_rum import utility\nutility.add_account_extra_info({'seats': 3})")
    recorder.ended(UNNAMED)

    assert desktop_rum.get_account() == {}


def test_what_the_user_does_in_a_worker_renews_the_session(recorder: Recorder) -> None:
    """As it does in the main process; the worker has a view in the new session."""
    code = "import sys\nfor line in sys.stdin:\n    desktop_rum.utility.add_action(line.strip())"
    with subprocess.Popen(
        [sys.executable, "-c", LINE + code], stdin=subprocess.PIPE, text=True, env=os.environ | {"PYTHONPATH": str(SDK)}
    ) as worker:
        assert worker.stdin is not None
        worker.stdin.write("before\n")
        worker.stdin.flush()
        recorder.until(1, lambda e: e["type"] == "action")
        desktop_rum.stop_session()
        recorder.until(1, lambda e: e["type"] == "view" and not e["view"]["is_active"])
        worker.stdin.write("after\n")
    before, after = recorder.until(
        2, lambda e: e["type"] == "action" and e["action"]["target"]["name"] != "process_exit"
    )

    assert (before["action"]["target"]["name"], after["action"]["target"]["name"]) == ("before", "after")
    assert before["session"]["id"] != after["session"]["id"]
    assert before["view"]["id"] != after["view"]["id"]
    assert before["view"]["name"] == after["view"]["name"] == f"Utility: process {worker.pid}"
