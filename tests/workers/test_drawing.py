"""What a renderer hands to its window, frame by frame, against a file in this process."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from workers.drawing import PIXEL, Drawing

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtGui import QPaintEvent
    from pytestqt.qtbot import QtBot

SIDE = 20


class Restless(QWidget):
    """Changes while it is painted, as a page does that lays itself out only then."""

    drawing: Drawing
    paintings = 0

    def paintEvent(self, _event: QPaintEvent) -> None:
        self.paintings += 1
        self.drawing.draw_all()


def test_a_page_that_changes_while_it_is_drawn_sends_no_second_frame_before_the_first_is_taken(
    qtbot: QtBot, tmp_path: Path
) -> None:
    capacity = SIDE * SIDE * PIXEL
    file = tmp_path / "frames"
    file.write_bytes(bytes(capacity))
    sent: list[dict[str, Any]] = []
    page = Restless()
    qtbot.addWidget(page)
    page.drawing = Drawing(page, sent.append)
    surface = {"file": str(file), "capacity": capacity, "generation": 1, "width": SIDE, "height": SIDE, "ratio": 1.0}
    page.drawing.set_surface(surface)

    for frames in (1, 2):
        for _ in range(20):
            QCoreApplication.processEvents()
        assert (len(sent), page.paintings) == (frames, frames), "drawn again before the window took what was drawn"
        page.drawing.taken(1)
    page.drawing.close()
