"""The parts of a running playground, started and ended in the one order that works."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import desktop_rum
from playground.intake.launch import IntakeError, IntakeProcess
from playground.models.event_feed import EventFeed
from playground.options import OptionsError
from playground.stage import Conditions, Stage

if TYPE_CHECKING:
    from playground.options import Options

CHECKOUT = Path(__file__).resolve().parents[1]
VERSION = "0.1.0"

#: what the embedded intake is told; it takes any
DEMO_APPLICATION_ID = "5a1f3c70-7d2e-4b1c-9c55-0d6e8f2a4b61"
DEMO_CLIENT_TOKEN = "pub-desktop-rum-playground"  # noqa: S105 - opens nothing

#: databases of earlier launches that are kept
KEPT_RECORDINGS = 20


class Playground:
    """Intake, SDK, event feed and stage. `stop` ends them in the opposite order."""

    def __init__(self, options: Options) -> None:
        """Start everything; raises OptionsError when an option turns out to be wrong."""
        self.warning: str | None = None
        self.data_dir = options.data_dir
        #: where what was received in this launch and in earlier ones is kept
        self.recordings = options.data_dir / "recordings"
        self._intake: IntakeProcess | None = None
        if options.has_own_intake:
            # Before the SDK, otherwise it would be one of the app's commands.
            self._intake = _start_intake(options)
            self.address = self._intake.url
        elif options.intake is not None:
            self.address = options.intake
            self.warning = _warning_about(options.intake)
        else:
            self.address = options.site.site if options.site is not None else ""
        self.feed = EventFeed()
        try:
            _init_sdk(options, None if options.site is not None else self.address)
        except Exception as problem:
            self._stop_intake()
            if isinstance(problem, desktop_rum.ConfigurationError):
                raise OptionsError(_in_our_words(problem)) from problem
            raise
        self._subscription = desktop_rum.subscribe(self.feed.listen)
        context = desktop_rum.get_internal_context()
        self.session_id = context.session_id if context is not None else None
        self.stage = Stage(Conditions(None if self._intake is None else self._intake.set_fault))

    @property
    def has_own_intake(self) -> bool:
        """Whether `received` can tell what arrived."""
        return self._intake is not None

    async def flush(self) -> bool:
        """Send what there is; whether all of it was taken."""
        return await asyncio.get_running_loop().run_in_executor(None, desktop_rum.flush, 5.0)

    async def received(self) -> list[dict[str, Any]]:
        """Every event of this launch's session that the embedded intake has."""
        if self._intake is None:
            return []
        arrived = await asyncio.get_running_loop().run_in_executor(None, self._intake.events)
        events = [item.event for item in arrived]
        return [event for event in events if (event.get("session") or {}).get("id") == self.session_id]

    async def stop_reporting(self) -> None:
        """End what runs on the stage, then the SDK, which sends the rest."""
        await self.stage.stop()
        await asyncio.get_running_loop().run_in_executor(None, desktop_rum.stop, 5.0)
        self._subscription.stop()
        self.feed.stop()

    async def stop(self) -> None:
        """End everything; can be called again."""
        await self.stop_reporting()
        self._stop_intake()

    def _stop_intake(self) -> None:
        if self._intake is not None:
            self._intake.stop()
            self._intake = None


def _start_intake(options: Options) -> IntakeProcess:
    try:
        return IntakeProcess.start(record=options.record, database=_new_recording(options.data_dir), port=options.port)
    except IntakeError as problem:
        where = f"--port {options.port}: " if options.port else ""
        raise OptionsError(f"{where}{problem}") from problem


def _new_recording(data_dir: Path) -> Path:
    """A database for this launch, so that what it received can be opened after a crash. Old ones are removed."""
    folder = data_dir / "recordings"
    folder.mkdir(parents=True, exist_ok=True)
    for old in sorted(folder.glob("*.sqlite"))[: -KEPT_RECORDINGS + 1]:
        for file in (old, old.with_name(old.name + "-wal"), old.with_name(old.name + "-shm")):
            with contextlib.suppress(OSError):
                file.unlink()
    return folder / f"{time.strftime('%Y%m%d-%H%M%S')}-{time.time_ns() % 10**9:09}.sqlite"


def _init_sdk(options: Options, proxy: str | None) -> None:
    site = options.site
    where: dict[str, Any] = {"proxy": proxy} if site is None else {"site": site.site}
    desktop_rum.init(
        application_id=DEMO_APPLICATION_ID if site is None else site.application_id,
        client_token=DEMO_CLIENT_TOKEN if site is None else site.client_token,
        service="desktop-rum-playground",
        env="demo",
        version=VERSION,
        telemetry_sample_rate=100,
        batch_size="small",
        upload_frequency="frequent",
        data_dir=options.data_dir / "sdk",
        app_roots=(CHECKOUT, CHECKOUT / "assets" / "pages"),
        **where,
    )


def _in_our_words(problem: desktop_rum.ConfigurationError) -> str:
    """The complaint under the name by which the user gave the value."""
    names = {
        "application_id": "DD_APPLICATION_ID",
        "client_token": "DD_CLIENT_TOKEN",
        "site": "DD_SITE",
        "proxy": "--intake",
        "data_dir": "--data-dir",
    }
    option, _, rest = str(problem).partition(":")
    return f"{names.get(problem.option, option)}:{rest}"


def _warning_about(intake: str) -> str | None:
    """One sentence when nobody answers at the address of the intake."""
    parts = urlsplit(intake)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        socket.create_connection((parts.hostname or "", port), timeout=2.0).close()
    except OSError as problem:
        reason = problem.strerror or problem
        return f"No intake answers at {intake} ({reason}): events are kept on disk, and sent when one does"
    return None
