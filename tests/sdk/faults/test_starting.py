"""The fault table, starting: what the machine lacks is no reason for the app not to start."""

from __future__ import annotations

import resource
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

import pytest

import desktop_rum
from tests.plugins.sdk import APPLICATION_ID
from tests.sdk.faults.left_behind import actions
from tests.sdk.faults.test_process_death import APP, NOWHERE, environment, run_app

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.plugins.faulty_intake import FaultyIntake
    from tests.plugins.sdk import RunSdk

LIMITED = """
import resource, sys
free = int(sys.argv[4])
import os
held = []
resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
while True:
    try:
        held.append(os.open("/dev/null", os.O_RDONLY))
    except OSError:
        break
for descriptor in held[:free]:
    os.close(descriptor)
"""


@pytest.mark.parametrize("free", range(0, 12, 2))
def test_hardly_any_open_files_left(free: int, tmp_path: Path) -> None:
    """Whether or not there is room for the SDK, or for a part of it, the app runs on, and nothing is left of it."""
    program = (
        "import desktop_rum.reporting, desktop_rum.identity, desktop_rum.collect.app_metrics\n"
        "import encodings.idna, logging, importlib.metadata, psutil, platform; platform.freedesktop_os_release()\n"
        f"{LIMITED}\noptions = {{}}\n{APP}\n"
        "desktop_rum.add_action('alive')\nprint('alive', flush=True)\ndesktop_rum.stop(1)\n"
        "[os.close(descriptor) for descriptor in held[free:]]\n"
        "names = [os.readlink(f'/proc/self/fd/{fd}') for fd in range(64) if os.path.lexists(f'/proc/self/fd/{fd}')]\n"
        "print('stopped', names[3:], threading.active_count())"
    )
    ended = subprocess.run(
        [
            sys.executable,
            "-W",
            "always::ResourceWarning",
            "-c",
            program,
            APPLICATION_ID,
            NOWHERE,
            str(tmp_path / "data"),
            str(free),
        ],
        env=environment(),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.stdout == "alive\nstopped [] 1\n", ended.stderr
    assert "ResourceWarning" not in ended.stderr


def test_a_disk_that_is_full_at_the_start(
    run_sdk: RunSdk, faulty_intake: FaultyIntake, expect_log: Callable[[str], None]
) -> None:
    """Nothing can be written at first; once it can, what was accepted meanwhile is delivered."""
    expect_log("Events cannot be written to disk")
    expect_log("Children cannot report to this process")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, before[1]))
    try:
        running = run_sdk()
        desktop_rum.add_action("patient")
        running.sdk.pipeline.call(lambda: None, 30)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert desktop_rum.flush()
    assert actions(faulty_intake) == ["patient"]


def test_an_app_whose_threads_cannot_be_made(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, expect_log: Callable[[str], None]
) -> None:
    expect_log("Desktop RUM could not be started")
    monkeypatch.delattr(threading, "excepthook")
    desktop_rum.init(
        application_id=APPLICATION_ID, client_token="pub" + 32 * "0", service="x", proxy=NOWHERE, data_dir=str(tmp_path)
    )
    assert desktop_rum.get_internal_context() is None


@pytest.fixture
def homeless(monkeypatch: pytest.MonkeyPatch) -> None:
    """As a user of a container may be: without an entry among the users, and without a folder."""

    def nobody(_: object) -> None:
        raise KeyError

    monkeypatch.setattr("pwd.getpwuid", nobody)
    for name in ("HOME", "XDG_DATA_HOME"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.usefixtures("homeless")
def test_a_user_without_a_home(run_sdk: RunSdk, faulty_intake: FaultyIntake) -> None:
    run_sdk()
    desktop_rum.add_action("homeless")
    assert desktop_rum.flush()
    assert actions(faulty_intake) == ["homeless"]


@pytest.mark.usefixtures("homeless")
def test_a_user_without_a_home_has_to_say_where_events_are_kept(run_sdk: RunSdk) -> None:
    with pytest.raises(desktop_rum.ConfigurationError, match="data_dir: got None, and this user has no home folder"):
        run_sdk(data_dir=None)


def test_an_app_that_starts_twice_at_the_same_time_reports_twice(faulty_intake: FaultyIntake, tmp_path: Path) -> None:
    first = run_app("desktop_rum.add_action('one')", tmp_path / "data", faulty_intake.url)
    second = run_app("desktop_rum.add_action('two')", tmp_path / "data", faulty_intake.url)
    assert (first.returncode, second.returncode) == (0, 0)
    assert actions(faulty_intake) == ["one", "two"]
    assert len({event["session"]["id"] for event in faulty_intake.events()}) == 2
