"""Numbers of open files: 0, 1 and 2 are the app's, also while it has one of them closed, and low ones go to its next.

The system gives the lowest number that is free. A file of the SDK's that got the app's standard output would be written
to by the app, and be closed when the app puts its own back. Standard library only: children use it as well.
"""

from __future__ import annotations

import errno
import os
import sys

from desktop_rum import native

TYPE_CHECKING = False
if TYPE_CHECKING:
    import socket
    from typing import Any, Final

LAST_STANDARD: Final = 2

FAR: Final = 200
"""From here on lie the files of ours that stay open, where so many may be open at all."""

APART: Final = 250
"""From here on those that are written to without a look whether they are still ours."""


def open_file_limit() -> int:
    """How many files this process may have open at once."""
    if sys.platform == "win32":
        return sys.maxsize  # handles are not counted as files
    import resource

    soft = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    return sys.maxsize if soft == resource.RLIM_INFINITY else soft


def above_standard(descriptor: int) -> int:
    """The same file under a number above 2; `descriptor` is closed if it was one of the standard ones.

    Raises:
        OSError: there is no number left.
    """
    if descriptor > LAST_STANDARD or sys.platform == "win32":  # where the system knows files by other handles
        return descriptor
    import fcntl

    try:
        return fcntl.fcntl(descriptor, fcntl.F_DUPFD_CLOEXEC, LAST_STANDARD + 1)
    finally:
        _close_ours(descriptor)


def kept(descriptor: int, least: int = FAR) -> int:
    """The same file under a number that the app does not get, for one that stays open; `descriptor` is closed.

    An app that closes all of its files, as daemons do, closes ours too, and is given their numbers then, beginning with
    the lowest: we would write into its files, and close them.

    Arguments: also the lowest number that will do.

    Raises:
        OSError: there is no number left.
    """
    if sys.platform == "win32":
        return descriptor
    import fcntl

    try:
        far = fcntl.fcntl(descriptor, fcntl.F_DUPFD_CLOEXEC, least)
    except OSError:  # so many may not be open
        return above_standard(descriptor)
    _close_ours(descriptor)
    return far


def _close_ours(descriptor: int) -> None:
    """Close a file that has another number now, unless the app has put its own back under this one meanwhile.

    No child inherits our files, but all get the standard ones. Asking for that does not let the app's threads run, as
    asking which file it is would.
    """
    try:
        if descriptor <= LAST_STANDARD and os.get_inheritable(descriptor):
            return
        os.close(descriptor)
    except OSError:  # the app has closed it
        pass


def close_all(*numbers: int) -> None:
    """Close these files, as far as nobody else has; also in forked children, where each call writes to memory."""
    for number in numbers:
        try:  # noqa: SIM105 - see above
            os.close(number)
        except OSError:
            pass


def open_file(path: str | os.PathLike[str], flags: int, mode: int = 0o600) -> int:
    """As `os.open`, with a number above 2."""
    return above_standard(os.open(path, flags, mode))


def open_kept(path: str | os.PathLike[str], flags: int, mode: int = 0o600) -> int:
    """As `os.open`, for a file that stays open: see `kept`."""
    return kept(os.open(path, flags, mode))


def pipe() -> tuple[int, int]:
    """As `os.pipe`, likewise."""
    read, write = os.pipe()
    return kept(read), kept(write)


def moved(connection: socket.socket) -> socket.socket:
    """The same socket, likewise; what was given is not to be used any more."""
    if sys.platform == "win32":
        return connection
    import socket

    # eventlet's sockets do not ask the system what they are.
    kind = connection.family, connection.type, connection.proto
    return socket.socket(*kind, fileno=kept(connection.detach()))


def unix_socket() -> socket.socket:
    """A Unix socket for a stream, likewise.

    Raises:
        OSError: there are none here.
    """
    import socket

    if sys.platform == "win32":
        raise OSError(errno.EAFNOSUPPORT, os.strerror(errno.EAFNOSUPPORT))
    return moved(socket.socket(socket.AF_UNIX, socket.SOCK_STREAM))


def epoll() -> Any:
    """As `select.epoll`, likewise; the type itself is known on Linux only."""
    with native.select.epoll() as made:
        return native.select.epoll.fromfd(kept(os.dup(made.fileno())))
