"""What a patched call raises has the traceback that it has without us."""

from __future__ import annotations

import asyncio
import contextlib
import http.client
import multiprocessing
import os
import socket
import subprocess
import sys
import threading
import traceback
import urllib.request
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import httpx
import pytest
import shiboken6
import urllib3
from PySide6.QtCore import QObject, QProcess, QUrl
from PySide6.QtNetwork import QNetworkAccessManager, QNetworkRequest, QRestAccessManager

from desktop_rum.instrument.late_imports import LateImports
from desktop_rum.qt import watch_process
from desktop_rum.qt.commands import MAY_TELL, STARTS

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator
    from pathlib import Path

    from tests.sdk.instrument.recorder import Recorder

Call = tuple[Any, ...]

NOBODY = "127.0.0.1:9"
"""Where no server is."""

SPAWN = multiprocessing.get_context("spawn")
FORK = multiprocessing.get_context("fork")


def _used(use: Callable[[Any], object]) -> None:
    with subprocess.Popen(["/bin/cat"], stdin=subprocess.PIPE) as process:
        use(process)


async def _failing_start() -> None:
    await asyncio.create_subprocess_exec("/missing")


COMMANDS: dict[str, Call] = {
    "Popen": (subprocess.Popen, ["/missing"]),
    "Popen, vfork": (subprocess.Popen, ["/missing"], -1, None, None, None, None, None, False),
    "run": (subprocess.run, ["/bin/true"], "no buffer"),
    "wait": (_used, lambda process: process.wait("no seconds")),
    "time-out": (lambda: subprocess.run(["/bin/sleep", "60"], timeout=0.01, check=False),),
    "send_signal": (_used, lambda process: process.send_signal("no signal")),
    "create_subprocess_exec": (lambda: asyncio.run(_failing_start()),),
    "system": (os.system, "a\0b"),
    "popen": (os.popen, "a\0b"),
    "posix_spawn": (os.posix_spawn, "/missing", ["missing"], {}),
    "posix_spawnp": (os.posix_spawnp, "/missing", "no list", {}),
    "spawnv": (os.spawnv, os.P_WAIT, "/bin/true", []),
    "waitpid": (os.waitpid, 0x7FFFFFFF, 0),
    "waitpid, no pid": (os.waitpid, "no pid", 0),
    "wait4": (os.wait4, 0x7FFFFFFF, 0),
    "waitid": (os.waitid, os.P_PID, 0x7FFFFFFF, os.WEXITED),
}


def _twice() -> None:
    process = FORK.Process()
    process.start()
    try:
        process.start()
    finally:
        process.join()


def _poll_without_os() -> None:
    process = FORK.Process()
    process.start()
    popen: Any = process._popen  # type: ignore[attr-defined]
    try:
        popen.poll("no flag")
    finally:
        process.join()


PROCESSES: dict[str, Call] = {
    "start, spawn": (SPAWN.Process(target=lambda: None).start,),
    "start, forkserver": (multiprocessing.get_context("forkserver").Process(target=lambda: None).start,),
    "start, twice": (_twice,),
    "terminate": (FORK.Process().terminate,),
    "kill": (FORK.Process().kill,),
    "poll": (_poll_without_os,),
}


def _connection(*steps: Call) -> None:
    with contextlib.closing(http.client.HTTPConnection(NOBODY)) as connection:
        for name, *args in steps:
            getattr(connection, name)(*args)


def _answered(answer: bytes, *reads: Call, fails: str | None = None) -> None:
    """A request that is answered, and what is read of it; the file or socket of the connection may fail to close."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        connection = http.client.HTTPConnection(NOBODY)
        connection.sock = ours
        connection.request("GET", "/")
        theirs.sendall(answer)
        theirs.shutdown(socket.SHUT_WR)
        if fails == "connection":
            connection.sock = _Unclosable()
            connection.close()
        with connection.getresponse() as response:
            if fails == "response":
                with contextlib.closing(response.fp):
                    response.fp = _Unclosable()  # type: ignore[assignment]
                    response._close_conn()  # type: ignore[attr-defined]
            for name, *args in reads:
                getattr(response, name)(*args)


class _Unclosable:
    def close(self) -> None:
        raise OSError


CUT = b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n123"
CUT_CHUNK = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nno number\r\n"


class _Body(httpx.SyncByteStream, httpx.AsyncByteStream):
    """Fails at its end."""

    def __iter__(self) -> Iterator[bytes]:
        yield b"1"

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield b"1"

    def close(self) -> None:
        raise OSError

    async def aclose(self) -> None:
        raise OSError


TRANSPORT = httpx.MockTransport(lambda _: httpx.Response(200, stream=_Body()))


def _httpx(transport: Any) -> None:
    with httpx.Client(transport=transport) as client:
        client.get(f"http://{NOBODY}/")


def _async_httpx(transport: Any) -> None:
    async def get() -> None:
        async with httpx.AsyncClient(transport=transport) as client:
            await client.get(f"http://{NOBODY}/")

    asyncio.run(get())


REQUESTS: dict[str, Call] = {
    "putrequest": (_connection, ("putrequest", "GET", "/no path")),
    "putheader": (_connection, ("putrequest", "GET", "/"), ("putheader", "name", "two\nlines")),
    "endheaders": (_connection, ("putrequest", "GET", "/"), ("endheaders",)),
    "send": (_connection, ("send", b"")),
    "getresponse": (_connection, ("getresponse",)),
    "getresponse, no answer": (_answered, b""),
    "close": (lambda: _answered(CUT, fails="connection"),),
    "end of a body": (lambda: _answered(CUT, fails="response"),),
    "read": (_answered, CUT, ("read",)),
    "read1": (_answered, CUT_CHUNK, ("read1",)),
    "readinto": (_answered, CUT_CHUNK, ("readinto", bytearray(9))),
    "readline": (_answered, CUT, ("readline", "no limit")),
    "urlopen": (urllib.request.urlopen, f"http://{NOBODY}/"),
    "urllib3": (lambda: urllib3.PoolManager().request("GET", f"http://{NOBODY}/", retries=False),),
    "httpx": (_httpx, None),
    "httpx, close": (_httpx, TRANSPORT),
    "httpx, async": (_async_httpx, None),
    "httpx, aclose": (_async_httpx, TRANSPORT),
}


def _deleted(kind: Any) -> Any:
    parent = QObject()
    made = kind(parent)
    shiboken6.delete(parent)
    return made


def _of_deleted(method: str, *args: object) -> None:
    process = _deleted(QProcess)
    getattr(process, method)(*args)


def _of_class(method: str, *args: object) -> None:
    getattr(QProcess, method)(*args)


def _of_new(method: str, *args: object) -> None:
    getattr(QProcess(), method)(*args)


def _of_watched(method: str, *args: object) -> None:
    process = QProcess()
    watch_process(process, "utility", "watched")
    getattr(process, method)(*args)


def _of_manager(method: str, *args: object) -> None:
    getattr(QNetworkAccessManager(), method)(*args)


def _of_rest_manager(method: str, *args: object) -> None:
    getattr(QRestAccessManager(QNetworkAccessManager()), method)(*args)


REQUEST = QNetworkRequest(QUrl(f"http://{NOBODY}/"))

METHODS = (*STARTS, *MAY_TELL, "startDetached", "setProgram", "waitForFinished")

NEEDED: dict[str, list[object]] = {"startCommand": ["/bin/true"], "setProgram": ["/bin/true"], "moveToThread": [None]}
"""What a method cannot be called without."""

QT: dict[str, Call] = {
    **{f"{method}, wrong": (_of_new, method, object()) for method in METHODS},
    **{f"{method}, deleted": (_of_deleted, method, *NEEDED.get(method, [])) for method in METHODS},
    "QProcess": (QProcess, "no parent"),
    **{f"{method}, of the class": (_of_class, method, object()) for method in ("startDetached", "execute", "start")},
    **{method: (_of_watched, method, object()) for method in ("terminate", "kill", "close")},
    "get": (_of_manager, "get", object()),
    "post": (_of_manager, "post", REQUEST, object()),
    "patch": (_of_rest_manager, "patch", REQUEST, "no data"),
}


def _failing(*_: object) -> None:
    raise SystemExit


def _hook(module: Any, name: str, *args: object) -> None:
    before = getattr(module, name)
    setattr(module, name, _failing)
    try:
        vars(module)[name](*args)  # as the interpreter calls it
    finally:
        setattr(module, name, before)


def _loop_handler() -> None:
    with contextlib.closing(asyncio.new_event_loop()) as loop:
        loop.set_exception_handler(_failing)
        loop.call_exception_handler({})


HOOKS: dict[str, Call] = {
    "sys.excepthook": (_hook, sys, "excepthook", ValueError, ValueError(), None),
    "sys.unraisablehook": (_hook, sys, "unraisablehook", SimpleNamespace(exc_value=None)),
    "threading.excepthook": (_hook, threading, "excepthook", SimpleNamespace(exc_value=None)),
    "call_exception_handler": (_loop_handler,),
}

FAILING = {**COMMANDS, **PROCESSES, **REQUESTS, **QT, **HOOKS}


def _modules(error: BaseException, handled: BaseException | None) -> list[str]:
    """The modules of all frames that the app is shown, those of causes included.

    Arguments: `handled` was being handled before the call, so that it is no cause: tests before may have left one.
    """
    shown = [frame.f_globals["__name__"] for frame, _ in traceback.walk_tb(error.__traceback__)]
    for before in (error.__cause__, error.__context__):
        shown += [] if before is None or before is handled else _modules(before, handled)
    return shown


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("what", FAILING)
def test_a_traceback_has_no_frame_of_ours(what: str, sdk: Recorder) -> None:
    """So it ends where it would without us: of a built-in with who called it."""
    function, *args = FAILING[what]
    handled = sys.exception()
    with pytest.raises(BaseException) as raised:  # noqa: PT011 - each its own
        function(*args)
    assert not isinstance(raised.value, pytest.fail.Exception)
    assert [name for name in _modules(raised.value, handled) if name.startswith("desktop_rum")] == []
    assert sdk.internal_errors() == []


def test_an_exception_of_a_class_with_a_traceback_of_its_own(sdk: Recorder, monkeypatch: pytest.MonkeyPatch) -> None:
    class StrictError(OSError):
        def __setattr__(self, name: str, value: object) -> None:
            raise AssertionError(name)

        def with_traceback(self, tb: object) -> Any:
            raise AssertionError(tb)

    def failing(*_: object) -> int:
        raise StrictError

    monkeypatch.setattr(subprocess, "_fork_exec", failing)
    with pytest.raises(StrictError):
        subprocess.Popen(["/bin/true"], start_new_session=True)
    assert len(sdk.resources(1)) == 1


def test_an_import_that_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor has it frames of the import system, which the interpreter takes off where there is none between them."""
    monkeypatch.syspath_prepend(tmp_path)
    (tmp_path / "failing_late.py").write_text("1 / 0", encoding="utf-8")
    late_imports, handled = LateImports(), sys.exception()
    try:
        late_imports.when_imported("failing_late", print)
        with pytest.raises(ZeroDivisionError) as raised:
            import failing_late  # type: ignore[import-not-found]  # noqa: F401 - it fails
    finally:
        late_imports.stop()
    assert _modules(raised.value, handled) == [__name__, "failing_late"]
