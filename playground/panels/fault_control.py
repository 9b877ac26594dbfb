"""Lets the playground's own intake fail, says what that means, and is the way back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from playground.intake.fault import Fault
from playground.panels.building import label, restyle
from playground.panels.choices import Choices
from playground.theme import UNIT

if TYPE_CHECKING:
    from playground.stage import Stage

ELSEWHERE = "Only the playground's own intake can fail on purpose; events go elsewhere now."


class FaultControl(QWidget):
    """One button for each fault."""

    #: Fault: it is on now, whoever switched it
    switched = Signal(object)

    def __init__(self, stage: Stage) -> None:
        super().__init__()
        self.setObjectName("fault-control")
        self._stage = stage
        self.choices = Choices("fault", [(fault, fault.label, fault.meaning) for fault in Fault], columns=4)
        self.choices.setEnabled(stage.conditions.can_fail)
        self.meaning = label("", "caption", "fault-meaning")
        self.meaning.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(UNIT)
        layout.addWidget(label("Fault on purpose", "caption", "fault-label"))
        layout.addWidget(self.choices)
        layout.addWidget(self.meaning)
        self.choices.chosen.connect(self._switch)
        stage.conditions.fault_changed.connect(self._show)
        stage.conditions.fault_changed.connect(self.switched)
        self._show()

    def _switch(self, value: str) -> None:
        self._stage.perform(self._try_to_switch(Fault(value)))

    async def _try_to_switch(self, fault: Fault) -> None:
        try:
            await self._stage.conditions.switch_fault(fault)
        finally:
            self._show()

    def _show(self) -> None:
        conditions = self._stage.conditions
        self.choices.show_value(conditions.fault)
        self.meaning.setText(conditions.fault.meaning if conditions.can_fail else ELSEWHERE)
        self.meaning.setProperty("tone", "" if conditions.fault is Fault.NONE else "warning")
        restyle(self.meaning)
