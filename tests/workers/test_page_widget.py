"""A page as it is drawn: what it refers to, and what stays on it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl
from PySide6.QtWidgets import QCheckBox, QLabel, QLineEdit

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


def test_other_colours_change_nothing_that_was_done(qtbot: QtBot) -> None:
    widget = PageWidget(look.PLAIN)
    qtbot.addWidget(widget)
    widget.resize(300, 100)
    controls = '<input name="who"> <input name="urgent" type="checkbox"> <output name="told">Nothing yet</output>'
    widget.show_page(f"<p>{controls}</p>{'<p>text</p>' * 50}", QUrl())
    widget.show()
    who, urgent, told = (widget.control(name) for name in ("who", "urgent", "told"))
    assert isinstance(who, QLineEdit)
    assert isinstance(urgent, QCheckBox)
    assert isinstance(told, QLabel)
    who.setText("Ada Lovelace")
    who.setSelection(0, 3)
    urgent.setChecked(True)
    widget.tell("Saved.")
    widget.verticalScrollBar().setValue(70)
    place = who.geometry()

    widget.set_look({**look.PLAIN, "page_style": "p { color: red; }"})

    assert (who.selectedText(), urgent.isChecked(), told.text()) == ("Ada", True, "Saved.")
    assert (widget.control("who"), who.geometry()) == (who, place)
    assert widget.verticalScrollBar().value() == 70
