"""A lock on an open file that the system releases when its process dies, whatever it dies of."""

from __future__ import annotations

import sys

DELETES_OPEN_FILES: bool = sys.platform != "win32"
"""Whether a file that somebody has open can be deleted: then the lock that one holds may have no name any more."""

if sys.platform == "win32":
    import msvcrt

    def try_lock(descriptor: int) -> bool:
        """Lock the file if nobody else has; returns whether it is ours.

        Raises:
            OSError: this file system knows no locks.
        """
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except PermissionError:
            return False
        return True

else:
    import fcntl

    def try_lock(descriptor: int) -> bool:
        """Lock the file if nobody else has; returns whether it is ours.

        Raises:
            OSError: this file system knows no locks.
        """
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
