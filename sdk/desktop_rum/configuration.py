"""The options of `init()`, validated once into one frozen object."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

from desktop_rum import option_checks as checks

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from desktop_rum.clock import Clock

BeforeSend = Callable[[dict[str, Any]], Any]
"""Gets a copy of each event, which it may change; what it returns counts only where it is False."""

BATCH_BYTES: Final = {"small": 16 * 1024, "medium": 512 * 1024, "large": 4 * 1024 * 1024}
UPLOAD_SECONDS: Final = {"frequent": 5.0, "normal": 10.0, "rare": 30.0}
TRACKING_CONSENTS: Final[tuple[Literal["pending", "granted", "not-granted"], ...]] = (
    "pending",
    "granted",
    "not-granted",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Configuration:
    """Options that were found valid; times in seconds, rates in percent, sizes in bytes."""

    application_id: str
    client_token: str
    service: str
    site: str
    env: str | None
    version: str | None
    proxy: str | None
    session_sample_rate: float
    telemetry_sample_rate: float
    batch_bytes: int
    upload_interval: float
    tracking_consent: str
    before_send: BeforeSend | None
    data_dir: Path
    app_roots: tuple[Path, ...]
    metrics_interval: float
    track_commands: bool
    track_utility_processes: bool
    scrub_names: tuple[str, ...]
    clock: Clock


def validate(  # noqa: PLR0913 - one parameter an option, as in the public API
    *,
    application_id: str,
    client_token: str,
    service: str,
    site: str = "datadoghq.com",
    env: str | None = None,
    version: str | None = None,
    proxy: str | None = None,
    session_sample_rate: float = 100,
    telemetry_sample_rate: float = 20,
    batch_size: Literal["small", "medium", "large"] = "medium",
    upload_frequency: Literal["frequent", "normal", "rare"] = "normal",
    tracking_consent: Literal["pending", "granted", "not-granted"] = "granted",
    before_send: BeforeSend | None = None,
    data_dir: str | Path | None = None,
    app_roots: Iterable[str | Path] | None = None,
    metrics_interval: float = 2.0,
    track_commands: bool = True,
    track_utility_processes: bool = True,
    scrub_names: Iterable[str] = (),
    clock: Clock | None = None,
) -> Configuration:
    """Check every option of `init()`.

    Raises:
        ConfigurationError: for the first option that is wrong.
    """
    identifier = checks.application_id(application_id)
    return Configuration(
        application_id=identifier,
        client_token=checks.client_token(client_token, is_direct=proxy is None),
        service=checks.text("service", service),
        site=checks.site(site),
        env=checks.optional_text("env", env),
        version=checks.optional_text("version", version),
        proxy=checks.optional_url("proxy", proxy),
        session_sample_rate=checks.rate("session_sample_rate", session_sample_rate),
        telemetry_sample_rate=checks.rate("telemetry_sample_rate", telemetry_sample_rate),
        batch_bytes=BATCH_BYTES[checks.choice("batch_size", batch_size, BATCH_BYTES)],
        upload_interval=UPLOAD_SECONDS[checks.choice("upload_frequency", upload_frequency, UPLOAD_SECONDS)],
        tracking_consent=checks.choice("tracking_consent", tracking_consent, TRACKING_CONSENTS),
        before_send=checks.optional_callable("before_send", before_send),
        data_dir=checks.data_dir(data_dir, identifier),
        app_roots=checks.roots(app_roots),
        metrics_interval=checks.seconds("metrics_interval", metrics_interval),
        track_commands=checks.flag("track_commands", track_commands),
        track_utility_processes=checks.flag("track_utility_processes", track_utility_processes),
        scrub_names=checks.names("scrub_names", scrub_names),
        clock=checks.clock("clock", clock),
    )
