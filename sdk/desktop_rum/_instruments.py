"""The part of the wiring that concerns the app's own calls: what is patched to see them, and how it is taken back."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from desktop_rum.instrument.command_instruments import Instrument, Switch, command_instruments
from desktop_rum.instrument.exit_requests import ExitRequestsInstrument
from desktop_rum.instrument.exits import ExitWatcher
from desktop_rum.instrument.http_client import HttpClientInstrument
from desktop_rum.instrument.http_exchange import Exchanges
from desktop_rum.instrument.httpx_client import HttpxInstrument
from desktop_rum.instrument.late_imports import LateImports
from desktop_rum.instrument.uncaught import UncaughtInstrument

if TYPE_CHECKING:
    import contextlib
    from collections.abc import Callable
    from types import ModuleType

    from desktop_rum.clock import Clock
    from desktop_rum.instrument.runs import Runs
    from desktop_rum.instrument.uncaught import Report


class Instruments:
    """Patches commands, HTTP requests and the hooks for uncaught exceptions, also those that the app imports later."""

    def __init__(
        self,
        clock: Clock,
        runs: Runs,
        put: Callable[[object], None],
        report_uncaught: Report,
        undo: contextlib.ExitStack,
        *,
        track_commands: bool,
    ) -> None:
        """Patch everything; from here on things are seen.

        Arguments: the clock, the runs of commands, who takes other observations, who takes uncaught exceptions, and
        what is to be undone where the rest of the SDK cannot be started.

        Raises:
            OSError, RuntimeError: there is no room for the files of the exit watcher, or for its thread.
        """
        self._runs = runs
        self.exits = ExitWatcher(runs)
        undo.callback(self.exits.stop)
        self.late_imports = LateImports()
        self._imports_of_loops = LateImports()
        """For uncaught exceptions alone: a forked child hears of these when it hears of no other import any more."""
        self._exchanges = Exchanges(clock, put)
        self._switches: list[Switch] = [self.late_imports, self._exchanges]
        self._installed: list[Instrument] = []
        undo.callback(self.take_back)
        self._uncaught = UncaughtInstrument(report_uncaught, self._imports_of_loops)
        self._installed += [
            self._uncaught,
            HttpClientInstrument(self._exchanges, self.late_imports),
            HttpxInstrument(self._exchanges, self.late_imports),
        ]
        self.late_imports.when_imported("PySide6.QtNetwork", self._instrument_qt_network)
        if track_commands:
            commands = command_instruments(runs, self.exits, self.late_imports)
            self._installed += [*commands, ExitRequestsInstrument()]
            self._switches += commands
            self.late_imports.when_imported("PySide6.QtCore", self._instrument_qt)

    def tell_end_of_main_thread(self) -> None:
        """At the interpreter's end: report the exception that it ends with, where no hook of ours saw it."""
        self._uncaught.tell_end_of_main_thread()

    def end_requests(self) -> None:
        """Report the HTTP requests that are under way, as far as they have come."""
        self._exchanges.end_all()

    def stop_watching(self) -> None:
        """Watch no more children; commands that still run are reported as detached."""
        self.exits.stop()
        self._runs.detach_all()

    def take_back(self) -> None:
        """Take back every patch that is still ours."""
        for instrument in self._installed:
            instrument.stop()
        self.late_imports.stop()
        self._imports_of_loops.stop()

    def abandon(self) -> None:
        """In a forked child: leave the patches where they are, passing every call on, and close the parent's files."""
        for switch in self._switches:
            switch.active = False
        self.exits.close_files()

    def report_uncaught_to(self, report: Report | None) -> None:
        """In a forked child: report its uncaught exceptions there; None: nowhere."""
        self._uncaught.report_to(report)

    def _instrument_qt(self, _module: ModuleType) -> None:
        """The app has imported Qt: only now may what needs it be imported, by name, because it lies above this."""
        commands = importlib.import_module("desktop_rum.qt.commands")
        instrument = commands.QProcessInstrument(self._runs, self.exits)
        self._installed.append(instrument)
        self._switches.append(instrument)

    def _instrument_qt_network(self, _module: ModuleType) -> None:
        """The app has imported Qt's network module: as above."""
        network = importlib.import_module("desktop_rum.qt.network")
        self._installed.append(network.NetworkInstrument(self._exchanges))
