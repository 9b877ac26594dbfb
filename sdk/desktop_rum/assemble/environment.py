"""The machine: operating system, device, locale and time zone, read once without starting a process."""

from __future__ import annotations

import contextlib
import locale
import os
import platform
import re
import sys
from typing import Any, Final

_MEGABYTE: Final = 1024 * 1024
_ZONE_FILE: Final = re.compile(r"zoneinfo/(?:posix/|right/)?([\w+-]+(?:/[\w+-]+)*)$")


def operating_system() -> dict[str, Any]:
    """`os`: name, version, major version and build."""
    name, version, build = _system()
    return {"name": name, "version": version, "version_major": version.split(".")[0], "build": build}


def device() -> dict[str, Any]:
    """`device`: a desktop with its architecture, CPUs, memory in megabytes, locale and time zone."""
    found: dict[str, Any] = {
        "type": "desktop",
        "architecture": _architecture(),
        "logical_cpu_count": os.cpu_count() or 1,
    }
    with contextlib.suppress(OSError, ValueError):  # one that this system does not know is a ValueError
        found["total_ram"] = _memory() // _MEGABYTE
    language = language_tag()
    if language is not None:
        found["locale"] = language
        found["locales"] = [language]
    zone = time_zone()
    if zone is not None:
        found["time_zone"] = zone
    return found


def _memory() -> int:
    """The machine's, in bytes. psutil takes 8 ms to import, and half a megabyte that each fork of the app copies."""
    if sys.platform == "win32":
        import psutil

        total = int(psutil.virtual_memory().total)
    else:
        total = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return total


def language_tag(given: str | None = None) -> str | None:
    """The user's locale as a language tag such as `de-CH`; None where none is set (`C`, `POSIX`)."""
    if given is None:
        variables = (os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
        # As it is: `getlocale()` would take C.UTF-8 for en_US.
        given = next((value for value in variables if value), None) or _system_locale()
    name = given.split(".")[0].split("@")[0]
    matched = re.fullmatch(r"([A-Za-z]{2,3})(?:[_-]([A-Za-z]{2}|\d{3}))?", name)
    if matched is None:
        return None
    language, region = matched.groups()
    return f"{language.lower()}-{region.upper()}" if region else language.lower()


def _system_locale() -> str:
    if sys.platform == "win32":
        from desktop_rum.assemble import windows_region  # with ctypes, which only this takes

        return windows_region.locale_name()
    return locale.setlocale(locale.LC_CTYPE)


def time_zone(localtime: str = "/etc/localtime", database: str = "/usr/share/zoneinfo") -> str | None:
    """The zone's identifier such as `Europe/Zurich`; None where the system tells only an offset, or knows no such zone.

    `TZ` is read as tzset(3) has it: a name in the database, a file, or a rule; empty for UTC.
    """
    if sys.platform == "win32":
        from desktop_rum.assemble import windows_region  # as above

        return windows_region.time_zone()
    given = os.environ.get("TZ", localtime).removeprefix(":") or "UTC"
    file = os.path.join(database, given)  # noqa: PTH118 - a file that is given in full stays as it is
    found = _ZONE_FILE.search(file) or _ZONE_FILE.search(os.path.realpath(file))
    return found.group(1) if found and os.path.isfile(file) else None  # noqa: PTH113 - no name makes it raise


def _system() -> tuple[str, str, str]:
    if sys.platform == "darwin":
        return "macOS", platform.mac_ver()[0], platform.release()
    if sys.platform == "win32":
        version = sys.getwindowsversion()
        return "Windows", f"{version.major}.{version.minor}.{version.build}", str(version.build)
    try:
        release = platform.freedesktop_os_release()
    except (OSError, ValueError):  # there is none, or it is not UTF-8
        release = {}
    kernel = os.uname().release
    return release.get("NAME") or "Linux", release.get("VERSION_ID") or kernel, kernel


def _architecture() -> str:
    """Without `platform.machine()`, which may start a process."""
    if sys.platform == "win32":
        machine = os.environ.get("PROCESSOR_ARCHITECTURE", "")
    else:
        machine = os.uname().machine
    return machine
