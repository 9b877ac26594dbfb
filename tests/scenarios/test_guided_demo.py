"""The guided demo, played without a window: every step gets exactly what it promises."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from playground.guided_demo import GuidedDemo
from playground.scenarios.demo import DEMO_STEPS

if TYPE_CHECKING:
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


@pytest.mark.parametrize("step", DEMO_STEPS, ids=lambda step: step.title)
def test_a_story_is_short(step: object) -> None:
    story = getattr(step, "story", "")
    assert 60 < len(story) < 300
