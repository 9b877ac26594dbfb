"""Failures of the SDK's own code as `telemetry` events: sampled once per run, capped, and never repeated."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any, Final

import msgspec

from desktop_rum._version import __version__
from desktop_rum.assemble.assembler import Assembled
from desktop_rum.assemble.contexts import FORMAT_VERSION, SDK_NAME, SOURCE

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop_rum.assemble.paths import PathScrubber
    from desktop_rum.clock import Clock
    from desktop_rum.configuration import Configuration
    from desktop_rum.instrument.observations import InternalError
    from desktop_rum.session.manager import SessionManager

MAX_REPORTS: Final = 100


class TelemetryReports:
    """Makes a telemetry error of each distinct internal error; lives on the pipeline thread."""

    def __init__(
        self,
        configuration: Configuration,
        sessions: SessionManager,
        paths: PathScrubber,
        clock: Clock,
        add: Callable[[Assembled], None],
    ) -> None:
        self._configuration = configuration
        self._sessions = sessions
        self._paths = paths
        self._clock = clock
        self._add = add
        self._sampled = random.random() * 100 < configuration.telemetry_sample_rate  # noqa: S311 - a sample
        self._told: set[tuple[str, str]] = set()

    def on_internal_error(self, failed: InternalError) -> None:
        """Bring out the report, unless this failure was told already."""
        error = failed.error
        kind = (error.type, error.stack)
        if not self._sampled or kind in self._told or len(self._told) >= MAX_REPORTS:
            return
        self._told.add(kind)
        event: dict[str, Any] = {
            "type": "telemetry",
            "date": self._clock.now_ns() // 1_000_000,
            "service": SDK_NAME,
            "source": SOURCE,
            "version": __version__,
            "application": {"id": self._configuration.application_id},
            "_dd": {"format_version": FORMAT_VERSION},
            "effective_sample_rate": self._configuration.telemetry_sample_rate,
            "telemetry": {
                "type": "log",
                "status": "error",
                "message": f"{error.type} in the SDK",
                "error": {"kind": error.type, "stack": error.stack},
            },
        }
        if self._sessions.current is not None:
            event["session"] = {"id": self._sessions.current.id}
        event = self._paths.value(event)
        self._add(Assembled(event, msgspec.json.encode(event)))
