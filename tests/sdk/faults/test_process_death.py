"""The fault table, death of the app: what was written arrives at the next start, once, whatever the app died of."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import desktop_rum
from tests.plugins.faulty_intake import Exchange, status
from tests.plugins.sdk import APPLICATION_ID
from tests.sdk.faults.left_behind import actions

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.plugins.faulty_intake import FaultyIntake
    from tests.plugins.sdk import RunSdk

CHECKOUT = Path(__file__).resolve().parents[3]

APP = """
import os, signal, sys, threading
import desktop_rum
desktop_rum.init(application_id=sys.argv[1], client_token="pub0", service="app", proxy=sys.argv[2],
                 data_dir=sys.argv[3], telemetry_sample_rate=0, upload_frequency="rare", batch_size="small", **options)
"""
"""What every app of these tests begins with."""

WRITTEN = """
from desktop_rum.api import current_sdk
def write():
    assert current_sdk().pipeline.call(lambda: None, 30)
"""

NOWHERE = "http://127.0.0.1:9/"


def app(program: str, data_dir: Path, proxy: str = NOWHERE, before: str = "", options: str = "") -> list[str]:
    text = f"{before}\noptions = dict({options}){APP}{WRITTEN}{program}"
    return [sys.executable, "-c", text, APPLICATION_ID, proxy, str(data_dir)]


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": os.pathsep.join([str(CHECKOUT / "sdk"), str(CHECKOUT)])}


def run_app(
    program: str, data_dir: Path, proxy: str = NOWHERE, *, before: str = "", options: str = ""
) -> subprocess.CompletedProcess[str]:
    """Run an app to its end; `before` comes before `init()`, which takes these further options."""
    return subprocess.run(
        app(program, data_dir, proxy, before, options),
        env=environment(),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


DEADLY = ["SIGKILL", "SIGTERM", "SIGSEGV", "SIGABRT", "SIGBUS", "SIGFPE", "SIGILL", "SIGHUP", "SIGQUIT", "SIGPIPE"]


@pytest.mark.parametrize("name", DEADLY)
def test_a_signal_takes_nothing_that_was_written(
    name: str, run_sdk: RunSdk, faulty_intake: FaultyIntake, tmp_path: Path
) -> None:
    ended = run_app(
        "for number in range(50): desktop_rum.add_action(f'{number}')\n"
        f"write(); signal.signal(signal.{name}, signal.SIG_DFL) if '{name}' != 'SIGKILL' else None\n"
        f"os.kill(os.getpid(), signal.{name}); signal.pause()",
        tmp_path / "data",
    )
    assert ended.returncode == -signal.Signals[name]
    run_sdk()
    assert desktop_rum.flush()
    assert actions(faulty_intake) == [f"{number}" for number in range(50)]


ENDS = {
    "the end of the script": "",
    "sys.exit": "sys.exit(3)",
    "an uncaught exception": "raise RuntimeError('the end')",
    "a keyboard interrupt": "signal.raise_signal(signal.SIGINT)",
}


@pytest.mark.parametrize("end", ENDS.values(), ids=ENDS)
def test_an_orderly_end_delivers_before_the_interpreter_exits(
    end: str, faulty_intake: FaultyIntake, tmp_path: Path
) -> None:
    run_app("desktop_rum.add_action('last')\n" + end, tmp_path / "data", faulty_intake.url)
    assert actions(faulty_intake) == ["last"]
    errors = [event["error"]["message"] for event in faulty_intake.events() if event["type"] == "error"]
    assert errors == (["the end"] if "RuntimeError" in end else [])
    assert list(tmp_path.rglob("batch-*")) == []


def test_an_uncaught_exception_is_on_disk_even_if_the_interpreter_never_finishes(
    run_sdk: RunSdk, faulty_intake: FaultyIntake, tmp_path: Path
) -> None:
    """A thread that is no daemon keeps the interpreter from ending in order, and then somebody kills it."""
    program = """
def linger():
    threading.main_thread().join()
    write()
    os.kill(os.getpid(), signal.SIGKILL)
threading.Thread(target=linger).start()
raise RuntimeError("the end")
"""
    ended = run_app(program, tmp_path / "data")
    assert ended.returncode == -signal.SIGKILL
    run_sdk()
    assert desktop_rum.flush()
    assert [event["error"]["message"] for event in faulty_intake.events() if event["type"] == "error"] == ["the end"]


@pytest.mark.parametrize("when", ["before init", "after init"])
def test_the_error_that_the_app_dies_of_is_on_disk_before_its_own_hook_runs(
    when: str, run_sdk: RunSdk, faulty_intake: FaultyIntake, tmp_path: Path
) -> None:
    """Many a hook ends with `os._exit`: nothing of the interpreter's end happens then."""
    hook = "import os, sys; sys.excepthook = lambda *error: os._exit(7)\n"
    before, after = (hook, "") if when == "before init" else ("", hook)
    ended = run_app(f"{after}raise RuntimeError('the end')", tmp_path / "data", before=before)
    assert ended.returncode == 7, ended.stderr
    run_sdk()
    assert desktop_rum.flush()
    assert [event["error"]["message"] for event in faulty_intake.events() if event["type"] == "error"] == ["the end"]


IN_OTHER_PLACES = {
    "a thread": "threading.excepthook = deadly; threading.Thread(target=fail).start()",
    "a finalizer": "sys.unraisablehook = deadly; finalizer = type('Final', (), {'__del__': fail}); finalizer()",
    "a task": "import asyncio; loop = asyncio.new_event_loop(); loop.set_exception_handler(deadly)\n"
    "loop.call_soon(fail); loop.run_forever()",
}


@pytest.mark.parametrize("place", IN_OTHER_PLACES.values(), ids=IN_OTHER_PLACES)
def test_so_is_one_in_another_place_that_the_app_will_not_outlive(
    place: str, run_sdk: RunSdk, faulty_intake: FaultyIntake, tmp_path: Path
) -> None:
    hook = "def deadly(*_): os._exit(7)\ndef fail(*_): raise RuntimeError('the end')\n"
    ended = run_app(f"{hook}{place}\nsignal.pause()", tmp_path / "data")
    assert ended.returncode == 7, ended.stderr
    run_sdk()
    assert desktop_rum.flush()
    assert [event["error"]["message"] for event in faulty_intake.events() if event["type"] == "error"] == ["the end"]


@pytest.mark.slow
def test_what_waits_in_the_queue_is_on_disk_when_the_interpreter_ends(
    run_sdk: RunSdk, faulty_intake: FaultyIntake, tmp_path: Path
) -> None:
    """Also where handling it takes longer than the second that the upload has: a hook of the app's is slow."""
    slow = "import time; slow = lambda event: time.sleep(0.01)"
    program = "for number in range(150): desktop_rum.add_action(f'{number}')"
    ended = run_app(program, tmp_path / "data", before=slow, options="before_send=slow")
    assert ended.returncode == 0, ended.stderr
    run_sdk()
    assert desktop_rum.flush()
    assert actions(faulty_intake) == [f"{number}" for number in range(150)]


@pytest.mark.slow
def test_a_hook_that_never_returns_does_not_hold_up_the_end_of_the_app(tmp_path: Path) -> None:
    stuck = "import threading; stuck = lambda event: threading.Event().wait()"
    ended = run_app("desktop_rum.add_action('stuck')", tmp_path / "data", before=stuck, options="before_send=stuck")
    assert ended.returncode == 0, ended.stderr


def test_killed_while_uploading_sends_the_same_batch_under_the_same_key(
    run_sdk: RunSdk, faulty_intake: FaultyIntake, tmp_path: Path
) -> None:
    """The intake has it, the app never heard so: the key tells the intake that it is the same."""
    faulty_intake.plan = [Exchange.hang]
    process = subprocess.Popen(
        app("desktop_rum.add_action('once'); desktop_rum.flush(60)", tmp_path / "data", faulty_intake.url),
        env=environment(),
    )
    faulty_intake.wait_for_requests(1)
    process.kill()
    process.wait()
    run_sdk()
    assert desktop_rum.flush()
    first, second = [request for request in faulty_intake.requests if actions_of(request.events) == ["once"]]
    assert first.key == second.key
    assert first.events == second.events


def actions_of(events: list[dict[str, object]]) -> list[str]:
    return [event["action"]["target"]["name"] for event in events if event["type"] == "action"]  # type: ignore[index]


@pytest.mark.slow
@pytest.mark.parametrize("fatal_call", ["write", "rename", "unlink", "mkdir", "open"])
def test_killed_within_a_call_of_the_system(
    fatal_call: str,
    run_sdk: RunSdk,
    faulty_intake: FaultyIntake,
    tmp_path: Path,
    expect_log: Callable[[str], None],
) -> None:
    """SIGKILL right before the n-th such call, for n = 1, 2, 3 …, until the app gets through: each action arrives once.

    Events whose call to hand over returned, and whose round was reported as written, are never lost.
    """
    program = """
calls = 0
def deadly(event, args):
    global calls
    names = {"write": (), "rename": ("os.rename",), "unlink": ("os.remove",), "mkdir": ("os.mkdir",), "open": ("open",)}
    if event in names[sys.argv[4]] and any("batch-" in str(a) or "instance-" in str(a) for a in args):
        calls += 1
        if calls == int(sys.argv[5]):
            os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(deadly)
if sys.argv[4] == "write":
    real_write = os.write
    def write_half(fd, data):
        global calls
        calls += 1
        if calls == int(sys.argv[5]):
            real_write(fd, bytes(data)[: len(data) // 2])
            os.kill(os.getpid(), signal.SIGKILL)
        return real_write(fd, data)
    os.write = write_half
import desktop_rum
desktop_rum.init(application_id=sys.argv[1], client_token="pub0", service="app", proxy=sys.argv[2],
                 data_dir=sys.argv[3], telemetry_sample_rate=0, upload_frequency="rare", batch_size="small")
from desktop_rum.api import current_sdk
for number in range(10):
    desktop_rum.add_action(f"{number}", context={"filling": "x" * 4000})
    assert current_sdk().pipeline.call(lambda: None, 30)
    if current_sdk().delivery_figures().unwritten == 0:
        print(number, flush=True)
desktop_rum.stop()
print("through")
"""
    if fatal_call == "write":
        expect_log("Damaged lines are left out|nothing in it is whole")
    reported: list[str] = []
    for deadly in range(1, 12):
        ended = subprocess.run(
            [
                *(sys.executable, "-c", "import os, signal, sys\n" + program),
                *(APPLICATION_ID, NOWHERE, str(tmp_path / "data"), fatal_call, str(deadly)),
            ],
            env=environment(),
            capture_output=True,
            text=True,
            check=False,
        )
        assert ended.returncode in (0, -signal.SIGKILL), ended.stderr
        words = ended.stdout.split()
        reported += [word for word in words if word != "through"]
        if "through" in words:
            break
    run_sdk()
    assert desktop_rum.flush()
    delivered = actions(faulty_intake)
    assert not set(reported) - set(delivered)
    assert all(delivered.count(name) >= reported.count(name) for name in set(reported))
    assert len({request.key for request in faulty_intake.requests}) == len(faulty_intake.requests)
    desktop_rum.stop()
    assert list((tmp_path / "data" / APPLICATION_ID).glob("instance-*")) == []


def test_a_forked_child_writes_nothing_into_its_parents_batches(faulty_intake: FaultyIntake, tmp_path: Path) -> None:
    program = """
desktop_rum.add_action("parent")
write()
pid = os.fork()
if pid == 0:
    desktop_rum.add_action("child")
    assert desktop_rum.get_internal_context() is None
    assert desktop_rum.flush() is False
    links = [f"/proc/self/fd/{fd}" for fd in os.listdir("/proc/self/fd")]
    os._exit(any("instance-" in os.readlink(link) for link in links if os.path.lexists(link)))
assert os.waitpid(pid, 0)[1] == 0
desktop_rum.add_action("parent again")
"""
    ended = run_app(program, tmp_path / "data", faulty_intake.url)
    assert ended.returncode == 0, ended.stderr
    told = actions(faulty_intake)
    by_channel = ("child", "process_exit")  # where that was fast enough: its own report, and what became of it
    assert [name for name in told if name not in by_channel] == ["parent", "parent again"]
    assert max(map(told.count, by_channel)) <= 1


def test_a_forked_child_may_report_on_its_own(faulty_intake: FaultyIntake, tmp_path: Path) -> None:
    """With an `init()` of its own it is another instance: the parent's folder is alive, and stays untouched."""
    program = """
desktop_rum.add_action("parent")
write()
pid = os.fork()
if pid == 0:
    desktop_rum.init(application_id=sys.argv[1], client_token="pub0", service="app", proxy=sys.argv[2],
                     data_dir=sys.argv[3], telemetry_sample_rate=0)
    desktop_rum.add_action("child")
    desktop_rum.stop()
    os._exit(0)
assert os.waitpid(pid, 0)[1] == 0
"""
    ended = run_app(program, tmp_path / "data", faulty_intake.url)
    assert ended.returncode == 0, ended.stderr
    assert sorted(actions(faulty_intake)) == ["child", "parent"]
    assert len({event["session"]["id"] for event in faulty_intake.events()}) == 2


def test_a_crash_before_init_loses_nothing_of_the_run_before(
    run_sdk: RunSdk, faulty_intake: FaultyIntake, tmp_path: Path
) -> None:
    run_app("desktop_rum.add_action('before'); write(); os.kill(os.getpid(), signal.SIGKILL)", tmp_path / "data")
    crashed = subprocess.run(
        [sys.executable, "-c", "import os, signal, desktop_rum; os.kill(os.getpid(), signal.SIGSEGV)"],
        env=environment(),
        check=False,
    )
    assert crashed.returncode == -signal.SIGSEGV
    run_sdk()
    assert desktop_rum.flush()
    assert actions(faulty_intake) == ["before"]


@pytest.mark.slow
def test_an_intake_that_hangs_does_not_hold_up_the_end_of_the_app(
    run_sdk: RunSdk, faulty_intake: FaultyIntake, tmp_path: Path
) -> None:
    """The end may take a second or two; what was not taken goes out at the next start."""
    faulty_intake.otherwise = Exchange.hang
    ended = run_app("desktop_rum.add_action('kept')", tmp_path / "data", faulty_intake.url)
    assert ended.returncode == 0
    faulty_intake.otherwise = status(202)
    run_sdk()
    assert desktop_rum.flush()
    assert "kept" in actions_of(faulty_intake.requests[-1].events) + actions_of(faulty_intake.requests[-2].events)


def test_a_signal_handler_and_a_finalizer_may_report(faulty_intake: FaultyIntake, tmp_path: Path) -> None:
    """They interrupt the SDK in the middle of handing over, in the same thread: nothing may wait for itself."""
    program = """
handled = 0
def on_alarm(number, frame):
    global handled
    handled += 1
    desktop_rum.add_error(ValueError("in a handler"))
    desktop_rum.add_action("in a handler")
class Finalized:
    def __init__(self):
        self.me = self
    def __del__(self):
        desktop_rum.add_error(ValueError("in a finalizer"))
signal.signal(signal.SIGALRM, on_alarm)
signal.setitimer(signal.ITIMER_REAL, 0.0005, 0.0005)
for number in range(20_000):
    desktop_rum.add_error(ValueError("outside")) if number % 10 == 0 else desktop_rum.add_action("outside")
    Finalized() if number % 100 == 0 else None
signal.setitimer(signal.ITIMER_REAL, 0)
assert handled > 10
print("through")
"""
    ended = run_app(program, tmp_path / "data", faulty_intake.url)
    assert ended.stdout == "through\n", ended.stderr


def test_what_lies_on_disk_after_a_kill_is_json_line_by_line(tmp_path: Path) -> None:
    process = subprocess.Popen(
        app("print('go', flush=True)\nwhile True: desktop_rum.add_action('x' * 500)", tmp_path / "data"),
        env=environment(),
        stdout=subprocess.PIPE,
    )
    with process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"go\n"
        while not list(tmp_path.rglob("batch-*.log")):
            assert process.poll() is None
        process.kill()
    for path in tmp_path.rglob("batch-*"):
        *whole, _ = path.read_bytes().split(b"\n")
        assert all(json.loads(line)["type"] in ("action", "view") for line in whole)
