"""Every panel of the main window, under its name."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from playground.guided_demo import GuidedDemo
from playground.panels.actions_panel import ActionsPanel
from playground.panels.demo_panel import DemoPanel
from playground.panels.facets_panel import FacetsPanel
from playground.panels.inspector_panel import InspectorPanel
from playground.panels.output_panel import OutputPanel
from playground.panels.page_panel import PagePanel
from playground.panels.processes_panel import ProcessesPanel
from playground.panels.session_panel import SessionPanel
from playground.panels.timeline_panel import TimelinePanel

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playground.main_actions import MainActions
    from playground.models.event_table import EventTable
    from playground.panels.panel import Panel
    from playground.running import Playground
    from playground.theme import Theme


@dataclass(frozen=True, slots=True)
class Panels:
    """In the order of the menu View."""

    actions: ActionsPanel
    processes: ProcessesPanel
    facets: FacetsPanel
    page: PagePanel
    output: OutputPanel
    session: SessionPanel
    inspector: InspectorPanel
    timeline: TimelinePanel
    demo: DemoPanel

    @classmethod
    def build(cls, theme: Theme, playground: Playground, table: EventTable, actions: MainActions) -> Panels:
        """Panels that show this playground."""
        return cls(
            actions=ActionsPanel(theme, playground.stage),
            processes=ProcessesPanel(theme, playground.stage),
            facets=FacetsPanel(theme, table),
            page=PagePanel(theme, playground.stage),
            output=OutputPanel(theme, playground.stage),
            session=SessionPanel(theme, playground, table, actions),
            timeline=TimelinePanel(theme, table.store),
            demo=DemoPanel(theme, playground.stage, GuidedDemo(playground.stage, playground.feed)),
            inspector=InspectorPanel(theme, table.store),
        )

    def __iter__(self) -> Iterator[Panel]:
        return iter(getattr(self, field.name) for field in fields(self))
