"""Manifests of Kubernetes: whatever a `kind: Secret` has under `data` is secret, whatever its name."""

from __future__ import annotations

import re
from typing import Final

from desktop_rum.assemble.secrets.urls import MASK

_DOCUMENTS: Final = re.compile(r"(^---[ \t]*\n)", re.MULTILINE)
_IS_SECRET: Final = re.compile(r"\bkind[\"']?\s*:\s*[\"']?Secret\b")
_BLOCK: Final = re.compile(
    r"^(?P<indent>[ \t]*)(?:data|stringData):[ \t]*\n(?:(?P=indent)[ \t]+\S.*(?:\n|\Z)|[ \t]*\n)+", re.MULTILINE
)
_LINE: Final = re.compile(r"^(?P<name>[ \t]+(?:[^\s:]+:(?:[ \t]+|$))?)(?P<value>.*)$", re.MULTILINE)
_OBJECT: Final = re.compile(r"\"(?:data|stringData)\"\s*:\s*\{[^{}]*\}")
_VALUE: Final = re.compile(r"(?P<name>:\s*\")(?:\\.|[^\"\\])*\"")
_FOLLOWS: Final = re.compile(r"(?:[|>][+-]?)?")
"""Where a value stands in the lines below its name."""


def without_manifests(text: str) -> str:
    """The text without the secrets of its manifests, in YAML or JSON."""
    if "Secret" not in text or _IS_SECRET.search(text) is None:
        return text
    return "".join(map(_scrubbed, _DOCUMENTS.split(text)))


def _scrubbed(document: str) -> str:
    if _IS_SECRET.search(document) is None:
        return document
    document = _BLOCK.sub(lambda block: _LINE.sub(_line, block[0]), document)
    return _OBJECT.sub(lambda found: _VALUE.sub(rf'\g<name>{MASK}"', found[0]), document)


def _line(match: re.Match[str]) -> str:
    if match["name"].strip() in ("data:", "stringData:") or _FOLLOWS.fullmatch(match["value"]):
        return match[0]
    return f"{match['name']}{MASK}"
