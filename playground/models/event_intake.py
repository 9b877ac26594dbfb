"""Makes records of events: where each belongs, what it says, and where a new session or a restart begins; no Qt."""

from __future__ import annotations

from sys import intern
from typing import TYPE_CHECKING, Any

from playground.models.event_parts import PartKeeper
from playground.models.event_record import EventRecord
from playground.models.known_fields import KnownFields
from playground.models.sentences import process_of, sentence

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop_rum import EventUpdate

#: what the views of renderer processes begin with
_RENDERER_URL = "desktop://renderer/"
_RENDERER = "Renderer: "
_MAIN_URL = "desktop://main-process"

#: windows that are remembered, to name what their pages tell
MOST_WINDOWS = 5_000

NEW_SESSION = "New session"
RESTART = "Restart"


class EventIntake:
    """Knows what earlier events told: the processes behind windows, the sessions, the main process."""

    def __init__(self) -> None:
        self.fields = KnownFields()
        #: what began with each era; the first one has no beginning that anybody saw
        self.eras = [""]
        self._parts = PartKeeper(self.fields)
        #: names of the process views of renderers
        self._renderers: dict[str, str] = {}
        self._sessions: set[str] = set()
        self._main_pid: Any = None

    def record(self, update: EventUpdate, event: dict[str, Any], index: int, row: int) -> EventRecord:
        """The record of an event that was just told of, for a row of the segment that is being filled."""
        kind, said = intern(str(event.get("type", "unknown"))), sentence(event)
        view, error = _inside(event, "view"), event.get("error")
        process, window = self._place(event, view)
        session = intern(str(_inside(event, "session").get("id") or ""))
        self._notice_beginnings(kind, session, event, view)
        shared, own, order = self._parts.split(event, said, row)
        return EventRecord(
            key=update.key,
            index=index,
            time_ms=update.time_ms,
            type=kind,
            is_crash=kind == "error" and isinstance(error, dict) and bool(error.get("is_crash")),
            process=process,
            window=window,
            session=session,
            source=intern(str(event.get("source") or "")),
            sentence=said,
            view_id=str(view["id"]) if kind == "view" and "id" in view else None,
            era=len(self.eras) - 1,
            shared=shared,
            own=own,
            order=order,
            state=update.state,
            reason=update.reason,
            ended_ms=0 if update.state == "produced" else update.time_ms,
        )

    def _place(self, event: Mapping[str, Any], view: Mapping[str, Any]) -> tuple[str, str]:
        """The process and the window of an event. A page belongs to the process that draws it."""
        container = _inside(_inside(event, "container"), "view").get("id")
        name = self._renderers.get(container) if isinstance(container, str) else None
        if name is not None:
            return name, name.removeprefix(_RENDERER)
        name = intern(process_of(event))
        if not str(view.get("url")).startswith(_RENDERER_URL):
            return name, ""
        if isinstance(view.get("id"), str):
            if len(self._renderers) >= MOST_WINDOWS:
                self._renderers.clear()
            self._renderers[view["id"]] = name
        return name, intern(name.removeprefix(_RENDERER))

    def _notice_beginnings(self, kind: str, session: str, event: Mapping[str, Any], view: Mapping[str, Any]) -> None:
        began = ""
        if session and session not in self._sessions:
            began = NEW_SESSION if self._sessions else ""
            self._sessions.add(session)
        if kind == "view" and view.get("url") == _MAIN_URL:
            pid = _inside(event, "context").get("pid")
            if pid is not None and pid != self._main_pid:
                began = RESTART if self._main_pid is not None else began
                self._main_pid = pid
        if began:
            self.eras.append(began)


def _inside(event: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    inner = event.get(name)
    return inner if isinstance(inner, dict) else {}
