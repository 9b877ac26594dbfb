"""Windows: each with a renderer process behind it. Each is a view, and its end an action or an error on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playground.scenarios.scenario import Expected, Scenario

if TYPE_CHECKING:
    from playground.stage import Stage

GROUP = "Windows"


def _is_renderer(name: object) -> bool:
    return isinstance(name, str) and name.startswith("Renderer: ")


def _is_renderer_url(url: object) -> bool:
    return isinstance(url, str) and url.startswith("desktop://renderer/")


_VIEW = Expected("view", "a view of a renderer", {"view.name": _is_renderer, "view.url": _is_renderer_url})
_EXIT = Expected(
    "action",
    "an action process_exit (clean-exit) on the view of a renderer",
    {"action.target.name": "process_exit", "view.name": _is_renderer, "context.reason": "clean-exit"},
)

#: what the page in the main window leads to, from its start to its end
MAIN_PAGE = (_VIEW, _EXIT)


async def _open_and_close(stage: Stage) -> None:
    window = await stage.open_window("index")
    await stage.close_window(window)


async def _crash(stage: Stage) -> None:
    window = await stage.open_window("index")
    await stage.crash_window(window)


WINDOW_SCENARIOS = (
    Scenario(
        "window-close",
        "Open and close a window",
        GROUP,
        "Opens a window whose text comes from its renderer, then closes it; expect a view and a process_exit action.",
        _open_and_close,
        (_VIEW, _EXIT),
    ),
    Scenario(
        "window-crash",
        "Crash a window's renderer",
        GROUP,
        "Opens a window and lets its renderer abort; expect a view and one crash with SIGABRT on it.",
        _crash,
        (
            _VIEW,
            Expected(
                "error",
                "a crash (SIGABRT) on the view of a renderer",
                {
                    "error.is_crash": True,
                    "error.handling": "unhandled",
                    "view.name": _is_renderer,
                    "context.reason": "crashed",
                    "context.signal": "SIGABRT",
                },
            ),
        ),
    ),
)
