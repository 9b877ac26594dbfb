"""A crash of the main process is told at the next launch, in the session and on the view that it had."""

from __future__ import annotations

import json
import os
import subprocess
import time
from typing import TYPE_CHECKING

import pytest

from desktop_rum.instrument.main_crash_file import CrashedProcess, MainCrashFile
from tests.plugins.recorder import Recorder
from tests.sdk.crashes.crashing import (
    APPLICATION,
    command,
    crash,
    environment,
    errors_of_next_launch,
    left,
    versions_on_disk,
)

if TYPE_CHECKING:
    from pathlib import Path


def test_the_next_launch_tells_of_it(folder: Path) -> None:
    pid, session, view = crash(folder, "SIGSEGV")

    recorder = Recorder(folder)
    (error,) = recorder.until(1, lambda e: e["type"] == "error")
    recorder.stop()

    assert error["session"]["id"] == session
    assert (error["view"]["id"], error["view"]["name"]) == (view, "main process")
    assert error["error"]["is_crash"] is True
    assert "in crash_here" in error["error"]["stack"]
    assert any(thread["crashed"] for thread in error["error"]["threads"])
    assert error["context"] == {"pid": int(pid), "reason": "crashed", "signal": "SIGSEGV"}
    assert left(folder) == []


def test_the_view_that_it_had_is_over_and_counts_it(folder: Path) -> None:
    before = "desktop_rum.add_error(ValueError())\ndesktop_rum.add_action('a')\ndesktop_rum.flush(0.1)"
    _, session, view = crash(folder, "SIGSEGV", before)
    told = versions_on_disk(folder, view)

    recorder = Recorder(folder)
    (last,) = recorder.until(1, lambda e: e["type"] == "view" and e["view"]["id"] == view)
    recorder.stop()

    assert last["session"] == {"id": session, "type": "user", "is_active": False}
    assert last["_dd"]["document_version"] == told[-1]["_dd"]["document_version"] + 1
    assert last["date"] == told[-1]["date"]
    counts = {kind: last["view"][kind]["count"] for kind in ("error", "crash", "action", "resource")}
    assert counts == {"error": 2, "crash": 1, "action": 1, "resource": 0}
    assert last["view"]["is_active"] is False
    assert last["view"]["time_spent"] >= told[-1]["view"]["time_spent"] - 1_000_000
    assert last["context"]["signal"] == "SIGSEGV"


def test_a_view_that_nobody_heard_of_before_the_crash_is_told_with_it(folder: Path) -> None:
    _, session, view = crash(folder, "SIGSEGV")
    (about,) = (folder / APPLICATION / "crashes").glob("*.json")
    about.write_text(json.dumps({**json.loads(about.read_text()), "version": 0, "view": {}}))

    recorder = Recorder(folder)
    (told,) = recorder.until(1, lambda e: e["type"] == "view" and e["view"]["id"] == view)
    recorder.stop()
    assert told["session"]["id"] == session
    assert told["_dd"]["document_version"] == 1
    kinds = ("error", "crash", "action", "resource", "long_task")
    assert [told["view"][kind]["count"] for kind in kinds] == [1, 1, 0, 0, 0]
    assert told["view"]["is_active"] is False


def test_it_is_told_once(folder: Path) -> None:
    crash(folder, "SIGABRT")
    first = Recorder(folder)
    first.until(1, lambda e: e["type"] == "error")
    first.stop()
    second = Recorder(folder)
    second.stop()

    assert [[event["type"] for event in each.events].count("error") for each in (first, second)] == [1, 0]


def test_a_kill_leaves_no_report(folder: Path) -> None:
    crash(folder, "SIGKILL")

    assert errors_of_next_launch(folder) == []
    assert left(folder) == []


def test_a_forked_childs_crash_is_not_the_parents(folder: Path) -> None:
    code = "if os.fork():\n    os.wait()\n    desktop_rum.stop()\n    os._exit(0)"
    crash(folder, "SIGSEGV", code)

    assert errors_of_next_launch(folder) == []


def test_what_cannot_be_read_is_told_as_what_it_is(folder: Path) -> None:
    crash(folder, "SIGSEGV")
    (text,) = (folder / APPLICATION / "crashes").glob("*.txt")
    text.write_bytes(b"\xff\x00 torn")

    (error,) = errors_of_next_launch(folder)
    assert error["error"]["stack"] == "\ufffd\x00 torn"
    assert error["error"]["is_crash"] is True


@pytest.mark.parametrize("damaged", ["", "{", '{"pid": 1}', "[" * 100_000], ids=["empty", "torn", "other", "nested"])
def test_a_crash_whose_session_cannot_be_read_is_told_in_the_present_one(damaged: str, folder: Path) -> None:
    pid, session, _ = crash(folder, "SIGSEGV")
    (about,) = (folder / APPLICATION / "crashes").glob("*.json")
    about.write_text(damaged)

    recorder = Recorder(folder)
    (error,) = recorder.until(1, lambda e: e["type"] == "error")
    recorder.stop()
    view = [event for event in recorder.events if event["type"] == "view"][-1]

    assert error["error"]["is_crash"] is True
    assert "in crash_here" in error["error"]["stack"]
    assert error["context"] == {"pid": int(pid), "reason": "crashed", "signal": "SIGSEGV", "session_unknown": True}
    assert session != error["session"]["id"] == view["session"]["id"]
    assert (error["view"]["id"], error["view"]["name"]) == (view["view"]["id"], "main process")
    assert error["date"] >= view["date"]
    assert (view["view"]["error"]["count"], view["view"]["crash"]["count"]) == (1, 1)
    assert left(folder) == []


def test_what_is_too_old_is_removed_in_silence(folder: Path) -> None:
    crash(folder, "SIGSEGV")
    (text,) = (folder / APPLICATION / "crashes").glob("*.txt")
    os.utime(text, (time.time() - 5 * 3_600,) * 2)

    assert errors_of_next_launch(folder) == []
    assert left(folder) == []


UNTOLD = {
    "no consent": ({"tracking_consent": "not-granted"}, ""),
    "no answer yet": ({"tracking_consent": "pending"}, ""),
    "a session outside of the sample": ({"session_sample_rate": 0}, ""),
    "consent taken back": ({}, "desktop_rum.set_tracking_consent('not-granted')\ndesktop_rum.flush(0.1)"),
}


@pytest.mark.parametrize(("options", "before"), UNTOLD.values(), ids=UNTOLD)
def test_a_crash_of_what_was_not_reported_is_not_told_either(
    options: dict[str, object], before: str, folder: Path
) -> None:
    crash(folder, "SIGSEGV", before, **options)

    assert errors_of_next_launch(folder) == []
    assert left(folder) == []


@pytest.mark.parametrize("suffix", [".json", ".part"])
def test_what_a_kill_leaves_half_written_is_removed(suffix: str, folder: Path) -> None:
    crash(folder, "SIGKILL")
    (text,) = (folder / APPLICATION / "crashes").glob("*.txt")
    for path in text.parent.iterdir():
        path.unlink()
    text.with_suffix(suffix).write_text("{")

    assert errors_of_next_launch(folder) == []
    assert left(folder) == []


def test_consent_that_is_given_later_counts_for_a_crash(folder: Path) -> None:
    consent = "desktop_rum.set_tracking_consent('granted')\ndesktop_rum.flush(0.1)"
    crash(folder, "SIGSEGV", consent, tracking_consent="pending")

    assert len(errors_of_next_launch(folder)) == 1


def test_the_sample_that_a_crash_is_in_is_that_of_its_own_session(folder: Path) -> None:
    crash(folder, "SIGSEGV")

    assert len(errors_of_next_launch(folder, session_sample_rate=0)) == 1


@pytest.mark.parametrize("suffix", [".txt", ".json"])
def test_a_fifo_in_the_place_of_a_report_keeps_nobody_waiting(suffix: str, folder: Path) -> None:
    crash(folder, "SIGSEGV")
    (path,) = (folder / APPLICATION / "crashes").glob(f"*{suffix}")
    path.unlink()
    os.mkfifo(path)

    assert errors_of_next_launch(folder) == []
    assert left(folder) == []


def test_a_running_instances_report_is_left_alone(folder: Path) -> None:
    code = "print(sys.stdin.readline())"
    with subprocess.Popen(
        command(folder, "SIGKILL", code), stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment()
    ) as running:
        assert running.stdin is not None
        assert running.stdout is not None
        running.stdout.readline()
        before = left(folder)
        assert len(before) == 2
        assert errors_of_next_launch(folder) == []
        assert left(folder) == before
        running.stdin.close()


def test_a_report_that_the_process_survived_is_none(folder: Path) -> None:
    """As faulthandler writes one on Windows of each exception of the system's that somebody handles."""
    data_dir = folder / APPLICATION
    ours = MainCrashFile(data_dir)
    process = CrashedProcess("s", "v", "main process", "desktop://main-process", 0)
    ours.remember(process)
    (about,) = (data_dir / "crashes").glob("*.json")
    report = about.with_suffix(".txt")
    for written, kept in (("handled\n", "handled\n"), ("", ""), ("of a crash\n", "of a crash\n")):
        with report.open("a") as file:
            file.write(written)
        ours.remember(process)
        assert report.read_text() == kept
    ours.close()
