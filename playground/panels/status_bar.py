"""The status bar: where events go, and what became of them so far."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QStatusBar

from playground.intake.fault import Fault
from playground.models.delivery_gauges import summary
from playground.models.words import count_of
from playground.panels.building import label
from playground.panels.picture import Picture
from playground.theme import UNIT

if TYPE_CHECKING:
    from desktop_rum import DeliveryFigures
    from playground.models.event_store import EventStore
    from playground.models.process_model import ProcessModel
    from playground.theme import Theme


class StatusBar(QStatusBar):
    """One line; everything in it is also said elsewhere in more detail."""

    def __init__(self, theme: Theme, address: str, store: EventStore, processes: ProcessModel) -> None:
        super().__init__()
        self.setObjectName("status-bar")
        self.setSizeGripEnabled(False)
        self._store = store
        self._processes = processes
        self._dot = Picture(theme, "good", "good", "intake-dot", UNIT * 3)
        self.intake = label(f"Intake {address}", "caption", "status-intake")
        self.fault = label("", "caption", "status-fault")
        self.fault.setProperty("tone", "warning")
        self.delivery = label("", "caption", "status-delivery")
        self.running = label("", "caption", "status-running")
        self.counts = label("", "caption", "status-counts")
        self.counts.setContentsMargins(0, 0, UNIT * 2, 0)
        self.setContentsMargins(UNIT * 2, 0, 0, 0)
        self.addWidget(self._dot)
        self.addWidget(self.intake)
        self.intake.setContentsMargins(0, 0, UNIT * 2, 0)
        self.addWidget(self.fault)
        self.addWidget(self.delivery)
        self.addPermanentWidget(self.running)
        self.addPermanentWidget(self.counts)
        self.show_intake("good", "The intake takes events")
        for signal in (processes.rowsInserted, processes.rowsRemoved, processes.dataChanged):
            signal.connect(self.refresh)
        self.refresh()

    def show_intake(self, tone: str, tip: str) -> None:
        """Whether the intake takes events: good, warning or error."""
        icon = {"good": "good", "warning": "warning"}.get(tone, "error")
        self._dot.show_icon(icon, tone)
        self._dot.setToolTip(tip)
        self._dot.setAccessibleName(tip)

    def show_fault(self, fault: Fault) -> None:
        """Which fault of the intake is switched on."""
        self.fault.setText("" if fault is Fault.NONE else f"fault: {fault.label.lower()}")
        self.fault.setVisible(fault is not Fault.NONE)

    def show_delivery(self, figures: DeliveryFigures | None) -> None:
        """What waits, and what was given up."""
        self.delivery.setText(summary(figures))

    def refresh(self) -> None:
        """Say what the store and the processes are like now."""
        totals = self._store.totals
        parts = [count_of(totals["produced"], "event"), f"{totals['sent']:,} sent"]
        parts += [f"{totals[state]:,} {state}" for state in ("discarded", "dropped") if totals[state]]
        self.counts.setText(" · ".join(parts))
        self.running.setText(f"{count_of(len(self._processes.tree.running), 'process', 'processes')} ")
