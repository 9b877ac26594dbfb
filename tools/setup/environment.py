"""The .venv of a checkout: is it one that this interpreter made and that works here, and how is it made anew."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import venv
from typing import TYPE_CHECKING

from tools.setup.problem import SetupProblem

if TYPE_CHECKING:
    from pathlib import Path

    from tools.setup.requirements import Requirements

_DESCRIBE = "import sys; print(sys.base_prefix, *sys.version_info[:2])"


class Environment:
    """A virtual environment at `.venv` of the checkout."""

    def __init__(self, checkout: Path) -> None:
        self.folder = checkout / ".venv"
        self.python = self.folder / "bin" / "python"
        self.record_file = self.folder / "set-up.json"

    def is_sound(self) -> bool:
        """Whether it runs, has pip, was made at this path, and by the interpreter that runs the set-up."""
        try:
            # The interpreter itself does not mind being moved, the programs that pip installs do.
            if str(self.python) not in (self.folder / "bin" / "pip").read_text(encoding="utf-8"):
                return False
            answer = self.run("-c", _DESCRIBE)
        except (OSError, UnicodeDecodeError):
            return False
        expected = " ".join(map(str, (sys.base_prefix, *sys.version_info[:2])))
        return answer.returncode == 0 and answer.stdout.strip() == expected

    def run(self, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
        """Runs its interpreter, kept from the person's own settings, and gives what it said."""
        # -I would do the same, but would leave the C locale as it is, which cannot read a path that is not ASCII.
        command = [self.python, "-E", "-P", "-s", *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    def create(self) -> None:
        """Replaces whatever is there by an empty environment."""
        self.clear()
        venv.create(self.folder, with_pip=True, symlinks=True, prompt=self.folder.parent.name)

    def clear(self) -> None:
        """Removes whatever is there; what a link points to is not ours."""
        if self.folder.is_symlink() or self.folder.is_file():
            self.folder.unlink()
        elif self.folder.exists():
            shutil.rmtree(self.folder)

    def install(self, requirements: Requirements) -> None:
        """Installs the packages in the pinned versions, then the SDK itself, in place."""
        checkout = self.folder.parent
        self._pip("--constraint", str(checkout / "constraints.txt"), *requirements.names)
        self._pip("--no-deps", "--no-build-isolation", "--editable", str(checkout))

    def _pip(self, *arguments: str) -> None:
        command = [str(self.python), "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
        # A person's wish to install into the home folder is not meant for environments, and pip would refuse.
        pip = subprocess.run([*command, *arguments], check=False, env={**os.environ, "PIP_USER": "0"})
        if pip.returncode != 0:
            raise SetupProblem(
                "pip could not install the packages, for the reason above. Try again once that is mended"
            )
