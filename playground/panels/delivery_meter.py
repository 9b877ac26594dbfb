"""The meter of delivery: six figures, looked at twice a second."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

import desktop_rum
from playground.models.delivery_gauges import gauges
from playground.panels.building import label, restyle
from playground.theme import UNIT

if TYPE_CHECKING:
    from PySide6.QtWidgets import QLabel

    from playground.models.delivery_gauges import Gauge

#: ms between looks at the SDK
INTERVAL = 500
COLUMNS = 3


class DeliveryMeter(QWidget):
    """Asks the SDK, and hands the figures on."""

    #: DeliveryFigures | None, when they are different from before
    changed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("delivery-meter")
        #: at the last look
        self.figures: desktop_rum.DeliveryFigures | None = None
        self._values: dict[str, QLabel] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(UNIT * 2)
        for index, gauge in enumerate(gauges(None)):
            grid.addLayout(self._build(gauge), index // COLUMNS, index % COLUMNS)
            grid.setColumnStretch(index % COLUMNS, 1)
        timer = QTimer(self)
        timer.setInterval(INTERVAL)
        timer.timeout.connect(self.refresh)
        timer.start()
        self.refresh()

    def refresh(self) -> None:
        """Ask the SDK for its figures."""
        figures = desktop_rum.delivery_figures()
        if figures == self.figures and figures is not None:
            return
        self.figures = figures
        for gauge in gauges(figures):
            self._show(self._values[gauge.name], gauge)
        self.changed.emit(figures)

    def _build(self, gauge: Gauge) -> QVBoxLayout:
        name = gauge.name.lower().replace(" ", "-")
        value = label(gauge.value, "heading", f"gauge-{name}")
        value.setAccessibleName(gauge.name)
        self._values[gauge.name] = value
        layout = QVBoxLayout()
        layout.setSpacing(0)
        layout.addWidget(value)
        layout.addWidget(label(gauge.name, "caption", f"gauge-{name}-label"))
        return layout

    def _show(self, value: QLabel, gauge: Gauge) -> None:
        value.setText(gauge.value)
        value.setToolTip(gauge.about)
        if value.property("tone") != gauge.tone:
            value.setProperty("tone", gauge.tone)
            restyle(value)
