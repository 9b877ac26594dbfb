"""Messages in both directions over a local socket of their own."""

from PySide6.QtCore import QObject


class MessagePort(QObject):
    """The host's end."""
