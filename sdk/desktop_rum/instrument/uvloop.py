"""Subprocesses of uvloop, whose loop starts them in C: there is no `Popen` to be seen.

The loop tells us of the end as it tells whoever awaits the transport, and before it goes on with the app: the exit
watcher, which sees it as well, has to wait until the loop's thread gives way. The status is libuv's to collect.
"""

from __future__ import annotations

import functools
import sys
from typing import TYPE_CHECKING, Any

from desktop_rum.instrument.call_name import name_of_call
from desktop_rum.instrument.command import as_text, failure_of, taken
from desktop_rum.instrument.patching import Patches
from desktop_rum.instrument.stand_in import stands_in_for
from desktop_rum.interruption import leave_out
from desktop_rum.telemetry.guard import internal_error

if TYPE_CHECKING:
    from asyncio import Future
    from collections.abc import Callable
    from types import FrameType, ModuleType

    from desktop_rum.instrument.exits import ExitWatcher
    from desktop_rum.instrument.late_imports import LateImports
    from desktop_rum.instrument.run import Run
    from desktop_rum.instrument.runs import Runs


class UvloopInstrument:
    """Patches uvloop's loop, once it is imported."""

    def __init__(self, runs: Runs, exits: ExitWatcher, late_imports: LateImports) -> None:
        self._runs = runs
        self._exits = exits
        self.active = True
        self._patches = Patches()
        late_imports.when_imported("uvloop", self._patch)

    def stop(self) -> None:
        """Take the patches back; those that others patched over pass their calls on."""
        self.active = False
        self._patches.stop()

    def _patch(self, module: ModuleType) -> None:
        for name, shell in (("subprocess_exec", False), ("subprocess_shell", True)):
            original = getattr(module.Loop, name)
            self._patches.replace(module.Loop, name, self._patched(original, name.replace("_", "-"), shell=shell))

    def _patched(self, original: Callable[..., Any], name: str, *, shell: bool) -> Callable[..., Any]:
        @stands_in_for(original)
        async def start(loop: Any, protocol_factory: Any, *args: Any, **kwargs: Any) -> Any:
            run = self._begin(sys._getframe(1), name, args, kwargs, shell=shell)  # noqa: SLF001 - no other way up
            try:
                transport, protocol = await original(loop, protocol_factory, *args, **kwargs)
            except BaseException as error:
                if run is not None:
                    self._runs.close(run, failure=failure_of(error))
                leave_out(error)
                raise
            self._follow(transport, run)
            return transport, protocol

        return start

    def _begin(
        self, frame: FrameType, name: str, args: tuple[Any, ...], kwargs: dict[str, Any], *, shell: bool
    ) -> Run | None:
        if not self.active:
            return None
        try:
            cwd = kwargs.get("cwd")
            given = taken(args[0] if shell and args else args)
            return self._runs.open(
                name_of_call(frame, name), given, None, None if cwd is None else as_text(cwd), shell=shell
            )
        except Exception as error:  # noqa: BLE001 - never into the app
            internal_error(error)
            return None

    def _follow(self, transport: Any, run: Run | None) -> None:
        if run is None:
            return
        try:
            self._runs.started(run, transport.get_pid())
            returncode = transport.get_returncode()
            if returncode is not None:  # it was collected while the app awaited the start, and need not be awaited now
                self._runs.close(run, returncode)
                return
            run.ask_owner = transport.get_returncode
            self._exits.watch(run)
            # As `asyncio.subprocess.Process.wait` does, but without a task that the app would see.
            transport._wait().add_done_callback(functools.partial(self._told, run))  # noqa: SLF001 - asyncio calls it too
        except Exception as error:  # noqa: BLE001 - never into the app
            internal_error(error)

    def _told(self, run: Run, ended: Future[int]) -> None:
        """The loop has collected the child."""
        try:
            if not ended.cancelled():
                self._exits.unwatch(run)
                self._runs.close(run, ended.result())
        except Exception as error:  # noqa: BLE001 - never into the app
            internal_error(error)
