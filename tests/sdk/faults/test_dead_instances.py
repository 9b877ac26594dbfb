"""The fault table, batches of instances that died: whole lines are delivered once, torn and damaged ones left out."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

import desktop_rum
from desktop_rum.transport.folder import InstanceFolder
from desktop_rum.transport.locks import try_lock
from tests.plugins.faulty_intake import status
from tests.plugins.sdk import APPLICATION_ID
from tests.sdk.faults.left_behind import EVENT, KEY, actions, leave_batch

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.plugins.faulty_intake import FaultyIntake
from tests.plugins.sdk import RunSdk


@pytest.mark.parametrize("suffix", [".tmp", ".log"])
def test_truncated_at_every_byte_only_the_torn_line_is_lost(suffix: str, tmp_path: Path) -> None:
    from desktop_rum.transport.lines import outgoing_lines

    whole = b"".join(EVENT % (number, number) for number in range(3))
    for length in range(len(whole) + 1):
        data_dir = tmp_path / f"{length}"
        leave_batch(data_dir, whole[:length], suffix)
        folder = InstanceFolder(data_dir / APPLICATION_ID)
        batch = folder.granted.claim()
        lines = outgoing_lines(batch.path.read_bytes())[0] if batch else []
        complete = whole[:length].count(b"\n") + (whole[length : length + 1] == b"\n")
        assert [json.loads(line) for line in lines] == [
            json.loads(EVENT % (number, number)) for number in range(complete)
        ]
        assert batch is None or batch.key == KEY
        folder.close()


def test_flipped_bits_never_take_another_line_with_them() -> None:
    """What goes out is JSON in UTF-8 line by line; a line that is damaged visibly is left out, alone."""
    from desktop_rum.transport.lines import outgoing_lines

    content = b"".join(EVENT % (number, number) for number in range(3))
    spared = {0: 0, 1: 0, 2: 0}
    for position in range(len(content)):
        for bit in range(8):
            damaged = bytearray(content)
            damaged[position] ^= 1 << bit
            lines, _ = outgoing_lines(bytes(damaged))
            documents = [json.loads(line) for line in lines]  # raises where it is no JSON in UTF-8
            assert all(isinstance(document, dict) for document in documents)
            hit = content[:position].count(b"\n")
            for number in spared:
                if number != hit and not (content[position] == ord("\n") and number == hit + 1):
                    assert json.loads(EVENT % (number, number)) in documents
                    spared[number] += 1
    assert min(spared.values()) > 0


def test_a_batch_of_garbage_is_given_up_and_counted(
    run_sdk: RunSdk, faulty_intake: FaultyIntake, tmp_path: Path, expect_log: Callable[[str], None]
) -> None:
    expect_log("Damaged lines are left out")
    expect_log("given up: nothing in it is whole")
    leave_batch(tmp_path / "data", os.urandom(5_000).replace(b"{", b"") + b"\n")
    run_sdk()
    assert desktop_rum.flush()
    assert {event["type"] for event in faulty_intake.events()} == {"view"}


DAMAGED = {
    "garbage": b"\x00\xff garbage\n",
    "nested without end": b'{"type":"action","a":' + b"[" * 1_000_000 + b"]" * 1_000_000 + b"}\n",
    "a view nested without end": b'{"type":"view","view":' + b'{"view":' * 500_000 + b"1" + b"}" * 500_001 + b"\n",
}


@pytest.mark.parametrize("damage", DAMAGED.values(), ids=DAMAGED)
def test_a_damaged_line_is_left_out_and_counted_once_however_often_the_batch_is_tried(
    damage: bytes, run_sdk: RunSdk, faulty_intake: FaultyIntake, tmp_path: Path, expect_log: Callable[[str], None]
) -> None:
    expect_log("Damaged lines are left out")
    expect_log("The intake cannot be reached")
    faulty_intake.plan = [status(503), status(503), status(503)]
    leave_batch(tmp_path / "data", EVENT % (1, 1) + damage + EVENT % (2, 2))
    running = run_sdk()
    while faulty_intake.plan:
        assert not desktop_rum.flush()
    assert desktop_rum.flush()
    assert actions(faulty_intake)[-2:] == ["1", "2"]
    assert running.sdk.delivery_figures().dropped == {"damaged on disk": 1}


def test_what_a_dead_instance_left_goes_out_first_under_its_key(
    run_sdk: RunSdk, faulty_intake: FaultyIntake, tmp_path: Path
) -> None:
    leave_batch(tmp_path / "data", EVENT % (7, 7))
    run_sdk()
    assert desktop_rum.flush()
    assert faulty_intake.requests[0].key == KEY
    assert actions(faulty_intake) == ["7"]
    assert len(list((tmp_path / "data" / APPLICATION_ID).glob("instance-*"))) == 1


def test_strange_files_in_a_dead_instance_are_not_taken(
    run_sdk: RunSdk, faulty_intake: FaultyIntake, tmp_path: Path
) -> None:
    leave_batch(tmp_path / "data", b"")
    folder = next((tmp_path / "data").rglob("rum"))
    (folder / "notes.txt").write_text("mine")
    (folder / "batch-x.log").write_text("{}")
    os.mkfifo(folder / f"batch-5-{KEY.replace('0d', '1d')}.log")
    (folder / f"batch-6-{KEY.replace('0d', '2d')}.log").symlink_to("/etc/hostname")
    run_sdk()
    assert desktop_rum.flush()
    assert len(faulty_intake.requests) == 1
    assert len(list((tmp_path / "data" / APPLICATION_ID).glob("instance-*"))) == 1


def test_a_live_instance_is_left_alone(run_sdk: RunSdk, faulty_intake: FaultyIntake, tmp_path: Path) -> None:
    leave_batch(tmp_path / "data", EVENT % (7, 7))
    program = """
import fcntl, sys
file = open(sys.argv[1], "r+")
fcntl.flock(file, fcntl.LOCK_EX)
print("locked", flush=True)
sys.stdin.read()
"""
    lock = next((tmp_path / "data").rglob("lock"))
    holder = subprocess.Popen([sys.executable, "-c", program, str(lock)], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    with holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"locked\n"
        run_sdk()
        assert desktop_rum.flush()
        assert actions(faulty_intake) == []
        desktop_rum.stop()
        holder.communicate()
    run_sdk()
    assert desktop_rum.flush()
    assert actions(faulty_intake) == ["7"]


def _folder_of_another_instance(data_dir: Path) -> InstanceFolder:
    """One that has let go of its lock, as it is before it is locked the first time."""
    folder = InstanceFolder(data_dir)
    folder.close_after_fork()
    return folder


@pytest.mark.skipif(sys.platform == "win32", reason="there an open file is not removed")
def test_a_folder_that_is_locked_while_another_instance_removes_it_is_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    starting = _folder_of_another_instance(tmp_path)
    locked: list[bool] = []

    def then_try_to_lock(remove: Callable[..., None]) -> Callable[..., None]:
        def removing(*args: Any, **kwargs: Any) -> None:
            remove(*args, **kwargs)
            if not any(locked):
                with contextlib.suppress(OSError):
                    starting.ensure()
                    locked.append(True)

        return removing

    monkeypatch.setattr("desktop_rum.transport.folder._PAUSE", 0)
    for name in ("unlink", "rmdir"):
        monkeypatch.setattr(os, name, then_try_to_lock(getattr(os, name)))
    InstanceFolder(tmp_path).close()
    assert locked == [True]
    assert starting.granted.path.is_dir()
    assert starting.pending.path.is_dir()
    starting.close()


@pytest.mark.skipif(sys.platform == "win32", reason="there an open file is not removed")
def test_the_lock_of_a_folder_that_was_made_anew_is_the_one_that_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the opening of a lock and the locking, another instance removed it, and its owner made the next."""
    living = _folder_of_another_instance(tmp_path)
    batch = living.granted.path / f"batch-1-{KEY}.log"
    batch.write_bytes(EVENT % (1, 1))

    def late(descriptor: int) -> bool:
        if not os.path.samestat(os.fstat(descriptor), (living.granted.path.parent / "lock").stat()):
            return try_lock(descriptor)
        (living.granted.path.parent / "lock").unlink()
        monkeypatch.undo()
        living.ensure()
        return try_lock(descriptor)

    monkeypatch.setattr("desktop_rum.transport.locks.try_lock", late)
    InstanceFolder(tmp_path).close()
    assert batch.exists()
    living.close()


def test_many_instances_start_at_once_and_adopt_each_batch_once(tmp_path: Path) -> None:
    """Real processes, started together, over and over: nobody takes a live one's folder, and nothing is lost."""
    for number in range(30):
        key = f"{number:08d}{KEY[8:]}"
        folder = tmp_path / "data" / f"instance-{number}" / "rum"
        folder.mkdir(parents=True)
        (folder / f"batch-1-{key}.tmp").write_bytes(EVENT % (number, number))
    program = """
import sys
from pathlib import Path
from desktop_rum.transport.folder import InstanceFolder
sys.stdin.readline()
folder = InstanceFolder(Path(sys.argv[1]))
assert folder.granted.path.is_dir() and folder.pending.path.is_dir()
while batch := folder.granted.claim():
    print(batch.key)
    folder.granted.remove(batch)
print("done", flush=True)
sys.stdin.readline()
assert folder.granted.path.is_dir()
folder.close()
"""
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", program, str(tmp_path / "data")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        )
        for _ in range(6)
    ]
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    found = "".join(process.communicate("stop\n")[0] for process in processes).split()
    assert [process.returncode for process in processes] == [0] * len(processes)
    assert sorted(word for word in found if word != "done") == [f"{number:08d}{KEY[8:]}" for number in range(30)]
    assert list((tmp_path / "data").iterdir()) == []
