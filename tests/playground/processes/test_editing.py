"""What a renderer says of its field is believed as far as it makes sense."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QRect, Qt

from playground.processes import Editing

HIDDEN = Qt.InputMethodHint.ImhHiddenText


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ({"edits": True, "selects": True, "caret": [1, 2, 3, 4]}, Editing(True, True, QRect(1, 2, 3, 4))),
        ({"edits": True, "hints": HIDDEN.value}, Editing(edits=True, hints=HIDDEN)),
        ({}, Editing()),
        ({"edits": 1, "selects": "yes", "caret": 7, "hints": None}, Editing()),
        ({"caret": [1, 2, 3]}, Editing()),
        ({"caret": [1, 2, 3, 4.5]}, Editing()),
        ({"caret": [1, 2, 3, 10**30]}, Editing()),
        ({"hints": -1}, Editing()),
        ({"hints": 10**30}, Editing()),
        ({"hints": True}, Editing()),
    ],
)
def test_what_makes_no_sense_is_as_if_it_was_not_said(message: dict[str, Any], expected: Editing) -> None:
    assert Editing.of(message) == expected
