"""What is found missing on this very system, and what is then done or said."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import pytest

from tools.setup.debian import Debian
from tools.setup.libraries import OFFSCREEN, XCB
from tools.setup.problem import SetupProblem
from tools.setup.system import Missing, missing_for_environment, missing_for_qt, provide, see_to_processes

if TYPE_CHECKING:
    from pathlib import Path

MISSING = Missing(("libOne.so.1", "libTwo.so.2", "a font"), ("libone1", "libone1", "fonts-some"))
COMMAND = "apt-get update && apt-get install --yes --no-install-recommends fonts-some libone1"

only_on_linux = pytest.mark.skipif(sys.platform != "linux", reason="other systems ship libraries and fonts with Qt")


def test_a_system_that_runs_these_tests_lacks_nothing() -> None:
    assert not missing_for_environment()
    assert not missing_for_qt(OFFSCREEN)


@only_on_linux
def test_a_system_that_tells_nothing_of_processes_is_told(tmp_path: Path) -> None:
    see_to_processes()
    with pytest.raises(SetupProblem, match="is not mounted, so no process can be seen: mount -t proc proc"):
        see_to_processes(tmp_path)


@only_on_linux
def test_a_library_that_cannot_be_loaded_is_named_with_its_package() -> None:
    missing = missing_for_qt({"libc.so.6": "libc6", "libNobodyHasThis.so.1": "libnobody1"})

    assert missing == Missing(("libNobodyHasThis.so.1",), ("libnobody1",))


@only_on_linux
def test_a_system_without_fonts_is_told(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    configuration = home / "fonts.conf"
    configuration.write_text("<fontconfig></fontconfig>", encoding="utf-8")
    monkeypatch.setenv("FONTCONFIG_FILE", str(configuration))

    assert missing_for_qt({}) == Missing(("a font",), ("fonts-dejavu-core",))


def test_no_library_has_two_packages() -> None:
    assert set(OFFSCREEN) & set(XCB) == set()


def test_nothing_missing_asks_for_nothing() -> None:
    provide(Missing(), None)


@pytest.mark.parametrize(("has_sudo", "become_root"), [(True, "sudo sh -c"), (False, "su -c")])
def test_a_person_is_told_one_command(*, has_sudo: bool, become_root: str) -> None:
    with pytest.raises(SetupProblem) as problem:
        provide(MISSING, Debian(is_root=False, has_sudo=has_sudo))

    assert str(problem.value) == (
        f"missing: libOne.so.1, libTwo.so.2, a font; install it with: {become_root} '{COMMAND}'"
    )


def test_on_another_system_the_names_have_to_do() -> None:
    with pytest.raises(SetupProblem, match=r"libOne\.so\.1, libTwo\.so\.2, a font .*fonts-some libone1"):
        provide(MISSING, None)


@pytest.fixture
def apt_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stands in for apt-get, which no test may really run; logs how it was called, and fails while `fails` exists."""
    log = tmp_path / "apt.log"
    program = tmp_path / "apt-get"
    program.write_text(f'#!/bin/sh\necho "$DEBIAN_FRONTEND $*" >>{log}\ntest ! -e {tmp_path}/fails\n', encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    return log


def test_root_installs_at_once(apt_log: Path, capfd: pytest.CaptureFixture[str]) -> None:
    provide(MISSING, Debian(is_root=True, has_sudo=False))

    assert apt_log.read_text(encoding="utf-8").splitlines() == [
        "noninteractive update",
        "noninteractive install --yes --no-install-recommends fonts-some libone1",
    ]
    assert capfd.readouterr().out == f"set-up: {COMMAND}\n"


def test_an_installation_that_fails_is_said(apt_log: Path) -> None:
    apt_log.with_name("fails").touch()

    with pytest.raises(SetupProblem, match=r"missing: libOne\.so\.1.* this command failed.*fonts-some libone1"):
        provide(MISSING, Debian(is_root=True, has_sudo=False))
