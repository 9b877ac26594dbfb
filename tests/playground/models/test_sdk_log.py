"""Warnings of the SDK reach the window, from any thread, until it stops listening."""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING

from playground.models.sdk_log import LOGGER, SdkLog

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot


def test_warnings_of_any_thread(qtbot: QtBot, expect_log: Callable[[str], None]) -> None:
    expect_log("disk is full|nobody hears this")
    log = SdkLog()
    texts: list[str] = []
    log.warned.connect(texts.append)
    thread = threading.Thread(target=lambda: logging.getLogger(LOGGER).warning("The disk is %s", "full"))
    with qtbot.waitSignal(log.warned):
        thread.start()
    thread.join()
    logging.getLogger(LOGGER).info("of no interest")
    log.stop()
    log.stop()
    logging.getLogger(LOGGER).warning("nobody hears this")
    assert texts == ["The disk is full"]
