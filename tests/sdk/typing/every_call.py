"""Every public call as an app's author would write it; type checkers read this, and one test runs it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import desktop_rum
from desktop_rum import (
    AlreadyInitialized,
    ConfigurationError,
    DeliveryFigures,
    EventUpdate,
    InternalContext,
    Subscription,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


def on_updates(updates: Sequence[EventUpdate]) -> None:
    """A listener."""
    for update in updates:
        key: int = update.key
        state: str = update.state
        time_ms: int = update.time_ms
        event: dict[str, Any] | None = update.event
        reason: str | None = update.reason
        del key, state, time_ms, event, reason


def keep(event: dict[str, Any]) -> bool:
    """What `before_send` may be."""
    return bool(event["type"] != "long_task")


def start(data_dir: Path, proxy: str) -> bool:
    """Start with every option; whether that worked."""
    try:
        desktop_rum.init(
            application_id="8f3c1a52-5c1e-4d0f-9b61-2f3f0c6e7a11",
            client_token="pub0",  # noqa: S106 - no secret
            service="typed",
            site="datadoghq.eu",
            env="test",
            version=desktop_rum.__version__,
            proxy=proxy,
            session_sample_rate=100,
            telemetry_sample_rate=20.5,
            batch_size="small",
            upload_frequency="frequent",
            tracking_consent="pending",
            before_send=keep,
            data_dir=data_dir,
            app_roots=[data_dir, "/opt/app"],
            metrics_interval=2,
            track_commands=True,
            track_utility_processes=True,
            scrub_names=["member-id"],
        )
    except ConfigurationError as error:
        print(error.option)  # noqa: T201 - what an app might do
        return False
    except AlreadyInitialized:
        return False
    return True


def use() -> bool:
    """Make every other call."""
    subscription: Subscription = desktop_rum.subscribe(on_updates)
    desktop_rum.set_tracking_consent("granted")
    desktop_rum.set_user(id="7", name="Ann", email="ann@example.org", extra_info={"team": "red"})
    desktop_rum.add_user_extra_info({"score": 1})
    user: dict[str, Any] = desktop_rum.get_user()
    desktop_rum.set_account(id="9", name="ACME", extra_info={"plan": "gold"})
    desktop_rum.add_account_extra_info({"seats": 3})
    account: dict[str, Any] = desktop_rum.get_account()
    desktop_rum.add_action("clicked", context={"button": "left"})
    desktop_rum.add_error(ValueError("wrong"), context={"step": 3})
    desktop_rum.add_duration_vital("load", start=1_700_000_000.0, duration=0.5, description="page", context={"a": 1})
    desktop_rum.start_duration_vital("save", key="1", description="file", context={"b": 2})
    desktop_rum.stop_duration_vital("save", key="1", description="file", context={"c": 3})
    desktop_rum.start_operation("pay", key="1", context={"d": 4})
    desktop_rum.succeed_operation("pay", key="1", context={"e": 5})
    desktop_rum.fail_operation("pay", "abandoned", key="1", context={"f": 6})
    desktop_rum.clear_user()
    desktop_rum.clear_account()
    context: InternalContext | None = desktop_rum.get_internal_context()
    figures: DeliveryFigures | None = desktop_rum.delivery_figures()
    reasons: dict[str, int] = {} if figures is None else figures.dropped
    pids: list[int] = [metric.pid for metric in desktop_rum.app_metrics()]
    desktop_rum.stop_session()
    sent: bool = desktop_rum.flush(timeout=5.0)
    subscription.stop()
    desktop_rum.stop(timeout=5.0)
    return sent and bool(user) and bool(account) and context is not None and reasons == {} and bool(pids)
