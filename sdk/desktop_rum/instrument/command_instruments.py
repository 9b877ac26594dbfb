"""Everything that sees commands, outside Qt."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Protocol

from desktop_rum.instrument.os_starts import OsStartsInstrument
from desktop_rum.instrument.os_waits import WaitsInstrument
from desktop_rum.instrument.popen import PopenInstrument
from desktop_rum.instrument.stand_in import tell_signatures
from desktop_rum.instrument.uvloop import UvloopInstrument

if TYPE_CHECKING:
    from desktop_rum.instrument.exits import ExitWatcher
    from desktop_rum.instrument.late_imports import LateImports
    from desktop_rum.instrument.runs import Runs


class Switch(Protocol):
    """What passes every call on while it is not active."""

    active: bool


class Instrument(Protocol):
    """What patches a part of the app's world."""

    def stop(self) -> None:
        """Take the patches back; those that others patched over pass their calls on."""


class CommandInstrument(Instrument, Switch, Protocol):
    """One that has a switch of its own."""


def command_instruments(runs: Runs, exits: ExitWatcher, late_imports: LateImports) -> list[CommandInstrument]:
    """Patch all of them; in this order, because what comes first is beneath what comes later."""
    late_imports.when_imported("inspect", tell_signatures)
    instruments: list[CommandInstrument] = [
        WaitsInstrument(runs, exits),
        PopenInstrument(runs, exits, late_imports),
        OsStartsInstrument(runs, exits),
    ]
    if sys.platform != "win32":  # which forks nothing, and starts all of it by built-ins
        from desktop_rum.instrument.forking_starts import ForkingStartsInstrument

        instruments.append(ForkingStartsInstrument(runs, exits, late_imports))
    instruments.append(UvloopInstrument(runs, exits, late_imports))
    return instruments
