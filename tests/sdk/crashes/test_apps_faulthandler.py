"""An app that uses faulthandler itself gets from it what it gets without us, and a report where there can be one."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.sdk.crashes.crashing import command, crash, environment, errors_of_next_launch, left

if TYPE_CHECKING:
    from pathlib import Path

UNCHANGED = {
    "never enabled": ("", "[faulthandler.is_enabled(), faulthandler.disable(), faulthandler.is_enabled()]"),
    "enabled": ("faulthandler.enable()", "[faulthandler.is_enabled()]"),
    "enabled, stopped": ("faulthandler.enable()\ndesktop_rum.stop()", "[faulthandler.is_enabled()]"),
    "enabled for nobody, stopped": (
        "faulthandler.enable(open(os.devnull, 'w'))\ndesktop_rum.stop()",
        "[faulthandler.is_enabled()]",
    ),
    "never enabled, stopped": ("desktop_rum.stop()", "[faulthandler.is_enabled()]"),
    "enabled and disabled": ("faulthandler.enable()", "[faulthandler.disable(), faulthandler.is_enabled()]"),
    "enabled in the parent": (
        "faulthandler.enable()\nif os.fork():\n    os._exit(os.wait()[1])",
        "[faulthandler.is_enabled()]",
    ),
    "refused": ("", "[_raised(faulthandler.enable, 'no file'), _raised(faulthandler.disable, 1), faulthandler.enable]"),
}

ASKED = """
import faulthandler
def _raised(call, *args):
    try:
        call(*args)
    except Exception as error:
        return type(error).__name__, str(error), error.__traceback__.tb_next is None
{before}
print({asked}, file=sys.stdout, flush=True)
os._exit(0)
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="forks")
@pytest.mark.parametrize(("before", "asked"), UNCHANGED.values(), ids=UNCHANGED)
def test_it_is_what_it_is_without_the_sdk(before: str, asked: str, folder: Path) -> None:
    asking = ASKED.format(before=before, asked=asked)
    bare = f"import os, sys\n{asking}".replace("desktop_rum.stop()", "").replace("faulthandler.enable]", "'it']")
    without = subprocess.run([sys.executable, "-c", bare], capture_output=True, text=True, check=True)

    told = subprocess.run(
        command(folder, "SIGKILL", asking.replace("faulthandler.enable]", "faulthandler.enable.__name__ and 'it']")),
        capture_output=True,
        text=True,
        check=True,
        env=environment(),
    )

    assert told.stdout.splitlines()[1:] == without.stdout.splitlines()


OWN_FILES = {
    "opened anew": "faulthandler.enable(open(own, 'w'))",
    "added to": "open(own, 'w').write('Fatal Python error: of old\\n')\nfaulthandler.enable(open(own, 'a'))",
    "by its number": "faulthandler.enable(file=os.open(own, os.O_CREAT | os.O_WRONLY))",
    "its standard error output": "os.dup2(os.open(own, os.O_CREAT | os.O_WRONLY), 2)\nfaulthandler.enable()",
    "enabled before the SDK": (
        "desktop_rum.stop()\nos.dup2(os.open(own, os.O_CREAT | os.O_WRONLY), 2)\n"
        "faulthandler.enable()\ndesktop_rum.init(**eval(sys.argv[1]))\ndesktop_rum.flush(0.1)"
    ),
}


@pytest.mark.skipif(sys.platform != "linux", reason="names of open files")
@pytest.mark.parametrize("enable", OWN_FILES.values(), ids=OWN_FILES)
def test_a_report_in_a_file_of_the_apps_is_told_and_stays_there(enable: str, folder: Path) -> None:
    own = folder.with_name("own.log")
    crash(folder, "SIGSEGV", f"import faulthandler\nown = {str(own)!r}\n{enable}")
    written = own.read_text()
    assert "in crash_here" in written
    own.write_text(f"{written}what the next run writes\n")

    (error,) = errors_of_next_launch(folder)

    assert error["error"]["type"] == "SIGSEGV"
    assert error["error"]["is_crash"] is True
    assert "in crash_here" in str(error["error"]["stack"])
    assert left(folder) == []


OURS = {
    "disabled again": "faulthandler.enable(open(own, 'w'))\nfaulthandler.disable()",
    "disabled": "faulthandler.disable()",
    "what nobody would read": "faulthandler.enable(open(os.devnull, 'w'))",
}


@pytest.mark.parametrize("use", OURS.values(), ids=OURS)
def test_where_the_app_has_no_report_there_is_one_of_ours(use: str, folder: Path) -> None:
    own = folder.with_name("own.log")
    crash(folder, "SIGSEGV", f"import faulthandler\nown = {str(own)!r}\n{use}")

    (error,) = errors_of_next_launch(folder)

    assert "in crash_here" in str(error["error"]["stack"])
    assert not own.exists() or own.read_text() == ""


OTHERS = {
    "of another process": (
        "subprocess.run([sys.executable, '-X', 'faulthandler', '-c', 'import os; os.abort()'], stderr=file)"
    ),
    "of an earlier run": "file.write('Fatal Python error: Aborted\\n')",
    "none": "pass",
}


@pytest.mark.parametrize("written", OTHERS.values(), ids=OTHERS)
def test_a_killed_app_did_not_crash_whatever_others_write_into_its_file(written: str, folder: Path) -> None:
    own = folder.with_name("own.log")
    use = f"import faulthandler, subprocess\nfile = open({str(own)!r}, 'w')\nfaulthandler.enable(file)\n{written}"
    crash(folder, "SIGKILL", use)

    assert errors_of_next_launch(folder) == []
    assert left(folder) == []


def test_a_terminal_or_pipe_keeps_nothing_and_gets_what_it_got(folder: Path) -> None:
    ended = subprocess.run(
        command(folder, "SIGSEGV", "import faulthandler\nfaulthandler.enable()"),
        capture_output=True,
        text=True,
        check=False,
        env=environment(),
    )

    assert "in crash_here" in ended.stderr
    assert errors_of_next_launch(folder) == []


@pytest.mark.parametrize("place", ["", "{", '{"path": 1}', "[" * 100_000], ids=["empty", "torn", "other", "nested"])
def test_a_place_that_cannot_be_read_is_none(place: str, folder: Path) -> None:
    crash(folder, "SIGKILL")
    (about,) = (name for name in left(folder) if name.endswith(".json"))
    path = next(folder.rglob(about)).with_suffix(".place")
    path.write_text(place)

    assert errors_of_next_launch(folder) == []
    assert left(folder) == []
