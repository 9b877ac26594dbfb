"""Notices the exits that nobody waits for, at the time they happen, in each platform's own way."""

from desktop_rum.instrument.exits.watcher import ExitWatcher

__all__ = ["ExitWatcher"]
