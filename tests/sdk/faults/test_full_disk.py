"""The fault table, a full disk: what was accepted is written once there is room, and what is lost is counted."""

from __future__ import annotations

import resource
import signal
import subprocess
from typing import IO, TYPE_CHECKING

import pytest

import desktop_rum
from desktop_rum import outbox
from tests.sdk.faults.left_behind import actions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.plugins.faulty_intake import FaultyIntake
    from tests.plugins.sdk import RunSdk

FULL = "Events cannot be written to disk"


@pytest.fixture
def full_disk() -> Iterator[Callable[[int | None], None]]:
    """`full_disk(bytes)` lets no file grow beyond so many; None lifts the limit. It is this process's own."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)

    def limit(size: int | None) -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, before if size is None else (size, before[1]))

    yield limit
    limit(None)
    signal.signal(signal.SIGXFSZ, handler)


@pytest.mark.parametrize("size", [0, 1, 700, 1_500, 4_000])
def test_a_full_disk_keeps_the_rest_in_memory_until_there_is_room(
    size: int,
    run_sdk: RunSdk,
    faulty_intake: FaultyIntake,
    full_disk: Callable[[int | None], None],
    expect_log: Callable[[str], None],
) -> None:
    """Wherever the write breaks off, in the middle of a line or between two, each event arrives once."""
    expect_log(FULL)
    running = run_sdk()
    full_disk(size)
    for number in range(20):
        desktop_rum.add_action(f"{number}")
    running.sdk.pipeline.call(lambda: None, 30)
    assert running.sdk.delivery_figures().unwritten > 0
    assert not running.sdk.flush(5)
    full_disk(None)
    assert desktop_rum.flush()
    assert sorted(actions(faulty_intake), key=int) == [f"{number}" for number in range(20)]
    assert running.sdk.delivery_figures().dropped == {}


def test_a_disk_that_stays_full_drops_the_oldest_and_counts_them(
    run_sdk: RunSdk,
    faulty_intake: FaultyIntake,
    full_disk: Callable[[int | None], None],
    expect_log: Callable[[str], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    expect_log(FULL)
    monkeypatch.setattr(outbox, "MAX_WAITING_BYTES", 20_000)
    running = run_sdk()
    full_disk(0)
    for number in range(100):
        desktop_rum.add_action(f"{number}")
    running.sdk.pipeline.call(lambda: None, 30)
    dropped = running.sdk.delivery_figures().dropped["the disk took nothing for too long"]
    full_disk(None)
    assert desktop_rum.flush()
    kept = actions(faulty_intake)
    assert kept == [f"{number}" for number in range(100)][-len(kept) :]
    assert 0 < dropped <= 101
    assert len(kept) + dropped in (100, 101, 102)  # the view's versions, kept or dropped, beside the actions


def test_what_a_full_disk_does_not_take_until_the_end_is_told(
    run_sdk: RunSdk, full_disk: Callable[[int | None], None], expect_log: Callable[[str], None]
) -> None:
    expect_log(FULL)
    expect_log(r"[67] events are lost: the disk did not take them")
    running = run_sdk()
    running.settle()
    full_disk(0)
    for number in range(5):
        desktop_rum.add_action(f"{number}")
    running.sdk.pipeline.call(lambda: None, 30)
    desktop_rum.stop()
    full_disk(None)  # pytest itself writes files, too
    assert running.sdk.delivery_figures().dropped["the disk took nothing until the end"] in (6, 7)


def test_a_batch_that_cannot_be_opened_because_too_much_is_open_is_sent_later(
    run_sdk: RunSdk, faulty_intake: FaultyIntake, expect_log: Callable[[str], None]
) -> None:
    """The app's files are its own affair, and pass; a batch given up would be gone."""
    expect_log("Events are kept on disk: it cannot be read: Too many open files")
    running = run_sdk()
    desktop_rum.add_action("patient")
    running.settle()
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, before[1]))
    try:
        assert not running.sdk.flush(20)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)
    assert desktop_rum.flush()
    assert actions(faulty_intake) == ["patient"]
    assert running.sdk.delivery_figures().dropped == {}


def _fill(file: IO[bytes]) -> None:
    while file.write(b"x" * 4096):
        pass


def test_a_tmpfs_without_room(
    run_sdk: RunSdk, faulty_intake: FaultyIntake, tmp_path: Path, expect_log: Callable[[str], None]
) -> None:
    """A real file system that is full: ENOSPC instead of a limit of the process."""
    mount = tmp_path / "small"
    mount.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k", "none", str(mount)], check=False, capture_output=True
    )
    if made.returncode:
        pytest.skip("this user mounts nothing")
    try:
        expect_log(FULL)
        running = run_sdk(data_dir=mount)
        filler = mount / "filler"
        with filler.open("wb", buffering=0) as file, pytest.raises(OSError, match="No space left"):
            _fill(file)
        for number in range(50):
            desktop_rum.add_action(f"{number}", context={"filling": "x" * 500})
        assert not running.sdk.flush(5)
        filler.unlink()
        while not desktop_rum.flush():
            assert running.sdk.delivery_figures().dropped == {}
        assert actions(faulty_intake) == [f"{number}" for number in range(50)]
        desktop_rum.stop()
    finally:
        subprocess.run(["umount", str(mount)], check=True)
