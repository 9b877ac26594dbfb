"""The same scenarios on every system, each with what that system has."""

from __future__ import annotations

import argparse

import pytest

from playground import option_values
from playground.scenarios import LEFT_OUT, SCENARIOS, all_scenarios
from playground.scenarios.system import POSIX, WINDOWS, Ending, Need, System, system_of


@pytest.mark.parametrize(("platform", "system"), [("linux", POSIX), ("darwin", POSIX), ("win32", WINDOWS)])
def test_each_platform_has_its_system(platform: str, system: System) -> None:
    assert system_of(platform) is system


def test_here_nothing_is_left_out() -> None:
    assert [scenario.name for scenario in all_scenarios(POSIX)] == list(SCENARIOS)
    assert LEFT_OUT == {}


def test_systems_have_scenarios_of_the_same_names() -> None:
    assert [scenario.name for scenario in all_scenarios(WINDOWS)] == list(SCENARIOS)


def test_on_windows_only_what_it_cannot_do_is_left_out() -> None:
    left_out = {scenario.name: scenario.needs for scenario in all_scenarios(WINDOWS) if scenario.needs & WINDOWS.lacks}

    assert left_out == {
        "killed": {Need.SIGNALS},
        "os-system-killed": {Need.SIGNALS},
        "os-spawn-killed": {Need.SIGNALS},
        "os-posix-spawn": {Need.POSIX_SPAWN},
        "os-posix-spawn-missing": {Need.POSIX_SPAWN},
    }


@pytest.mark.parametrize("name", list(SCENARIOS))
def test_on_windows_no_program_or_signal_of_posix_is_expected(name: str) -> None:
    scenario = next(item for item in all_scenarios(WINDOWS) if item.name == name)
    if scenario.needs & WINDOWS.lacks:
        return
    said = f"{scenario.description} {[(item.what, dict(item.where)) for item in scenario.expected]}"

    assert not any(word in said for word in ("/bin/", "SIG", "uname", "://ls", "://sh", "sleep"))


def test_why_one_is_left_out_is_said_to_whoever_asks_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(option_values, "SCENARIOS", {})
    monkeypatch.setattr(option_values, "LEFT_OUT", {"killed": Need.SIGNALS.value})

    with pytest.raises(argparse.ArgumentTypeError, match="'killed' cannot be played: no process dies of a signal here"):
        option_values.scenario("killed")


@pytest.mark.parametrize(
    ("seconds", "posix", "windows"),
    [
        (0.2, ["sleep", "0.2"], ["ping", "-n", "2", "127.0.0.1"]),
        (30, ["sleep", "30"], ["ping", "-n", "31", "127.0.0.1"]),
    ],
)
def test_to_do_nothing_for_a_while(seconds: float, posix: list[str], windows: list[str]) -> None:
    assert (POSIX.sleep(seconds), WINDOWS.sleep(seconds)) == (posix, windows)


@pytest.mark.parametrize(
    ("ending", "what", "context", "command_context"),
    [
        (Ending("killed", signal="SIGKILL"), "SIGKILL", {"signal": "SIGKILL"}, {"signal": "SIGKILL"}),
        (Ending("crashed", 0xC0000005), "exit code 0xC0000005", {"exit_code": 0xC0000005}, {}),
    ],
)
def test_a_violent_end_is_told_by_a_signal_or_an_exit_code(
    ending: Ending, what: str, context: dict[str, object], command_context: dict[str, object]
) -> None:
    assert (ending.what, ending.context, ending.command_context) == (what, context, command_context)
