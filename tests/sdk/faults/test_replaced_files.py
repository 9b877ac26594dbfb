"""The fault table, files and folders that somebody deleted or replaced: nothing hangs, what is lost is counted."""

from __future__ import annotations

import os
import shutil
import stat
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import desktop_rum
from tests.plugins.faulty_intake import status
from tests.sdk.faults.away import AWAY
from tests.sdk.faults.left_behind import actions

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.plugins.faulty_intake import FaultyIntake
    from tests.plugins.sdk import RunningSdk, RunSdk

FULL = "Events cannot be written to disk"


def _delete_folder(running: RunningSdk) -> None:
    shutil.rmtree(running.data_dir)


def _delete_track(running: RunningSdk) -> None:
    shutil.rmtree(next(running.data_dir.glob("*/instance-*/rum")))


def _delete_files(running: RunningSdk) -> None:
    for path in running.batches():
        path.unlink()


def _replace_track_by_file(running: RunningSdk) -> None:
    folder = next(running.data_dir.glob("*/instance-*/rum"))
    shutil.rmtree(folder)
    folder.write_bytes(b"not a folder")


def _replace_track_by_loop(running: RunningSdk) -> None:
    folder = next(running.data_dir.glob("*/instance-*/rum"))
    shutil.rmtree(folder)
    folder.symlink_to(folder)


DELETED = {"the whole folder": _delete_folder, "the track": _delete_track, "the batches": _delete_files}


@pytest.mark.parametrize("delete", DELETED.values(), ids=DELETED)
def test_deleted_while_in_use_is_counted_and_made_anew(
    delete: Callable[[RunningSdk], None], run_sdk: RunSdk, faulty_intake: FaultyIntake
) -> None:
    running = run_sdk()
    desktop_rum.add_action("lost")
    running.settle()
    delete(running)
    desktop_rum.add_action("kept")
    assert desktop_rum.flush()
    running.settle()
    assert actions(faulty_intake) == ["kept"]
    assert sum(running.sdk.delivery_figures().dropped.values()) in (2, 3)  # the action and the view's versions


@pytest.mark.parametrize("share", [0.0, 0.3, 0.9])
@pytest.mark.parametrize("sealed", [False, True], ids=["open", "sealed"])
def test_a_batch_that_somebody_cuts_is_counted_line_by_line(
    share: float, sealed: bool, run_sdk: RunSdk, faulty_intake: FaultyIntake, expect_log: Callable[[str], None]
) -> None:
    expect_log("Damaged lines are left out")
    produced: list[int] = []
    running = run_sdk()
    desktop_rum.subscribe(lambda updates: produced.extend(u.key for u in updates if u.state == "produced"))
    for number in range(10):
        desktop_rum.add_action(f"{number}")
    running.settle()
    if sealed:
        expect_log(AWAY)
        faulty_intake.plan = [status(503)]
        desktop_rum.flush()
        faulty_intake.requests.clear()
        if share == 0:
            expect_log("given up: nothing in it is whole")
    (batch,) = running.batches()
    os.truncate(batch, int(batch.stat().st_size * share))
    desktop_rum.add_action("later")
    assert desktop_rum.flush()
    running.settle()
    figures = running.sdk.delivery_figures()
    assert figures.sent_events + sum(figures.dropped.values()) == max(produced)
    kept = [event for event in faulty_intake.events() if event["type"] == "action"]
    assert figures.sent_events - len(kept) in (1, 2, 3)  # the view's versions, of which the newest travels


REPLACED = {"by a file": _replace_track_by_file, "by a link to itself": _replace_track_by_loop}


@pytest.mark.parametrize("replace", REPLACED.values(), ids=REPLACED)
def test_a_folder_that_is_replaced_keeps_events_in_memory(
    replace: Callable[[RunningSdk], None],
    run_sdk: RunSdk,
    faulty_intake: FaultyIntake,
    expect_log: Callable[[str], None],
) -> None:
    expect_log(FULL)
    running = run_sdk()
    assert desktop_rum.flush()
    replace(running)
    desktop_rum.add_action("patient")
    running.sdk.pipeline.call(lambda: None, 30)
    assert running.sdk.delivery_figures().unwritten > 0
    next(path for path in running.data_dir.glob("*/instance-*/*") if path.name == "rum").unlink()
    assert desktop_rum.flush()
    assert actions(faulty_intake) == ["patient"]


def _fifo(path: Path) -> None:
    os.mkfifo(path)


def _folder(path: Path) -> None:
    path.mkdir()


def _link(path: Path) -> None:
    secret = path.parent / "secret"
    secret.write_text('{"type":"action","secret":true}\n')
    path.symlink_to(secret)


def _too_large(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(100 * 1024 * 1024)


def _nothing(path: Path) -> None:
    """Deleted."""


STRANGE = {"a FIFO": _fifo, "a folder": _folder, "a link": _link, "a huge file": _too_large, "nothing": _nothing}


@pytest.mark.parametrize("make", STRANGE.values(), ids=STRANGE)
def test_a_sealed_batch_that_became_something_else_is_given_up_and_counted(
    make: Callable[[Path], None], run_sdk: RunSdk, faulty_intake: FaultyIntake, expect_log: Callable[[str], None]
) -> None:
    """The upload neither waits for a FIFO's writer nor follows a link; the next batch goes out."""
    expect_log("given up: it cannot be read")
    expect_log(AWAY)
    faulty_intake.plan = [status(503)]
    running = run_sdk()
    desktop_rum.add_action("lost")
    desktop_rum.flush()
    (batch,) = running.batches()
    batch.unlink()
    make(batch)
    if batch.is_dir():
        expect_log("cannot be deleted")
    desktop_rum.add_action("next")
    assert desktop_rum.flush()
    assert [name for name in actions(faulty_intake)[1:] if name != "lost"] == ["next"]
    assert sum(running.sdk.delivery_figures().dropped.values()) == 3
    assert not any("secret" in event for event in faulty_intake.events())


@pytest.mark.parametrize("kind", ["a file", "below a file", "a loop of links", "not writable"])
def test_a_data_folder_that_cannot_be_used_is_a_wrong_option(kind: str, run_sdk: RunSdk, tmp_path: Path) -> None:
    path = tmp_path / "data"
    if kind == "a file":
        path.write_text("")
    elif kind == "below a file":
        (tmp_path / "file").write_text("")
        path = tmp_path / "file" / "data"
    elif kind == "a loop of links":
        path.symlink_to(path)
    else:
        path = Path("/proc/1/nowhere")
    with pytest.raises(desktop_rum.ConfigurationError, match=r"data_dir: got .*a folder that can be made and written"):
        run_sdk(data_dir=path)
    assert desktop_rum.get_internal_context() is None


def test_a_link_to_a_folder_is_fine(run_sdk: RunSdk, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "data").symlink_to(tmp_path / "elsewhere")
    run_sdk()
    assert desktop_rum.flush()


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
def test_nobody_else_reads_the_folder_whatever_the_umask(umask: int, run_sdk: RunSdk, tmp_path: Path) -> None:
    before = os.umask(umask)
    try:
        running = run_sdk(data_dir=tmp_path / "deep" / "deeper" / "data")
        desktop_rum.add_action("secret")
        running.settle()
        made = [tmp_path / "deep", *(tmp_path / "deep").rglob("*")]
        assert running.batches() != []
        assert {path.name: oct(stat.S_IMODE(path.stat().st_mode) & 0o077) for path in made} == {
            path.name: "0o0" for path in made
        }
    finally:
        os.umask(before)
