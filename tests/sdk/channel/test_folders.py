"""Where the channel lies: in a folder that only the user can enter, and that nobody leaves behind."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from tests.sdk.channel.hosts import ACTION, Host, open_descriptors

if TYPE_CHECKING:
    import pytest


def test_nobody_else_can_enter_whatever_the_umask() -> None:
    before = os.umask(0)
    try:
        host = Host()
    finally:
        os.umask(before)
    try:
        for path in (host.folder.path.parent, host.folder.path, *host.folder.path.iterdir()):
            assert path.stat().st_mode & 0o077 == 0, path
    finally:
        host.stop()


def test_a_path_that_is_too_long_is_not_used(monkeypatch: pytest.MonkeyPatch, home: object) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", f"{home}/{'x' * 100}")
    host = Host()
    try:
        assert len(str(host.folder.socket)) < 104
        host.child(ACTION)
        host.work()
        assert "ChildSaid" in host.kinds()
    finally:
        host.stop()


def test_a_base_that_others_can_write_is_not_used() -> None:
    base = Path(os.environ["XDG_RUNTIME_DIR"]) / f"desktop-rum-{os.getuid()}"
    base.mkdir()
    base.chmod(0o777)
    host = Host()
    try:
        assert not host.folder.path.is_relative_to(base)
    finally:
        host.stop()


def test_nothing_is_left(host: Host) -> None:
    host.stop()
    before = open_descriptors()
    other = Host()
    other.child(ACTION)
    other.work()
    folder = other.folder.path
    other.stop()

    assert open_descriptors() == before
    assert not folder.exists()


def test_what_dead_processes_left_is_swept(host: Host) -> None:
    base = host.folder.path.parent
    dead = base / "4194304-1"
    dead.mkdir(mode=0o700)
    (dead / "key").write_text("old")
    other = Host()
    try:
        assert not dead.exists()
    finally:
        other.stop()
