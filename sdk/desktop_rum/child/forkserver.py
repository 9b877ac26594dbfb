"""Imported by a forkserver that is started while the SDK runs: its children are then forked with all that they need.

So nothing has to be passed to them, and little is done in each. The server says in the meeting place that it is ready,
because it may be unable to import this: it does not get the `sys.path` of the app.
"""

from __future__ import annotations

import os
import sys

from desktop_rum.child import meeting_place, this_process
from desktop_rum.child.multiprocess import listen_in_children
from desktop_rum.descriptors import open_file
from desktop_rum.telemetry.guard import internal_error


def _prepare() -> None:
    folder = meeting_place.find()
    if sys.platform != "win32" and folder is not None and this_process.fork_children(folder):
        listen_in_children()
        os.close(open_file(f"{folder}/{meeting_place.SERVER}{os.getpid()}", os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC))


try:
    _prepare()
except Exception as error:  # noqa: BLE001 - the server would end
    internal_error(error)
