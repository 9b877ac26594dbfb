"""`os.fork` without exec: the child reports as a child, or is silent, and never touches what is its parent's."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import desktop_rum
from desktop_rum.instrument.forks import go_on_without_exec, let_go
from desktop_rum.instrument.patching import MARKER
from tests.plugins.terminals import need_terminals

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.plugins.recorder import Recorder

pytestmark = [
    pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning"),
    pytest.mark.usefixtures("nobody_announces"),
]


def test_what_a_fork_says_arrives_on_a_view_of_its_own(recorder: Recorder) -> None:
    def child() -> None:
        desktop_rum.add_error(ValueError("in a fork"))
        desktop_rum.add_action("done")

    pid = _fork(child)

    view = recorder.ended(f"Utility: fork {pid}")
    error = recorder.one_error(view)
    assert error["error"]["message"] == "in a fork"
    assert error["context"]["pid"] == pid
    assert recorder.of("action", view)[0]["action"]["target"]["name"] == "done"


@pytest.mark.parametrize(("status", "kind", "reason"), [(0, "action", "clean-exit"), (3, "error", "abnormal-exit")])
def test_how_a_fork_ended_is_told_although_the_app_has_collected_it(
    recorder: Recorder, status: int, kind: str, reason: str
) -> None:
    def child() -> None:
        desktop_rum.start_operation("job")
        os._exit(status)

    pid = _fork(child, status)

    (end,) = recorder.of(kind, recorder.ended(f"Utility: fork {pid}"))
    assert (end["context"]["reason"], end["context"]["exit_code"]) == (reason, status)


def test_a_silent_fork_has_no_view(recorder: Recorder) -> None:
    pid = _fork(lambda: None)
    desktop_rum.stop()

    assert not [event for event in recorder.events if event.get("context", {}).get("pid") == pid]


def test_a_fork_holds_no_file_of_its_parents(recorder: Recorder) -> None:
    folder = str(recorder.folder)

    def child() -> None:
        os.write(write, repr(_held_of(folder)).encode())

    read, write = os.pipe()
    _fork(child)
    os.close(write)
    with os.fdopen(read) as file:
        assert file.read() == "[]"


def test_a_fork_holds_no_file_by_which_another_ones_end_is_known(recorder: Recorder) -> None:
    ours, theirs = os.pipe()
    other = os.fork()
    if other == 0:
        desktop_rum.add_action("here")
        os.read(ours, 1)
        os._exit(0)

    def child() -> None:
        held = [_process_behind(number) for number in os.listdir("/proc/self/fd")]  # noqa: PTH208
        os._exit(int(other in held))

    try:
        recorder.until(1, lambda e: e["type"] == "action" and e["context"]["pid"] == other)
        _fork(child)
    finally:
        os.write(theirs, b"x")
        os.waitpid(other, 0)
        os.close(ours)
        os.close(theirs)


def test_a_fork_that_forks(recorder: Recorder) -> None:
    def grandchild() -> None:
        desktop_rum.add_error(LookupError("grandchild"))

    def child() -> None:
        desktop_rum.add_error(ValueError("child"))
        _fork(grandchild)

    pid = _fork(child)
    errors = recorder.until(2, lambda e: e["type"] == "error")
    assert {error["error"]["message"] for error in errors} == {"child", "grandchild"}
    names = {error["error"]["message"]: error["view"]["name"] for error in errors}
    assert names["child"] == f"Utility: fork {pid}"
    of_grandchild = next(error["context"]["pid"] for error in errors if error["error"]["message"] == "grandchild")
    assert names["grandchild"] == f"Utility: fork {of_grandchild}"
    assert of_grandchild != pid


def test_what_a_fork_starts_is_not_reported(recorder: Recorder) -> None:
    def child() -> None:
        subprocess.run(["true"], check=True)
        os.system("true")

    _fork(child)
    recorder.stop()
    assert not [event for event in recorder.events if event["type"] == "resource"]


def test_a_fork_with_an_sdk_of_its_own_has_no_patches_but_that_ones(recorder: Recorder, tmp_path: Path) -> None:
    def child() -> None:
        desktop_rum.init(**{**recorder.options, "data_dir": str(tmp_path)})
        desktop_rum.stop()
        places = (subprocess.Popen.__init__, subprocess.Popen.kill, os.system, os.waitpid, sys.excepthook)
        os.write(write, repr([place for place in places if hasattr(place, MARKER)]).encode())

    read, write = os.pipe()
    _fork(child)
    os.close(write)
    with os.fdopen(read) as file:
        assert file.read() == "[]"


def test_how_a_fork_ended_just_before_the_sdk_stops_is_told(recorder: Recorder) -> None:
    pid = _fork(lambda: desktop_rum.add_action("done"))
    recorder.stop()

    ends = [
        action
        for action in recorder.of("action", recorder.ended(f"Utility: fork {pid}"))
        if "exit_code" in action["context"]
    ]
    assert [end["context"]["reason"] for end in ends] == ["clean-exit"]


def test_a_preexec_function_changes_nothing(recorder: Recorder) -> None:
    code = "import os\nprint(sorted(os.listdir('/proc/self/fd')))"
    command = [sys.executable, "-c", code]
    desktop_rum.stop()
    bare = subprocess.run(command, capture_output=True, text=True, check=True, preexec_fn=os.getpid)
    desktop_rum.init(**recorder.options)
    seen = subprocess.run(command, capture_output=True, text=True, check=True, preexec_fn=os.getpid)
    assert seen.stdout == bare.stdout


def test_a_program_that_is_missing_makes_a_fork_of_the_app(recorder: Recorder) -> None:
    """`pty.spawn` raises in the child, which goes on as a second copy of the app, and holds nothing of ours."""
    need_terminals()
    parent, folder = os.getpid(), str(recorder.folder)
    read, write = os.pipe()
    try:
        pty.spawn(["/nowhere/to/be/found"], lambda descriptor: os.read(descriptor, 1_024), lambda _: b"")
    except FileNotFoundError:
        if os.getpid() != parent:
            os.write(write, repr(_held_of(folder)).encode())
            os._exit(0)
        raise
    os.close(write)
    with os.fdopen(read) as file:
        assert file.read() == "[]"


def test_a_fork_that_makes_way_for_a_program_leaves_all_to_that_program(recorder: Recorder) -> None:
    """What is the parent's is closed by the exec itself; a fork of the app's afterwards lets go as ever."""
    folder = str(recorder.folder)
    code = "import os\nfor fd in os.listdir('/proc/self/fd'):\n print(os.path.realpath('/proc/self/fd/' + fd))"
    read, write = os.pipe()
    os.set_inheritable(write, True)
    program = [sys.executable, "-c", f"import os\nos.dup2({write}, 1)\n{code}"]
    assert os.spawnv(os.P_WAIT, sys.executable, program) == 0
    os.close(write)
    with os.fdopen(read) as file:
        assert not [line for line in file if line.startswith(folder) or "epoll" in line]

    def child() -> None:
        os.write(after, repr(_held_of(folder)).encode())

    read, after = os.pipe()
    _fork(child)
    os.close(after)
    with os.fdopen(read) as file:
        assert file.read() == "[]"


def test_a_fork_of_a_signal_handler_lets_go_although_a_spawn_waits(
    recorder: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, original, parent = str(recorder.folder), os.waitpid, os.getpid()
    read, write = os.pipe()

    def waitpid(*args: int) -> tuple[int, int]:
        monkeypatch.undo()
        before = signal.signal(signal.SIGUSR1, lambda *_: _fork(child))
        signal.raise_signal(signal.SIGUSR1)
        signal.signal(signal.SIGUSR1, before)
        return original(*args)

    def child() -> None:
        os.write(write, repr(_held_of(folder)).encode())

    monkeypatch.setattr(os, "waitpid", waitpid)
    assert os.spawnv(os.P_WAIT, "/bin/sh", ["sh", "-c", "exit 3"]) == 3
    assert os.getpid() == parent
    os.close(write)
    with os.fdopen(read) as file:
        assert file.read() == "[]"


GEVENT = (("gevent.os", "fork_and_watch"), ("gevent.os", "fork_gevent"))
"""Functions by their modules and names; the last one forks."""


@pytest.mark.parametrize(
    ("calls", "follows"),
    [
        ((("os", "_spawnvef"),), True),
        ((("os", "_spawnvef"), *GEVENT), True),
        ((("pty", "spawn"), ("desktop_rum.instrument.forking_starts", "fork"), ("pty", "fork")), True),
        ((("pty", "spawn"), ("app", "handler"), ("pty", "fork")), False),
        ((("os", "_spawnvef"), ("app", "handler")), False),
        ((("app", "_spawnvef"),), False),
        ((("gevent.subprocess", "_execute_child"), *GEVENT), True),
        ((("gevent.subprocess", "_execute_child(preexec_fn=print)"), *GEVENT), False),
        ((("app", "main"), *GEVENT), False),
    ],
)
def test_who_forks_says_whether_an_exec_follows(calls: tuple[tuple[str, str], ...], follows: bool) -> None:
    done: list[str] = []

    def after_fork() -> None:
        let_go(lambda: done.append("let go"))

    call: Callable[[], None] = after_fork
    for module, function in reversed(calls):
        name, _, parameter = function.rstrip(")").partition("(")
        namespace: dict[str, Any] = {"__name__": module, "call": call}
        exec(f"def {name}({parameter}): call()", namespace)  # noqa: S102 - to be in that module
        call = namespace[name]
    call()
    assert done == ([] if follows else ["let go"])
    go_on_without_exec()
    assert done == ["let go"]


def _held_of(folder: str) -> list[str]:
    """The open files that are the SDK's of the parent."""
    held = [str(path.resolve()) for path in Path("/proc/self/fd").iterdir()]
    return [path for path in held if path.startswith(folder) or "epoll" in path]


def _process_behind(number: str) -> int | None:
    """Whose pidfd an open file is; None where it is none."""
    try:
        facts = Path("/proc/self/fdinfo", number).read_text(encoding="ascii")
    except OSError:
        return None
    return next((int(line.split()[1]) for line in facts.splitlines() if line.startswith("Pid:")), None)


def _fork(child: Callable[[], None], status: int = 0) -> int:
    pid = os.fork()
    if pid == 0:
        try:
            child()
        finally:
            os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == status
    return pid
