"""A program with `import desktop_rum.utility`, started as a command: what becomes of it, however it ends."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

import desktop_rum
from tests.plugins.recorder import SDK, UNNAMED, Recorder

if TYPE_CHECKING:
    from pathlib import Path

LINE = "import desktop_rum.utility\n"

_FAILING_TASK = """
import asyncio, gc

async def bad():
    raise LookupError

async def main():
    task = asyncio.create_task(bad())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    del task
    gc.collect()

asyncio.run(main())
"""


def test_a_clean_end_is_an_action_and_no_error(recorder: Recorder) -> None:
    recorder.run(LINE)

    view = recorder.ended(UNNAMED)
    (action,) = recorder.of("action", view)
    assert action["action"]["target"]["name"] == "process_exit"
    assert action["context"]["reason"] == "clean-exit"
    assert action["context"]["pid"] == view["context"]["pid"]
    assert recorder.of("error", view) == []
    assert [event for event in recorder.events if event["type"] == "resource"] == []


def test_an_uncaught_exception_is_one_error_with_stack_and_exit(recorder: Recorder) -> None:
    code = (
        "def work():\n    try:\n        1 / 0\n    except ZeroDivisionError as e:\n"
        "        raise ValueError('no') from e\nwork()"
    )
    ended = recorder.run(LINE + code)

    assert ended.returncode == 1
    assert ended.stderr.endswith("ValueError: no\n")
    error = recorder.one_error(recorder.ended(UNNAMED))
    assert error["error"]["type"] == "ValueError"
    assert error["error"]["message"] == "no"
    assert "in work" in error["error"]["stack"]
    assert [cause["type"] for cause in error["error"]["causes"]] == ["ZeroDivisionError"]
    assert error["error"]["handling"] == "unhandled"
    assert (error["context"]["reason"], error["context"]["exit_code"]) == ("abnormal-exit", 1)


def test_the_main_view_does_not_count_a_workers_errors(recorder: Recorder) -> None:
    recorder.run(LINE + "raise RuntimeError")
    recorder.ended(UNNAMED)

    desktop_rum.stop()
    main = [event for event in recorder.events if event["view"]["name"] == "main process" and event["type"] == "view"]
    assert main[-1]["view"]["error"]["count"] == 0


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("import threading\nt = threading.Thread(target=lambda: 1 / 0)\nt.start()\nt.join()", "ZeroDivisionError"),
        ("class D:\n    def __del__(self):\n        raise OSError('x')\nD()", "OSError"),
        ("class D:\n    def __del__(self):\n        raise OSError('x')\nd = D()", "OSError"),
        (_FAILING_TASK, "LookupError"),
    ],
    ids=["thread", "finalizer", "finalizer at the end", "task"],
)
def test_what_nobody_catches_elsewhere_is_an_error_of_a_process_that_lives_on(
    recorder: Recorder, code: str, kind: str
) -> None:
    assert recorder.run(LINE + code).returncode == 0

    view = recorder.ended(UNNAMED)
    error = recorder.one_error(view)
    assert error["error"]["type"] == kind
    assert view["context"]["reason"] == "clean-exit"


def test_members_of_a_group_are_causes(recorder: Recorder) -> None:
    recorder.run(LINE + "raise ExceptionGroup('g', [ValueError(1), TypeError(2)])")

    error = recorder.one_error(recorder.ended(UNNAMED))
    assert [cause["type"] for cause in error["error"]["causes"]] == ["ValueError", "TypeError"]


def test_every_error_of_a_worker_has_the_fingerprint_that_the_app_gave_it(recorder: Recorder) -> None:
    recorder.run(
        LINE + "import desktop_rum, threading\n"
        "class Broken(Exception):\n    dd_fingerprint = 'broken'\n"
        "def fail():\n    raise Broken\n"
        "desktop_rum.add_error(Broken())\n"
        "thread = threading.Thread(target=fail)\nthread.start()\nthread.join()\nfail()"
    )

    errors = recorder.of("error", recorder.ended(UNNAMED))
    assert [error["error"]["fingerprint"] for error in errors] == ["broken"] * 3


@pytest.mark.parametrize("name", ["SIGKILL", "SIGTERM", "SIGUSR1"])
def test_a_signal_of_others_is_an_error(recorder: Recorder, name: str) -> None:
    recorder.run(LINE + f"import os, signal\nos.kill(os.getpid(), signal.{name})")

    view = recorder.ended(UNNAMED)
    error = recorder.one_error(view)
    assert error["context"]["reason"] == "killed"
    assert error["context"]["signal"] == name
    assert error["error"]["is_crash"] is False


@pytest.mark.parametrize("name", ["SIGSEGV", "SIGABRT", "SIGBUS", "SIGFPE", "SIGILL"])
def test_a_crash_names_the_signal_and_has_the_report(recorder: Recorder, name: str) -> None:
    recorder.run(LINE + f"import os, signal\ndef crash_here():\n    os.kill(os.getpid(), signal.{name})\ncrash_here()")

    view = recorder.ended(UNNAMED)
    error = recorder.one_error(view)
    assert view["view"]["crash"]["count"] == 1
    assert error["error"]["is_crash"] is True
    assert error["error"]["category"] == "Exception"
    assert name in error["error"]["message"]
    assert "in crash_here" in error["error"]["stack"]
    assert [thread["crashed"] for thread in error["error"]["threads"]] == [True]
    assert error["error"]["meta"]["exception_type"] == name


@pytest.mark.parametrize("arguments", [[], ["-"]])
def test_a_worker_from_a_pipe_is_named_after_its_pid(recorder: Recorder, arguments: list[str]) -> None:
    subprocess.run([sys.executable, *arguments], input=LINE, text=True, check=True, env=_environment())

    view = recorder.ended(UNNAMED)
    assert view["view"]["name"] == f"Utility: process {view['context']['pid']}"


def test_two_workers_of_one_script_are_told_apart(recorder: Recorder, tmp_path: Path) -> None:
    (tmp_path / "script.py").write_text(LINE)
    for _ in range(2):
        subprocess.run([sys.executable, tmp_path / "script.py"], check=True, env=_environment())

    first, second = recorder.ended("Utility: script.py"), recorder.ended("Utility: script.py [0-9]*")
    assert first["context"]["pid"] != second["context"]["pid"]
    assert second["view"]["name"] == f"Utility: script.py {second['context']['pid']}"


def test_an_end_that_was_asked_for_is_no_error(recorder: Recorder) -> None:
    process = _waiting_worker()
    process.terminate()
    process.communicate()

    view = recorder.ended(UNNAMED)
    (action,) = recorder.of("action", view)
    assert action["context"] | {"pid": 0} == {
        "service_name": f"process {process.pid}",
        "pid": 0,
        "reason": "killed",
        "signal": "SIGTERM",
        "requested": True,
    }
    assert recorder.of("error", view) == []


def test_os_kill_is_not_the_app_asking(recorder: Recorder) -> None:
    process = _waiting_worker()
    os.kill(process.pid, signal.SIGTERM)
    process.communicate()

    error = recorder.one_error(recorder.ended(UNNAMED))
    assert error["context"]["reason"] == "killed"


def test_memory_and_cpu_appear_after_a_poll(recorder: Recorder) -> None:
    process = _waiting_worker()
    name = f"Utility: process {process.pid}"
    seen = recorder.until(1, lambda e: e["view"]["name"] == name and "memory_max" in e["view"])
    process.kill()
    process.communicate()

    view = seen[0]["view"]
    assert 1_000_000 < view["memory_average"] <= view["memory_max"] < 1_000_000_000
    assert view["cpu_ticks_count"] >= 0
    assert seen[0]["context"]["pid"] == process.pid
    main = recorder.until(1, lambda e: e["view"]["name"] == "main process" and "memory_max" in e["view"])
    assert main[0]["view"]["memory_max"] > 10_000_000


def test_what_was_sent_before_the_death_arrives(recorder: Recorder) -> None:
    recorder.run(
        LINE + "import desktop_rum, os, signal\nfor i in range(50):\n"
        "    desktop_rum.add_error(RuntimeError(str(i)))\nos.kill(os.getpid(), signal.SIGKILL)"
    )

    view = recorder.ended(UNNAMED)
    errors = recorder.of("error", view)
    assert [error["error"]["message"] for error in errors[:50]] == [str(number) for number in range(50)]
    assert len(errors) == 51
    assert errors[50]["context"]["reason"] == "killed"


def test_everything_that_a_worker_can_say(recorder: Recorder) -> None:
    recorder.run(
        LINE + "import desktop_rum, sys\n"
        "desktop_rum.add_action('act', context={'a': {1, 2}})\n"
        "desktop_rum.add_error(KeyError('k'), context={'b': float('nan')})\n"
        "desktop_rum.add_duration_vital('v', start=1.0, duration=0.5)\n"
        "desktop_rum.start_duration_vital('w', key=1)\n"
        "desktop_rum.stop_duration_vital('w', key=1)\n"
        "desktop_rum.start_operation('o', key='x')\n"
        "desktop_rum.fail_operation('o', 'abandoned', key='x')\n"
        "assert not {'msgspec', 'psutil', 'httpx', 'asyncio', 'hmac', 'hashlib'} & sys.modules.keys()\n"
    )

    view = recorder.ended(UNNAMED)
    assert view["context"]["reason"] == "clean-exit"
    assert recorder.of("action", view)[0]["context"]["a"] == [1, 2]
    error = recorder.one_error(view)
    assert (error["error"]["handling"], error["context"]["b"]) == ("handled", "nan")
    vitals = [event["vital"] for event in recorder.of("vital", view)]
    assert [vital["name"] for vital in vitals] == ["v", "w", "o", "o"]
    assert vitals[0]["duration"] == 500_000_000
    assert vitals[3] | {"id": ""} == {
        "id": "",
        "type": "operation_step",
        "name": "o",
        "step_type": "end",
        "operation_key": "x",
        "failure_reason": "abandoned",
    }


def test_a_shell_in_between_does_not_matter(recorder: Recorder) -> None:
    command = f"true; {sys.executable} -c 'import desktop_rum.utility; raise RuntimeError(1)'; exit 7"
    subprocess.run(command, shell=True, check=False, stderr=subprocess.DEVNULL, env=_environment())

    view = recorder.ended(UNNAMED)
    error = recorder.one_error(view)
    assert error["error"]["type"] == "RuntimeError"
    assert error["context"]["exit_code"] == 7


@pytest.mark.parametrize(
    ("ending", "told"),
    [
        ("os.kill(os.getpid(), signal.SIGSEGV)", ("crashed", "SIGSEGV", None, True)),
        ("os._exit(139)", ("abnormal-exit", None, 139, False)),
        ("os.kill(os.getpid(), signal.SIGKILL)", ("abnormal-exit", None, 137, False)),  # or an exit code of its own
    ],
)
def test_a_crash_behind_a_shell_is_one(
    recorder: Recorder, ending: str, told: tuple[str, str | None, int | None, bool]
) -> None:
    command = f"{sys.executable} -c 'import os, signal, desktop_rum.utility; {ending}'; exit $?"
    subprocess.run(command, shell=True, check=False, stderr=subprocess.DEVNULL, env=_environment())

    error = recorder.one_error(recorder.ended(UNNAMED))
    context = error["context"]
    facts = context["reason"], context.get("signal"), context.get("exit_code"), error["error"]["is_crash"]
    assert facts == told
    assert ("threads" in error["error"]) == error["error"]["is_crash"]


def test_the_environment_is_as_it_was(recorder: Recorder) -> None:
    given = {"A": "1", "PYTHONPATH": str(SDK), "XDG_RUNTIME_DIR": os.environ["XDG_RUNTIME_DIR"], "LC_CTYPE": "C.UTF-8"}
    code = LINE + "import os, json\nprint(json.dumps(dict(os.environ)))\n1 / 0"
    ended = subprocess.run([sys.executable, "-c", code], env=given, capture_output=True, text=True, check=False)

    assert eval(ended.stdout) == given  # noqa: S307 - printed by our own child
    assert recorder.one_error(recorder.ended(UNNAMED))["error"]["type"] == "ZeroDivisionError"


def test_without_a_parent_the_line_does_nothing(recorder: Recorder) -> None:
    recorder.stop()
    ended = recorder.run(
        LINE + "import sys, faulthandler\nassert sys.excepthook is sys.__excepthook__\n"
        "assert not faulthandler.is_enabled()\ndesktop_rum.utility.add_action('x')"
    )

    assert (ended.returncode, ended.stderr) == (0, "")


def test_a_flood_is_limited_and_the_others_are_heard(recorder: Recorder) -> None:
    flooding = "import desktop_rum\nfor _ in range(20_000):\n    desktop_rum.add_action('flood')"
    recorder.run(LINE + flooding)
    view = recorder.ended(UNNAMED)
    recorder.run(LINE + "raise RuntimeError('other')")
    recorder.until(1, lambda e: e["type"] == "error" and e["error"]["message"] == "other")

    heard = len(recorder.of("action", view)) - 1  # one is of the exit
    assert 1_000 <= heard < 10_000
    assert 10_000 < heard + view["context"]["dropped_reports"] <= 20_000  # what waits at the exit is lost


@pytest.mark.parametrize("line", [False, True], ids=["known", "not known before"])
def test_what_a_worker_dies_of_is_told_after_a_flood(
    line: bool, recorder: Recorder, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    job = tmp_path / "job.py"
    job.write_text(
        f"import sys\nsys.path.insert(0, {str(SDK)!r})\n{LINE}for _ in range(5_000):\n"
        "    desktop_rum.utility.add_error(ValueError())\nraise RuntimeError('the last')\n"
    )
    command = [sys.executable, str(job)]
    if line:
        request.getfixturevalue("nobody_announces")
        os.system(shlex.join(command))
    else:
        subprocess.run(command, stderr=subprocess.DEVNULL, check=False)

    view = recorder.ended("Utility: job.py")
    unhandled = [error for error in recorder.of("error", view) if error["error"]["handling"] == "unhandled"]
    assert [error["error"]["message"] for error in unhandled] == ["the last"]


def test_workers_are_commands_where_the_app_says_so(tmp_path: Path) -> None:
    recorder = Recorder(tmp_path, track_utility_processes=False)
    recorder.run(LINE + "raise RuntimeError")
    recorder.stop()

    (resource,) = [event for event in recorder.events if event["type"] == "resource"]
    assert resource["resource"]["status_code"] == 1
    assert {event["view"]["name"] for event in recorder.events} == {"main process"}


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(SDK)}


def _waiting_worker() -> subprocess.Popen[bytes]:
    """A worker that has made itself known and waits."""
    code = LINE + "import sys\nprint('here', flush=True)\nsys.stdin.read()"
    process = subprocess.Popen(
        [sys.executable, "-c", code], env=_environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"here\n"
    return process
