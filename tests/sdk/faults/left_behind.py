"""What an instance leaves on disk that was killed, and what arrived of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.plugins.sdk import APPLICATION_ID

if TYPE_CHECKING:
    from pathlib import Path

    from tests.plugins.faulty_intake import FaultyIntake


def actions(intake: FaultyIntake) -> list[str]:
    return [event["action"]["target"]["name"] for event in intake.events() if event["type"] == "action"]


EVENT = b'{"type":"action","date":1,"action":{"id":"%d","target":{"name":"%d"}},"text":"\xc3\xa4"}\n'
KEY = "0d3f9a52-5c1e-4d0f-9b61-2f3f0c6e7a11"


def leave_batch(data_dir: Path, content: bytes, suffix: str = ".tmp", instance: str = "dead") -> None:
    """What an instance leaves that was killed."""
    folder = data_dir / APPLICATION_ID / f"instance-{instance}" / "rum"
    folder.mkdir(parents=True)
    (folder / f"batch-1759999999000-{KEY}{suffix}").write_bytes(content)
    (folder.parent / "lock").write_bytes(b"")
