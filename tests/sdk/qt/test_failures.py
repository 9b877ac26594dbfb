"""Exit codes and failed starts of `QProcess`, as each platform has them."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import pytest

from desktop_rum.qt.exit_codes import returncode_of
from desktop_rum.qt.failures import FAILED_TO_START, failure_of_program

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("platform", "code", "crashed", "returncode"),
    [
        ("linux", 3, False, 3),
        ("linux", 11, True, -11),
        ("win32", 3, False, 3),
        ("win32", 0xF291, True, 0xF291),
        ("win32", -0x3FFF_FFFB, True, 0xC000_0005),
        ("win32", -1, False, 0xFFFF_FFFF),
    ],
)
def test_exit_codes(platform: str, code: int, crashed: bool, returncode: int) -> None:
    assert returncode_of(code, crashed=crashed, platform=platform) == returncode


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Programs of Windows, and what is none; all may be executed, as there."""
    for name, content in {"good.exe": b"MZ\x90", "text.exe": b"none", "script.cmd": b"@echo off"}.items():
        (tmp_path / name).write_bytes(content)
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    return tmp_path


@pytest.mark.skipif(sys.platform == "win32", reason="Windows finds files without regard to their mode")
@pytest.mark.parametrize(
    ("program", "arguments", "cwd", "code"),
    [
        ("good.exe", [], None, FAILED_TO_START),
        ("good", [], None, FAILED_TO_START),
        ("good.exe", [], "no such folder", "ENOTDIR"),
        ("good.exe", ["x" * 20_000, "y" * 12_756], None, FAILED_TO_START),
        ("good.exe", ["x" * 20_000, "y" * 12_757], None, "E2BIG"),
        ("text.exe", [], None, "ENOEXEC"),
        ("none.exe", [], None, "ENOENT"),
        ("script", [], None, "ENOENT"),  # a shell finds it, and nobody else
    ],
)
def test_what_windows_does_not_start(
    folder: Path, program: str, arguments: list[str], cwd: str | None, code: str
) -> None:
    assert os.environ["PATH"] == str(folder)
    assert failure_of_program(program, arguments, cwd, "win32")[0] == code
