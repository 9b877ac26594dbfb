"""One check for each kind of option of `init()`: what is right comes back, often as another type.

Each raises ConfigurationError, which says the option, what was given and what is allowed.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import re
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from desktop_rum.clock import Clock, SystemClock
from desktop_rum.refusals import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop_rum.configuration import BeforeSend

_APPLICATION_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_CLIENT_TOKEN = re.compile(r"[!-~]{1,256}")
_SITE = re.compile(r"(?=.{1,253}\Z)([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}")
_URL = re.compile(r"(?i)https?://[^\s\x00-\x1f\x7f\ud800-\udfff?#]{1,2000}")
_HOST = re.compile(r"(?=.{1,253}\Z)([\w-]{1,63}\.)*[\w-]{1,63}\.?|[0-9a-f.]*:[0-9a-f.:]+")  # or IPv6
_TEXT_LIMIT = 200
_CO_COROUTINE = 0x80  # as in `inspect`, which is dear to import
_MAX_ITEMS = 1000
_MAX_SECONDS = 24 * 60 * 60


def shown(value: object) -> str:
    """What was given, short enough for one line."""
    try:
        text = repr(value)
    except Exception:  # noqa: BLE001 - the app's own `__repr__`
        text = _type_of(value)
    return text if len(text) <= 80 else f"{text[:77]}..."  # noqa: PLR2004 - a line's width


def _matching(option: str, value: object, pattern: re.Pattern[str], allowed: str) -> str:
    if not isinstance(value, str) or not pattern.fullmatch(value.lower()):
        raise ConfigurationError(option, shown(value), allowed)
    return value.lower()


def application_id(value: object) -> str:
    """A UUID, in lower case."""
    return _matching("application_id", value, _APPLICATION_ID, "a UUID such as 8f3c1a52-5c1e-4d0f-9b61-2f3f0c6e7a11")


def site(value: object) -> str:
    """A Datadog site, in lower case."""
    return _matching("site", value, _SITE, "a Datadog site such as datadoghq.eu")


def client_token(value: object, *, is_direct: bool) -> str:
    """What was given is not repeated: it may be another secret, pasted into the wrong place.

    Datadog's own begin with `pub`, an API key does not; a proxy may know others.
    """
    if isinstance(value, str) and _CLIENT_TOKEN.fullmatch(value) and (not is_direct or value.startswith("pub")):
        return value
    given = f"{len(value)} characters" if isinstance(value, str) else _type_of(value)
    begin = ", beginning with pub" if is_direct else ""
    allowed = f"a client token: 1 to 256 printable ASCII characters without spaces{begin}"
    raise ConfigurationError("client_token", given, allowed)


def text(option: str, value: object) -> str:
    """A text as events may carry it."""
    if not isinstance(value, str) or not value.strip() or len(value) > _TEXT_LIMIT or not value.isprintable():
        raise ConfigurationError(option, shown(value), f"a printable text of 1 to {_TEXT_LIMIT} characters")
    return value


def optional_text(option: str, value: object) -> str | None:
    """The same, or nothing."""
    return None if value is None else text(option, value)


def optional_url(option: str, value: object) -> str | None:
    """An address that events can be sent to, or nothing."""
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
    return shown(re.sub(r"//.*@", "//", value)) if isinstance(value, str) else _type_of(value)


def _type_of(value: object) -> str:
    return f"an object of type {type(value).__name__}"


def rate(option: str, value: object) -> float:
    """A percentage."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 100:  # noqa: PLR2004
        raise ConfigurationError(option, shown(value), "a number from 0 to 100, in percent")
    return value


def seconds(option: str, value: object) -> float:
    """A duration, from a tenth of a second to a day."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0.1 <= value <= _MAX_SECONDS:  # noqa: PLR2004
        raise ConfigurationError(option, shown(value), f"a number of seconds from 0.1 to {_MAX_SECONDS}")
    return float(value)


def flag(option: str, value: object) -> bool:
    """A truth value."""
    if not isinstance(value, bool):
        raise ConfigurationError(option, shown(value), "True or False")
    return value


def choice(option: str, value: object, allowed: Iterable[str]) -> str:
    """One of a few words."""
    names = tuple(allowed)
    if not isinstance(value, str) or value not in names:
        raise ConfigurationError(option, shown(value), "one of " + ", ".join(names))
    return value


def optional_callable(option: str, value: BeforeSend | None) -> BeforeSend | None:
    """A function of the app's, or nothing."""
    if value is None:
        return None
    given: object = value
    code = getattr(given, "__code__", None)
    if not callable(given) or getattr(code, "co_flags", 0) & _CO_COROUTINE:
        raise ConfigurationError(option, shown(given), "a function that takes one event and is not async")
    return value


def clock(option: str, value: Clock | None) -> Clock:
    """A source of time; the system's by default."""
    if value is None:
        return SystemClock()
    if not all(callable(getattr(value, name, None)) for name in ("now_ns", "monotonic_ns", "wait")):
        raise ConfigurationError(option, shown(value), "an object with now_ns, monotonic_ns and wait")
    return value


def data_dir(value: object, application_id: str) -> Path:
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


def roots(value: object) -> tuple[Path, ...]:
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


def names(option: str, value: object) -> tuple[str, ...]:
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
