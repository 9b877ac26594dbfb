"""What every event has in common: application, service, session, device, SDK."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from desktop_rum._version import __version__
from desktop_rum.assemble.environment import device, operating_system
from desktop_rum.assemble.hooks import DISCARDED, Verdict
from desktop_rum.collect.views import SOURCE

if TYPE_CHECKING:
    from desktop_rum.collect.raw_event import RawEvent
    from desktop_rum.configuration import Configuration
    from desktop_rum.session.manager import Session, SessionManager

SDK_NAME: Final = "desktop-rum"
FORMAT_VERSION: Final = 2


class CommonContext:
    """The part that stays the same for the whole run of the app."""

    def __init__(self, configuration: Configuration) -> None:
        self._data = {
            "application": {"id": configuration.application_id},
            "service": configuration.service,
            "ddtags": tags(configuration),
            "source": SOURCE,
            "os": operating_system(),
            "device": device(),
            "_dd": {
                "format_version": FORMAT_VERSION,
                "sdk_name": SDK_NAME,
                "configuration": {"session_sample_rate": configuration.session_sample_rate},
            },
        }
        if configuration.version is not None:
            self._data["version"] = configuration.version

    def hook(self, _raw: RawEvent) -> dict[str, Any]:
        """The hook."""
        return self._data


class SessionContext:
    """The session; discards events while there is none, and those of a session outside the sample."""

    def __init__(self, sessions: SessionManager) -> None:
        self._sessions = sessions
        self._known: Session | None = None
        self._data: dict[str, Any] = {}
        self._view_data: dict[str, Any] = {}
        self._last_view_data: dict[str, Any] = {}

    def hook(self, raw: RawEvent) -> dict[str, Any] | Verdict:
        """The hook."""
        session = self._sessions.current
        if session is None or not (session.sampled or "session" in raw.data):  # a crash is of the session it ended
            return DISCARDED
        if session is not self._known:
            self._known = session
            self._data = {
                "session": {"id": session.id, "type": "user"},
                "_dd": {"session": {"session_precondition": session.precondition}},
            }
            self._view_data = {**self._data, "session": {**self._data["session"], "is_active": True}}
            self._last_view_data = {**self._data, "session": {**self._data["session"], "is_active": False}}
        if raw.type != "view":
            return self._data
        return self._last_view_data if self._sessions.ending else self._view_data


def tags(configuration: Configuration) -> str:
    """`ddtags`: what the intake files events under; a comma cannot be part of a value."""
    pairs = (
        ("sdk_version", __version__),
        ("service", configuration.service),
        ("env", configuration.env),
        ("version", configuration.version),
    )
    return ",".join(f"{key}:{value.replace(',', '_')}" for key, value in pairs if value is not None)
