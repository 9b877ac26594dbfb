"""The session and its events: id, age, consent, user; where events go, how that fails, and what became of them."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

import desktop_rum
from playground.models.words import duration
from playground.panels.building import ScrollingArea, button, label, restyle, rule, tool_button
from playground.panels.consent_control import ConsentControl
from playground.panels.delivery_meter import DeliveryMeter
from playground.panels.fault_control import FaultControl
from playground.panels.panel import Panel
from playground.panels.picture import Picture
from playground.panels.user_form import UserForm
from playground.theme import UNIT

if TYPE_CHECKING:
    from PySide6.QtGui import QAction

    from desktop_rum import InternalContext
    from playground.main_actions import MainActions
    from playground.models.event_table import EventTable
    from playground.running import Playground
    from playground.theme import Theme

#: ms between looks at the SDK
INTERVAL = 1000

#: the states of an event, in its own order, and what each one means
MEANINGS = {
    "produced": "assembled by the SDK",
    "written": "on disk, waits for upload",
    "sent": "the intake took it",
    "discarded": "held back by a hook",
    "dropped": "given up",
}


class SessionPanel(Panel):
    """Asks the SDK once a second; the buttons are the window's own actions."""

    def __init__(self, theme: Theme, playground: Playground, table: EventTable, actions: MainActions) -> None:
        super().__init__(theme, "Session", "session")
        self._table = table
        self.conditions = playground.stage.conditions
        self.meter = DeliveryMeter()
        self.faults = FaultControl(playground.stage)
        self.consent = ConsentControl(theme, self.conditions)
        self.user = UserForm(theme, self.conditions)
        inside = QWidget()
        rows = QVBoxLayout(inside)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addLayout(self._build_facts(actions))
        rows.addWidget(rule("delivery-rule"))
        rows.addLayout(self._build_delivery(playground.address))
        rows.addWidget(rule("states-rule"))
        rows.addLayout(self._build_states())
        rows.addWidget(rule("user-rule"))
        rows.addLayout(_section(self.consent, self.user))
        rows.addStretch(1)
        self.body.addWidget(ScrollingArea(inside, "session-scroll", "Session"), 1)
        table.counts_changed.connect(self._show_counts)
        table.counts_changed.connect(self.meter.refresh)
        timer = QTimer(self)
        timer.setInterval(INTERVAL)
        timer.timeout.connect(self.refresh)
        timer.start()
        self.refresh()
        self._show_counts()

    def refresh(self) -> None:
        """Ask the SDK how it is."""
        context = desktop_rum.get_internal_context()
        state, tone = state_of(context)
        self.sdk_state.setText(state)
        if self.sdk_state.property("tone") != tone:
            self.sdk_state.setProperty("tone", tone)
            restyle(self.sdk_state)
        session_id = context.session_id if context is not None else None
        self.session_id.setText(session_id or "none")
        started = context.session_started_ms if context is not None and session_id else 0
        self.age.setText(age(started, time.time()) if started else "none")

    def _build_facts(self, actions: MainActions) -> QVBoxLayout:
        facts = _section()
        self.session_id, fact = self._fact("Session", "session-id", is_copied=True)
        facts.addLayout(fact)
        side_by_side = QHBoxLayout()
        self.age, fact = self._fact("Age", "session-age")
        side_by_side.addLayout(fact, 1)
        self.sdk_state, fact = self._fact("SDK", "sdk-state")
        side_by_side.addLayout(fact, 2)
        facts.addLayout(side_by_side)
        facts.addLayout(self._build_buttons(actions.flush, actions.stop_session))
        return facts

    def _build_delivery(self, address: str) -> QVBoxLayout:
        delivery = _section()
        self.intake, fact = self._fact("Intake", "intake-address", is_copied=True)
        self.intake.setText(address)
        delivery.addLayout(fact)
        delivery.addWidget(self.faults)
        delivery.addWidget(self.meter)
        return delivery

    def _fact(self, title: str, name: str, *, is_copied: bool = False) -> tuple[QLabel, QVBoxLayout]:
        value = label("", "", name)
        value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        value.setWordWrap(True)
        value.setAccessibleName(title)
        layout = QVBoxLayout()
        layout.setSpacing(2)
        layout.addWidget(label(title, "caption", f"{name}-label"))
        row = QHBoxLayout()
        row.setSpacing(UNIT)
        row.addWidget(value, 1)
        layout.addLayout(row)
        if is_copied:
            value.setProperty("look", "data")
            copying = tool_button(self.theme, "copy", f"copy-{name}", f"Copy: {title}")
            copying.setFixedSize(UNIT * 6, UNIT * 6)
            copying.clicked.connect(lambda: QGuiApplication.clipboard().setText(value.text()))
            row.addWidget(copying)
        return value, layout

    def _build_buttons(self, flush: QAction, stop_session: QAction) -> QHBoxLayout:
        layout = QHBoxLayout()
        layout.setSpacing(UNIT * 2)
        for action, icon, look in ((flush, "flush", ""), (stop_session, "stop", "danger")):
            text, name = action.text().replace("&", ""), f"session-{action.objectName()}"
            control = button(self.theme, text, icon, name, look=look, tip=action.toolTip())
            control.clicked.connect(action.trigger)
            action.enabledChanged.connect(control.setEnabled)
            layout.addWidget(control, 1)
        return layout

    def _build_states(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setContentsMargins(UNIT * 3, UNIT * 3, UNIT * 3, UNIT * 3)
        grid.setHorizontalSpacing(UNIT * 2)
        grid.setVerticalSpacing(UNIT)
        grid.setColumnStretch(2, 1)
        grid.addWidget(label("What became of events", "section", "states-title"), 0, 0, 1, 4)
        self._counts: dict[str, QLabel] = {}
        for row, (state, meaning) in enumerate(MEANINGS.items(), start=1):
            count = label("0", "", f"state-{state}-count")
            count.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self._counts[state] = count
            grid.addWidget(Picture(self.theme, f"state-{state}", state, f"state-{state}-icon"), row, 0)
            grid.addWidget(label(state, "", f"state-{state}-name"), row, 1)
            grid.addWidget(label(meaning, "caption", f"state-{state}-meaning"), row, 2)
            grid.addWidget(count, row, 3)
        return grid

    def _show_counts(self) -> None:
        for state, count in self._counts.items():
            count.setText(f"{self._table.store.totals[state]:,}")


def _section(*widgets: QWidget) -> QVBoxLayout:
    layout = QVBoxLayout()
    layout.setContentsMargins(UNIT * 3, UNIT * 3, UNIT * 3, UNIT * 3)
    layout.setSpacing(UNIT * 3)
    for widget in widgets:
        layout.addWidget(widget)
    return layout


def state_of(context: InternalContext | None) -> tuple[str, str]:
    """What the SDK does, in words, and the tone of that."""
    if context is None:
        return "not running", "error"
    if context.session_id is None:
        return "waits for activity", "warning"
    if not context.session_sampled:
        return "session not sampled", "warning"
    return f"collecting, {context.sdk_version}", "good"


def age(started_ms: int, now: float) -> str:
    """How long ago a session started."""
    seconds = max(0, int(now - started_ms / 1000))
    return f"{seconds} s" if seconds < 60 else duration(seconds * 1e9)  # noqa: PLR2004 - a minute
