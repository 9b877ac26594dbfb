"""The guided demo, played without a window: every step gets exactly what it promises."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from playground.guided_demo import GuidedDemo
from playground.scenarios.demo import DEMO_STEPS
from tests.playground.test_main import plain_environment

if TYPE_CHECKING:
    from pathlib import Path

    from tests.scenarios.conftest import Show


def test_every_step_gets_its_events(show: Show) -> None:
    demo = GuidedDemo(show.stage, show.playground.feed)
    ticks: list[tuple[int, int]] = []
    demo.ticked.connect(lambda step, place: ticks.append((step, place)))

    complete = [show.run(demo.play_next()) for _ in DEMO_STEPS]

    assert complete == [True] * len(DEMO_STEPS)
    assert sorted(ticks) == [(n, place) for n, step in enumerate(DEMO_STEPS) for place in range(len(step.expected))]
    assert demo.is_over
    assert not show.run(demo.play_next())
    demo.restart()
    assert demo.current == -1


@pytest.mark.slow
def test_it_runs_without_a_window(tmp_path: Path) -> None:
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "playground",
            "--headless",
            "--demo",
            "--screenshot",
            "window.png",
            "--data-dir",
            "data",
        ],
        cwd=tmp_path,
        env=plain_environment(),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert [step.story for step in DEMO_STEPS if step.scenario is not None and step.story not in done.stdout] == []
    assert (tmp_path / "window.png").stat().st_size > 10_000


@pytest.mark.parametrize("step", DEMO_STEPS, ids=lambda step: step.title)
def test_a_story_is_short(step: object) -> None:
    story = getattr(step, "story", "")
    assert 60 < len(story) < 300
