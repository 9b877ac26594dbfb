"""The SDK's reports about itself as `telemetry` events: sampled once a session, capped, and never repeated."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any, Final

import msgspec

from desktop_rum._version import __version__
from desktop_rum.assemble.assembler import Assembled
from desktop_rum.assemble.contexts import FORMAT_VERSION, SDK_NAME
from desktop_rum.collect.views import SOURCE

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop_rum.clock import Clock
    from desktop_rum.configuration import Configuration
    from desktop_rum.session.consent import Consent
    from desktop_rum.session.manager import SessionManager
    from desktop_rum.telemetry.delivery import Delivery
    from desktop_rum.telemetry.own_failure import OwnFailure

MAX_REPORTS: Final = 100
"""In one session."""


class TelemetryReports:
    """Makes an event of each distinct failure, of the configuration once, and of the delivery's figures."""

    def __init__(
        self,
        configuration: Configuration,
        sessions: SessionManager,
        consent: Consent,
        clock: Clock,
        add: Callable[[Assembled], None],
    ) -> None:
        self._configuration = configuration
        self._sessions = sessions
        self._consent = consent
        self._clock = clock
        self._add = add
        self._sampled = False
        self._configuration_told = False
        self._told: set[OwnFailure] = set()
        self._count = 0
        self._figures_told: dict[str, Any] = {}

    def on_session_start(self) -> None:
        """Decide whether this session is sampled, and begin to count its reports."""
        session = self._sessions.current
        in_sample = random.random() * 100 < self._configuration.telemetry_sample_rate  # noqa: S311 - a sample
        self._sampled = in_sample and session is not None and session.sampled
        self._told.clear()
        self._count = 0
        self.tell_configuration()

    def tell_configuration(self) -> None:
        """Report the configuration once, as soon as the user agrees to be reported on."""
        if not self._configuration_told:
            self._configuration_told = self._report(
                {"type": "configuration", "configuration": _told_of(self._configuration)}
            )

    def on_own_failure(self, failure: OwnFailure) -> None:
        """Bring out the report, unless this failure was told already."""
        if failure in self._told:
            return
        self._told.add(failure)
        self._report(
            {
                "type": "log",
                "status": "error",
                "message": f"{failure.kind} in the SDK",
                "error": {"kind": failure.kind, "stack": failure.stack},
            }
        )

    def report_delivery(self, delivery: Delivery, dropped_observations: int) -> None:
        """Bring out the figures of the delivery, where they changed since the last time."""
        figures = {
            "sent": {"batches": delivery.sent_batches, "events": delivery.sent_events, "bytes": delivery.sent_bytes},
            "retries": delivery.retries,
            "dropped": dict(delivery.dropped),
            "dropped_observations": dropped_observations,
        }
        worth_telling = delivery.sent_batches or delivery.retries or delivery.dropped or dropped_observations
        if worth_telling and figures != self._figures_told:
            self._figures_told = figures
            self._report({"type": "log", "status": "debug", "message": "Delivery", "delivery": figures})

    def _report(self, telemetry: dict[str, Any]) -> bool:
        session = self._sessions.current
        if not self._sampled or session is None or self._count >= MAX_REPORTS or not self._consent.collects:
            return False
        self._count += 1
        event: dict[str, Any] = {
            "type": "telemetry",
            "date": self._clock.now_ns() // 1_000_000,
            "service": SDK_NAME,
            "source": SOURCE,
            "version": __version__,
            "application": {"id": self._configuration.application_id},
            "session": {"id": session.id},
            "_dd": {"format_version": FORMAT_VERSION},
            "effective_sample_rate": self._configuration.telemetry_sample_rate,
            "telemetry": telemetry,
        }
        self._add(Assembled(event, msgspec.json.encode(event)))
        return True


def _told_of(configuration: Configuration) -> dict[str, Any]:
    """The options under the format's names; nothing that names the customer, the user or a folder."""
    return {
        "session_sample_rate": configuration.session_sample_rate,
        "telemetry_sample_rate": configuration.telemetry_sample_rate,
        "tracking_consent": configuration.tracking_consent,
        "use_proxy": configuration.proxy is not None,
        "use_before_send": configuration.before_send is not None,
        "batch_size": configuration.batch_bytes,
        "batch_upload_frequency": round(configuration.upload_interval * 1_000),
        "mobile_vitals_update_period": round(configuration.metrics_interval * 1_000),
        "sdk_version": __version__,
        "source": SOURCE,
    }
