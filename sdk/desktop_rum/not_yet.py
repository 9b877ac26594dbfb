"""Stand-ins for public names while they are being imported: a signal handler may ask for one in the middle of that.

No SDK runs at that moment, so every call does nothing, as before `init()`. Standard library only.
"""

from __future__ import annotations

from desktop_rum.refusals import AlreadyInitialized

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


class _Subscription:
    """To nothing."""

    def stop(self) -> None: ...


_ANSWERS: dict[str, Callable[[], object]] = {
    "app_metrics": list,
    "flush": bool,
    "get_account": dict,
    "get_user": dict,
    "subscribe": _Subscription,
}
"""Of those that answer anything but None."""


class NotYet:
    """A function that cannot be imported now; where it is kept, it becomes the real one later."""

    def __init__(self, name: str, resolve: Callable[[str], Any]) -> None:
        self.__name__ = name
        self._resolve = resolve

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Do nothing, unless it can be imported by now."""
        real = self._resolve(self.__name__)
        if not isinstance(real, NotYet):
            return real(*args, **kwargs)
        if self.__name__ == "init":
            message = "init() was called in the middle of another one"
            raise AlreadyInitialized(message)
        return _ANSWERS.get(self.__name__, lambda: None)()


def stand_in(name: str, resolve: Callable[[str], Any]) -> Any:
    """For a function, one that does nothing; for a class, one that nothing is an instance of."""
    return type(name, (), {}) if name[0].isupper() else NotYet(name, resolve)
