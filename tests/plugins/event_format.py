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

CHECKER: Final = Path(__file__).resolve().parents[2].parent / "shared" / "tools" / "validate-events"


def complaints(events: Sequence[dict[str, Any]]) -> list[str]:
    """What does not conform, one line an event."""
    checker = _checker()
    if checker is None:
        return []
    return [f"{event.get('type')}: {problem}" for event in events for problem in checker.problems(event)]


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
