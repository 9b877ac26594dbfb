"""Windows: each with a renderer process behind it. Each is a view, and its end an action or an error on it.

Inside that view the page has a view of its own, with what it loaded.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from playground.scenarios.scenario import Expected, Scenario

if TYPE_CHECKING:
    from playground.scenarios.system import Ending, System
    from playground.stage import Stage

GROUP = "Windows"


def is_renderer(name: object) -> bool:
    """Whether this is the name of a renderer's view."""
    return isinstance(name, str) and name.startswith("Renderer: ")


def _is_renderer_url(url: object) -> bool:
    return isinstance(url, str) and url.startswith("desktop://renderer/")


def _is_set(value: object) -> bool:
    return isinstance(value, str) and value != ""


VIEW = Expected("view", "a view of a renderer", {"view.name": is_renderer, "view.url": _is_renderer_url})
EXIT = Expected(
    "action",
    "an action process_exit (clean-exit) on the view of a renderer",
    {"action.target.name": "process_exit", "view.name": is_renderer, "context.reason": "clean-exit"},
)

#: pictures that pages contain
_PICTURES = {"index": ("chart.png",)}


def page(name: str, title: str) -> tuple[Expected, ...]:
    """What a page of assets/pages leads to: its view, inside that of its process, and what it loaded."""
    inside = {"source": "browser", "container.source": "electron", "container.view.id": _is_set, "view.name": title}
    view = inside | {"view.url": f"file:///{name}.html", "view.loading_time": lambda time: time > 0}
    loaded = [("document", f"file:///{name}.html")]
    loaded += [("image", f"file:///{picture}") for picture in _PICTURES.get(name, ())]
    return (
        Expected("view", f"a view of the page {name}.html", view),
        *(
            Expected(
                "resource", f"{url} as a resource of the page", inside | {"resource.type": kind, "resource.url": url}
            )
            for kind, url in loaded
        ),
    )


def death(how: Ending) -> Expected:
    """The one error of a renderer that died."""
    where = {
        "error.is_crash": how.reason == "crashed",
        "error.handling": "unhandled",
        "view.name": is_renderer,
        "context.reason": how.reason,
        **{f"context.{key}": value for key, value in how.context.items()},
    }
    return Expected("error", f"an error ({how.what}) on the view of a renderer", where)


def died_of(kind: str, message: str) -> Expected:
    """The one error of a renderer that died of an exception: it says of which, and how the process ended."""
    where = {
        "error.type": kind,
        "error.message": message,
        "error.handling": "unhandled",
        "view.name": is_renderer,
        "context.reason": "abnormal-exit",
        "context.exit_code": 1,
    }
    return Expected("error", f"an error ({kind}) on the view of a renderer", where)


#: what the page in the main window leads to, from its start to its end
MAIN_PAGE_EVENTS = (VIEW, EXIT, *page("main", "Welcome"))


async def _open_and_close(stage: Stage) -> None:
    window = await stage.open_window("index")
    await stage.close_window(window)


async def _crash(stage: Stage) -> None:
    window = await stage.open_window("index")
    await stage.crash_window(window)


def window_scenarios(system: System) -> tuple[Scenario, ...]:
    """With the ends that a system has."""
    return (
        Scenario(
            "window-close",
            "Open and close a window",
            GROUP,
            "Opens a window that its renderer draws, and closes it; expect a view, its page, a process_exit action.",
            _open_and_close,
            (VIEW, EXIT, *page("index", "Hello")),
        ),
        Scenario(
            "window-crash",
            "Crash a window's renderer",
            GROUP,
            f"Opens a window and lets its renderer abort; expect a view and one crash ({system.aborted.what}) on it.",
            _crash,
            (VIEW, death(system.aborted), *page("index", "Hello")),
        ),
    )
