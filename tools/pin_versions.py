"""Writes constraints.txt anew: `make constraints` installs the newest allowed packages in a scratch environment.

Versions only: where packages come from is each machine's own setting.
"""

from __future__ import annotations

import subprocess
import tempfile
import venv
from pathlib import Path

from tools.setup.requirements import Requirements

_CHECKOUT = Path(__file__).resolve().parents[1]
_HEAD = (
    "# The versions that a checkout is built and tested with, for Python 3.11 to 3.14. Written by: make constraints\n"
)


def newest_versions(requirements: Requirements) -> list[str]:
    """Gives `name==version` for each package that the requirements lead to."""
    with tempfile.TemporaryDirectory(prefix="desktop-rum-") as folder:
        venv.create(folder, with_pip=True)
        pip = [f"{folder}/bin/python", "-m", "pip", "--disable-pip-version-check"]
        subprocess.run([*pip, "install", "--quiet", *requirements.names], check=True)
        listed = subprocess.run(
            [*pip, "list", "--format=freeze", "--exclude=pip", "--exclude=setuptools"],
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
    return sorted(listed.stdout.splitlines(), key=str.lower)


if __name__ == "__main__":
    versions = newest_versions(Requirements.read(_CHECKOUT))
    (_CHECKOUT / "constraints.txt").write_text(_HEAD + "\n".join(versions) + "\n", encoding="utf-8")
    print(f"constraints.txt: {len(versions)} packages. Look at the difference, then: make test-all")
