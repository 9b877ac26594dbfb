"""The options of `init()`, validated once into one frozen object."""

from __future__ import annotations

import contextlib
import itertools
import os
import re
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal
from urllib.parse import urlsplit

from desktop_rum.clock import Clock, SystemClock
from desktop_rum.refusals import ConfigurationError

BeforeSend = Callable[[dict[str, Any]], Any]

BATCH_BYTES: Final = {"small": 16 * 1024, "medium": 512 * 1024, "large": 4 * 1024 * 1024}
UPLOAD_SECONDS: Final = {"frequent": 5.0, "normal": 10.0, "rare": 30.0}
TRACKING_CONSENTS: Final[tuple[Literal["pending", "granted", "not-granted"], ...]] = (
    "pending",
    "granted",
    "not-granted",
)

_APPLICATION_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_CLIENT_TOKEN = re.compile(r"[!-~]{1,256}")
_SITE = re.compile(r"(?=.{1,253}\Z)([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}")
_URL = re.compile(r"(?i)https?://[^\s\x00-\x1f\x7f\ud800-\udfff?#]{1,2000}")
_HOST = re.compile(r"(?=.{1,253}\Z)([\w-]{1,63}\.)*[\w-]{1,63}\.?|[0-9a-f.]*:[0-9a-f.:]+")  # or IPv6
_TEXT_LIMIT = 200
_CO_COROUTINE = 0x80  # as in `inspect`, which is dear to import
_MAX_ITEMS = 1000
_MAX_SECONDS = 24 * 60 * 60


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
    identifier = _matching(
        "application_id", application_id, _APPLICATION_ID, "a UUID such as 8f3c1a52-5c1e-4d0f-9b61-2f3f0c6e7a11"
    )
    return Configuration(
        application_id=identifier,
        client_token=_client_token(client_token, is_direct=proxy is None),
        service=_text("service", service),
        site=_matching("site", site, _SITE, "a Datadog site such as datadoghq.eu"),
        env=_optional_text("env", env),
        version=_optional_text("version", version),
        proxy=_optional_url("proxy", proxy),
        session_sample_rate=_rate("session_sample_rate", session_sample_rate),
        telemetry_sample_rate=_rate("telemetry_sample_rate", telemetry_sample_rate),
        batch_bytes=BATCH_BYTES[_choice("batch_size", batch_size, BATCH_BYTES)],
        upload_interval=UPLOAD_SECONDS[_choice("upload_frequency", upload_frequency, UPLOAD_SECONDS)],
        tracking_consent=_choice("tracking_consent", tracking_consent, TRACKING_CONSENTS),
        before_send=_optional_callable("before_send", before_send),
        data_dir=_data_dir(data_dir, identifier),
        app_roots=_roots(app_roots),
        metrics_interval=_seconds("metrics_interval", metrics_interval),
        track_commands=_flag("track_commands", track_commands),
        track_utility_processes=_flag("track_utility_processes", track_utility_processes),
        scrub_names=_names("scrub_names", scrub_names),
        clock=_clock("clock", clock),
    )


def shown(value: object) -> str:
    """What was given, short enough for one line."""
    try:
        text = repr(value)
    except Exception:  # noqa: BLE001 - the app's own `__repr__`
        text = f"a {type(value).__name__}"
    return text if len(text) <= 80 else f"{text[:77]}..."  # noqa: PLR2004 - a line's width


def _matching(option: str, value: object, pattern: re.Pattern[str], allowed: str) -> str:
    if not isinstance(value, str) or not pattern.fullmatch(value.lower()):
        raise ConfigurationError(option, shown(value), allowed)
    return value.lower()


def _client_token(value: object, *, is_direct: bool) -> str:
    """What was given is not repeated: it may be another secret, pasted into the wrong place.

    Datadog's own begin with `pub`, an API key does not; a proxy may know others.
    """
    if isinstance(value, str) and _CLIENT_TOKEN.fullmatch(value) and (not is_direct or value.startswith("pub")):
        return value
    given = f"a {type(value).__name__}" + (f" of {len(value)} characters" if isinstance(value, str) else "")
    begin = "pub and more, " if is_direct else ""
    allowed = f"a client token: {begin}1 to 256 printable ASCII characters without spaces"
    raise ConfigurationError("client_token", given, allowed)


def _text(option: str, value: object) -> str:
    if not isinstance(value, str) or not value.strip() or len(value) > _TEXT_LIMIT or not value.isprintable():
        raise ConfigurationError(option, shown(value), f"a printable text of 1 to {_TEXT_LIMIT} characters")
    return value


def _optional_text(option: str, value: object) -> str | None:
    return None if value is None else _text(option, value)


def _optional_url(option: str, value: object) -> str | None:
    if value is None:
        return None
    try:
        parts = urlsplit(value) if isinstance(value, str) and _URL.fullmatch(value) else None
        valid = parts is not None and _HOST.fullmatch(parts.hostname or "") is not None and parts.port != 0
    except ValueError:
        valid = False
    if not valid:
        raise ConfigurationError(
            option, _without_credentials(value), "an absolute http or https url without query or fragment"
        )
    return str(value)


def _without_credentials(value: object) -> str:
    """What was given, unless it is no url at all: then it may be anything, a secret as well."""
    return shown(re.sub(r"//.*@", "//", value)) if isinstance(value, str) else f"a {type(value).__name__}"


def _rate(option: str, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 100:  # noqa: PLR2004
        raise ConfigurationError(option, shown(value), "a number of percent from 0 to 100")
    return value


def _seconds(option: str, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0.1 <= value <= _MAX_SECONDS:  # noqa: PLR2004
        raise ConfigurationError(option, shown(value), f"a number of seconds from 0.1 to {_MAX_SECONDS}")
    return float(value)


def _flag(option: str, value: object) -> bool:
    if not isinstance(value, bool):
        raise ConfigurationError(option, shown(value), "True or False")
    return value


def _choice(option: str, value: object, allowed: Iterable[str]) -> str:
    names = tuple(allowed)
    if not isinstance(value, str) or value not in names:
        raise ConfigurationError(option, shown(value), "one of " + ", ".join(names))
    return value


def _optional_callable(option: str, value: BeforeSend | None) -> BeforeSend | None:
    if value is None:
        return None
    given: object = value
    code = getattr(given, "__code__", None)
    if not callable(given) or getattr(code, "co_flags", 0) & _CO_COROUTINE:
        raise ConfigurationError(option, shown(given), "a function of one event, not a coroutine's")
    return value


def _clock(option: str, value: Clock | None) -> Clock:
    if value is None:
        return SystemClock()
    if not all(callable(getattr(value, name, None)) for name in ("now_ns", "monotonic_ns", "wait")):
        raise ConfigurationError(option, shown(value), "an object with now_ns, monotonic_ns and wait")
    return value


def _data_dir(value: object, application_id: str) -> Path:
    """Where batches lie: a folder for each application, because each has a client token of its own."""
    if value is None:
        import platformdirs

        with contextlib.suppress(RuntimeError):  # as some versions say what others answer with a path below "~"
            folder = platformdirs.user_data_path("desktop-rum", appauthor=False)
            if folder.is_absolute():
                return folder / application_id
        raise ConfigurationError("data_dir", "None, and this user has no home folder", "the path of a folder")
    if not isinstance(value, str | Path) or not str(value).strip() or not _is_path(value):
        raise ConfigurationError("data_dir", shown(value), "the path of a folder")
    try:
        return Path(value).expanduser().absolute() / application_id
    except RuntimeError:  # `~name` of nobody
        raise ConfigurationError("data_dir", shown(value), "the path of a folder") from None


def _is_path(value: str | Path) -> bool:
    """Whether the system could have such a path."""
    try:
        return b"\0" not in os.fsencode(value)
    except UnicodeEncodeError:
        return False


def _roots(value: object) -> tuple[Path, ...]:
    """The folders of the app; by default that of the main script."""
    if value is None:
        script = getattr(sys.modules.get("__main__"), "__file__", None)
        return (Path(script).absolute().parent,) if isinstance(script, str) else ()
    roots = _list(
        "app_roots",
        value,
        lambda root: isinstance(root, str | Path) and Path(root).is_absolute() and _is_path(root),
        "a list of absolute paths of folders",
    )
    return tuple(map(Path, roots))


def _names(option: str, value: object) -> tuple[str, ...]:
    """Names of secrets; one without a letter or digit would be part of every name."""
    return _list(
        option,
        value,
        lambda name: isinstance(name, str) and any(map(str.isalnum, name)),
        "a list of names, each with a letter or digit",
    )


def _list(option: str, value: object, is_allowed: Callable[[Any], bool], allowed: str) -> tuple[Any, ...]:
    """The items of an iterable, which may be read only once, may raise, and may never end."""
    if isinstance(value, str | bytes) or not isinstance(value, Iterable):
        raise ConfigurationError(option, shown(value), allowed)
    try:
        items = tuple(itertools.islice(value, _MAX_ITEMS + 1))
    except Exception as error:
        raise ConfigurationError(option, f"{shown(value)}, which raises when it is read", allowed) from error
    if len(items) > _MAX_ITEMS or not all(map(is_allowed, items)):
        raise ConfigurationError(option, shown(items), f"{allowed}, at most {_MAX_ITEMS}")
    return items
