"""Installing packages of Debian and its kin, by ourselves where we may, else by telling the one command."""

from __future__ import annotations

import os
import platform
import shlex
import shutil
import subprocess

from tools.setup.problem import SetupProblem

_INSTALL = "apt-get update && apt-get install --yes --no-install-recommends"


def is_debian() -> bool:
    """Whether this is Debian or a system made from it, with its package manager at hand."""
    try:
        system = platform.freedesktop_os_release()
    except OSError:
        return False
    family = {system.get("ID"), *system.get("ID_LIKE", "").split()}
    return "debian" in family and shutil.which("apt-get") is not None


def may_install() -> bool:
    """Only root may, and is not asked: whoever works as root on such a system expects that."""
    return os.geteuid() == 0


def install(packages: list[str]) -> None:
    """Refreshes the package lists, then installs; what apt-get prints is shown."""
    command = f"{_INSTALL} {shlex.join(packages)}"
    print(f"set-up: {command}", flush=True)
    apt = subprocess.run(["sh", "-c", command], check=False, env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"})
    if apt.returncode != 0:
        raise SetupProblem(f"this command failed, for the reason above: {command}")


def command_for_a_person(packages: list[str]) -> str:
    """The command that brings the packages, for someone who is not root."""
    become_root = "sudo sh -c" if shutil.which("sudo") else "su -c"
    return f"{become_root} {shlex.quote(f'{_INSTALL} {shlex.join(packages)}')}"
