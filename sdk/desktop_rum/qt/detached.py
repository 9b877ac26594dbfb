"""`startDetached()` called on an object: PySide looks it up past the class, so that it is patched in each object.

Objects made from now on get the attribute when they are made, those that are there already when the patch is applied.
A subclass that has a `startDetached` of its own keeps it.
"""

from __future__ import annotations

import functools
import weakref
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

import shiboken6
from PySide6.QtCore import QProcess

from desktop_rum.instrument.patching import MARKER, Patches
from desktop_rum.instrument.stand_in import QT_NAMES, stands_in_for
from desktop_rum.interruption import leave_out
from desktop_rum.qt.wrong_calls import as_qt_raises
from desktop_rum.telemetry.guard import internal_error

if TYPE_CHECKING:
    from desktop_rum.instrument.run import Run

_NAME: Final = "startDetached"

SET_UP: Final = "_desktop_rum_set_up"
"""Where an object that is set up keeps itself until it is started.

In `made().startDetached()` the interpreter lets go of the object once it has the attribute: Qt's own would keep it.
Nothing that runs is kept; who sets an object up and never starts it leaves it to the garbage collector.
"""

Begin = Callable[[QProcess], "Run | None"]
End = Callable[["Run | None", object, int, "list[str]"], None]


class DetachedInstances:
    """The objects that carry the attribute."""

    def __init__(self, patches: Patches, begin: Begin, end: End) -> None:
        """Arguments: where to note the patched `__init__`; who is told before and after a detached start."""
        self._begin = begin
        self._end = end
        patches.replace(QProcess, "__init__", self._patched_init(QProcess.__init__))
        patches.replace(QProcess, "setProgram", self._patched_set_program(QProcess.setProgram))
        for process in _all():
            self._patch(process)

    def stop(self) -> None:
        """Take the attribute back from every object."""
        for process in _all():
            state = vars(process)
            if type(state.get(_NAME)) is _StandIn:
                del state[_NAME]
            state.pop(SET_UP, None)

    def _patched_init(self, original: Callable[..., None]) -> Callable[..., None]:
        @stands_in_for(original, copied=QT_NAMES)
        def __init__(process: QProcess, *args: Any, **kwargs: Any) -> None:  # noqa: N807 - stands in for that of QProcess
            try:
                original(process, *args, **kwargs)
            except BaseException as error:
                as_qt_raises(error, args)
                raise
            self._patch(process)

        return __init__

    def _patched_set_program(self, original: Callable[..., None]) -> Callable[..., None]:
        @stands_in_for(original, copied=QT_NAMES)
        def set_program(process: QProcess, *args: Any, **kwargs: Any) -> None:
            try:
                original(process, *args, **kwargs)
            except BaseException as error:
                as_qt_raises(error, args)
                raise
            kept = vars(process)
            if type(kept.get(_NAME)) is _StandIn and not QProcess.processId(process):
                kept[SET_UP] = process

        return set_program

    def _patch(self, process: QProcess) -> None:
        try:
            kept = vars(process)
            kind = type(process)
            if _NAME not in kept and (kind is QProcess or not _has_its_own(kind)):
                kept[_NAME] = _StandIn(self._called, weakref.ref(process))
        except Exception as error:  # noqa: BLE001 - never into the app
            internal_error(error)

    def _called(self, process: weakref.ref[QProcess], *args: Any, **kwargs: Any) -> Any:
        """The attribute of an object was called."""
        try:
            if args or kwargs:
                return QProcess.startDetached(*args, **kwargs)
            found = process()
            if found is None:
                raise RuntimeError("the QProcess is gone")  # noqa: TRY301 - leaves as what Qt raises does
            return self._start(found)
        except BaseException as error:
            leave_out(error)
            raise

    def _start(self, process: QProcess) -> Any:
        """Start what the object is set up for, without the attribute in the way."""
        run = self._begin(process)
        state = vars(process)
        state.pop(SET_UP, None)
        ours = state.pop(_NAME)
        try:
            result: Any = process.startDetached()
        except BaseException as error:
            leave_out(error)
            raise
        finally:
            state[_NAME] = ours
        started, pid = result if isinstance(result, tuple) else (result, 0)
        self._end(run, started, pid, QProcess.arguments(process))
        return result


class _StandIn(functools.partial[Any]):
    """The attribute of one object, made by C alone: a function that looks like Qt's would take longer."""

    __name__ = _NAME
    __wrapped__ = QProcess.startDetached


setattr(_StandIn, MARKER, True)


def _all() -> list[QProcess]:
    return [found for found in shiboken6.getAllValidWrappers() if isinstance(found, QProcess)]


def _has_its_own(kind: type) -> bool:
    """Whether one of the classes between an object's and Qt's own has a `startDetached`."""
    return any(_NAME in vars(between) for between in kind.__mro__[: kind.__mro__.index(QProcess)])
