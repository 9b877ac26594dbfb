"""Renderers through the real intake: whose page is whose, what is renamed, what begins when, what a death leaves."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

from playground.scenarios import SCENARIOS, Expected, expectations
from playground.scenarios.renderers import DEAD_BUTTON
from playground.scenarios.windows import EXIT, VIEW, page
from playground.windows.window_keeper import WindowKeeper
from tests.playground.window_parts import theme

if TYPE_CHECKING:
    from collections.abc import Callable

    from playground.processes import RendererProcess
    from playground.theme import Theme
    from tests.scenarios.conftest import Show

__all__ = ["theme"]

pytestmark = pytest.mark.qt_no_exception_capture

Event = dict[str, Any]


def play(show: Show, name: str) -> list[Event]:
    """What a scenario leads to."""
    show.run(SCENARIOS[name].run(show.stage))
    return show.arrived(expectations([SCENARIOS[name]]))


def newest(events: list[Event], source: str) -> list[Event]:
    """The newest version of each view of this source."""
    views = {event["view"]["id"]: event for event in events if event["type"] == "view" and event["source"] == source}
    return list(views.values())


def test_the_page_is_named_and_its_folders_are_not(show: Show) -> None:
    events = play(show, "window-close")

    (process,), (shown,) = newest(events, "electron"), newest(events, "browser")
    assert process["view"]["name"] == "Renderer: Hello"
    assert shown["view"]["url"] == "file:///index.html"
    assert shown["view"]["name"] == "Hello"
    assert shown["view"]["is_active"] is False
    assert shown["view"]["resource"]["count"] == 2
    assert process["view"]["resource"]["count"] == 0


def test_the_process_is_renamed_with_its_page(show: Show) -> None:
    async def rename() -> None:
        window = await show.stage.open_window("notes")
        assert await show.playground.flush()
        await show.stage.retitle_window(window, "Notes (2)")
        await show.stage.close_window(window)

    show.run(rename())
    events = show.arrived([EXIT])

    names = [event["view"]["name"] for event in events if event["type"] == "view" and event["source"] == "electron"]
    assert names[0] == "Renderer: Notes"
    assert names[-1] == "Renderer: Notes (2)"


@pytest.mark.parametrize("name", ["window-close", "page-throw", "page-clicks", "window-null"])
def test_the_process_begins_no_later_than_what_its_page_tells(show: Show, name: str) -> None:
    events = play(show, name)

    (process,) = newest(events, "electron")
    assert all(process["date"] <= event["date"] for event in events if event["source"] == "browser")


def test_three_windows_are_told_apart(show: Show) -> None:
    pages = {"notes": "Notes", "report": "Quarterly report", "index": "Hello"}

    async def open_three() -> dict[str, int]:
        windows = await asyncio.gather(*map(show.stage.open_window, pages))
        for window in windows:
            await show.stage.act_in_window(window, f"throw {window.title}")
        pids = {window.title: window.pid for window in windows}
        await asyncio.gather(*map(show.stage.close_window, windows))
        return pids

    pids = show.run(open_three())
    wanted: list[Expected] = [event for item in pages.items() for event in (VIEW, EXIT, *page(*item))]
    events = show.arrived(wanted)

    processes = {event["view"]["id"]: event for event in newest(events, "electron")}
    assert {event["view"]["name"]: event["context"]["pid"] for event in processes.values()} == {
        f"Renderer: {title}": pid for title, pid in pids.items()
    }
    of_pages = [event for event in events if event["source"] == "browser"]
    assert len([event for event in of_pages if event["type"] == "error"]) == 3
    for event in of_pages:
        container = processes[event["container"]["view"]["id"]]
        assert container["view"]["name"] == f"Renderer: {event['view']['name']}"
        assert event["session"]["id"] == container["session"]["id"]
        assert event["application"] == container["application"]
        if event["type"] == "error":
            assert event["error"]["message"] == event["view"]["name"]


DEATHS = ["crash", "null", "kill", "memory", "exception", "exit", "hang"]


@pytest.mark.parametrize("name", [f"window-{how}" for how in DEATHS])
def test_a_death_is_one_error_on_the_process(show: Show, name: str) -> None:
    events = play(show, name)

    (process,), (shown,) = newest(events, "electron"), newest(events, "browser")
    (error,) = [event for event in events if event["type"] == "error"]
    assert error["view"]["id"] == process["view"]["id"]
    assert process["view"]["error"]["count"] == 1
    assert shown["view"]["error"]["count"] == 0
    assert shown["view"]["is_active"] is False


def test_a_page_is_active_while_its_window_is_shown(show: Show, theme: Theme) -> None:
    keeper = WindowKeeper(theme, show.stage)
    show.stage.window_opened.connect(keeper.show)
    show.run(show.stage.open_window("notes"))
    (window,) = keeper.windows

    def is_active(then: Callable[[], None], wanted: bool) -> bool:
        then()
        view = Expected("view", "a view of the page", {"view.url": "file:///notes.html", "view.is_active": wanted})
        (page,) = newest(show.arrived([view]), "browser")
        return page["view"]["is_active"] is wanted

    assert is_active(window.hide, wanted=False)
    assert is_active(window.show, wanted=True)
    assert is_active(window.showMinimized, wanted=False)
    assert is_active(window.showNormal, wanted=True)
    window.close()
    show.arrived([EXIT])
    show.stage.window_opened.disconnect(keeper.show)


def test_two_reloads_are_three_views(show: Show) -> None:
    events = play(show, "window-reload")

    urls = {event["view"]["url"] for event in newest(events, "electron")}
    assert len(urls) == 3
    assert [event for event in events if event["type"] == "error"] == []
    assert len({event["container"]["view"]["id"] for event in newest(events, "browser")}) == 3


def test_a_page_tells_who_led_to_it(show: Show) -> None:
    events = play(show, "window-navigate")

    first, second = newest(events, "browser")
    assert "referrer" not in first["view"]
    assert second["view"]["referrer"] == "file:///notes.html"
    assert [first["view"]["is_active"], second["view"]["is_active"]] == [False, False]
    assert first["container"] == second["container"]


@pytest.mark.parametrize(
    ("name", "where", "frustration"),
    [
        ("Urgent", (270.0, 131.0), None),
        ("Customer", (60.0, 90.0), None),
        ("Freezes for 0.3 s", (300.0, 240.0), None),
        ("Throws", (180.0, 240.0), ["error_click"]),
        ("Does nothing", DEAD_BUTTON, ["dead_click"]),
    ],
)
def test_what_a_click_led_to(show: Show, name: str, where: tuple[float, float], frustration: list[str] | None) -> None:
    async def click() -> RendererProcess:
        window = await show.stage.open_window("form")
        await show.stage.click_in_window(window, *where)
        return window

    window = show.run(click())
    clicked = show.arrived([Expected("action", f"a click on {name}", {"action.target.name": name})])
    show.run(show.stage.close_window(window))
    show.arrived([EXIT])

    (action,) = [event["action"] for event in clicked if event["type"] == "action"]
    assert action.get("frustration", {}).get("type") == frustration


def test_a_throw_has_a_stack_and_no_folders(show: Show) -> None:
    (error,) = [event for event in play(show, "page-throw") if event["type"] == "error"]

    assert error["error"]["type"].endswith("PageActionError")
    assert 'File "/workers/page_actions.py"' in error["error"]["stack"]
