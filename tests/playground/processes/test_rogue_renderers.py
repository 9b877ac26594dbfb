"""Renderers that send what is no frame, flood, or die while they draw: only their own window suffers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from playground.processes import ProcessExit, RendererProcess
from tests.playground.window_parts import until
from workers.page import MAX_TITLE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from PySide6.QtCore import QRect

    from tests.plugins.qt_loop import RunAsync

GREY = 0xFF7F7F7F


class RogueRenderer(RendererProcess):
    MODULE = "tests.playground.processes.rogue_renderer"


@pytest.fixture
def open_rogue(run_async: RunAsync) -> Iterator[Callable[[str], RendererProcess]]:
    """Start one that misbehaves in this way, and give it a size."""
    opened: list[RendererProcess] = []

    def open_one(how: str) -> RendererProcess:
        renderer = RogueRenderer.open(Path(f"{how}.html"), title=how)
        opened.append(renderer)
        renderer.show_at(200, 100, 1.0)
        return renderer

    yield open_one
    for renderer in opened:
        renderer.kill()
        run_async(renderer.wait_exited())


@pytest.mark.parametrize(
    ("how", "complaint"),
    [
        ("too-large", "no picture of this window: a frame at [0, 0, 201, 100] does not fit into 200 by 100 pixels"),
        ("nowhere", "no picture of this window: a frame has a place, not everywhere"),
        ("shrinks", "no picture of this window: the memory for frames is gone"),
        ("floods", "more than 1,000 messages in a second"),
        ("floods-with-bytes", "more than 8 MiB in a second"),
        ("floods-with-frames", "because it sent a picture before the last one was taken"),
        ("garbage", "what it sent is no message. A message is not JSON"),
        ("megabytes", "A message claims to be 2,147,483,648 bytes long, at most 1,048,576 are allowed"),
    ],
)
def test_is_ended_and_its_window_told(
    run_async: RunAsync, open_rogue: Callable[[str], RendererProcess], how: str, complaint: str
) -> None:
    told: list[str] = []
    renderer = open_rogue(how)
    renderer.error.connect(told.append)

    assert run_async(renderer.wait_exited()) == ProcessExit(signal="SIGKILL", requested=False)
    assert len(told) == 1
    assert complaint in told[0]
    assert renderer.failure == told[0]


@pytest.mark.parametrize("how", ["out-of-date", "nonsense"])
def test_is_not_minded(run_async: RunAsync, open_rogue: Callable[[str], RendererProcess], how: str) -> None:
    renderer = open_rogue(how)
    changed: list[QRect] = []
    renderer.picture_changed.connect(changed.append)

    run_async(until(lambda: bool(changed), renderer.picture_changed))

    assert len(changed) == 1
    assert renderer.failure == ""
    assert renderer.picture is not None
    assert renderer.picture.pixel(199, 99) == GREY


def test_a_title_is_one_line_of_whole_characters(
    run_async: RunAsync, open_rogue: Callable[[str], RendererProcess]
) -> None:
    renderer = open_rogue("nonsense")

    run_async(until(lambda: renderer.title.startswith("half"), renderer.title_changed))

    assert renderer.title.startswith("half ? of a characterxxx")
    assert len(renderer.title) == MAX_TITLE


def test_that_dies_in_the_middle_of_a_message_is_told(
    run_async: RunAsync, open_rogue: Callable[[str], RendererProcess]
) -> None:
    told: list[str] = []
    renderer = open_rogue("half")
    renderer.error.connect(told.append)

    assert run_async(renderer.wait_exited()) == ProcessExit(exit_code=4)
    assert told == ["The process went away in the middle of a message"]


def test_what_fails_after_its_window_was_closed_is_ended_as_asked(
    run_async: RunAsync, open_rogue: Callable[[str], RendererProcess]
) -> None:
    renderer = open_rogue("out-of-date")
    run_async(until(lambda: renderer.picture is not None, renderer.picture_changed))
    renderer.close()
    renderer.fail("It cannot go on")

    assert run_async(renderer.wait_exited()).requested


def test_that_dies_while_it_draws_leaves_no_picture(
    run_async: RunAsync, open_rogue: Callable[[str], RendererProcess]
) -> None:
    renderer = open_rogue("dies-drawing")

    assert run_async(renderer.wait_exited()) == ProcessExit(signal="SIGKILL")
    assert (renderer.picture, renderer.failure) == (None, "")


def test_others_go_on(run_async: RunAsync, open_rogue: Callable[[str], RendererProcess]) -> None:
    flooding, honest = open_rogue("floods"), open_rogue("out-of-date")

    run_async(flooding.wait_exited())
    run_async(until(lambda: honest.picture is not None, honest.picture_changed))

    assert honest.failure == ""


def test_a_window_of_no_or_any_size_is_told(run_async: RunAsync, open_rogue: Callable[[str], RendererProcess]) -> None:
    renderer = open_rogue("out-of-date")
    renderer.show_at(20_000, 20_000, 1.0)
    run_async(renderer.wait_exited())

    assert renderer.failure.startswith("There is no memory for its picture: A window cannot have 20000 by 20000 pixels")
