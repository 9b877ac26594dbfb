"""Starts, flushes and stops the SDK, and answers the app's questions about it.

Only `init()` raises into the app; before it, the other calls do nothing.
"""

from __future__ import annotations

import atexit
import logging
import os
import sys
import threading
from typing import TYPE_CHECKING, Final, ParamSpec

from desktop_rum._sdk import Sdk
from desktop_rum.configuration import Configuration, validate
from desktop_rum.instrument.forks import let_go
from desktop_rum.instrument.observations import SessionStopped, UserActive
from desktop_rum.interrupted_end import dies_of_interrupt, note_interrupt
from desktop_rum.interruption import is_interruption
from desktop_rum.refusals import AlreadyInitialized, ConfigurationError
from desktop_rum.subscriptions import Listener, Subscription
from desktop_rum.telemetry.guard import internal_error

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop_rum.collect.app_metrics import ProcessMetric
    from desktop_rum.session.context import InternalContext
    from desktop_rum.telemetry.delivery import DeliveryFigures

_EXIT_SECONDS: Final = 1.0
"""How long the end of the interpreter may wait for the last events to leave."""

_EXIT_DRAIN_SECONDS: Final = 10.0
"""How long it may wait before that for a full queue to become empty."""

_DEFAULT_SECONDS: Final = 5.0
_MAX_SECONDS: Final = 24 * 60 * 60.0
"""The longest timeout: not every wait of the system takes a longer one."""

_logger = logging.getLogger("desktop_rum")

_Options = ParamSpec("_Options")

_lock = threading.RLock()
"""Reentrant: a signal handler or a finalizer may call `stop()` in the middle of a call of the same thread."""
_metrics_lock = threading.RLock()
_current: Sdk | None = None
_inherited: Sdk | None = None
"""The parent's, in a forked child."""
_starting = False
"""Whether a thread is in the middle of `init()`, in which it may be interrupted and begin another one."""
_hooked = False
"""Whether forks and the interpreter's end are noticed, which stays so once it is done."""


def _initializer(check: Callable[_Options, Configuration]) -> Callable[_Options, None]:
    """`init()` with the parameters of `check`, so that they are written, typed and documented once."""

    def init(*args: _Options.args, **options: _Options.kwargs) -> None:  # noqa: D417 - they are those of `check`
        """Start reporting. All options are given by keyword.

        Arguments:
            application_id, client_token: as Datadog shows them for the application.
            service: the name of the app.
            site: the Datadog site.
            env, version: tags of every event.
            proxy: an http or https url to send to instead of the site.
            session_sample_rate: percent of the sessions that are kept.
            telemetry_sample_rate: percent of these that report failures of the SDK itself.
            batch_size: "small" (16 KiB), "medium" (512 KiB) or "large" (4 MiB).
            upload_frequency: "frequent" (every 5 s), "normal" (10 s) or "rare" (30 s).
            tracking_consent: "pending" (events are kept, not sent), "granted" or "not-granted" (nothing is kept).
            before_send: gets a copy of each event, may change it, and discards it by returning False.
            data_dir: where batches wait for upload; by default the platform's folder for data of applications.
            app_roots: folders whose path is removed from urls, stacks and commands; by default the main script's.
            metrics_interval: seconds between two measurements of memory and CPU.
            track_commands: whether commands are reported.
            track_utility_processes: whether workers are reported.
            scrub_names: more names whose values are removed from commands.
            clock: for tests.

        Raises:
            ConfigurationError: an option is wrong; the message says which, what was given and what is allowed.
            AlreadyInitialized: the SDK is running already; call `stop()` first.
        """
        global _current, _starting  # noqa: PLW0603 - one SDK a process
        configuration = check(*args, **options)
        if _is_being_spawned():
            return
        with _lock:
            if _current is not None or _starting:
                message = "init() was called before; call stop() first"
                raise AlreadyInitialized(message)
            _starting = True
            try:
                _import_the_rest()
                _hook_process()
                _take_back_inherited()
                _current = _started(configuration)
            finally:
                _starting = False

    init.__wrapped__ = check  # type: ignore[attr-defined]  # what inspect.signature and help() go by
    check.__qualname__ = "init"  # the name by which Python tells of a misspelt or missing option
    return init


init = _initializer(validate)


def stop(timeout: float = _DEFAULT_SECONDS) -> None:
    """Take every patch back, put what is left on disk, try one upload, and close threads and files.

    Arguments: how many seconds all of it may take. `init()` works again afterwards.
    """
    global _current
    with _lock:
        sdk, _current = _current, None
    if sdk is not None:
        guarded(lambda: sdk.stop(_seconds(timeout)))


def flush(timeout: float = _DEFAULT_SECONDS) -> bool:
    """Put everything accepted so far on disk and try one upload.

    Arguments: how many seconds that may take.
    Returns whether the intake took everything; what it did not take stays on disk and is tried again.
    """
    sdk = _current
    return sdk is not None and bool(guarded(lambda: sdk.flush(_seconds(timeout))))


def stop_session() -> None:
    """End the session; the next activity of the user starts another one."""
    sdk = _current
    if sdk is not None:
        sdk.pipeline.put_urgent(SessionStopped())


def get_internal_context() -> InternalContext | None:
    """The application, session and view that are being reported; None before `init()` and after `stop()`."""
    sdk = _current
    return None if sdk is None else sdk.context()


def subscribe(listener: Listener) -> Subscription:
    """Call `listener` with batches of what becomes of each event: written, sent, dropped and so on.

    It is called on a thread of the SDK and must return quickly. A subscription made before `init()` stays empty.
    """
    sdk = _current
    return Subscription(listener, lambda _: None) if sdk is None else sdk.subscriptions.add(listener)


def app_metrics() -> list[ProcessMetric]:
    """Every process of the app, the main one first, with CPU since the last call, memory, role and exit.

    A process that is gone is listed once more. Reads the whole process table, some milliseconds; empty without the SDK.
    """
    sdk = _current
    found: list[ProcessMetric] = []
    if sdk is not None:
        children = sdk.children
        with _metrics_lock:
            guarded(lambda: found.extend(children.app_metrics.snapshot()))
    return found


def delivery_figures() -> DeliveryFigures | None:
    """What waits at this moment, and what was sent, tried again, dropped and discarded since `init()`.

    Cheap enough to be asked several times a second; None before `init()` and after `stop()`.
    """
    sdk = _current
    found: list[DeliveryFigures] = []
    if sdk is not None:
        guarded(lambda: found.append(sdk.delivery_figures()))
    return found[0] if found else None


def user_active() -> None:
    """The user pressed a key or a button: the session goes on, or the next one begins."""
    sdk = _current
    if sdk is not None:
        sdk.pipeline.put(UserActive())


def current_sdk() -> Sdk | None:
    """The running SDK, for the parts of it that are imported later (`desktop_rum.qt`)."""
    return _current


def guarded(function: Callable[[], object]) -> object:
    """What `function` returns; None where our own code failed, which the app never hears of."""
    try:
        return function()
    except Exception as error:  # noqa: BLE001 - never into the app
        internal_error(error)
        return None


def _stop_at_exit() -> None:
    """The interpreter ends: write everything to disk, then send what can be sent at once.

    Handlers that the app registered before us come after: the calls go on until then.
    """
    sdk = _current
    if sdk is not None:
        interrupted = dies_of_interrupt()
        guarded(lambda: sdk.pipeline.drain(_EXIT_DRAIN_SECONDS))
        guarded(lambda: sdk.end_with_interpreter(_EXIT_SECONDS))
        if interrupted:
            note_interrupt()


def _seconds(timeout: object) -> float:
    """A timeout as every wait of the system takes it; the default where it is no number of seconds."""
    try:
        return float(min(max(timeout, 0), _MAX_SECONDS))  # type: ignore[call-overload]
    except Exception as error:  # whatever the app hands over
        if is_interruption(error):
            raise
        _logger.warning("A timeout must be a number of seconds; %s is used instead", _DEFAULT_SECONDS)
        return _DEFAULT_SECONDS


def _started(configuration: Configuration) -> Sdk | None:
    """A running SDK; None where it cannot be started: the app has to start all the same."""
    try:
        return Sdk(configuration)
    except Exception as error:  # the machine has no room, or the app has taken the library apart
        if isinstance(error, ConfigurationError) or is_interruption(error):
            raise
        _logger.warning("Desktop RUM could not be started, nothing is reported: %s", error)
        return None


def _import_the_rest() -> None:
    """Import every public name now: the first use may be in a signal handler, in the middle of the same import."""
    import desktop_rum

    for name in desktop_rum.__all__:
        getattr(desktop_rum, name)


def _is_being_spawned() -> bool:
    """Whether `multiprocessing` is just starting this process and runs a main module without a guard."""
    process = sys.modules.get("multiprocessing.process")
    return process is not None and bool(getattr(process.current_process(), "_inheriting", False))


def _hook_process() -> None:
    """Hear of forks and of the interpreter's end; neither can be taken back, both do nothing without an SDK."""
    global _hooked  # noqa: PLW0603 - once a process
    if not _hooked:
        _hooked = True
        atexit.register(_stop_at_exit)
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(after_in_child=_after_fork)


def _after_fork() -> None:
    """Runs in the child of each fork, also before a `preexec_fn`."""
    let_go(_abandon)


def _abandon() -> None:
    """Let go of what belongs to the parent, and do no more than that."""
    global _current, _inherited, _starting, _lock, _metrics_lock  # noqa: PLW0603 - one SDK a process
    _starting, _lock, _metrics_lock = False, threading.RLock(), threading.RLock()
    sdk, _current = _current, None
    if sdk is not None:
        _inherited = sdk
        guarded(sdk.abandon)


def _take_back_inherited() -> None:
    """In a forked child that starts an SDK of its own: remove the parent's patches before ours are made."""
    global _inherited
    sdk, _inherited = _inherited, None
    if sdk is not None:
        guarded(sdk.take_back_inherited)
