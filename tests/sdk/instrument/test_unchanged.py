"""What the app sees is as it was."""

from __future__ import annotations

import asyncio
import contextlib
import copy
import inspect
import os
import pickle
import pty
import signal
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from subprocess import run as run_imported_before
from typing import TYPE_CHECKING, Any, get_type_hints
from unittest import mock

import pytest

from desktop_rum.instrument.patching import MARKER

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.sdk.instrument.recorder import Recorder

PATCHED = [
    (subprocess.Popen, "__init__"),
    (subprocess.Popen, "wait"),
    (subprocess.Popen, "communicate"),
    (subprocess.Popen, "send_signal"),
    (os, "system"),
    (os, "posix_spawn"),
    (os, "posix_spawnp"),
    (os, "wait"),
    (os, "wait3"),
    (os, "wait4"),
    (os, "waitpid"),
    (os, "waitid"),
    (pty, "spawn"),
]


def _signature(function: Any) -> str:
    """The signature, or why there is none: that of `os.posix_spawn` cannot be read in some versions."""
    try:
        return str(inspect.signature(function))
    except ValueError as error:
        return type(error).__name__


def _inherited() -> set[str]:
    """What every child of this process gets, whoever opened it."""
    opened = list(Path("/proc/self/fd").iterdir())
    return {path.name for path in opened if path.exists() and os.get_inheritable(int(path.name))}


_INHERITED = _inherited()


def _arguments(function: Any) -> str:
    """As the older way to ask for a signature has it, which does not look beneath a wrapper."""
    try:
        return str(inspect.getfullargspec(function))
    except TypeError as error:
        return type(error).__name__


ARGUMENTS = {(owner, name): _arguments(getattr(owner, name)) for owner, name in PATCHED}
SIGNATURES = {(owner, name): _signature(getattr(owner, name)) for owner, name in PATCHED}
ORIGINALS = {(owner, name): vars(owner).get(name) for owner, name in PATCHED}


@pytest.mark.parametrize(("owner", "name"), PATCHED)
@pytest.mark.usefixtures("sdk")
def test_functions_look_as_before(owner: Any, name: str) -> None:
    function = getattr(owner, name)
    original = ORIGINALS[owner, name]
    assert hasattr(function, MARKER)
    assert _signature(function) == SIGNATURES[owner, name]
    assert _arguments(function) == ARGUMENTS[owner, name]
    assert get_type_hints(function) == get_type_hints(original)
    assert inspect.isbuiltin(function) == inspect.isbuiltin(original)
    if inspect.isbuiltin(original):
        assert (repr(function), function.__self__) == (repr(original), original.__self__)
    assert function.__name__ == original.__name__  # type: ignore[union-attr]
    assert function.__doc__ == original.__doc__
    if owner is not subprocess.Popen or name != "__init__":
        assert pickle.loads(pickle.dumps(function)) is function  # noqa: S301 - our own
    assert not hasattr(subprocess.Popen, "returncode")


@pytest.mark.parametrize(("owner", "name"), PATCHED)
@pytest.mark.usefixtures("sdk")
def test_a_mock_of_the_same_form_can_take_their_place(owner: Any, name: str) -> None:
    with mock.patch.object(owner, name, autospec=True) as mocked:
        assert getattr(owner, name) is mocked


@pytest.mark.usefixtures("sdk")
def test_source_can_be_read() -> None:
    assert "def wait" in inspect.getsource(subprocess.Popen.wait)


def test_what_was_imported_before_is_named_right(sdk: Recorder) -> None:
    run_imported_before(["/bin/true"], check=True)
    (event,) = sdk.resources(1)
    assert event["resource"]["url"] == "run:///bin/true"


def test_functions_travel_to_other_processes(sdk: Recorder) -> None:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        assert pool.submit(subprocess.run, ["/bin/true"], check=True).result(30).returncode == 0
        assert pool.submit(os.system, "exit 3").result(30) == 3 << 8
    assert not [event for event in sdk.resources(0) if event["resource"]["url"].startswith(("run:", "system:"))]


def test_results_and_attributes(sdk: Recorder) -> None:
    process = subprocess.Popen(["/bin/sh", "-c", "echo out; exit 3"], stdout=subprocess.PIPE, text=True)
    assert vars(process)["returncode"] is None
    assert process.communicate()[0] == "out\n"
    assert process.returncode == process.poll() == process.wait() == 3
    assert process.args == ["/bin/sh", "-c", "echo out; exit 3"]
    assert len(sdk.resources(1)) == 1


def test_arguments_may_change_while_the_child_runs(sdk: Recorder) -> None:
    arguments = ["/bin/sh", "-c", "read x", "original"]
    process = subprocess.Popen(arguments, stdin=subprocess.PIPE)
    arguments[:] = ["changed"]
    process.communicate(b"\n")
    (event,) = sdk.resources(1)
    assert event["context"]["args"][-1] == "original"


def test_a_built_in_does_not_become_a_method(sdk: Recorder) -> None:
    shell: Any = type("Shell", (), {"line": os.system, "start": os.posix_spawn, "wait": os.waitpid})()
    assert shell.line("exit 3") == 3 << 8
    pid = shell.start("/bin/true", ["true"], {})
    assert shell.wait(pid, 0) == (pid, 0)
    assert len(sdk.resources(2)) == 2


class _Kept(subprocess.Popen[bytes]):
    """Can be pickled and copied, as apps do that keep what they ran."""

    def __getstate__(self) -> dict[str, Any]:
        return {name: value for name, value in vars(self).items() if name != "_waitpid_lock"}

    def __del__(self) -> None:
        """A copy has no child."""


@pytest.mark.parametrize("again", [lambda kept: pickle.loads(pickle.dumps(kept)), copy.deepcopy])  # noqa: S301 - our own
def test_what_is_made_of_a_popen_has_nothing_of_ours(again: Any, sdk: Recorder) -> None:
    process = _Kept(["/bin/sh", "-c", "read x; exit 4"], stdin=subprocess.PIPE)
    assert process.stdin is not None
    process.stdin.close()
    process.stdin = None
    assert not any(type(value).__module__.startswith("desktop_rum") for value in vars(again(process)).values())
    assert process.wait() == 4
    assert len(sdk.resources(1)) == 1


_AUDITED = """
import os, subprocess, sys
import desktop_rum
from desktop_rum.api import current_sdk

desktop_rum.init(
    application_id="00000000-0000-4000-8000-000000000000", client_token="pub0", service="tests", data_dir=sys.argv[1],
    proxy="http://127.0.0.1:9", app_roots=[],
)

def hook(event, arguments):
    if event == "sys._getframe":
        raise PermissionError

sys.addaudithook(hook)
assert subprocess.run(["/bin/sh", "-c", "exit 3"]).returncode == 3
assert os.spawnv(os.P_WAIT, "/bin/true", ["true"]) == 0
assert os.waitpid(os.posix_spawn("/bin/true", ["true"], {}), 0)[1] == 0
assert os.system("exit 2") == 2 << 8
child = os.fork()
if not child:
    os._exit(current_sdk() is not None)
assert os.waitpid(child, 0)[1] == 0, "a fork lets go of the SDK all the same"
desktop_rum.stop(timeout=0)
"""


def test_an_audit_hook_may_forbid_to_look_at_frames(tmp_path: Path) -> None:
    command = [sys.executable, "-c", _AUDITED, str(tmp_path)]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr


class _Careless(subprocess.Popen[bytes]):
    """Overrides `__init__` without calling it."""

    def __init__(self) -> None:
        self.returncode = None
        self.pid = -1
        self._child_created = False


class _OwnReturnCode(subprocess.Popen[bytes]):
    """Has a `returncode` that hides ours."""

    @property
    def returncode(self) -> Any:
        return self.__dict__.get("_code")

    @returncode.setter
    def returncode(self, value: Any) -> None:
        self.__dict__["_code"] = value


def test_subclasses(sdk: Recorder) -> None:
    careless = _Careless()
    careless.returncode = 3
    assert careless.returncode == careless.wait() == 3
    own = _OwnReturnCode(["/bin/sh", "-c", "exit 4"])
    assert own.wait() == 4
    (event,) = sdk.resources(1)
    assert event["resource"]["status_code"] == 4


def test_sigchld_handlers_and_reaping(sdk: Recorder) -> None:
    seen: list[int] = []
    before = signal.signal(signal.SIGCHLD, lambda number, _: seen.append(number))
    try:
        subprocess.run(["/bin/true"], check=True)
        pid = os.posix_spawn("/bin/true", ["true"], {})
        assert os.waitpid(pid, 0) == (pid, 0)
        with pytest.raises(ChildProcessError):
            os.waitpid(pid, 0)
    finally:
        signal.signal(signal.SIGCHLD, before)
    assert seen
    assert len(sdk.resources(2)) == 2


def test_the_child_inherits_nothing_of_ours(sdk: Recorder) -> None:
    listing = subprocess.run(["/bin/ls", "/proc/self/fd"], capture_output=True, text=True, check=True, close_fds=False)
    assert len(set(listing.stdout.split()) - _INHERITED) <= 2, "its own listing, and one that capturing left free"
    environment = subprocess.run(["/usr/bin/env"], capture_output=True, text=True, check=True, env={"A": "b"})
    assert environment.stdout == "A=b\n"
    assert len(sdk.resources(2)) == 2


def test_bad_calls_raise_what_they_raised(sdk: Recorder) -> None:
    with pytest.raises(TypeError, match="args"):
        subprocess.Popen()  # type: ignore[call-overload]
    with pytest.raises(TypeError):
        os.system()  # type: ignore[call-arg]
    with pytest.raises(TypeError):
        os.waitpid("x", 0)  # type: ignore[arg-type]
    assert sdk.internal_errors() == []


def test_a_class_that_replaces_popen(sdk: Recorder, monkeypatch: pytest.MonkeyPatch) -> None:
    class Green(subprocess.Popen):  # type: ignore[type-arg]
        """As gevent replaces it."""

    monkeypatch.setattr(subprocess, "Popen", Green)
    assert subprocess.run(["/bin/sh", "-c", "exit 3"], check=False).returncode == 3
    (event,) = sdk.resources(1)
    assert event["resource"]["status_code"] == 3


def test_an_event_loop_logs_what_is_no_context(sdk: Recorder, expect_log: Callable[[str], None]) -> None:
    expect_log("ERROR asyncio: Exception in default exception handler")
    with contextlib.closing(asyncio.new_event_loop()) as loop:
        loop.call_exception_handler(None)  # type: ignore[arg-type]
    assert sdk.internal_errors() == []


def test_callbacks_of_asyncio_may_start_commands(sdk: Recorder) -> None:
    """What a guard in a context variable would lose."""

    class Protocol(asyncio.SubprocessProtocol):
        def process_exited(self) -> None:
            subprocess.run(["/bin/sh", "-c", "exit 7"], check=False)
            ended.set()

    ended = asyncio.Event()

    async def main() -> None:
        transport, _ = await asyncio.get_running_loop().subprocess_exec(
            Protocol, "/bin/true", stdin=None, stdout=None, stderr=None
        )
        await ended.wait()
        transport.close()

    asyncio.run(main())
    events = sdk.resources(2)
    assert sorted(event["resource"]["url"] for event in events) == ["run:///bin/sh", "subprocess-exec:///bin/true"]
