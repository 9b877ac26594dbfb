"""How a child ended, from what QProcess tells of it on each system."""

from __future__ import annotations

import pytest

from playground.processes import ProcessExit


@pytest.mark.parametrize(
    ("platform", "code", "crashed", "expected", "summary"),
    [
        ("linux", 0, False, ProcessExit(exit_code=0), "exit code 0"),
        ("linux", 255, False, ProcessExit(exit_code=255), "exit code 255"),
        ("linux", 11, True, ProcessExit(signal="SIGSEGV"), "killed by SIGSEGV"),
        ("darwin", 9, True, ProcessExit(signal="SIGKILL"), "killed by SIGKILL"),
        ("win32", 3, False, ProcessExit(exit_code=3), "exit code 3"),
        ("win32", 0xF291, True, ProcessExit(exit_code=62097), "exit code 62097"),
        ("win32", -1073741819, True, ProcessExit(exit_code=0xC0000005), "exit code 0xC0000005"),
        ("win32", -1, False, ProcessExit(exit_code=0xFFFFFFFF), "exit code 0xFFFFFFFF"),
    ],
)
def test_each_system_says_it_in_its_own_way(
    platform: str, code: int, crashed: bool, expected: ProcessExit, summary: str
) -> None:
    how = ProcessExit.of_qt(code, crashed=crashed, requested=False, platform=platform)

    assert how == expected
    assert how.summary == summary
    assert ProcessExit.of_qt(code, crashed=crashed, requested=True, platform=platform).is_clean
