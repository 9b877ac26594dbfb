"""Apps that have put greenlets in the place of threads: the SDK's own stay threads, and commands are seen."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from playground.intake.launch import IntakeProcess

START = """
if moment == "between":
    from desktop_rum import init
if moment in ("before", "between"):
    patch()
import desktop_rum

events = []
desktop_rum.init(
    application_id="00000000-0000-4000-8000-000000000000", client_token="pub0", service="tests",
    data_dir=data_dir, proxy=proxy,
)
desktop_rum.subscribe(lambda updates: events.extend(update.event for update in updates if update.event))
if moment == "after":
    patch()
"""
"""The SDK starts before or after the app has replaced what it replaces, or was only loaded before."""

REPLACING = """
import _thread, json, os, select, signal, subprocess, sys, threading, time

replacement, moment, data_dir, proxy = sys.argv[1:]
used = []


def stand_in(module, name):
    function = getattr(module, name)

    def replaced(*args, **kwargs):
        caller = sys._getframe(1).f_globals["__name__"]
        if caller.startswith("desktop_rum"):
            used.append(f"{module.__name__}.{name} by {caller}")
        return function(*args, **kwargs)

    setattr(module, name, replaced)


def patch():
    if replacement == "gevent":
        from gevent.monkey import patch_all

        patch_all()
        return
    for name in ("start_new_thread", "allocate_lock"):
        stand_in(_thread, name)
    for name in ("Lock", "Event"):
        stand_in(threading, name)
    for name in ("select", "poll"):
        stand_in(select, name)
    if hasattr(select, "epoll"):
        del select.epoll
    threading.get_ident = lambda: _thread.get_ident()
    waitid = os.waitid

    class Popen(subprocess.Popen):
        def _execute_child(self, *args, **kwargs):
            super()._execute_child(*args, **kwargs)
            self.returncode = waitid(os.P_PID, self.pid, os.WEXITED).si_status

    subprocess.Popen = Popen
"""

WHAT_RAN = """
subprocess.run(["/bin/sh", "-c", "exit 3"])
subprocess.check_output(["/bin/true"])
process = subprocess.Popen(["/bin/true"])
process.wait()
desktop_rum.flush()
names = [thread.name for thread in threading.enumerate() if thread.name.startswith("desktop-rum")]
blocked = signal.SIGCHLD in signal.pthread_sigmask(signal.SIG_BLOCK, ())
desktop_rum.stop()
deadline = time.monotonic() + 10  # the last steps of a thread that has ended
while len(os.listdir("/proc/self/task")) > 1 and time.monotonic() < deadline:
    pass
resources = [event["resource"] for event in events if event["type"] == "resource"]
print(json.dumps({
    "commands": [[resource["url"], resource.get("status_code")] for resource in resources],
    "used": used, "names": names, "blocked": blocked, "threads": len(os.listdir("/proc/self/task")),
}))
"""

COMMANDS = [["run:///bin/sh", 3], ["check-output:///bin/true", 0], ["popen:///bin/true", 0]]


def _printed(*arguments: str) -> Any:
    """What a Python program says in JSON, and it complains of nothing."""
    told = subprocess.run([sys.executable, *arguments], capture_output=True, text=True, timeout=60, check=False)
    assert told.stderr == ""
    return json.loads(told.stdout)


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
@pytest.mark.parametrize("moment", ["before", "between", "after"])
@pytest.mark.parametrize("replacement", ["stand-ins", "gevent"])
def test_an_app_that_replaces_threads(
    replacement: str, moment: str, tmp_path: Path, module_intake: IntakeProcess
) -> None:
    if replacement == "gevent" and importlib.util.find_spec("gevent") is None:
        pytest.skip("gevent is not installed: its place is taken by the stand-ins")
    result = _printed(
        "-c", REPLACING + START + WHAT_RAN, replacement, moment, str(tmp_path / "data"), module_intake.url
    )
    assert result["commands"] == COMMANDS
    assert result["used"] == []
    assert not result["blocked"], "the app's own thread has to see its children's signals"
    assert result["threads"] == 1, "none is left behind"
    assert bool(result["names"]) == (moment == "after"), "threads that are known as such"


COPIES = """
import importlib.util, json, socket, sys, types, subprocess

data_dir, proxy, real, moment = sys.argv[1:]


def copied():
    spec = importlib.util.find_spec("subprocess")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def patch():
    if real == "real":
        import eventlet

        eventlet.monkey_patch()
        return
    original, injected = copied(), copied()
    green = types.ModuleType("eventlet.green.subprocess")

    class Popen(original.Popen):
        def __init__(self, *args, **kwargs):
            original.Popen.__init__(self, *args, **kwargs)

    green.Popen, green.run = Popen, injected.run
    for name in ("call", "check_output"):
        function = getattr(original, name)
        setattr(green, name, types.FunctionType(function.__code__, vars(green)))
        getattr(green, name).__kwdefaults__ = function.__kwdefaults__
    green.PIPE = original.PIPE
    sys.modules[green.__name__] = green
    subprocess.Popen, subprocess.call, subprocess.check_output = green.Popen, green.call, green.check_output

    class Socket(socket.socket):
        def __init__(self, family=socket.AF_INET, *args, **kwargs):
            super().__init__(family, *args, **kwargs)

    socket.socket = Socket
"""

WHAT_THE_COPIES_RAN = """
if real == "real":
    import eventlet.green.subprocess
green = sys.modules["eventlet.green.subprocess"]
green.run(["/bin/sh", "-c", "exit 3"])
green.call(["/bin/sh", "-c", "exit 4"])
green.check_output(["/bin/true"])
green.Popen(["/bin/true"]).wait()
subprocess.run(["/bin/true"])
subprocess.check_output(["/bin/true"])
desktop_rum.flush()
desktop_rum.stop()
resources = [event["resource"] for event in events if event["type"] == "resource"]
print(json.dumps([[resource["url"].partition(":")[0], resource.get("status_code")] for resource in resources]))
"""


@pytest.mark.parametrize(
    ("real", "moment"), [("copies", "before"), ("real", "before"), ("real", "between"), ("real", "after")]
)
def test_an_app_whose_greenlets_have_copies_of_subprocess(
    real: str, moment: str, tmp_path: Path, module_intake: IntakeProcess
) -> None:
    if real == "real" and importlib.util.find_spec("eventlet") is None:
        pytest.skip("eventlet is not installed: its place is taken by copies")
    result = _printed(
        "-W",
        "ignore",
        "-c",
        COPIES + START + WHAT_THE_COPIES_RAN,
        str(tmp_path / "data"),
        module_intake.url,
        real,
        moment,
    )
    assert result == [
        ["run", 3], ["call", 4], ["check-output", 0], ["popen", 0], ["run", 0], ["check-output", 0],
    ]  # fmt: skip
