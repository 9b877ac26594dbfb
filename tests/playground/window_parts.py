"""What tests of panels and windows share: a theme, and waiting for Qt's signals in the event loop."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

from playground.theme import Scheme, Theme

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import SignalInstance
    from PySide6.QtWidgets import QApplication


@pytest.fixture
def theme(qapp: QApplication) -> Theme:
    """A light theme, whatever the system uses; closing the last window does not end the loop, as in the program."""
    qapp.setQuitOnLastWindowClosed(False)
    return Theme(qapp, Scheme.LIGHT)


async def until(condition: Callable[[], bool], *signals: Any) -> None:
    """Wait until a condition holds; it is looked at again after each of these signals."""
    signalled = asyncio.Event()

    def on_signal(*_arguments: object) -> None:
        signalled.set()

    instances: tuple[SignalInstance, ...] = signals
    for signal in instances:
        signal.connect(on_signal)
    try:
        while not condition():
            signalled.clear()
            await signalled.wait()
    finally:
        for signal in instances:
            signal.disconnect(on_signal)
