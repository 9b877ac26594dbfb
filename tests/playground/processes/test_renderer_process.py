"""Renderers: what a window is given to show, and how they go."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
import pytest

from playground.processes import ProcessExit, RendererProcess
from playground.processes.heartbeat import PATIENCE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

    from tests.plugins.qt_loop import RunAsync

HTML = "<html><head><title>A page</title></head><body><p>Hello</p></body></html>"


@pytest.fixture
def renderer(run_async: RunAsync, tmp_path: Path) -> Iterator[RendererProcess]:
    """A renderer of a small page, which does not outlive its test."""
    page = tmp_path / "page.html"
    page.write_text(HTML)
    renderer = RendererProcess.open(page, title="page")
    yield renderer
    renderer.kill()
    run_async(renderer.wait_exited())


def test_sends_title_and_text(qtbot: QtBot, renderer: RendererProcess) -> None:
    shown: list[str] = []
    renderer.title_changed.connect(shown.append)
    renderer.content_changed.connect(shown.append)

    qtbot.waitUntil(lambda: renderer.text != "")

    assert shown == ["A page", "Hello"]
    assert (renderer.title, renderer.text) == ("A page", "Hello")


def test_it_has_answered_when_the_last_question_is(qtbot: QtBot, renderer: RendererProcess) -> None:
    answers: list[None] = []
    qtbot.waitUntil(lambda: renderer.text != "" and not renderer.heartbeat.is_asking)
    renderer.answered.connect(lambda: answers.append(None))

    renderer.ping()
    renderer.ping()
    qtbot.waitUntil(lambda: not renderer.heartbeat.is_asking)

    assert len(answers) == 1


def test_close_ends_it_by_itself(qtbot: QtBot, run_async: RunAsync, renderer: RendererProcess) -> None:
    qtbot.waitUntil(lambda: renderer.text != "")

    renderer.close()

    assert run_async(renderer.wait_exited()) == ProcessExit(exit_code=0, requested=True)
    renderer.close()


def test_close_before_it_listens(run_async: RunAsync, renderer: RendererProcess) -> None:
    renderer.close()

    assert run_async(renderer.wait_exited()).is_clean


def test_sizes_that_come_too_fast_are_skipped(qtbot: QtBot, renderer: RendererProcess) -> None:
    sizes: list[tuple[int, int]] = []
    renderer.picture_changed.connect(lambda _rect: sizes.append(renderer.picture.size().toTuple()))  # type: ignore[union-attr]

    for width in (100, 200, 3000, 300):
        renderer.show_at(width, 50, 1.0)
    qtbot.waitUntil(lambda: (300, 50) in sizes)

    assert list(dict.fromkeys(sizes)) == [(100, 50), (300, 50)]


def look(qtbot: QtBot, renderer: RendererProcess, times: int) -> None:
    """Let so many looks at the renderer pass, without the time between them, once it waits for something to happen."""
    renderer.heartbeat.stop()
    with qtbot.waitSignal(renderer.answered):
        renderer.ping()
    qtbot.waitUntil(lambda: psutil.Process(renderer.pid).status() == psutil.STATUS_SLEEPING)
    for _ in range(times):
        renderer.heartbeat.look()


def test_a_renderer_at_rest_is_not_woken(qtbot: QtBot, renderer: RendererProcess) -> None:
    qtbot.waitUntil(lambda: renderer.text != "")
    asked: list[None] = []
    renderer.heartbeat.asked.connect(lambda: asked.append(None))

    look(qtbot, renderer, PATIENCE + 1)

    assert asked == []
    assert renderer.is_answering


def test_a_renderer_that_is_stopped_from_outside_is_noticed(qtbot: QtBot, renderer: RendererProcess) -> None:
    qtbot.waitUntil(lambda: renderer.text != "")
    look(qtbot, renderer, 0)
    os.kill(renderer.pid, signal.SIGSTOP)
    qtbot.waitUntil(lambda: psutil.Process(renderer.pid).status() == psutil.STATUS_STOPPED)

    for _ in range(PATIENCE + 1):
        renderer.heartbeat.look()
    is_answering = renderer.is_answering
    os.kill(renderer.pid, signal.SIGCONT)
    qtbot.waitUntil(lambda: renderer.is_answering)

    assert not is_answering


def test_crash_is_told(qtbot: QtBot, run_async: RunAsync, renderer: RendererProcess) -> None:
    qtbot.waitUntil(lambda: renderer.text != "")

    renderer.post({"type": "do", "action": "crash abort"})

    assert run_async(renderer.wait_exited()) == ProcessExit(signal="SIGABRT")


def test_page_that_is_missing_is_told(qtbot: QtBot, run_async: RunAsync, tmp_path: Path) -> None:
    renderer = RendererProcess.open(tmp_path / "gone.html", title="gone")

    with qtbot.waitSignal(renderer.error) as error:
        pass

    assert "gone.html cannot be read" in error.args[0]
    renderer.close()
    assert run_async(renderer.wait_exited()).is_clean


def test_links_lead_to_pages_of_the_same_folder_only(qtbot: QtBot, run_async: RunAsync, tmp_path: Path) -> None:
    folder = tmp_path / "pages"
    (folder / "sub").mkdir(parents=True)
    for place in ("../outside", "sub/inside", "page", "two", "three"):
        (folder / f"{place}.html").write_text(f"<title>{Path(place).name}</title><p>text")
    renderer = RendererProcess.open(folder / "page.html", title="page")
    titles: list[str] = []
    renderer.title_changed.connect(titles.append)

    def follow(*links: str) -> list[str]:
        titles.clear()
        for link in links:
            renderer.post({"type": "navigate", "page": link})
        with qtbot.waitSignal(renderer.answered):
            renderer.ping()
        return list(titles)

    assert follow("#end", "page.html#end", ".") == ["page"]
    assert follow("../outside.html", "%2e%2e/outside.html", "sub/inside.html", "file:///etc/passwd") == []
    assert follow("http://127.0.0.1:9/two.html", "javascript:two.html", "two.html%00") == []
    assert follow("two.html", "./three.html#end", "#end", "sub/../two.html") == ["two", "three", "two"]
    assert renderer.page == folder / "two.html"
    renderer.close()
    run_async(renderer.wait_exited())
