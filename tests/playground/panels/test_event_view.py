"""The rows of the event list, by their colours: which are selected, crashed or under the mouse, and where none is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from playground.models.event_store import EventStore
from playground.models.event_table import EventTable
from playground.panels.events_panel import EventsPanel
from playground.theme import ROW, Scheme
from tests.playground.models.updates import produced

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from playground.theme import Theme


@pytest.fixture(params=[Scheme.LIGHT, Scheme.DARK])
def panel(qtbot: QtBot, theme: Theme, request: pytest.FixtureRequest) -> EventsPanel:
    """Four events, the third one a crash."""
    theme.choose(request.param)
    panel = EventsPanel(theme, EventTable(EventStore()))
    qtbot.addWidget(panel)
    panel.resize(900, 400)
    panel.show()
    qtbot.waitExposed(panel)
    panel.table.take(produced(key, error={"message": "x", "is_crash": key == 2}) for key in range(4))
    return panel


def colours(panel: EventsPanel) -> list[str]:
    """Of the left edge of five rows, where nothing is written; the last one has no event."""
    image = panel.view.viewport().grab().toImage()
    scale = image.devicePixelRatio()
    return [image.pixelColor(round(2 * scale), round((row + 0.5) * ROW * scale)).name() for row in range(5)]


def test_rows_say_what_they_are(panel: EventsPanel, theme: Theme) -> None:
    palette = theme.palette
    plain, alarm = palette.surface.lower(), palette.tone("error").tint.lower()
    assert colours(panel) == [plain, plain, alarm, plain, plain]
    panel.view.selectRow(1)
    assert colours(panel) == [plain, palette.selection.lower(), alarm, plain, plain]


def test_the_row_under_the_mouse_is_marked(panel: EventsPanel, theme: Theme) -> None:
    plain, raised, alarm = (
        theme.palette.surface.lower(),
        theme.palette.raised.lower(),
        theme.palette.tone("error").tint.lower(),
    )
    QTest.mouseMove(panel.view.viewport(), QPoint(300, ROW // 2))
    QTest.mouseMove(panel.view.viewport(), QPoint(300, 3 * ROW + ROW // 2))
    assert colours(panel) == [plain, plain, alarm, raised, plain]
    QTest.mouseMove(panel.view.viewport(), QPoint(300, 4 * ROW + ROW // 2))
    assert colours(panel) == [plain, plain, alarm, plain, plain]


def test_a_column_is_as_wide_as_its_contents_on_demand(panel: EventsPanel) -> None:
    header = panel.view.horizontalHeader()
    edge = QPoint(header.sectionViewportPosition(1) - 1, header.height() // 2)
    QTest.mouseDClick(header.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, edge)
    assert 60 <= header.sectionSize(0) <= 120


def test_larger_type_has_larger_rows_and_columns(panel: EventsPanel, theme: Theme) -> None:
    header = panel.view.horizontalHeader()
    width, remembered = header.sectionSize(0), panel.columns.state()
    theme.magnify(1.5)
    assert (header.sectionSize(0), panel.view.rowHeight(0)) == (round(width * 1.5), round(ROW * 1.5))
    assert '["time", 100]' in panel.columns.state()
    theme.magnify(1.0)
    assert (header.sectionSize(0), panel.view.rowHeight(0)) == (width, ROW)
    assert panel.columns.state() == remembered
