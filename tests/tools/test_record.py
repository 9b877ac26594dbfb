"""The set-up's record: what was written is read, and what is torn is taken for nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tools.setup.record import Record

if TYPE_CHECKING:
    from pathlib import Path


def test_what_was_written_is_read(tmp_path: Path) -> None:
    record = Record("fingerprint", windows=True)

    record.write(tmp_path / "set-up.json")

    assert Record.read(tmp_path / "set-up.json") == record
    assert [entry.name for entry in tmp_path.glob("set-up*")] == ["set-up.json"]


@pytest.mark.parametrize("content", [b"", b'{"packages": "fing', b"[]", b'{"packages": "x"}', b"\xff\xfe"])
def test_a_torn_record_knows_nothing(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "set-up.json").write_bytes(content)

    assert Record.read(tmp_path / "set-up.json") == Record()


def test_an_absent_record_knows_nothing(tmp_path: Path) -> None:
    assert Record.read(tmp_path / "set-up.json") == Record()
