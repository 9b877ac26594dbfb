"""What the set-up knows about the .venv that it made: kept inside it, so that both vanish together."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

#: The packages of an environment that pip is, or was when it was interrupted, at work on.
UNFINISHED = "unfinished"


@dataclass(frozen=True, slots=True)
class Record:
    """`packages` is the fingerprint of what works here; `windows` tells whether the X display's libraries do, too."""

    packages: str = ""
    windows: bool = False

    @classmethod
    def read(cls, path: Path) -> Record:
        """A file that is missing or torn reads as one that knows nothing."""
        try:
            values = json.loads(path.read_text(encoding="utf-8"))
            return cls(str(values["packages"]), bool(values["windows"]))
        except (OSError, ValueError, KeyError, TypeError):
            return cls()

    def write(self, path: Path) -> None:
        """Replaces the file at once: a reader sees the old record or the new one."""
        fresh = path.with_suffix(".new")
        fresh.write_text(json.dumps(asdict(self)), encoding="utf-8")
        fresh.replace(path)
