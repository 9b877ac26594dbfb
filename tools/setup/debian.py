"""Installing packages of Debian and its kin, by ourselves where we may, else by telling the one command."""

from __future__ import annotations

import os
import platform
import shlex
import shutil
import subprocess
from dataclasses import dataclass

from tools.setup.problem import SetupProblem

_INSTALL = "apt-get update && apt-get install --yes --no-install-recommends"


@dataclass(frozen=True, slots=True)
class Debian:
    """`is_root` decides whether packages are installed or asked for; root is not asked, it expects that."""

    is_root: bool
    has_sudo: bool

    @classmethod
    def detect(cls) -> Debian | None:
        """None on any system that is not made from Debian, or lacks its package manager."""
        try:
            system = platform.freedesktop_os_release()
        except OSError:
            return None
        family = {system["ID"], *system.get("ID_LIKE", "").split()}
        if "debian" not in family or shutil.which("apt-get") is None:
            return None
        return cls(is_root=os.geteuid() == 0, has_sudo=shutil.which("sudo") is not None)

    def provide(self, packages: list[str]) -> None:
        """Refreshes the package lists and installs; what apt-get prints is shown.

        Raises:
            SetupProblem: it failed, or somebody who may has to run the command that is named.
        """
        command = f"{_INSTALL} {shlex.join(packages)}"
        if not self.is_root:
            become_root = "sudo sh -c" if self.has_sudo else "su -c"
            raise SetupProblem(f"install it with: {become_root} {shlex.quote(command)}")
        print(f"set-up: {command}", flush=True)
        apt = subprocess.run(
            ["sh", "-c", command], check=False, env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        )
        if apt.returncode != 0:
            raise SetupProblem(f"this command failed, for the reason above: {command}")
