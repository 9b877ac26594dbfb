"""Clicks: what they were on, and what came of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.plugins.sdk import RunningSdk
    from tests.sdk.pages.conftest import Renderer, Stories


@pytest.fixture(autouse=True)
def _page(renderer: Renderer) -> None:
    renderer.pages.start("file:///index.html", "Hello", "", None)


def click(renderer: Renderer, name: str = "Save", *, changes: bool = True, **fields: Any) -> None:
    """A click, and what comes of it."""
    renderer.pages.click(name, **{"x": 3, "y": 4, **fields})
    if changes:
        renderer.pages.changed()
    renderer.pages.settle()


def frustrations(stories: Stories) -> list[list[str]]:
    return [event["action"].get("frustration", {}).get("type", []) for event in stories.of("action")]


def test_is_an_action_with_name_and_position(renderer: Renderer, stories: Stories) -> None:
    click(renderer, width=80, height=20, selector="form>button")

    (action,) = stories.of("action")
    assert action["action"]["type"] == "click"
    assert action["action"]["target"] == {"name": "Save"}
    assert action["action"]["loading_time"] == 0
    assert action["_dd"]["action"]["position"] == {"x": 3, "y": 4}
    assert action["_dd"]["action"]["target"] == {"selector": "form>button", "width": 80, "height": 20}
    assert frustrations(stories) == [[]]
    renderer.running.advance(11)
    assert stories.page()["view"]["action"]["count"] == 1


def test_without_effect_is_dead(renderer: Renderer, stories: Stories) -> None:
    click(renderer, changes=False)

    assert frustrations(stories) == [["dead_click"]]


def test_into_a_field_is_not_dead(renderer: Renderer, stories: Stories) -> None:
    click(renderer, changes=False, expects_change=False)

    assert frustrations(stories) == [[]]


def test_followed_by_an_error_has_an_error(renderer: Renderer, stories: Stories) -> None:
    renderer.pages.click("Save", x=0, y=0)
    renderer.fail("it could not be saved")
    renderer.pages.settle()

    (action,), (error,) = stories.of("action"), stories.of("error")
    assert action["action"]["frustration"]["type"] == ["error_click"]
    assert action["action"]["error"] == {"count": 1}
    assert error["action"]["id"] == action["action"]["id"]


def test_three_in_a_second_are_rage_once(running: RunningSdk, renderer: Renderer, stories: Stories) -> None:
    for _ in range(5):
        click(renderer)
        running.advance(0.3)

    assert frustrations(stories) == [[], [], ["rage_click"], [], []]


def test_three_at_leisure_are_no_rage(running: RunningSdk, renderer: Renderer, stories: Stories) -> None:
    for _ in range(3):
        click(renderer)
        running.advance(0.8)

    assert frustrations(stories) == [[], [], []]


def test_three_on_different_things_are_no_rage(renderer: Renderer, stories: Stories) -> None:
    click(renderer, "One")
    click(renderer, "Two")
    click(renderer, "One")
    click(renderer, "One", x=500)

    assert frustrations(stories) == [[], [], [], []]


def test_a_renderer_that_does_not_say_what_came_of_it_is_not_judged(
    running: RunningSdk, renderer: Renderer, stories: Stories
) -> None:
    renderer.pages.click("Freeze", x=0, y=0)
    assert stories.of("action") == []
    running.advance(11)

    assert frustrations(stories) == [[]]


def test_a_click_that_kills_is_told(renderer: Renderer, stories: Stories) -> None:
    renderer.pages.click("Crash", x=0, y=0)
    renderer.exit(-11)

    (action,) = stories.of("action")
    assert action["action"]["target"]["name"] == "Crash"


def test_leaving_the_page_is_an_effect(renderer: Renderer, stories: Stories) -> None:
    renderer.pages.click("Next", x=0, y=0)
    renderer.pages.start("file:///two.html", "Two", "", None)

    (action,) = stories.of("action")
    assert frustrations(stories) == [[]]
    assert action["view"]["name"] == "Hello"
