"""Where a main process and its children meet: a private folder that a child finds from its ancestors alone.

<runtime directory>/desktop-rum-<uid>/<pid>-<start time>/socket     the main process listens here
<runtime directory>/desktop-rum-<uid>/<pid>-<start time>/port       … or where there are no Unix sockets, on this one
<runtime directory>/desktop-rum-<uid>/<pid>-<start time>/key        proves that a child may read this folder
<runtime directory>/desktop-rum-<uid>/<pid>-<start time>/crash-<pid>  what faulthandler wrote in that child
<runtime directory>/desktop-rum-<uid>/<pid>-<start time>/server-<pid>  that forkserver's children need not be told of it

Nothing of this is in any environment. The start time makes sure that a pid used again finds nothing. On Windows the
runtime directory is %LOCALAPPDATA%, which Windows lets nobody enter but its user, the system and administrators.
"""

from __future__ import annotations

import os
import stat
import sys

from desktop_rum import proc_stat

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

SOCKET: Final = "socket"
PORT: Final = "port"
KEY: Final = "key"
CRASH: Final = "crash-"
SERVER: Final = "server-"

MAX_SOCKET_PATH: Final = 103
"""Bytes of a local socket's path that every system takes."""

_DARWIN_TEMPORARY: Final = 65537
"""confstr's number of the user's own temporary folder on macOS."""

_SHELL_FOLDERS: Final = r"Software\Microsoft\Windows\CurrentVersion\Explorer\Shell Folders"


def bases() -> list[str]:
    """The folders of this user that may hold meeting places, the preferred first."""
    if not hasattr(os, "getuid"):
        local = os.environ.get("LOCALAPPDATA", "") or _local_app_data()
        return [os.path.join(local, "desktop-rum-channel")] if os.path.isabs(local) else []  # noqa: PTH117, PTH118 - pathlib is dear
    user = os.getuid()
    runtimes = [os.environ.get("XDG_RUNTIME_DIR", ""), f"/run/user/{user}"]
    if sys.platform == "darwin":
        runtimes.append(os.confstr(_DARWIN_TEMPORARY) or "")
    runtimes.append("/tmp")  # noqa: S108 - only a folder that is ours alone is used in it
    return [os.path.join(runtime, f"desktop-rum-{user}") for runtime in runtimes if os.path.isabs(runtime)]  # noqa: PTH117, PTH118 - pathlib is dear


def _local_app_data() -> str:
    """That folder, in a process that was given another environment: as Windows has noted it; empty where it has not."""
    import importlib  # seldom needed

    try:
        registry = importlib.import_module("winreg")
        with registry.OpenKey(registry.HKEY_CURRENT_USER, _SHELL_FOLDERS) as key:
            return str(registry.QueryValueEx(key, "Local AppData")[0])
    except (ImportError, OSError):
        return ""


def is_private(folder: str) -> bool:
    """Whether it is a folder that belongs to this user and that nobody else can enter."""
    try:
        found = os.lstat(folder)
    except OSError:
        return False
    if not hasattr(os, "getuid"):  # as private as what it lies in, unless it is somewhere else in truth
        is_link = getattr(found, "st_file_attributes", 0) & stat.FILE_ATTRIBUTE_REPARSE_POINT
        return stat.S_ISDIR(found.st_mode) and not is_link
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid() and not found.st_mode & 0o077


def name_of(pid: int, started: int) -> str:
    """The name of a process's folder."""
    return f"{pid}-{started}"


def started(pid: int) -> int:
    """The start time in a folder's name; 0 where the system has no cheap way to tell it."""
    found = proc_stat.read(pid)
    return 0 if found is None else found.started


def fits(folder: str) -> bool:
    """Whether a socket in the folder has a path that is short enough."""
    return len(os.fsencode(folder)) + 1 + len(SOCKET) <= MAX_SOCKET_PATH


def find() -> str | None:
    """The folder of the nearest ancestor that uses the SDK; None without one."""
    private = [base for base in bases() if is_private(base)]
    if not private:
        return None
    parent = os.getppid()
    ancestors = [(stat_.pid, stat_.started) for stat_ in proc_stat.lineage(parent)]
    if ancestors:
        return _first(private, ancestors)
    # A virtual environment's python.exe is another process, between the app and its child.
    return _first(private, [(parent, 0)]) or (_first(private, _further(parent)) if any(map(_holds, private)) else None)


def _first(private: list[str], processes: list[tuple[int, int]]) -> str | None:
    """The folder of the first of these processes that has one; they are told by pid and start time."""
    for pid, start in processes:
        for base in private:
            folder = os.path.join(base, name_of(pid, start))  # noqa: PTH118 - as above
            if is_private(folder):
                return folder
    return None


def _holds(base: str) -> bool:
    try:
        return bool(os.listdir(base))  # noqa: PTH208 - as above
    except OSError:
        return False


def _further(pid: int) -> list[tuple[int, int]]:
    """The ancestors of a process where there is no /proc, the nearest first."""
    import psutil  # 30 ms, but only where an app of this user runs the SDK and the parent does not

    try:
        return [(process.pid, 0) for process in psutil.Process(pid).parents()]
    except psutil.Error:
        return []
