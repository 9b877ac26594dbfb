"""The file of frames, where a system keeps it for as long as somebody has it open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playground.processes import frame_memory
from playground.processes.frame_memory import STEP, FrameMemory

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_a_folder_that_cannot_go_yet_goes_later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folders = [tmp_path / "first", tmp_path / "second"]
    for folder in folders:
        folder.mkdir()
    monkeypatch.setattr(frame_memory, "_new_folder", iter(folders).__next__)
    memory = FrameMemory()
    with monkeypatch.context() as busy:
        busy.setattr("shutil.rmtree", lambda *_, **__: None)
        files = [memory.resize(*size, 1.0)["file"] for size in ((10, 10), (2000, 1000))]
    assert files == [str(folder / "frames") for folder in folders]
    assert all(folder.exists() for folder in folders)

    memory.close()

    assert not any(folder.exists() for folder in folders)


def test_the_room_is_claimed_on_every_system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "darwin")
    monkeypatch.setattr(frame_memory, "_new_folder", lambda: tmp_path)
    memory = FrameMemory()

    message = memory.resize(10, 10, 1.0)

    assert message["capacity"] == (tmp_path / "frames").stat().st_size == STEP
    assert (tmp_path / "frames").stat().st_blocks * 512 >= STEP
    assert memory.take(message["generation"], [0, 0, 10, 10]) is not None
    memory.close()
