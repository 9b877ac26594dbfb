"""Pages of renderers: a view each, inside the view of the process that the message came from."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from desktop_rum.channel.page_messages import Method, ResourceKind
from desktop_rum.child.page import KINDS, METHODS
from tests.sdk.pages.conftest import Renderer

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.plugins.sdk import RunningSdk
    from tests.sdk.pages.conftest import Stories

URL = "file:///home/someone/app/pages/index.html"
SECOND = 1_000_000_000


def test_a_page_is_a_browser_view_inside_its_process(renderer: Renderer, stories: Stories) -> None:
    renderer.pages.start(URL, "Hello", "file:///home/someone/app/pages/from.html", None)

    page, process = stories.page(), stories.process()
    assert page["view"]["url"] == "file:///index.html"
    assert page["view"]["name"] == "Hello"
    assert page["view"]["referrer"] == "file:///from.html"
    assert page["view"]["is_active"] is True
    assert page["container"] == {"source": "electron", "view": {"id": process["view"]["id"]}}
    assert page["session"]["id"] == process["session"]["id"]
    assert page["application"] == process["application"]
    assert process["view"]["name"] == "Renderer: Hello"


def test_loading_and_time_spent_are_measured(running: RunningSdk, renderer: Renderer, stories: Stories) -> None:
    renderer.pages.start(URL, "Hello", "", running.clock.monotonic_ns() / SECOND - 1)
    running.advance(2)
    renderer.pages.loaded()
    running.advance(4)
    renderer.pages.stop()

    page = stories.page()["view"]
    assert page["loading_time"] == 3 * SECOND
    assert page["time_spent"] == 7 * SECOND
    assert page["is_active"] is False


def test_another_title_renames_page_and_process(renderer: Renderer, stories: Stories) -> None:
    renderer.pages.start(URL, "Hello", "", None)
    renderer.pages.rename(" Good\n\tbye ")

    assert stories.page()["view"]["name"] == "Good bye"
    assert stories.process()["view"]["name"] == "Renderer: Good bye"


def test_a_title_of_10000_characters_is_cut(renderer: Renderer, stories: Stories) -> None:
    renderer.pages.start(URL, "T" * 10_000, "", None)

    assert len(stories.page()["view"]["name"]) == 1_000
    assert len(stories.process()["view"]["name"]) == 210


def test_a_page_that_is_left_ends_and_the_next_one_begins(renderer: Renderer, stories: Stories) -> None:
    renderer.pages.start(URL, "One", "", None)
    renderer.pages.start(URL.replace("index", "two"), "Two", URL, None)

    pages = [event["view"] for event in stories.of("view") if event["source"] == "browser"]
    assert [(page["name"], page["is_active"]) for page in pages] == [("One", False), ("Two", True)]
    assert pages[1]["referrer"] == "file:///index.html"
    assert stories.process()["view"]["name"] == "Renderer: Two"


def test_a_page_that_nobody_can_see_is_not_active(running: RunningSdk, renderer: Renderer, stories: Stories) -> None:
    renderer.pages.start(URL, "One", "", None)
    actives = []
    for is_hidden in (True, False, True):
        renderer.pages.hide(is_hidden=is_hidden)
        actives.append(stories.page()["view"]["is_active"])
    running.advance(3)
    renderer.pages.start(URL, "Two", URL, None)  # the window is still hidden

    assert actives == [False, True, False]
    pages = [event["view"] for event in stories.of("view") if event["source"] == "browser"]
    assert [page["is_active"] for page in pages] == [False, False]
    assert stories.process()["view"]["is_active"] is True
    renderer.pages.hide(is_hidden=False)
    pages = [event["view"] for event in stories.of("view") if event["source"] == "browser"]
    assert [page["is_active"] for page in pages] == [False, True]


def test_counters_are_the_pages_own(renderer: Renderer, stories: Stories) -> None:
    renderer.pages.start(URL, "Hello", "", None)
    renderer.pages.resource("image", "file:///picture.png", renderer.running.clock.now_ns() / SECOND, 0.5, size=7)
    renderer.pages.long_task(renderer.running.clock.now_ns(), 200_000_000)
    renderer.fail("in the page")
    renderer.exit()

    page, process = stories.page()["view"], stories.process()["view"]
    assert [page[kind]["count"] for kind in ("resource", "long_task", "error", "crash")] == [1, 1, 1, 0]
    assert [process[kind]["count"] for kind in ("resource", "long_task", "error")] == [0, 0, 0]
    assert page["is_active"] is False
    (resource,) = stories.of("resource")
    assert resource["resource"]["type"] == "image"
    assert resource["resource"]["duration"] == SECOND // 2
    assert resource["resource"]["size"] == 7
    (long_task,) = stories.of("long_task")
    assert long_task["long_task"]["duration"] == 200_000_000
    (error,) = stories.of("error")
    assert error["view"]["id"] == page["id"]
    assert error["error"]["handling"] == "unhandled"


def test_what_a_renderer_dies_of_is_one_error_on_the_process(renderer: Renderer, stories: Stories) -> None:
    renderer.pages.start(URL, "Hello", "", None)
    renderer.fail("the end", fatal=True)
    renderer.exit(1)
    renderer.running.advance(11)  # nobody waits any longer for the exit that has come

    (error,) = stories.of("error")
    assert error["view"]["id"] == stories.process()["view"]["id"]
    assert stories.page()["view"]["error"]["count"] == 0
    assert stories.page()["view"]["is_active"] is False


def test_the_process_begins_no_later_than_its_first_event(
    running: RunningSdk, renderer: Renderer, stories: Stories
) -> None:
    running.clock.jump(-60)
    renderer.pages.start(URL, "Hello", "", None)

    assert stories.process()["date"] <= stories.page()["date"]


def test_a_renderer_that_nobody_announced_is_back_dated(running: RunningSdk, stories: Stories) -> None:
    renderer = Renderer(running, is_announced=False)
    renderer.pages.start(URL, "Hello", "", None)
    running.advance(3)  # nobody announces it

    assert stories.process()["date"] <= stories.page()["date"]
    assert stories.page()["container"]["view"]["id"] == stories.process()["view"]["id"]


def test_an_event_from_long_ago_is_not_believed(renderer: Renderer, stories: Stories) -> None:
    renderer.pages.start(URL, "Hello", "", None)
    renderer.pages.long_task(0, 1)

    assert stories.process()["date"] > renderer.running.clock.now_ns() // 1_000_000 - 4_000_000
    assert stories.of("long_task")[0]["date"] == stories.process()["date"]


def test_each_page_is_in_its_own_process(another: Callable[[str], Renderer], stories: Stories) -> None:
    for name in ("one", "two", "three"):
        another(name).pages.start(URL, name, "", None)

    views = stories.of("view")
    processes = {event["view"]["name"]: event["view"]["id"] for event in views if event["source"] == "electron"}
    pages = [event for event in views if event["source"] == "browser"]
    assert len(pages) == 3
    for page in pages:
        assert page["container"]["view"]["id"] == processes[f"Renderer: {page['view']['name']}"]


def test_a_click_renews_an_expired_session(running: RunningSdk, renderer: Renderer, stories: Stories) -> None:
    renderer.pages.start(URL, "Hello", "", None)
    first = stories.page()
    running.advance(16 * 60)
    renderer.fail("nobody hears this")
    renderer.pages.click("Save", x=1, y=2)
    renderer.pages.settle()

    assert stories.of("error") == []
    (action,) = stories.of("action")
    pages = [event for event in stories.of("view") if event["source"] == "browser"]
    assert [page["view"]["is_active"] for page in pages] == [False, True]
    assert action["view"]["id"] == pages[1]["view"]["id"] != first["view"]["id"]
    assert action["session"]["id"] == pages[1]["session"]["id"] != first["session"]["id"]
    assert pages[1]["container"]["view"]["id"] != first["container"]["view"]["id"]
    assert pages[1]["date"] > first["date"]
    running.advance(11)
    assert stories.of("view")[-1]["view"]["action"]["count"] == 1


def test_what_happens_after_the_end_of_a_page_is_still_counted(renderer: Renderer, stories: Stories) -> None:
    renderer.pages.start(URL, "Hello", "", None)
    late = renderer.pages.page
    renderer.pages.stop()
    renderer.fail("late", page={**(late or {}), "active": False})

    assert stories.page()["view"]["error"]["count"] == 1


def test_renderer_and_main_process_know_the_same_methods_and_kinds() -> None:
    assert get_args(Method) == METHODS
    assert get_args(ResourceKind) == KINDS
