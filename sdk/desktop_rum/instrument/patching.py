"""Replacing an attribute of the app's world, marked as ours, and taking it back without undoing what others did."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Final

MARKER: Final = "__desktop_rum__"
"""Set on every function of ours that stands in for one of the app's."""

_ABSENT: Final = object()


class Patches:
    """Attributes that were replaced; `stop()` takes back those that are still ours."""

    def __init__(self) -> None:
        self._applied: list[tuple[Any, str, Any, Any]] = []

    def replace(self, owner: object, name: str, replacement: object) -> None:
        """Set `owner.name`; what was there in the owner itself (not in a base class) is remembered."""
        self._applied.append((owner, name, _own(owner, name), replacement))
        setattr(owner, name, replacement)

    def stop(self) -> None:
        """Take back what is still ours.

        Where somebody patched on top of us, our function stays beneath theirs; it finds its instrument stopped and
        passes every call on.
        """
        for owner, name, original, replacement in reversed(self._applied):
            if _own(owner, name) is not replacement:
                continue
            if original is _ABSENT:
                delattr(owner, name)
            else:
                setattr(owner, name, original)
        self._applied.clear()


def _own(owner: object, name: str) -> Any:
    """What the owner itself has under this name, not a base class; a function's defaults are not among its `vars`."""
    return getattr(owner, name) if name == "__defaults__" else vars(owner).get(name, _ABSENT)
