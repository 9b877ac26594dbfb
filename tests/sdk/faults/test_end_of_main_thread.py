"""The fault table, death of the app: the error that it dies of is on disk, also where its hook is out of our reach."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import desktop_rum
from tests.sdk.faults.test_process_death import run_app

if TYPE_CHECKING:
    from pathlib import Path

    from tests.plugins.faulty_intake import FaultyIntake
    from tests.plugins.sdk import RunSdk

END = "raise RuntimeError('the end')"
PROGRAMS = {
    "a hook that is None": ("sys.excepthook = None", END, ["the end"]),
    "a hook that is deleted": ("del sys.excepthook", END, ["the end"]),
    "a hook in the dict of the module": ("vars(sys)['excepthook'] = lambda *_: None", END, ["the end"]),
    "the same, calling the one before": (
        "before = sys.excepthook; vars(sys)['excepthook'] = lambda *error: before(*error)",
        END,
        ["the end"],
    ),
    "an error that a console of the app's showed": (
        "import code; console = code.InteractiveInterpreter(); sys.excepthook = None",
        "try: console.runcode(compile('1/0', 'console', 'exec'))\nexcept TypeError: assert sys.last_value",
        [],
    ),
}


@pytest.mark.parametrize(("hook", "end", "told"), PROGRAMS.values(), ids=PROGRAMS)
def test_the_error_that_the_main_thread_dies_of_is_told_once(
    hook: str, end: str, told: list[str], run_sdk: RunSdk, faulty_intake: FaultyIntake, tmp_path: Path
) -> None:
    ended = run_app(f"{hook}\n{end}", tmp_path / "data")
    assert ended.returncode == len(told), ended.stderr
    run_sdk()
    assert desktop_rum.flush()
    assert [event["error"]["message"] for event in faulty_intake.events() if event["type"] == "error"] == told
