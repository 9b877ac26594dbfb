"""Whatever the app gives, it gets what it would get without us, and the SDK stays healthy."""

from __future__ import annotations

import asyncio
import os
import subprocess
from collections import UserList, deque
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.sdk.instrument.recorder import Recorder


class _Evil:
    """Raises whatever is asked of it."""

    def __getattr__(self, name: str) -> Any:
        raise RuntimeError(name)

    def __str__(self) -> str:
        raise RuntimeError("str")

    def __fspath__(self) -> str:
        raise RuntimeError("fspath")


class _Text(str):
    """A text of the app's own."""

    __slots__ = ()


BAD: list[tuple[Any, Any]] = [
    ([], IndexError),
    ("", (FileNotFoundError, PermissionError)),
    ([""], (FileNotFoundError, PermissionError)),
    (["/bin/true\0"], ValueError),
    (["/bin/true", "a\0b"], ValueError),
    (b"/bin/true\0", ValueError),
    (["/bin/true", "\ud800"], UnicodeEncodeError),
    ([b"\xff\xfe"], FileNotFoundError),
    ([None], TypeError),
    ([1, 2], TypeError),
    (None, TypeError),
    (17, TypeError),
    ([_Evil()], (RuntimeError, TypeError)),
    (_Evil(), (RuntimeError, TypeError)),
    (["/bin/true", "x" * 2_000_000], OSError),
]


@pytest.mark.parametrize(("command", "error"), BAD, ids=lambda value: ascii(type(value).__name__))
def test_bad_commands_raise_as_before(command: Any, error: Any, sdk: Recorder) -> None:
    with pytest.raises(error):
        subprocess.run(command, check=False)
    (event,) = sdk.resources(1)
    assert event["resource"]["status_code"] == -1
    assert event["resource"]["url"].startswith("run://")
    assert event["context"]["error_code"]


class _Unborn(subprocess.Popen[bytes]):
    """Overrides `__init__` without calling it."""

    def __init__(self) -> None:
        pass


@pytest.mark.parametrize(
    ("method", "missing"),
    [("poll", "returncode"), ("wait", "returncode"), ("kill", "returncode"), ("terminate", "returncode"),
     ("communicate", "_communication_started"), ("__repr__", "returncode"), ("__enter__", ""), ("__del__", "")],
)  # fmt: skip
def test_a_child_that_never_was_lacks_what_it_lacked_before(method: str, missing: str, sdk: Recorder) -> None:
    unborn = _Unborn()
    if missing:
        with pytest.raises(AttributeError, match=missing):
            getattr(unborn, method)()
    else:
        getattr(unborn, method)()
    assert sdk.resources(0) == []


GOOD: list[tuple[Any, list[str]]] = [
    (("/bin/true", "a"), ["/bin/true", "a"]),
    (Path("/bin/true"), ["/bin/true"]),
    (b"/bin/true", ["/bin/true"]),
    ([Path("/bin/true"), b"x", "y"], ["/bin/true", "x", "y"]),
    ([_Text("/bin/true"), _Text("x")], ["/bin/true", "x"]),
    (deque(["/bin/true", "a"]), ["/bin/true", "a"]),
    ({"/bin/true": 1, "a": 2}, ["/bin/true", "a"]),
    (["/bin/true", "größe 日本 😀", "\n\t"], ["/bin/true", "größe 日本 😀", "\n\t"]),
    (["/bin/true", ""], ["/bin/true", ""]),
]


@pytest.mark.parametrize(("command", "told"), GOOD, ids=lambda value: ascii(type(value).__name__))
def test_unusual_commands_are_told(command: Any, told: list[str], sdk: Recorder) -> None:
    assert subprocess.run(command, check=True).returncode == 0
    (event,) = sdk.resources(1)
    assert event["context"]["args"] == told
    assert event["resource"]["status_code"] == 0


def test_bytes_that_are_no_text(sdk: Recorder) -> None:
    subprocess.run([b"/bin/true", b"a\xff\xfeb"], check=True)
    (event,) = sdk.resources(1)
    assert event["context"]["args"][1].startswith("a")


@pytest.mark.parametrize("command", [UserList(["/bin/true", "a"]), iter(["/bin/true", "a"])])
def test_collections_of_the_apps_own_are_not_touched(command: Any, sdk: Recorder) -> None:
    assert subprocess.run(command, check=True).returncode == 0
    (event,) = sdk.resources(1)
    assert event["resource"]["status_code"] == 0


@pytest.mark.parametrize("shell", [True, False])
def test_two_megabytes_of_arguments(shell: bool, sdk: Recorder) -> None:
    arguments = ["/bin/true", *(["y" * 90_000] * 20)]
    if shell:
        subprocess.run("/bin/true " + "y " * 60_000, shell=True, check=True)
    else:
        subprocess.run(arguments, check=True)
    (event,) = sdk.resources(1)
    assert event["resource"]["status_code"] == 0
    assert len(str(event["context"]["args"])) < 40_000
    assert event["context"]["args"][-1].endswith("…")


def test_a_hundred_thousand_empty_arguments(sdk: Recorder) -> None:
    subprocess.run(["/bin/true", *([""] * 100_000)], check=True)
    (event,) = sdk.resources(1)
    assert event["context"]["args"][-1] == "…"


@pytest.mark.parametrize("argument", ["\x01" * 29_000, "\\" * 29_000, "\u2028" * 29_000, "\U0001f600" * 29_000])
def test_an_event_is_never_too_large(argument: str, sdk: Recorder) -> None:
    subprocess.run(["/bin/true", argument], check=True)
    assert len(sdk.resources(1)) == 1


@pytest.mark.parametrize("call", [os.system, os.popen])
def test_bad_lines(call: Any, sdk: Recorder) -> None:
    with pytest.raises((ValueError, TypeError)):
        call("a\0b")
    with pytest.raises(TypeError):
        call(None)
    assert sdk.internal_errors() == []


def test_bad_spawns(sdk: Recorder) -> None:
    with pytest.raises(ValueError, match="empty"):
        os.spawnv(os.P_WAIT, "/bin/true", [])
    with pytest.raises(TypeError):
        os.posix_spawn("/bin/true", None, os.environ)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        os.posix_spawn()  # type: ignore[call-arg]
    assert sdk.internal_errors() == []


def test_bad_calls_of_asyncio(sdk: Recorder) -> None:
    async def main() -> None:
        with pytest.raises(TypeError):
            await asyncio.create_subprocess_exec(1)  # type: ignore[arg-type]
        with pytest.raises(ValueError, match="null"):
            await asyncio.create_subprocess_shell("a\0")

    asyncio.run(main())
    assert sdk.internal_errors() == []


@pytest.mark.parametrize("place", ["args", "executable", "cwd"])
def test_a_line_for_a_shell_where_there_is_none_loses_its_secrets_all_the_same(place: str, sdk: Recorder) -> None:
    line = "mysql -pS3cr3t db"
    given: dict[str, Any] = {"args": ["/bin/true"], place: line}
    with pytest.raises(FileNotFoundError):
        subprocess.run(**given, check=False)
    (event,) = sdk.resources(1)
    assert "S3cr3t" not in repr(event)
    assert "mysql -p*** db" in repr(event)
