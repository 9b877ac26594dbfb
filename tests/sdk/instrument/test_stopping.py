"""Our patches among those of others, and what becomes of all that runs when the SDK stops."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

import desktop_rum
from desktop_rum.instrument.patching import MARKER
from tests.sdk.instrument.recorder import recording

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playground.intake.launch import IntakeProcess
    from tests.sdk.instrument.children import Children
    from tests.sdk.instrument.recorder import Recorder

MODULES = (subprocess, os, pty)


def _ours() -> list[str]:
    """What is patched at the moment."""
    owners = (*MODULES, subprocess.Popen)
    return [
        f"{owner.__name__}.{name}" for owner in owners for name, value in vars(owner).items() if hasattr(value, MARKER)
    ]


@pytest.fixture
def own_sdk(tmp_path: Path, module_intake: IntakeProcess) -> Iterator[Recorder]:
    """An SDK that the test may stop."""
    with recording(tmp_path / "data", module_intake.url) as recorder:
        yield recorder


def test_what_still_runs_at_the_end_is_detached(own_sdk: Recorder, children: Children) -> None:
    process = subprocess.Popen(children.command("long"))
    desktop_rum.stop()
    (event,) = own_sdk.resources(1)
    assert event["context"]["detached"] is True
    assert "status_code" not in event["resource"]
    assert "status_unknown" not in event["context"]
    process.kill()
    process.wait()
    assert own_sdk.resources(1) == [event]


def test_what_has_just_ended_at_the_end_is_not_detached(own_sdk: Recorder, children: Children) -> None:
    process = subprocess.Popen(children.command("failure"))
    os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
    desktop_rum.stop()
    (event,) = own_sdk.resources(1)
    assert event["resource"]["status_code"] == 3
    assert process.wait() == 3


@pytest.mark.parametrize("ours_first", [True, False])
@pytest.mark.parametrize("we_leave_first", [True, False])
def test_others_who_patch(ours_first: bool, we_leave_first: bool, tmp_path: Path, module_intake: IntakeProcess) -> None:
    original = subprocess.Popen.__init__
    seen: list[object] = []

    def patch() -> Any:
        beneath = subprocess.Popen.__init__

        def __init__(self: Any, *args: Any, **kwargs: Any) -> None:  # noqa: N807 - as sentry-sdk does it
            seen.append(args[0])
            beneath(self, *args, **kwargs)

        subprocess.Popen.__init__ = __init__  # type: ignore[method-assign]
        return beneath

    beneath = None if ours_first else patch()
    with recording(tmp_path / "data", module_intake.url) as recorder:
        if beneath is None:
            beneath = patch()
        subprocess.run(["/bin/true"], check=True)
        (event,) = recorder.resources(1)
        assert event["resource"]["url"] == "run:///bin/true"
        assert seen == [["/bin/true"]]
        if not we_leave_first and ours_first:
            subprocess.Popen.__init__ = beneath  # type: ignore[method-assign]
    subprocess.run(["/bin/true"], check=True)
    subprocess.Popen.__init__ = original  # type: ignore[method-assign]


class Proxy:
    """Has the code of what it wraps, as wrapt's has."""

    def __init__(self, wrapped: Any) -> None:
        self._wrapped = wrapped
        self.__code__ = wrapped.__code__

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self._wrapped(*args, **kwargs)


@pytest.mark.parametrize("is_proxy", [False, True])
@pytest.mark.parametrize(
    ("wrapped", "call", "api"),
    [
        ("run", subprocess.check_output, "check-output"),
        ("check_output", subprocess.getoutput, "getoutput"),
        ("call", subprocess.check_call, "check-call"),
    ],
)
def test_a_call_that_others_wrap_below_the_apps(
    wrapped: str, call: Any, api: str, is_proxy: bool, own_sdk: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    beneath = getattr(subprocess, wrapped)

    def function(*args: Any, **kwargs: Any) -> Any:
        return beneath(*args, **kwargs)

    wrapper = Proxy(beneath) if is_proxy else function
    monkeypatch.setattr(subprocess, wrapped, wrapper)
    call("true" if api == "getoutput" else ["/bin/true"])
    wrapper(["/bin/true"])
    urls = [event["resource"]["url"].split(":")[0] for event in own_sdk.resources(2)]
    assert urls == [api, wrapped.replace("_", "-")]


@pytest.mark.skipif(not hasattr(os, "_spawnvef"), reason="spawns are built-ins here")
def test_others_who_have_wrapped_spawns_before_us_see_what_the_app_wants(
    tmp_path: Path, module_intake: IntakeProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[object] = []
    beneath = vars(os)["_spawnvef"]

    def _spawnvef(mode: int, *args: Any) -> Any:
        result = beneath(mode, *args)
        seen.append((mode, result))
        return result

    monkeypatch.setattr(os, "_spawnvef", _spawnvef)
    with recording(tmp_path / "data", module_intake.url) as recorder:
        os.spawnl(os.P_WAIT, "/bin/sh", "sh", "-c", "exit 3")
        pid = os.spawnl(os.P_NOWAIT, "/bin/sh", "sh", "-c", "exit 4")
        os.waitpid(pid, 0)
        events = recorder.resources(2)
    assert seen == [(os.P_WAIT, 3), (os.P_NOWAIT, pid)]
    assert sorted(event["resource"]["status_code"] for event in events) == [3, 4]
    assert all(event["resource"]["url"] == "spawnl:///bin/sh" for event in events)


def test_everything_is_taken_back(tmp_path: Path, module_intake: IntakeProcess) -> None:
    before = {owner: dict(vars(owner)) for owner in (*MODULES, subprocess.Popen)}
    with recording(tmp_path / "data", module_intake.url):
        assert "os.system" in _ours()
        desktop_rum.stop()
        assert _ours() == []
    assert {owner: dict(vars(owner)) for owner in before} == before


def test_start_and_stop_again_and_again_adds_no_layer(tmp_path: Path, module_intake: IntakeProcess) -> None:
    def depth() -> int:
        function: Any = subprocess.Popen.__init__
        layers = 0
        while hasattr(function, "__wrapped__"):
            function, layers = function.__wrapped__, layers + 1
        return layers

    before = depth()
    for number in range(3):
        with recording(tmp_path / f"data{number}", module_intake.url) as recorder:
            assert depth() == before + 1
            subprocess.run(["/bin/true"], check=True)
            assert len(recorder.resources(1)) == 1


def test_the_sdks_own_commands_are_not_reported(own_sdk: Recorder, monkeypatch: pytest.MonkeyPatch) -> None:
    """As trio starts one while httpx imports it."""
    from desktop_rum.transport.intake import Intake

    started: list[int] = []
    exchange = Intake._exchange

    def importing(*args: Any) -> Any:
        started.append(subprocess.call(["/bin/true"]))
        return exchange(*args)

    monkeypatch.setattr(Intake, "_exchange", importing)
    assert subprocess.call(["/bin/echo"], stdout=subprocess.DEVNULL) == 0
    desktop_rum.flush()
    assert started == [0]
    (event,) = own_sdk.resources(1)
    assert event["context"]["args"] == ["/bin/echo"]


@pytest.mark.skipif(sys.version_info >= (3, 13), reason="poll finds waitpid elsewhere since")
def test_what_poll_keeps_of_waitpid_is_given_back(tmp_path: Path, module_intake: IntakeProcess) -> None:
    poll: Any = subprocess.Popen._internal_poll  # type: ignore[attr-defined]
    before = poll.__defaults__
    with recording(tmp_path / "data", module_intake.url):
        assert os.waitpid in poll.__defaults__
    assert poll.__defaults__ == before
    assert os.waitpid in before
