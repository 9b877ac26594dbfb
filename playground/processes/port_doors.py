"""Where the child of a message port comes in: only that child is told the `address`, and only one may enter.

On Windows CPython has no Unix sockets, and Qt none that both ends can wait for: there it is a port of 127.0.0.1.
"""

from __future__ import annotations

import hmac
import secrets
import shutil
import sys
import tempfile
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QAbstractSocket, QHostAddress, QLocalServer, QLocalSocket, QTcpServer, QTcpSocket

#: bytes of chance in a token
_CHANCE = 32

_CONNECTED = (QLocalSocket.LocalSocketState.ConnectedState, QAbstractSocket.SocketState.ConnectedState)


class UnixDoor(QObject):
    """A Unix socket in a folder of its own with mode 0700, which is taken away as soon as the child is inside."""

    #: QLocalSocket
    entered = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        """Raises OSError when it cannot be opened."""
        super().__init__(parent)
        self._folder = Path(tempfile.mkdtemp(prefix="playground-"))
        self.address = str(self._folder / "port")
        self._server = QLocalServer(self)
        self._server.newConnection.connect(self._on_new_connection)
        if not self._server.listen(self.address):
            reason = self._server.errorString()
            self.close()
            raise OSError(f"No message port can be opened at {self.address}: {reason}")

    def look(self) -> None:
        """Let somebody in who has just come, without waiting."""
        if self._server.isListening():
            self._server.waitForNewConnection(0)

    def close(self) -> None:
        """Let nobody in any more; can be called again."""
        self._server.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _on_new_connection(self) -> None:
        connection = self._server.nextPendingConnection()
        self.close()
        self.entered.emit(connection)


class LoopbackDoor(QObject):
    """A port of 127.0.0.1; who comes in has to say first what only the child was told."""

    #: QTcpSocket
    entered = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        """Raises OSError when it cannot be opened."""
        super().__init__(parent)
        self._token = secrets.token_hex(_CHANCE).encode()
        self._waiting: set[QTcpSocket] = set()
        self._server = QTcpServer(self)
        self._server.newConnection.connect(self._on_new_connection)
        if not self._server.listen(QHostAddress.SpecialAddress.LocalHost):
            raise OSError(f"No message port can be opened on 127.0.0.1: {self._server.errorString()}")
        self.address = f"{self._server.serverPort()} {self._token.decode()}"

    def look(self) -> None:
        """Let somebody in who has just come, without waiting."""
        if self._server.isListening():
            self._server.waitForNewConnection(0)
        for connection in tuple(self._waiting):
            connection.waitForReadyRead(0)

    def close(self) -> None:
        """Let nobody in any more; can be called again."""
        self._server.close()
        waiting, self._waiting = self._waiting, set()
        for connection in waiting:
            connection.abort()
            connection.deleteLater()

    def _on_new_connection(self) -> None:
        while self._server.hasPendingConnections():
            connection = self._server.nextPendingConnection()
            # What it says after the token is not for here.
            connection.setReadBufferSize(len(self._token))
            self._waiting.add(connection)
            connection.readyRead.connect(partial(self._hear, connection))
            connection.disconnected.connect(partial(self._send_away, connection))
            self._hear(connection)

    def _hear(self, connection: QTcpSocket) -> None:
        if connection not in self._waiting or connection.bytesAvailable() < len(self._token):
            return
        if not hmac.compare_digest(bytes(connection.read(len(self._token)).data()), self._token):
            self._send_away(connection)
            return
        self._waiting.discard(connection)
        connection.readyRead.disconnect()
        connection.disconnected.disconnect()
        connection.setReadBufferSize(0)
        connection.setSocketOption(QAbstractSocket.SocketOption.LowDelayOption, 1)
        self.close()
        self.entered.emit(connection)

    def _send_away(self, connection: QTcpSocket) -> None:
        if connection in self._waiting:
            self._waiting.discard(connection)
            connection.abort()
            connection.deleteLater()


def is_connected(connection: QLocalSocket | QTcpSocket) -> bool:
    """Whether the child is still at the other end."""
    return connection.state() in _CONNECTED


def door_of_this_system(platform: str = sys.platform) -> type[UnixDoor | LoopbackDoor]:
    """The kind of door that `workers.parent_port` can find on a platform."""
    return LoopbackDoor if platform == "win32" else UnixDoor
