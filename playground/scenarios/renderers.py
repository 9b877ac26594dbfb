"""Renderers: the ways in which they die, hang and fail, and what the user does on their pages."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from playground.scenarios.scenario import Expected, Scenario
from playground.scenarios.system import Ending
from playground.scenarios.windows import EXIT, VIEW, death, died_of, page

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from playground.processes import RendererProcess
    from playground.scenarios.system import System
    from playground.stage import Stage

GROUP = "Renderers"

#: where "Does nothing" is on the page form.html, in logical pixels
DEAD_BUTTON = (80.0, 240.0)

#: seconds that a page has to react to a click
SETTLING = 0.2

#: how long the button and the scenario hold a page up
FREEZE_NS = 300_000_000

_FORM = (VIEW, EXIT, *page("form", "New invoice"))


def _on_page(kind: str, what: str, where: dict[str, Any], title: str = "New invoice", count: int = 1) -> Expected:
    inside = {"source": "browser", "container.source": "electron", "view.name": title}
    return Expected(kind, what, {**inside, **where}, count)


def _death(how: str, title: str, description: str, expected: Expected) -> Scenario:
    async def run(stage: Stage) -> None:
        await stage.crash_window(await stage.open_window("notes"), how)

    description = f"{description}; expect one error on the renderer's view."
    events = (VIEW, expected, *page("notes", "Notes"))
    return Scenario(f"window-{how}", title, GROUP, description, run, events)


def _use(
    name: str,
    title: str,
    description: str,
    use: Callable[[Stage, RendererProcess], Awaitable[object]],
    *expected: Expected,
) -> Scenario:
    """Open the form, use it, and close it."""

    async def run(stage: Stage) -> None:
        window = await stage.open_window("form")
        await use(stage, window)
        await stage.close_window(window)

    return Scenario(name, title, GROUP, description, run, (*_FORM, *expected))


async def _reload_twice(stage: Stage) -> None:
    window = await stage.open_window("notes")
    for _ in range(2):
        window = await stage.reload_window(window)
    await stage.close_window(window)


async def _navigate(stage: Stage) -> None:
    window = await stage.open_window("notes")
    await stage.navigate_window(window, "index")
    await stage.close_window(window)


async def _retitle(stage: Stage) -> None:
    window = await stage.open_window("notes")
    await stage.retitle_window(window, "Notes (2)")
    await stage.close_window(window)


async def _hang(stage: Stage) -> None:
    window = await stage.open_window("notes")
    stage.begin_in_window(window, "spin")
    window.fail("You ended it, because it did not answer.")
    await window.wait_exited()


async def _click_for_nothing(stage: Stage, window: RendererProcess) -> None:
    await stage.click_in_window(window, *DEAD_BUTTON, times=3)
    await asyncio.sleep(SETTLING)
    await stage.act_in_window(window, "nothing")


async def _fetch(stage: Stage, window: RendererProcess) -> None:
    """Have the page get something from a server that lives as long as this."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        await stage.act_in_window(window, f"fetch http://127.0.0.1:{port}/invoices.json")


def _is_long(duration: object) -> bool:
    return isinstance(duration, int) and duration >= FREEZE_NS


def _is_invoices(url: object) -> bool:
    return isinstance(url, str) and url.endswith("/invoices.json")


def _clicks(frustration: object, count: int) -> Expected:
    what = "a click on “Does nothing”"
    where = {"action.type": "click", "action.target.name": "Does nothing", "action.frustration.type": frustration}
    return _on_page("action", what, where, count=count)


def renderer_scenarios(system: System) -> tuple[Scenario, ...]:
    """With the ends that a system has."""
    return (
        _death(
            "null",
            "Renderer reads NULL",
            "Lets a renderer read from the address 0",
            death(system.bad_read),
        ),
        _death(
            "kill", "Renderer kills itself", "Lets a renderer end from one moment to the next", death(system.killed)
        ),
        _death(
            "memory",
            "Renderer runs out of memory",
            "Lets a renderer take memory up to a limit of 512 MiB",
            died_of("MemoryError", "The page took all of its 512 MiB of memory"),
        ),
        _death(
            "exception",
            "Renderer dies of an exception",
            "Raises an exception that the renderer does not survive",
            died_of("workers.page_actions.RendererError", "The renderer found its page in pieces"),
        ),
        _death(
            "exit", "Renderer exits with 3", "Lets a renderer end with exit code 3", death(Ending("abnormal-exit", 3))
        ),
        Scenario(
            "window-hang",
            "Endless loop in a page",
            GROUP,
            "Lets a page loop for ever, then ends its renderer as the window offers it; expect one error on its view.",
            _hang,
            (VIEW, death(system.killed), *page("notes", "Notes")),
        ),
        Scenario(
            "window-reload",
            "Reload a window twice",
            GROUP,
            "Puts a new renderer into a window, twice; expect three views, and three actions process_exit.",
            _reload_twice,
            3 * (VIEW, EXIT, *page("notes", "Notes")),
        ),
        Scenario(
            "window-navigate",
            "Follow a link",
            GROUP,
            "Goes to another page in a window; expect two page views in one view of a renderer.",
            _navigate,
            (VIEW, EXIT, *page("notes", "Notes"), *page("index", "Hello")),
        ),
        Scenario(
            "window-title",
            "Another title",
            GROUP,
            "Gives a page another title; expect that its view and that of its process are renamed.",
            _retitle,
            (
                Expected("view", "a view Renderer: Notes (2)", {"view.name": "Renderer: Notes (2)"}),
                Expected("view", "a page view Notes (2)", {"view.name": "Notes (2)", "view.url": "file:///notes.html"}),
                EXIT,
                page("notes", "Notes")[1],
            ),
        ),
        _use(
            "page-throw",
            "Throw in a page",
            "Raises an exception that a page does not catch; expect one unhandled error on the page's view.",
            lambda stage, window: stage.act_in_window(window, "throw The invoice has no number"),
            _on_page(
                "error",
                "an error of the page",
                {"error.message": "The invoice has no number", "error.handling": "unhandled", "error.source": "source"},
            ),
        ),
        _use(
            "page-freeze",
            "Freeze a page",
            "Holds up a page's event loop for 0.3 s; expect one long task on the page's view.",
            lambda stage, window: stage.act_in_window(window, "freeze 0.3"),
            _on_page("long_task", "a long task of the page", {"long_task.duration": _is_long}),
        ),
        _use(
            "page-fetch",
            "Fetch in a page",
            "Lets a page get something over HTTP; expect one resource on the page's view.",
            _fetch,
            _on_page(
                "resource",
                "a request of the page",
                {
                    "resource.url": _is_invoices,
                    "resource.type": "fetch",
                    "resource.status_code": 200,
                    "resource.size": 2,
                },
            ),
        ),
        _use(
            "page-clicks",
            "Click for nothing, three times",
            "Clicks three times on a button without effect; expect three dead clicks, the third one in rage.",
            _click_for_nothing,
            _clicks(["dead_click"], 2),
            _clicks(["rage_click", "dead_click"], 1),
        ),
    )
