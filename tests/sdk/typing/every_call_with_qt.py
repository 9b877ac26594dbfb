"""Every call of `desktop_rum.qt`, as an app's author would write it; only type checkers read this."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QProcess

from desktop_rum import qt

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication, QTextBrowser


def watch(application: QApplication, browser: QTextBrowser) -> QProcess:
    """Make every call."""
    qt.watch_user_activity(application)
    qt.watch_event_loop(application)
    qt.watch_page(browser)
    process = QProcess()
    qt.watch_process(process, role="utility", name="thumbnails")
    return process
