"""Where a child finds the main process, also on systems that tell less than Linux does."""

from __future__ import annotations

import contextlib
import os
import stat
import subprocess
import sys
from typing import TYPE_CHECKING
from unittest.mock import Mock

import pytest

from desktop_rum import proc_stat
from desktop_rum.channel.folder import ChannelFolder
from desktop_rum.child import meeting_place

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def windows(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """As on Windows: no users by number, no /proc; where its folder of the user is."""
    monkeypatch.delattr(os, "getuid")
    monkeypatch.setattr(proc_stat, "read", lambda _pid: None)
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path))
    return tmp_path


@pytest.fixture
def folder(windows: Path) -> Iterator[ChannelFolder]:
    made = ChannelFolder(for_socket=False)
    assert made.path == windows / "desktop-rum-channel" / f"{os.getpid()}-0"
    yield made
    made.close()


def test_windows_has_it_in_the_users_own_folder(folder: ChannelFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    assert (folder.path / "key").read_text() == folder.key
    monkeypatch.setattr(os, "getppid", os.getpid)
    assert meeting_place.find() == str(folder.path)


def test_a_junction_is_not_used(folder: ChannelFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    assert meeting_place.is_private(str(folder.path))
    status = Mock(st_mode=stat.S_IFDIR | 0o777, st_file_attributes=stat.FILE_ATTRIBUTE_REPARSE_POINT)
    with monkeypatch.context() as patch:
        patch.setattr(os, "lstat", lambda _path: status)
        assert not meeting_place.is_private(str(folder.path))


@pytest.mark.parametrize("local", ["", "relative"])
@pytest.mark.usefixtures("windows")
def test_without_such_a_folder_there_is_none(local: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOCALAPPDATA", local)
    with pytest.raises(OSError, match="no folder"):
        ChannelFolder(for_socket=False)
    assert meeting_place.find() is None


def test_a_child_that_was_given_another_environment_finds_it(
    folder: ChannelFolder, windows: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Registry:
        HKEY_CURRENT_USER = 1

        @staticmethod
        def OpenKey(_root: int, path: str) -> contextlib.AbstractContextManager[str]:
            return contextlib.nullcontext(path.rpartition("\\")[2])

        @staticmethod
        def QueryValueEx(key: str, name: str) -> tuple[str, int]:
            return {("Shell Folders", "Local AppData"): str(windows)}[key, name], 1

    monkeypatch.delenv("LOCALAPPDATA")
    monkeypatch.setitem(sys.modules, "winreg", Registry)
    monkeypatch.setattr(os, "getppid", os.getpid)
    assert meeting_place.find() == str(folder.path)


def test_an_ancestor_beyond_the_parent_is_found(folder: ChannelFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    """A virtual environment's python.exe is a process of its own on Windows; a shell stands between on macOS."""
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as between:
        monkeypatch.setattr(os, "getppid", lambda: between.pid)
        assert meeting_place.find() == str(folder.path)
        between.communicate(b"\n")


def test_where_nobody_uses_the_sdk_nobody_asks_for_ancestors(windows: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (windows / "desktop-rum-channel").mkdir()
    monkeypatch.setattr(meeting_place, "_further", Mock(side_effect=AssertionError))
    assert meeting_place.find() is None


def test_a_folder_that_a_living_child_keeps_is_used_again(
    folder: ChannelFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Windows removes no folder with an open file in it."""
    (folder.path / "crash-1").touch()
    monkeypatch.setattr("shutil.rmtree", lambda path, **_: (path / "key").unlink(missing_ok=True))
    again = ChannelFolder(for_socket=False)
    assert again.path == folder.path
    assert (again.path / "key").read_text() == again.key != folder.key
    monkeypatch.undo()
