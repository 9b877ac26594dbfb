"""The fault table, files that are open: as on Windows nobody deletes or renames them then."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import desktop_rum
from desktop_rum import plain_file
from desktop_rum.child import meeting_place
from desktop_rum.transport.folder import InstanceFolder
from tests.plugins.open_files import OpenFiles, windows_files
from tests.plugins.sdk import APPLICATION_ID
from tests.sdk.faults.left_behind import EVENT, KEY, actions, leave_batch

if TYPE_CHECKING:
    from pathlib import Path

    from tests.plugins.faulty_intake import FaultyIntake
    from tests.plugins.sdk import RunSdk

__all__ = ["windows_files"]

MANY = 1_000
"""More tries than anybody makes."""


def _instances(tmp_path: Path) -> list[Path]:
    return list((tmp_path / "data" / APPLICATION_ID).glob("instance-*"))


@pytest.mark.usefixtures("windows_files")
def test_an_instance_leaves_nothing_when_all_was_sent(
    run_sdk: RunSdk, faulty_intake: FaultyIntake, tmp_path: Path
) -> None:
    running = run_sdk()
    desktop_rum.add_action("sent")
    assert desktop_rum.flush()
    desktop_rum.stop()
    assert actions(faulty_intake) == ["sent"]
    assert running.batches() == []
    assert _instances(tmp_path) == []


@pytest.mark.usefixtures("windows_files")
def test_of_a_dead_instance_nothing_is_left(run_sdk: RunSdk, faulty_intake: FaultyIntake, tmp_path: Path) -> None:
    leave_batch(tmp_path / "data", EVENT % (7, 7))
    run_sdk()
    assert desktop_rum.flush()
    assert actions(faulty_intake) == ["7"]
    assert len(_instances(tmp_path)) == 1


def test_a_living_instances_lock_stays(windows_files: OpenFiles, tmp_path: Path) -> None:
    assert windows_files.held == {}
    living = InstanceFolder(tmp_path)
    InstanceFolder(tmp_path).close()
    assert [path.name for path in tmp_path.glob("instance-*/*")].count("lock") == 1
    living.close()
    assert list(tmp_path.glob("instance-*")) == []


def test_a_batch_that_a_scanner_holds_for_a_moment_is_sealed_sent_and_deleted(
    windows_files: OpenFiles, run_sdk: RunSdk, faulty_intake: FaultyIntake
) -> None:
    running = run_sdk()
    desktop_rum.add_action("scanned")
    running.settle()
    (batch,) = running.batches()
    windows_files.held = {batch: 2, batch.with_suffix(".log"): 2}
    assert desktop_rum.flush()
    assert actions(faulty_intake) == ["scanned"]
    assert running.batches() == []


def test_a_batch_that_cannot_be_renamed_goes_out_under_its_name(
    windows_files: OpenFiles, run_sdk: RunSdk, faulty_intake: FaultyIntake
) -> None:
    running = run_sdk()
    desktop_rum.add_action("held")
    running.settle()
    (batch,) = running.batches()
    windows_files.held = {batch: len(plain_file.PAUSES) + 1}
    assert desktop_rum.flush()
    assert actions(faulty_intake) == ["held"]
    assert running.batches() == []


def test_a_dead_instances_batch_that_is_held_is_left_to_the_next_start_and_the_others_go_out(
    windows_files: OpenFiles, run_sdk: RunSdk, faulty_intake: FaultyIntake, tmp_path: Path
) -> None:
    leave_batch(tmp_path / "data", EVENT % (1, 1))
    (held,) = (tmp_path / "data").rglob("batch-*")
    held.with_name(f"batch-1759999999001-{KEY.replace('0d', '1d')}.log").write_bytes(EVENT % (2, 2))
    windows_files.held = {held: MANY}
    run_sdk()
    assert desktop_rum.flush()
    desktop_rum.stop()
    assert actions(faulty_intake) == ["2"]
    assert held.exists()

    windows_files.held = {}
    run_sdk()
    assert desktop_rum.flush()
    assert actions(faulty_intake) == ["2", "1"]


def test_the_report_of_a_crash_that_cannot_be_deleted_is_told_once(
    windows_files: OpenFiles, run_sdk: RunSdk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(meeting_place, "bases", lambda: [str(tmp_path / "meeting")])
    channel = run_sdk().sdk.children._channel
    assert channel is not None
    report = channel.folder.path / f"{meeting_place.CRASH}7"
    report.write_text("Fatal Python error: Aborted\n")
    windows_files.held = {report: MANY}
    assert channel.folder.take_crash_report(7) == "Fatal Python error: Aborted\n"
    assert channel.folder.take_crash_report(7) is None
