"""The README's programs, copied out and run as they stand there, and its table of options."""

from __future__ import annotations

import inspect
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import desktop_rum

CHECKOUT = Path(__file__).resolve().parents[1]
README = (CHECKOUT / "README.md").read_text(encoding="utf-8")
EMBED, QT, PAGE = (block.split("```")[0] for block in README.split("```python\n")[1:])


@pytest.mark.parametrize("program", [EMBED, EMBED + QT, PAGE], ids=["five lines", "a Qt app", "a program with a page"])
def test_a_program_of_the_readme_runs(program: str, home: Path) -> None:
    """Nothing of it leaves this machine: behind the proxy there is nobody."""
    nobody = {"HTTPS_PROXY": "http://127.0.0.1:9", "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program],
        env={**os.environ, "HOME": str(home), "PYTHONPATH": str(CHECKOUT / "sdk"), **nobody},
        capture_output=True,
        text=True,
        check=False,
    )
    said = [line for line in done.stderr.splitlines() if "The intake cannot be reached" not in line]
    assert (done.returncode, done.stdout, said) == (0, "", [])


def test_every_option_of_init_is_described_with_its_default() -> None:
    """In the README with the default, where that is a value, and in the docstring."""
    table = README.split("### Options of `init()`\n")[1].split("\n### ")[0]
    rows = re.findall(r"^\| (`.+?) \| (.+?) \| .+ \|$", table, re.MULTILINE)
    described = {name: default.strip("`") for names, default in rows for name in re.findall(r"`(\w+)`", names)}
    parameters = inspect.signature(desktop_rum.init).parameters
    assert described.keys() == parameters.keys()
    for name, parameter in parameters.items():
        assert re.search(rf"\b{name}\b", desktop_rum.init.__doc__ or ""), name
        if parameter.default is parameter.empty:
            assert described[name] == "required"
        elif parameter.default not in (None, ()):
            assert described[name] == str(parameter.default)
