"""An app that uses the whole API passes the type checkers, and works from the wheel, without the checkout."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import desktop_rum

if TYPE_CHECKING:
    from tests.plugins.faulty_intake import FaultyIntake

EVERY_CALL = Path(__file__).with_name("every_call.py")
CHECKOUT = Path(__file__).resolve().parents[3]
SDK = CHECKOUT / "sdk"


def test_the_file_uses_every_public_name() -> None:
    tree = ast.parse(EVERY_CALL.read_text("utf-8"))
    used = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    used |= {alias.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for alias in node.names}
    assert set(desktop_rum.__all__) - used == {"ProcessMetric"}


def test_every_public_function_is_documented() -> None:
    for name in desktop_rum.__all__:
        value = getattr(desktop_rum, name)
        assert name == "__version__" or (value.__doc__ or "").strip(), name


def test_the_readme_names_every_public_name() -> None:
    readme = (CHECKOUT / "README.md").read_text("utf-8")
    assert [name for name in desktop_rum.__all__ if name not in readme and name[0].islower()] == []


@pytest.mark.slow
def test_mypy_strict(tmp_path: Path) -> None:
    shutil.copy(EVERY_CALL, tmp_path)
    ended = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(tmp_path / "cache"), "every_call.py"],
        cwd=tmp_path,
        env={**os.environ, "MYPYPATH": str(SDK)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr


@pytest.mark.slow
def test_pyright(tmp_path: Path) -> None:
    if shutil.which("pyright") is None:
        pytest.skip("pyright is not installed")
    shutil.copy(EVERY_CALL, tmp_path)
    (tmp_path / "pyrightconfig.json").write_text(f'{{"typeCheckingMode": "strict", "extraPaths": ["{SDK}"]}}')
    ended = subprocess.run(
        ["pyright", "--pythonpath", sys.executable, "every_call.py"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr


@pytest.mark.slow
def test_the_wheel_works_with_its_dependencies_only(faulty_intake: FaultyIntake, tmp_path: Path) -> None:
    """In a folder of its own: the wheel and what it asks for, nothing of the checkout's, no Qt."""
    wheels = tmp_path / "wheels"
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(wheels)],
        cwd=CHECKOUT,
        check=True,
        capture_output=True,
    )
    (wheel,) = wheels.glob("*.whl")
    assert "desktop_rum/py.typed" in zipfile.ZipFile(wheel).namelist()
    environment = tmp_path / "venv"
    subprocess.run([sys.executable, "-m", "venv", str(environment)], check=True)
    python = environment / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    installed = subprocess.run(
        [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", str(wheel)],
        capture_output=True,
        text=True,
        check=False,
    )
    if installed.returncode and "connection" in installed.stderr.lower():
        pytest.skip("no package index can be reached")
    assert installed.returncode == 0, installed.stderr
    shutil.copy(EVERY_CALL, tmp_path)
    program = """
import pathlib, sys
import every_call
assert every_call.start(pathlib.Path("data").absolute(), sys.argv[1])
assert every_call.use()
assert not [name for name in sys.modules if name.startswith("PySide")]
"""
    ended = subprocess.run(
        [str(python), "-c", program, faulty_intake.url],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        env={name: value for name, value in os.environ.items() if not name.startswith("PYTHON")},
    )
    assert ended.returncode == 0, ended.stderr
    assert {event["type"] for event in faulty_intake.events()} >= {"view", "action", "error", "vital"}
