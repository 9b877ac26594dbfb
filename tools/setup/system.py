"""What the system itself must bring: Python's venv module, the libraries that Qt loads, a font."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tools.setup.problem import SetupProblem

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tools.setup.debian import Debian

_PROBE = Path(__file__).with_name("system_probe.py")
_FONT_PACKAGE = "fonts-dejavu-core"


@dataclass(frozen=True, slots=True)
class Missing:
    """`things` are named as a person knows them, `packages` as Debian does."""

    things: tuple[str, ...] = ()
    packages: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.things)

    def __add__(self, other: Missing) -> Missing:
        return Missing(self.things + other.things, self.packages + other.packages)


def see_to_processes(proc: Path = Path("/proc")) -> None:
    """In a folder with a root of its own, as debootstrap makes it, nobody mounts this by itself, and it is not for us.

    Raises:
        SetupProblem: Linux tells nothing of processes here.
    """
    if sys.platform == "linux" and not (proc / "self" / "stat").exists():
        raise SetupProblem(f"{proc} is not mounted, so no process can be seen: mount -t proc proc {proc}")


def missing_for_environment() -> Missing:
    """Debian ships the interpreter without what `venv` needs to put pip into an environment."""
    if all(importlib.util.find_spec(module) for module in ("ensurepip", "venv")):
        return Missing()
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    return Missing((f"{version}'s venv",), (f"{version}-venv",))


def missing_for_qt(libraries: Mapping[str, str]) -> Missing:
    """Tries to load each library, and looks for fonts. Only Linux keeps them apart from Qt.

    Args:
        libraries: the package that brings each.
    """
    if sys.platform != "linux":
        return Missing()
    probe = subprocess.run([sys.executable, "-I", _PROBE, *libraries], stdout=subprocess.PIPE, check=True)
    found = json.loads(probe.stdout)
    missing = Missing(tuple(found["missing"]), tuple(libraries[name] for name in found["missing"]))
    return missing if found["fonts"] else missing + Missing(("a font",), (_FONT_PACKAGE,))


def provide(missing: Missing, debian: Debian | None) -> None:
    """Installs what is missing.

    Args:
        missing: what was not found.
        debian: who is to install it; None on other systems, where only a person knows how.

    Raises:
        SetupProblem: it says what is missing, and the one command that installs it.
    """
    if not missing:
        return
    things = ", ".join(missing.things)
    packages = sorted(set(missing.packages))
    if debian is None:
        raise SetupProblem(f"missing on this system: {things} (in Debian's packages {' '.join(packages)})")
    try:
        debian.provide(packages)
    except SetupProblem as problem:
        raise SetupProblem(f"missing: {things}; {problem}") from None
