"""What pip is asked to install, read from pyproject.toml, and a fingerprint that tells when it changed."""

from __future__ import annotations

import hashlib
import json
import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

_EVERYTHING = "dev"


@dataclass(frozen=True, slots=True)
class Requirements:
    """The packages of a checkout: the SDK's dependencies, the group `dev`, and what builds the SDK."""

    names: tuple[str, ...]
    fingerprint: str

    @classmethod
    def read(cls, checkout: Path) -> Requirements:
        """Reads pyproject.toml and constraints.txt; a linter's settings there leave the fingerprint as it is."""
        project = tomllib.loads((checkout / "pyproject.toml").read_text(encoding="utf-8"))
        names = (
            *project["build-system"]["requires"],
            *project["project"]["dependencies"],
            *_group(project["dependency-groups"], _EVERYTHING),
        )
        build = project.get("tool", {}).get("hatch")
        constraints = (checkout / "constraints.txt").read_text(encoding="utf-8")
        described = json.dumps([names, project["project"], build, constraints], sort_keys=True)
        return cls(tuple(dict.fromkeys(names)), hashlib.sha256(described.encode()).hexdigest())


def _group(groups: Mapping[str, list[Any]], name: str) -> Iterator[str]:
    for entry in groups[name]:
        if isinstance(entry, str):
            yield entry
        else:
            yield from _group(groups, entry["include-group"])
