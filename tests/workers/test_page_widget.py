"""A page as it is drawn: what it refers to."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl

from workers import look
from workers.page_widget import PageWidget

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot


def test_pictures_that_are_no_files_are_not_waited_for(qtbot: QtBot, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.png")
    (tmp_path / "device.png").symlink_to("/dev/zero")
    widget = PageWidget(look.PLAIN)
    qtbot.addWidget(widget)
    loaded: dict[str, int] = {}
    widget.resource_loaded.connect(lambda url, _start, _seconds, size: loaded.update({QUrl(url).fileName(): size}))

    names = ["pipe.png", "device.png", "gone.png", "http://127.0.0.1:9/elsewhere.png"]
    pictures = "".join(f'<img src="{name}">' for name in [*names, tmp_path / "pipe.png"])
    widget.show_page(pictures, QUrl.fromLocalFile(str(tmp_path / "page.html")))
    assert not widget.grab().isNull()

    assert loaded == {"pipe.png": 0, "device.png": 0, "gone.png": 0}
