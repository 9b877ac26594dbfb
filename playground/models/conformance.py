"""Whether an event conforms to the RUM event format, and where it does not; no Qt.

The schemas are in assets/rum-events-format/. They are read when the first event is checked.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from jsonschema import Draft7Validator
from referencing import Registry
from referencing.jsonschema import DRAFT7

FORMAT: Final = Path(__file__).resolve().parents[2] / "assets" / "rum-events-format"
_BASE: Final = "https://rum-events-format.invalid/"

#: problems of one event that are told
MOST: Final = 50

_VITALS: Final = {
    "duration": "vital-duration",
    "operation_step": "vital-operation-step",
    "app_launch": "vital-app-launch",
}


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, and at which path."""

    path: str
    said: str


def problems_of(event: Mapping[str, Any]) -> list[Problem]:
    """Everything that is wrong with an event; nothing when it conforms."""
    name = _schema_of(event)
    if name is None:
        return [Problem("type", f"the format knows no event of the type {event.get('type')!r}")]
    found = []
    for error in _validator(name).iter_errors(event):
        path = ".".join(str(step) for step in error.absolute_path)
        if not _is_deliberate(event, path, error.instance):
            found.append(Problem(path or "the event", error.message[:300]))
        if len(found) >= MOST:
            break
    return found


def _is_deliberate(event: Mapping[str, Any], path: str, value: Any) -> bool:
    """A command that never started has the status -1, as Datadog's specification asks; the schema's least is 0."""
    return path == "resource.status_code" and value == -1 and event["resource"].get("type") == "native"


def _schema_of(event: Mapping[str, Any]) -> str | None:
    kind = event.get("type")
    if kind == "execution_context":
        return "extensions/execution_context-schema.json"
    if kind == "telemetry":
        telemetry = _inside(event, "telemetry")
        step = telemetry.get("type") if telemetry.get("type") in {"configuration", "usage"} else telemetry.get("status")
        name = f"schemas/telemetry/{step}-schema.json"
    elif kind == "vital":
        name = f"schemas/rum/{_VITALS.get(str(_inside(event, 'vital').get('type')))}-schema.json"
    else:
        name = f"schemas/rum/{kind}-schema.json"
    return name if name in _names() else None


def _inside(event: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    inner = event.get(name)
    return inner if isinstance(inner, Mapping) else {}


@cache
def _names() -> frozenset[str]:
    return frozenset(path.relative_to(FORMAT).as_posix() for path in FORMAT.rglob("*.json"))


@cache
def _registry() -> Registry[Any]:
    """Every schema under its path, so that references between files resolve without a network."""
    resources = []
    for name in _names():
        schema = json.loads((FORMAT / name).read_text(encoding="utf-8"))
        schema["$id"] = _BASE + name
        resources.append((_BASE + name, DRAFT7.create_resource(schema)))
    return Registry().with_resources(resources)


@cache
def _validator(name: str) -> Draft7Validator:
    return Draft7Validator({"$ref": _BASE + name}, registry=_registry())
