"""Events against the RUM event format, with the checker that lies beside the checkout; where it is not, all is well."""

from __future__ import annotations

import functools
import importlib.machinery
import importlib.util
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import ModuleType

MOST_OF_ONE_TYPE: Final = 20
CHECKER: Final = Path(__file__).resolve().parents[2].parent / "shared" / "tools" / "validate-events"


def complaints(events: Sequence[dict[str, Any]]) -> list[str]:
    """What does not conform, one line an event."""
    checker = _checker()
    if checker is None:
        return []
    return [f"{event.get('type')}: {problem}" for event in _some_of_each(events) for problem in checker.problems(event)]


def _some_of_each(events: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The first and the last of each type: events by the thousand are alike, and a check takes milliseconds."""
    by_type: dict[str, list[dict[str, Any]]] = {}
    for event in events:
        by_type.setdefault(str(event.get("type")), []).append(event)
    return [event for same in by_type.values() for event in (*same[:MOST_OF_ONE_TYPE], same[-1])]


@functools.cache
def _checker() -> ModuleType | None:
    if not CHECKER.is_file():
        return None
    loader = importlib.machinery.SourceFileLoader("validate_events", str(CHECKER))
    spec = importlib.util.spec_from_loader("validate_events", loader)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    return module
