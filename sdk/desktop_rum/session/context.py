"""What `get_internal_context()` answers."""

from __future__ import annotations

import msgspec


class InternalContext(msgspec.Struct, frozen=True):
    """Which application, session and view the SDK is reporting for at this moment."""

    application_id: str
    session_id: str | None
    """None while no session is active: it expired or was stopped, and the user has not been active since."""
    session_started_ms: int
    """When the session started, in ms since the epoch; 0 without one."""
    session_sampled: bool
    """Whether the events of the session are kept."""
    view_id: str
    """The view of the main process."""
    view_name: str
    sdk_version: str
