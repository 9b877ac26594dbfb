"""Windows with a real renderer process: its text, its end as asked, and its crash in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import shiboken6
from PySide6.QtWidgets import QLabel, QPushButton

from playground.models.words import size
from playground.stage import PAGES, StageError
from playground.theme import Scheme
from playground.windows.renderer_window import RendererWindow
from tests.playground.window_parts import until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playground.processes import RendererProcess
    from playground.stage import Stage
    from playground.theme import Theme
    from tests.plugins.qt_loop import RunAsync


@pytest.fixture
def windows(theme: Theme, stage: Stage) -> Iterator[list[RendererWindow]]:
    """The windows that the stage opened; they delete themselves when they are closed."""
    opened: list[RendererWindow] = []

    def open_window(process: RendererProcess) -> None:
        window = RendererWindow(theme, process)
        opened.append(window)
        window.show()

    stage.window_opened.connect(open_window)
    yield opened
    for window in opened:
        if shiboken6.isValid(window):
            window.close()


def said(window: RendererWindow, name: str) -> str:
    found = window.findChild(QLabel, name)
    assert found is not None
    return found.text()


def test_the_window_shows_what_its_renderer_sends(
    run_async: RunAsync, stage: Stage, windows: list[RendererWindow], theme: Theme
) -> None:
    run_async(stage.open_window("notes"))
    window = windows[0]
    assert window.windowTitle() == "Notes"
    assert "A converter that fails with exit code 3" in window.page.surface.accessibleDescription()
    assert window.page.is_shown
    theme.choose(Scheme.DARK)
    assert not window.grab().isNull()


def test_a_page_that_is_being_laid_out_is_told(
    run_async: RunAsync, stage: Stage, windows: list[RendererWindow]
) -> None:
    told: list[str] = []

    def listen(process: RendererProcess) -> None:
        process.loading.connect(lambda *_: told.append(said(windows[0], "renderer-page-loading-text")))

    stage.window_opened.connect(listen)
    run_async(stage.open_window("notes"))

    length = (PAGES / "notes.html").stat().st_size
    assert told == [f"The renderer lays out notes.html ({size(length)})."]


def test_closing_the_window_ends_its_process_as_asked(
    run_async: RunAsync, stage: Stage, windows: list[RendererWindow]
) -> None:
    process = run_async(stage.open_window("index"))
    windows[0].close()
    how = run_async(process.wait_exited())
    assert how.requested
    assert how.exit_code == 0


def test_a_process_that_ends_as_asked_takes_its_window_along(
    run_async: RunAsync, stage: Stage, windows: list[RendererWindow]
) -> None:
    process = run_async(stage.open_window("index"))
    closed: list[bool] = []
    windows[0].closed.connect(lambda: closed.append(True))
    run_async(stage.close_window(process))
    assert closed == [True]


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ("abort", "died of SIGABRT."),
        ("memory", "ended with exit code 1 (MemoryError: The page took all of its 512 MiB of memory)."),
        ("exception", "ended with exit code 1 (RendererError: The renderer found its page in pieces)."),
    ],
)
def test_a_crash_is_said_in_words_and_the_page_can_be_reloaded(
    run_async: RunAsync, stage: Stage, windows: list[RendererWindow], how: str, words: str
) -> None:
    process = run_async(stage.open_window("index"))
    window = windows[0]
    asked: list[bool] = []
    window.reload_requested.connect(lambda: asked.append(True))
    run_async(stage.crash_window(process, how))
    assert window.isVisible()
    assert window.page.is_gone
    assert said(window, "renderer-page-gone-heading") == "This window lost its process"
    assert f"(pid {process.pid}) {words}" in said(window, "renderer-page-gone-text")
    reload_page = window.findChild(QPushButton, "renderer-page-reload")
    assert reload_page is not None
    reload_page.click()
    assert asked == [True]
    newer = run_async(stage.open_window("index"))
    window.attach(newer)
    assert not window.page.is_gone


def test_a_link_that_leads_nowhere_is_told_and_the_page_can_be_reloaded(
    run_async: RunAsync, stage: Stage, windows: list[RendererWindow]
) -> None:
    process = run_async(stage.open_window("notes"))
    with pytest.raises(StageError, match="nowhere"):
        run_async(stage.navigate_window(process, "nowhere"))
    assert said(windows[0], "renderer-page-gone-heading") == "This page cannot be shown"
    assert said(windows[0], "renderer-page-gone-text").startswith("The page nowhere.html cannot be read")

    stage.window_opened.connect(windows[0].attach)
    assert run_async(stage.reload_window(process)).title == "Notes"
    assert windows[0].page.is_shown


def test_a_page_that_cannot_be_shown_is_told(
    run_async: RunAsync,
    stage: Stage,
    windows: list[RendererWindow],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("playground.stage.window_stage.PAGES", tmp_path)
    (tmp_path / "broken.html").write_bytes(b"\xff\xfe\xfa")

    async def open_window() -> None:
        stage.perform(stage.open_window("broken"))
        await until(lambda: bool(windows) and windows[0].page.is_gone, stage.problem)

    run_async(open_window())
    assert said(windows[0], "renderer-page-gone-heading") == "This page cannot be shown"
    assert said(windows[0], "renderer-page-gone-text") == "The page broken.html is no UTF-8 text."
