"""Every way to start a command, with every way it ends: exactly one resource, and all that it says is right."""

from __future__ import annotations

import importlib.util
import time
from typing import TYPE_CHECKING, Any

import pytest

from tests.sdk.instrument.starts import UVLOOP_WAYS, WAYS, Way

if TYPE_CHECKING:
    from tests.sdk.instrument.children import Children
    from tests.sdk.instrument.recorder import Recorder

ENDS: dict[str, tuple[int, dict[str, Any]]] = {
    "success": (0, {}),
    "failure": (3, {}),
    "signal": (-1, {"signal": "SIGKILL"}),
}
"""How the child ends: the status code and what is in the context beside the usual."""

USUAL = {"args", "shell", "pid", "cwd"}

ALL_WAYS = WAYS if importlib.util.find_spec("uvloop") is None else (*WAYS, *UVLOOP_WAYS)


@pytest.fixture(autouse=True)
def _quiet_watchers(caplog: pytest.LogCaptureFixture) -> None:
    """Asyncio tells of selectors at every start."""
    caplog.set_level("WARNING", "asyncio")


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("way", ALL_WAYS, ids=lambda way: way.name)
def test_a_command_is_one_resource(way: Way, end: str, sdk: Recorder, children: Children) -> None:
    command = children.command(end)
    before = time.monotonic_ns()
    way.start(command)
    took = time.monotonic_ns() - before

    assert children.nonces() == [command[3]]
    (event,) = sdk.resources(1)
    status, context = ENDS[end]
    line = children.line(command)
    assert event["resource"]["type"] == "native"
    assert event["resource"]["url"] == f"{way.scheme}://{line if way.line else command[0]}"
    assert event["resource"]["status_code"] == status
    assert event["context"]["args"] == ([line] if way.line else command)
    assert event["context"]["shell"] is way.line
    assert ("pid" in event["context"]) == way.pid
    assert {key: value for key, value in event["context"].items() if key not in USUAL} == context
    own_span = children.started_ns() // 1_000_000 - event["date"]
    assert own_span - 1 <= event["resource"]["duration"] / 1e6 <= took / 1e6 + 1


@pytest.mark.parametrize("way", [way for way in ALL_WAYS if way.missing and not way.line], ids=lambda way: way.name)
def test_a_missing_program_is_one_resource(way: Way, sdk: Recorder, children: Children) -> None:
    missing = str(children.folder / "missing")
    if way.fails:
        with pytest.raises(FileNotFoundError):
            way.start([missing, "a"])
    else:
        way.start([missing, "a"])
    (event,) = sdk.resources(1)
    assert event["resource"]["url"] == f"{way.scheme}://{missing}"
    assert event["context"]["args"] == [missing, "a"]
    if way.fails:
        assert event["resource"]["status_code"] == -1
        assert event["context"]["error_code"] == "ENOENT"
        assert event["context"]["error_message"] == "No such file or directory"
        assert "pid" not in event["context"]
    else:  # the child was forked, and could not execute
        assert event["resource"]["status_code"] == 127


@pytest.mark.parametrize("way", [way for way in ALL_WAYS if way.line], ids=lambda way: way.name)
def test_a_missing_program_in_a_shell_is_one_resource(way: Way, sdk: Recorder, children: Children) -> None:
    way.start([str(children.folder / "missing")])
    (event,) = sdk.resources(1)
    assert event["resource"]["status_code"] == 127
