"""The dock of the guided demo: what to tell, what to expect, and a tick for everything that arrived."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from playground.panels.building import ScrollingArea, button, label
from playground.panels.panel import Panel
from playground.panels.picture import Picture
from playground.theme import ICON, UNIT

if TYPE_CHECKING:
    from playground.guided_demo import GuidedDemo
    from playground.scenarios.demo import DemoStep
    from playground.stage import Stage
    from playground.theme import Theme

_SHAPES = {"waiting": ("state-produced", "muted"), "came": ("good", "good"), "missing": ("error", "error")}


class DemoPanel(Panel):
    """All steps; the one that is played is open."""

    #: the timeline is to be seen
    timeline_wanted = Signal()

    def __init__(self, theme: Theme, stage: Stage, demo: GuidedDemo) -> None:
        super().__init__(theme, "Guided demo", "demo-panel")
        self._stage = stage
        self.demo = demo
        self._steps: list[_StepCard] = [_StepCard(theme, number, step) for number, step in enumerate(demo.steps)]
        inside = QWidget()
        rows = QVBoxLayout(inside)
        rows.setContentsMargins(UNIT * 3, UNIT * 3, UNIT * 3, UNIT * 3)
        rows.setSpacing(UNIT * 2)
        for card in self._steps:
            rows.addWidget(card)
        rows.addStretch(1)
        self._scroll = ScrollingArea(inside, "demo-scroll", "Steps of the guided demo")
        self.body.addWidget(self._scroll, 1)
        self.next = button(theme, "Start", "run", "demo-next", look="primary", tip="Play the next step")
        self.next.clicked.connect(self.play)
        self.again = button(theme, "Start over", "reload", "demo-again", tip="Begin with the first step")
        self.again.clicked.connect(self.restart)
        buttons = QHBoxLayout()
        buttons.setSpacing(UNIT * 2)
        buttons.setContentsMargins(UNIT * 3, UNIT * 2, UNIT * 3, UNIT * 2)
        buttons.addWidget(self.next, 1)
        buttons.addWidget(self.again)
        self.body.addLayout(buttons)
        demo.began.connect(self._on_began)
        demo.ticked.connect(self._on_ticked)
        demo.ended.connect(self._on_ended)
        self.restart()

    def play(self) -> None:
        """Play the next step."""
        self._stage.perform(self._play())

    def restart(self) -> None:
        """Back to the first step."""
        self.demo.restart()
        for card in self._steps:
            card.reset()
        self._steps[0].open()
        self._show_buttons()

    def said_of(self, step: int) -> list[str]:
        """What became of a step's expectations: waiting, came or missing."""
        return [state for _picture, state in self._steps[step].ticks]

    async def _play(self) -> None:
        await self.demo.play_next()

    def _on_began(self, step: int) -> None:
        for number, card in enumerate(self._steps):
            card.open(is_open=number == step)
        self._scroll.ensureWidgetVisible(self._steps[step])
        self._show_buttons()
        if self.demo.steps[step].shows_timeline:
            self.timeline_wanted.emit()

    def _on_ticked(self, step: int, place: int) -> None:
        self._steps[step].tick(place, "came")

    def _on_ended(self, step: int, is_complete: bool) -> None:
        self._steps[step].end(is_complete=is_complete)
        self._show_buttons()

    def _show_buttons(self) -> None:
        self.next.setEnabled(not self.demo.is_playing and not self.demo.is_over)
        self.again.setEnabled(not self.demo.is_playing and self.demo.current >= 0)
        following = self.demo.current + 1
        if following == 0:
            self.next.setText("Start")
        elif following < len(self.demo.steps):
            self.next.setText(f"Next: {self.demo.steps[following].title}")
        else:
            self.next.setText("That was all")


class _StepCard(QWidget):
    """One step: its title always, its story and expectations while it is open."""

    def __init__(self, theme: Theme, number: int, step: DemoStep) -> None:
        super().__init__()
        self.setObjectName(f"demo-step-{number + 1}")
        self.setAccessibleName(f"Step {number + 1}: {step.title}")
        self._state = Picture(theme, "state-produced", "muted", f"demo-state-{number + 1}", ICON)
        heading = QHBoxLayout()
        heading.setSpacing(UNIT * 2)
        heading.addWidget(self._state)
        heading.addWidget(label(f"{number + 1}. {step.title}", "heading", f"demo-title-{number + 1}"), 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(UNIT)
        layout.addLayout(heading)
        self._details = QWidget()
        self._details.setObjectName(f"demo-details-{number + 1}")
        inside = QVBoxLayout(self._details)
        inside.setContentsMargins(ICON + UNIT * 2, 0, 0, UNIT)
        inside.setSpacing(UNIT)
        story = label(step.story, "", f"demo-story-{number + 1}")
        story.setWordWrap(True)
        inside.addWidget(story)
        self.ticks: list[tuple[Picture, str]] = []
        for place, expected in enumerate(step.expected):
            row = QHBoxLayout()
            row.setSpacing(UNIT * 2)
            picture = Picture(theme, *_SHAPES["waiting"], f"demo-tick-{number + 1}-{place + 1}", UNIT * 3)
            what = label(f"Expect {expected.what}", "muted", f"demo-expected-{number + 1}-{place + 1}")
            what.setWordWrap(True)
            row.addWidget(picture)
            row.addWidget(what, 1)
            inside.addLayout(row)
            self.ticks.append((picture, "waiting"))
        layout.addWidget(self._details)

    def open(self, *, is_open: bool = True) -> None:
        """Show the story, or the title only."""
        self._details.setVisible(is_open)

    def tick(self, place: int, state: str) -> None:
        """What became of one expectation."""
        picture = self.ticks[place][0]
        picture.show_icon(*_SHAPES[state])
        picture.setAccessibleName(state)
        self.ticks[place] = picture, state

    def end(self, *, is_complete: bool) -> None:
        """The step is over."""
        self._state.show_icon(*_SHAPES["came" if is_complete else "missing"])
        for place, (_picture, state) in enumerate(self.ticks):
            if state == "waiting":
                self.tick(place, "missing")

    def reset(self) -> None:
        """As before the start."""
        self._state.show_icon(*_SHAPES["waiting"])
        for place in range(len(self.ticks)):
            self.tick(place, "waiting")
        self.open(is_open=False)
