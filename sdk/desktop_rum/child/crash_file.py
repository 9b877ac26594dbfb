"""faulthandler into a file of the SDK's own: what it writes there is the crash report of this process.

An app that uses faulthandler itself keeps it: then there is no report.
"""

from __future__ import annotations

import faulthandler
import os

from desktop_rum.descriptors import open_file

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

_FLAGS: Final[int] = (
    os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NOFOLLOW", 0)
)


class CrashFile:
    """The open file that faulthandler writes to; the number has to stay ours as long as it does."""

    def __init__(self, path: str) -> None:
        """Let faulthandler write to `path`, unless the app has it write somewhere.

        Raises:
            OSError: the file cannot be made.
        """
        self.path = path
        self._descriptor: int | None = None
        if not faulthandler.is_enabled():
            self._descriptor = open_file(path, _FLAGS)
            faulthandler.enable(self._descriptor, all_threads=True)

    def close(self) -> None:
        """Write no more. Where the app has taken faulthandler over meanwhile, nothing of it is changed.

        There is no way to ask whom faulthandler writes for, so the file stays open then: closed, its number would be
        another file's.
        """
        descriptor, self._descriptor = self._descriptor, None
        if descriptor is not None and faulthandler.is_enabled():
            faulthandler.disable()
            os.close(descriptor)
