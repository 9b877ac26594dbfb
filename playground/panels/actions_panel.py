"""Everything that the playground can cause, in groups: forms for what can be chosen, and ready-made scenarios."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from playground.panels.building import ScrollingArea, button, label, rule
from playground.panels.command_form import CommandForm
from playground.panels.groups import Groups
from playground.panels.panel import Panel
from playground.scenarios import GROUPS, SCENARIOS, Scenario
from playground.stage.window_stage import PAGES
from playground.theme import UNIT
from workers.page import peek_title

if TYPE_CHECKING:
    from collections.abc import Sequence

    from playground.stage import Stage
    from playground.theme import Theme

#: the page that the main window shows itself
MAIN_PAGE = "main"

SHORT_TITLES = {"Main process": "Main", "Ways to start a command": "Calls"}


class ActionsPanel(Panel):
    """A page for each group of scenarios."""

    def __init__(self, theme: Theme, stage: Stage) -> None:
        super().__init__(theme, "Actions", "actions")
        self._stage = stage
        self.command = CommandForm(theme)
        self.command.submitted.connect(self._run_command)
        self.groups = Groups("action-groups", "Groups of actions")
        forms = {"Commands": self.command, "Workers": self._worker_form()}
        self._above = {"Windows": ("Open a window that stays", self._page_buttons())}
        for group in GROUPS:
            self.groups.add(self._build_group(group, forms.get(group)), SHORT_TITLES.get(group, group), group)
        self.body.addWidget(self.groups, 1)

    def _build_group(self, group: str, form: QWidget | None) -> QWidget:
        page = QWidget()
        name = group.lower().replace(" ", "-")
        page.setObjectName(f"group-{name}")
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        if form is not None:
            layout.addWidget(form)
            layout.addWidget(rule(f"rule-{name}"))
        inside = QWidget()
        rows = QVBoxLayout(inside)
        rows.setContentsMargins(UNIT * 2, UNIT * 2, UNIT * 2, UNIT * 2)
        rows.setSpacing(0)
        if group in self._above:
            self._add_section(rows, f"above-{name}", *self._above[group])
        ready_made = [self._build_button(scenario) for scenario in SCENARIOS.values() if scenario.group == group]
        self._add_section(rows, f"ready-made-{name}", "Ready-made", ready_made)
        rows.addStretch(1)
        layout.addWidget(ScrollingArea(inside, f"scroll-{name}", group), 1)
        return page

    def _add_section(self, rows: QVBoxLayout, name: str, title: str, widgets: Sequence[QWidget]) -> None:
        if rows.count():
            rows.addSpacing(UNIT * 2)
        heading = label(title, "section", name)
        heading.setContentsMargins(UNIT, UNIT, 0, UNIT)
        rows.addWidget(heading)
        for widget in widgets:
            rows.addWidget(widget)

    def _build_button(self, scenario: Scenario) -> QWidget:
        result = button(
            self.theme, scenario.title, "run", f"scenario-{scenario.name}", look="row", tip=scenario.description
        )
        result.clicked.connect(lambda: self._stage.perform(self._play(scenario)))
        return result

    def _worker_form(self) -> QWidget:
        self.worker_name = self._field("worker-name", "Name (optional)", "Service name of the worker")
        self.fork = button(
            self.theme,
            "Fork",
            "utility",
            "fork-worker",
            look="primary",
            tip="Fork a worker that stays until it is ended",
        )
        self.fork.clicked.connect(self._fork_worker)
        self.worker_name.returnPressed.connect(self._fork_worker)
        return self._form("worker-form", self.worker_name, self.fork)

    def _page_buttons(self) -> list[QWidget]:
        buttons: list[QWidget] = []
        for page in sorted(PAGES.glob("*.html")):
            if page.stem != MAIN_PAGE:
                title = peek_title(page)
                tip = f"Open a window that shows “{title}”, with a renderer process behind it"
                opening = button(self.theme, title, "new-window", f"open-{page.stem}", look="row", tip=tip)
                opening.clicked.connect(partial(self._open_window, page.stem))
                buttons.append(opening)
        return buttons

    def _field(self, name: str, placeholder: str, accessible_name: str) -> QLineEdit:
        field = QLineEdit()
        field.setObjectName(name)
        field.setPlaceholderText(placeholder)
        field.setAccessibleName(accessible_name)
        return field

    def _form(self, name: str, field: QWidget, submit: QWidget) -> QWidget:
        form = QWidget()
        form.setObjectName(name)
        layout = QHBoxLayout(form)
        layout.setContentsMargins(UNIT * 3, UNIT * 3, UNIT * 3, UNIT * 3)
        layout.setSpacing(UNIT * 2)
        layout.addWidget(field, 1)
        layout.addWidget(submit)
        return form

    def _run_command(self, line: str, shell: bool, timeout: float | None) -> None:
        self._stage.perform(self._stage.run_command(line, shell=shell, timeout=timeout))

    async def _play(self, scenario: Scenario) -> None:
        await scenario.run(self._stage)

    def _fork_worker(self) -> None:
        self._stage.perform(self._stage.fork_worker(self.worker_name.text().strip() or None))

    def _open_window(self, page: str) -> None:
        self._stage.perform(self._stage.open_window(page))
