"""An app that uses the whole API passes the type checkers, and works from the wheel, without the checkout."""

from __future__ import annotations

import ast
import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import desktop_rum
from desktop_rum import qt, renderer, utility

if TYPE_CHECKING:
    from types import ModuleType

    from tests.plugins.faulty_intake import FaultyIntake

HERE = Path(__file__).parent
EVERY_CALL = HERE / "every_call.py"
OF_CHILDREN = HERE / "every_call_of_children.py"
WITH_QT = HERE / "every_call_with_qt.py"
CHECKED = (EVERY_CALL, OF_CHILDREN, WITH_QT, HERE / "wrong_calls.py")
"""The last says with comments where a checker has to complain; both complain of a comment without need."""

CHECKOUT = Path(__file__).resolve().parents[3]
SDK = CHECKOUT / "sdk"


@pytest.mark.parametrize(
    ("path", "name", "module"),
    [
        (EVERY_CALL, "desktop_rum", desktop_rum),
        (OF_CHILDREN, "utility", utility),
        (OF_CHILDREN, "rum", renderer),
        (WITH_QT, "qt", qt),
    ],
    ids=["desktop_rum", "utility", "renderer", "qt"],
)
def test_the_files_use_every_public_name(path: Path, name: str, module: ModuleType) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    used = {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == name
    }
    used |= {alias.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for alias in node.names}
    assert set(module.__all__) - used <= {"ProcessMetric"}


def test_every_public_function_is_documented() -> None:
    for name in desktop_rum.__all__:
        value = getattr(desktop_rum, name)
        assert name == "__version__" or (value.__doc__ or "").strip(), name


def test_the_readme_names_every_public_name() -> None:
    readme = (CHECKOUT / "README.md").read_text("utf-8")
    assert [name for name in desktop_rum.__all__ if name not in readme and name[0].islower()] == []


@pytest.mark.slow
def test_mypy_strict(tmp_path: Path) -> None:
    check(tmp_path, ["mypy", "--strict", "--cache-dir", str(tmp_path / "cache")], MYPYPATH=str(SDK))


@pytest.mark.slow
def test_pyright_strict(tmp_path: Path) -> None:
    """As an app's author has it: the SDK is found where it is installed, and its `py.typed` is what counts."""
    settings = {"typeCheckingMode": "strict", "reportUnnecessaryTypeIgnoreComment": "error"}
    (tmp_path / "pyrightconfig.json").write_text(json.dumps(settings))
    check(
        tmp_path,
        ["pyright", "--pythonpath", sys.executable],
        PYRIGHT_PYTHON_IGNORE_WARNINGS="1",  # that there is a newer one is no news for a test
    )


def check(folder: Path, command: list[str], **environment: str) -> None:
    for path in CHECKED:
        shutil.copy(path, folder)
    ended = subprocess.run(
        [sys.executable, "-m", *command, *(path.name for path in CHECKED)],
        cwd=folder,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr


def test_a_childs_calls_do_nothing_where_no_parent_uses_the_sdk() -> None:
    ended = subprocess.run(
        [sys.executable, str(OF_CHILDREN)],
        env={**os.environ, "PYTHONPATH": str(SDK)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "", "")


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
