"""Listens for children, on the channel's thread, and hands on what they say; nobody who connects can hold it up.

That thread reads when something arrives. The pipeline thread reads as well, when a child has exited: what the child
sent before is still in the system's buffers, and is to be handled before the exit. A lock keeps the two apart.
"""

from __future__ import annotations

import itertools
import time
from collections import deque
from typing import TYPE_CHECKING, Final

from desktop_rum import descriptors, native
from desktop_rum.channel.connection import Connection, ProtocolError
from desktop_rum.channel.descent import claimed_descent, descent
from desktop_rum.channel.messages import Hello
from desktop_rum.channel.observations import ChildClosed, ChildLimited, ChildOpened, ChildSaid

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable, Iterable

    from desktop_rum.channel.doors import Door
    from desktop_rum.channel.folder import ChannelFolder
    from desktop_rum.channel.readiness import Readiness
    from desktop_rum.process_table import ProcessTable

    Hold = Callable[[int, socket.socket], None]
    """Takes a pid, and the connection by which the system may know whose it was."""

MAX_PER_PROCESS: Final = 4
"""Connections of one process; one more ends the oldest."""

SHARE_OF_FILES: Final = 4
"""One of so many files that the app may open may be a connection of ours."""

MAX_CONNECTIONS: Final = 2_048

ACCEPTED_AT_ONCE: Final = 64
READS_AT_ONCE: Final = 4
"""Reads from one child in one round: then it is the others' turn."""

DRAIN_READS: Final = 64
"""Reads from a child that has exited: all that its socket can hold."""

REMEMBERED: Final = 1_000
"""Closed connections whose process may be asked for: the news of its exit may be behind."""

PAUSE_SECONDS: Final = 1.0
"""How long nobody new is let in after the system had no file for it."""


class ChannelServer:
    """The listening socket and its connections. The set of those that are readable tells when there is work."""

    def __init__(
        self,
        folder: ChannelFolder,
        door: Door,
        sink: Callable[[object], None],
        open_files: int,
        readiness: Readiness,
        table: ProcessTable,
        hold: Hold,
    ) -> None:
        """A server that listens.

        Arguments: the meeting place, its door, who is told, how many files the app may open, the platform's ways, and
        who holds the process of a connection, before it is told of.
        """
        self._folder = folder
        self._sink = sink
        self._limit = min(MAX_CONNECTIONS, readiness.most, max(door.most_strangers + 1, open_files // SHARE_OF_FILES))
        self._lock = native.Lock()
        self._connections: dict[int, Connection] = {}
        self._past: deque[tuple[int, ...]] = deque(maxlen=REMEMBERED)
        self._known: frozenset[int] | None = frozenset()
        """The pids of both; None when they have changed."""
        self._paused_until = 0.0
        self._listening = False
        self._readiness = readiness
        self._table = table
        self._hold = hold
        self._door = door
        self._listener = door.listener
        self._listen()

    def wait(self) -> None:
        """Sleep until `on_ready` has something to do, or until `wake`.

        Raises:
            OSError: the app has closed every file there is.
        """
        self._readiness.wait(self.timeout())

    def wake(self) -> None:
        """End the sleep of another thread."""
        self._readiness.wake()

    def timeout(self) -> float | None:
        """Seconds until `on_ready` has something to do anyway; None when there is nothing to wait for."""
        times = [c.deadline for c in list(self._connections.values()) if c.hello is None]
        if not self._listening:
            times.append(self._paused_until)
        return max(0.0, min(times) - time.monotonic()) if times else None

    def on_ready(self) -> None:
        """Accept clients, read what has arrived, close connections of clients that did not prove themselves in time."""
        with self._lock:
            if self._readiness.closed:
                return
            now = time.monotonic()
            if not self._listening and now >= self._paused_until:
                self._listen()
            for descriptor in self._readiness.ready():
                if descriptor == self._listener.fileno():
                    self._accept()
                elif (connection := self._connections.get(descriptor)) is not None:
                    self._read(connection, READS_AT_ONCE)
            for connection in [c for c in self._connections.values() if c.hello is None and c.deadline <= now]:
                self._read(connection, 1)  # we may be the slow one
                if connection.hello is None:
                    self._close(connection)

    def let_in(self) -> None:
        """Accept the clients that wait, so that `concerns` knows them."""
        with self._lock:
            if not self._readiness.closed:
                self._accept()
                self._hear_strangers()

    def concerns(self, pid: int) -> bool:
        """Whether this process, or one that it started, has been let in; it may be gone by now."""
        known = self._known
        if known is None:
            with self._lock:
                now = [connection.pids for connection in self._connections.values()]
                known = self._known = frozenset(itertools.chain(*now, *self._past))
        return pid in known

    def drain(self, pids: Iterable[int]) -> None:
        """Read everything that these processes, and those they started, have sent so far."""
        wanted = set(pids)
        with self._lock:
            if self._readiness.closed:
                return
            self._accept()
            self._hear_strangers()
            for connection in [c for c in self._connections.values() if not wanted.isdisjoint(c.pids)]:
                self._read(connection, DRAIN_READS)

    def stop(self) -> None:
        """Read what there is, then close everything and remove the folder."""
        with self._lock:
            if self._readiness.closed:
                return
            self._accept()
            for connection in list(self._connections.values()):
                self._read(connection, DRAIN_READS)
            self.close_files()
        self._folder.close()

    def close_files(self) -> None:
        """Close every file and do no more: also right after a fork, when another thread may have held the lock."""
        for connection in list(self._connections.values()):
            connection.socket.close()
        self._connections.clear()
        self._listener.close()
        self._readiness.close()

    def _listen(self) -> None:
        self._readiness.add(self._listener.fileno())
        self._listening = True

    def _pause(self) -> None:
        """The app has no file left: accept nobody for a while, instead of being woken again and again."""
        if self._listening:
            self._listening = False
            self._readiness.remove(self._listener.fileno())
        self._paused_until = time.monotonic() + PAUSE_SECONDS

    def _accept(self) -> None:
        for _ in range(ACCEPTED_AT_ONCE):
            if not self._listening:
                return
            try:
                accepted = descriptors.moved(self._listener.accept()[0])
            except BlockingIOError:
                return
            except ConnectionError:
                continue
            except OSError:  # no more files
                self._pause()
                return
            self._welcome(accepted)

    def _welcome(self, accepted: socket.socket) -> None:
        accepted.setblocking(False)  # noqa: FBT003 - has no keyword
        guest = self._door.meet(accepted)
        if guest is None:
            accepted.close()
            return
        self._make_room()
        connection = Connection(accepted, guest, time.monotonic())
        self._connections[accepted.fileno()] = connection
        self._find_process(connection)
        self._readiness.add(accepted.fileno())
        self._read(connection, 1)  # a child's first bytes are there already

    def _hear_strangers(self) -> None:
        """Read what clients have sent that had not proved themselves: some may have done so meanwhile."""
        for connection in [c for c in self._connections.values() if c.hello is None]:
            self._read(connection, 1)

    def _find_process(self, connection: Connection) -> None:
        """Once its pid is known: whose child it is. One more than a process may have ends its oldest connection."""
        if connection.pid is None:
            return
        own = [c for c in self._connections.values() if c.pid == connection.pid and c is not connection]
        if len(own) >= MAX_PER_PROCESS:
            self._close(next((c for c in own if c.hello is None), own[0]))
        connection.pids, connection.started = descent(connection.pid, self._table)
        self._known = None

    def _make_room(self) -> None:
        """Where there are too many connections, close the oldest stranger's, or the oldest of all."""
        strangers = [c for c in self._connections.values() if c.hello is None]
        if len(strangers) >= self._door.most_strangers:
            self._close(strangers[0])
        if len(self._connections) >= self._limit:
            self._close(next(iter(self._connections.values())))

    def _read(self, connection: Connection, reads: int) -> None:
        for _ in range(reads):
            data = connection.receive()
            if data is None:
                break
            if not data or not self._take(connection, data):
                self._close(connection)
                return
        limited = connection.take_limited()
        if limited:
            self._sink(ChildLimited(connection.id, limited))

    def _take(self, connection: Connection, data: bytes) -> bool:
        """Hand on what a child has sent; returns False where the connection is to be closed."""
        try:
            messages = connection.feed(data, time.monotonic())
        except ProtocolError:
            return False
        for message in messages:
            if isinstance(message, Hello):
                if connection.names_itself and self._is_connected(connection.pid, connection):
                    connection.hello = None  # a living process is not spoken for
                    return False
                self._on_hello(connection, message)
            else:
                self._sink(ChildSaid(connection.id, message))
        return True

    def _is_connected(self, pid: int | None, but: Connection) -> bool:
        """Whether the process has another connection, by which it can speak for itself."""
        return any(c.pid == pid and c is not but for c in self._connections.values())

    def _on_hello(self, connection: Connection, hello: Hello) -> None:
        if not connection.pids:
            self._find_process(connection)
        if connection.started is None and connection.pid is not None:
            # Gone before it was let in: only its own word is left.
            pid, said = connection.pid, hello.ancestors
            connection.pids = claimed_descent(pid, said, self._table, self._speaks_for_itself)
            self._known = None
        self._hold(connection.pids[0], connection.socket)
        told = connection.id, connection.pids, connection.started, hello.role, hello.name[:100], hello.starter
        self._sink(ChildOpened(*told))

    def _speaks_for_itself(self, pid: int) -> bool:
        """Whether this process, and not only one that it has started, is or was connected."""
        connected = any(c.pid == pid and c.hello is not None for c in self._connections.values())
        return connected or any(pids[0] == pid for pids in self._past)

    def _close(self, connection: Connection) -> None:
        if self._connections.pop(connection.socket.fileno(), None) is None:
            return
        self._readiness.remove(connection.socket.fileno())
        connection.socket.close()
        if connection.hello is not None:
            self._past.append(connection.pids)
            self._known = None
            limited = connection.take_limited()
            if limited:
                self._sink(ChildLimited(connection.id, limited))
            self._sink(ChildClosed(connection.id))
