"""Where faulthandler writes: there is one file for the whole process, the app's where it wants one, otherwise ours.

The app is told of its own use of faulthandler only, so that one that asks before it enables it gets the reports that
it gets without us. What it does by functions that it had imported by name before is not seen.
"""

from __future__ import annotations

import contextlib
import faulthandler
import os
import stat
import sys

from desktop_rum.descriptors import APART, kept
from desktop_rum.instrument.patching import Patches
from desktop_rum.instrument.stand_in import stands_in_for
from desktop_rum.interruption import leave_out
from desktop_rum.telemetry.guard import internal_error

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, Final

_FLAGS: Final[int] = (
    os.O_WRONLY
    | os.O_CREAT
    | os.O_TRUNC
    | os.O_APPEND
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_BINARY", 0)
)


def _nobody(_: int | None) -> None:
    """Hears which file of the app's faulthandler writes to, where that does not matter."""


class CrashFile:
    """The file of ours, open as long as faulthandler writes to it, and what the app wants of faulthandler."""

    def __init__(self, path: str | None, on_apps_file: Callable[[int | None], None] = _nobody) -> None:
        """Let faulthandler write to `path`, whenever the app does not have it write somewhere else; None: not yet.

        Arguments: also who hears which open file that is, and None when it is none any more. What the app has enabled
        before is taken for its standard error output.

        Raises:
            OSError: the file cannot be made.
        """
        self.path = path
        self._on_apps_file = on_apps_file
        self._descriptor: int | None = None
        self._is_the_apps = faulthandler.is_enabled()
        self._for_nobody: tuple[tuple[Any, ...], dict[str, Any]] | None = None
        """What the app has called `enable` with, where nobody would ever read what is written: then we do write."""
        self._enable, self._disable = faulthandler.enable, faulthandler.disable
        if self._is_the_apps:
            on_apps_file(_number_of(None))
        else:
            self._write()
        self._patches = Patches()
        self._patches.replace(faulthandler, "enable", self._patched_enable())
        self._patches.replace(faulthandler, "disable", self._patched_disable())
        self._patches.replace(faulthandler, "is_enabled", self._patched_is_enabled(faulthandler.is_enabled))

    def close(self) -> None:
        """Write no more; whatever the app has of faulthandler stays."""
        self._patches.stop()
        self._end()

    def abandon(self) -> None:
        """In a forked child: write no more to what is the parent's. What the app does is seen as before."""
        self.path, self._on_apps_file = None, _nobody
        self._end()

    def move(self, path: str) -> None:
        """Write here from now on, as at the beginning.

        Raises:
            OSError: the file cannot be made.
        """
        self.path = path
        if not self._is_the_apps or self._for_nobody is not None:
            self._write()

    def _end(self) -> None:
        if self._descriptor is not None:
            self._disable()
            self._let_go()
            if self._for_nobody is not None:
                with contextlib.suppress(Exception):  # the app has closed that since
                    self._enable(*self._for_nobody[0], **self._for_nobody[1])

    def _write(self) -> None:
        if self.path is None:
            return
        if self._descriptor is None:
            self._descriptor = kept(os.open(self.path, _FLAGS, 0o600), APART)
        self._enable(self._descriptor, all_threads=True)

    def _let_go(self) -> None:
        descriptor, self._descriptor = self._descriptor, None
        if descriptor is not None:
            os.close(descriptor)

    def _on_enabled(self, *args: Any, **kwargs: Any) -> None:
        self._is_the_apps, self._for_nobody = True, None
        try:
            number = _number_of(args[0] if args else kwargs.get("file"))
            if number is not None and leads_nowhere(number):
                self._for_nobody = args, kwargs
                self._write()
            else:
                self._let_go()
                self._on_apps_file(number)
        except Exception as error:  # noqa: BLE001 - never into the app
            internal_error(error)

    def _on_disabled(self) -> None:
        self._is_the_apps, self._for_nobody = False, None
        try:
            self._write()
            self._on_apps_file(None)
        except OSError:
            return  # there is no room for our file
        except Exception as error:  # noqa: BLE001 - never into the app
            internal_error(error)

    def _patched_enable(self) -> Callable[..., Any]:
        original = self._enable

        @stands_in_for(original, "faulthandler")
        def enable(*args: Any, **kwargs: Any) -> Any:
            try:
                result = original(*args, **kwargs)
            except BaseException as error:
                leave_out(error)
                raise
            self._on_enabled(*args, **kwargs)
            return result

        return enable

    def _patched_disable(self) -> Callable[..., Any]:
        original: Callable[..., Any] = self._disable

        @stands_in_for(original, "faulthandler")
        def disable(*args: Any, **kwargs: Any) -> Any:
            try:
                result = original(*args, **kwargs) and self._is_the_apps
            except BaseException as error:
                leave_out(error)
                raise
            self._on_disabled()
            return result

        return disable

    def _patched_is_enabled(self, original: Callable[..., Any]) -> Callable[..., Any]:
        @stands_in_for(original, "faulthandler")
        def is_enabled(*args: Any, **kwargs: Any) -> Any:
            try:
                return original(*args, **kwargs) and self._is_the_apps
            except BaseException as error:
                leave_out(error)
                raise

        return is_enabled


def leads_nowhere(number: int, platform: str = sys.platform, is_console: Callable[[int], bool] | None = None) -> bool:
    """Whether an open file is the null device, so that nobody will ever read what is written to it.

    Arguments: also how Windows says that a file is a console: by its numbers all devices and pipes are the same there.

    Raises:
        OSError: it is not open.
    """
    status = os.fstat(number)
    if platform == "win32":
        return stat.S_ISCHR(status.st_mode) and not (is_console or _is_windows_console)(number)
    return os.path.samestat(status, os.stat(os.devnull))  # noqa: PTH116 - pathlib is dear


def _is_windows_console(number: int) -> bool:
    import ctypes  # 10 ms, but only where the app gives a device to faulthandler
    import msvcrt

    system, mode = ctypes.WinDLL("kernel32"), ctypes.c_uint32()  # type: ignore[attr-defined,unused-ignore]
    handle: int = msvcrt.get_osfhandle(number)  # type: ignore[attr-defined,unused-ignore]
    return bool(system.GetConsoleMode(ctypes.c_void_p(handle), ctypes.byref(mode)))


def _number_of(file: Any) -> int | None:
    """The open file that `faulthandler.enable(file)` writes to."""
    file = sys.stderr if file is None else file
    if isinstance(file, int):
        return file
    try:
        number = file.fileno()
    except Exception:  # noqa: BLE001 - an object of the app's
        return None
    return number if isinstance(number, int) else None
