"""What needs Qt. Import PySide6 first: these functions take its objects."""

from __future__ import annotations

from desktop_rum.qt.activity import watch_user_activity
from desktop_rum.qt.processes import watch_process

__all__ = ["watch_process", "watch_user_activity"]
