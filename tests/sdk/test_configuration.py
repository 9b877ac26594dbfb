"""Options of init(): what is wrong is named, with what was given and what is allowed; secrets are not repeated."""

from __future__ import annotations

import inspect
import math
import os
import pickle
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import desktop_rum
from desktop_rum.configuration import validate
from desktop_rum.option_checks import shown
from desktop_rum.refusals import ConfigurationError
from tests.plugins.sdk import APPLICATION_ID, RunSdk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.plugins.faulty_intake import FaultyIntake


class Unspeakable:
    def __repr__(self) -> str:
        raise RuntimeError("no")


async def later(_: object) -> None:
    """Nobody would await it."""


def raising() -> Iterator[str]:
    yield "/a"
    raise RuntimeError("no")


def name_of(value: object) -> str:
    """The same in every process."""
    return shown(value).split(" at 0x")[0][:30]


GOOD: dict[str, Any] = {"application_id": APPLICATION_ID, "client_token": "pub0", "service": "s"}

WRONG: list[tuple[str, Any]] = [
    *[("application_id", value) for value in ("", "x", None, 5, APPLICATION_ID + "0", f" {APPLICATION_ID}", b"x")],
    *[
        ("client_token", value)
        for value in ("", "a b", "a\n", "ä", None, 5, "pub" * 86, b"pub", "short", "0123456789abcdef" * 2)
    ],
    *[("service", value) for value in ("", "  ", None, 5, "a\nb", "x" * 201, "\ud800")],
    *[("site", value) for value in ("", "datadoghq", "https://datadoghq.com", "a..b", "-a.com", "a b.com", None, 5)],
    *[("env", value) for value in ("", 5, "a\nb")],
    *[("version", value) for value in ("", 5, "a\tb")],
    *[
        ("proxy", v)
        for v in ("http://a?", "http://a#", " http://a", "http://a ", "http://a b/", "http://a/b c", "a:hunter2@b")
    ],
    *[
        ("proxy", v)
        for v in ("http://a..b", "http://" + "a" * 64, "http://a\ud800/", "http://[::1", f"http://a/{'x' * 2001}")
    ],
    *[("proxy", v) for v in ("", "x", "ftp://a", "http://", "http://a?b", "http://a#b", "http://a:99999", 5, "//a")],
    *[("session_sample_rate", value) for value in (-1, 100.1, math.nan, math.inf, "50", None, True, 10**400)],
    *[("telemetry_sample_rate", value) for value in (-0.1, 101, "x", None, False)],
    *[("batch_size", value) for value in ("", "huge", None, 5, (1,))],
    *[("upload_frequency", value) for value in ("", "often", None, 10)],
    *[("tracking_consent", value) for value in ("", "yes", None, True)],
    *[("before_send", value) for value in (5, "f", (1,), later, Unspeakable())],
    *[("data_dir", value) for value in ("", "  ", 5, "a\0b", b"x", "\ud800", "~nobody-has-this-name/x")],
    *[
        ("app_roots", value)
        for value in ("/a", 5, ["relative"], [5], b"/a", ["/a\0b"], ["/\ud800"], ["~/a"], raising())
    ],
    *[("metrics_interval", value) for value in (0, -1, 0.01, math.nan, math.inf, "2", None, True, 10**400, 1e300)],
    *[("track_commands", value) for value in (1, "yes", None)],
    *[("track_utility_processes", value) for value in (0, "no", None)],
    *[("scrub_names", value) for value in ("token", b"x", 5, [""], ["--"], [5], None, raising(), range(10**9))],
    *[("clock", value) for value in (5, "now", object(), Unspeakable())],
    *[(option, Unspeakable()) for option in ("application_id", "client_token", "service", "site", "proxy", "data_dir")],
    *[(option, 10**6 * "x") for option in ("application_id", "client_token", "service", "site", "env", "batch_size")],
]


@pytest.mark.parametrize(("option", "value"), WRONG, ids=name_of)
def test_a_wrong_option_is_named(option: str, value: Any) -> None:
    with pytest.raises(ConfigurationError) as caught:
        validate(**{**GOOD, option: value})
    assert caught.value.option == option
    assert str(caught.value).startswith(f"{option}: got ")
    assert "allowed is" in str(caught.value)
    assert len(str(caught.value)) < 300
    copied = pickle.loads(pickle.dumps(caught.value))  # noqa: S301 - our own
    assert (str(copied), copied.given, copied.allowed) == (
        str(caught.value),
        caught.value.given,
        caught.value.allowed,
    )


def test_a_proxy_may_know_tokens_that_are_not_datadogs() -> None:
    given = {**GOOD, "client_token": "short"}
    assert validate(**given, proxy="http://127.0.0.1:9/").client_token == given["client_token"]


@pytest.mark.parametrize("value", ["hunter 2", "hunter2\n", "hünter2"])
def test_what_may_be_a_secret_is_not_repeated(value: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        validate(**{**GOOD, "client_token": value})
    assert value.strip() not in str(caught.value)
    assert f"got {len(value)} characters" in str(caught.value)


def test_credentials_of_a_proxy_are_not_repeated() -> None:
    with pytest.raises(ConfigurationError) as caught:
        validate(**GOOD, proxy="http://ann:hunter2@host/?query")
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize("missing", ["application_id", "client_token", "service"])
def test_required_options(missing: str) -> None:
    with pytest.raises(TypeError, match=missing):
        desktop_rum.init(**{name: value for name, value in GOOD.items() if name != missing})


def test_an_unknown_option() -> None:
    with pytest.raises(TypeError, match="sesion_sample_rate"):
        desktop_rum.init(**GOOD, sesion_sample_rate=1)  # type: ignore[call-arg]


def test_a_wrong_call_is_told_in_the_name_of_init() -> None:
    with pytest.raises(TypeError, match=r"^init\(\) missing 1 required keyword-only argument: 'service'$"):
        desktop_rum.init(**{name: value for name, value in GOOD.items() if name != "service"})


def test_options_go_by_name_only() -> None:
    with pytest.raises(TypeError):
        desktop_rum.init(APPLICATION_ID, "pub0", "s")  # type: ignore[call-arg]


def test_what_init_takes_is_what_is_validated() -> None:
    assert list(inspect.signature(desktop_rum.init).parameters) == list(inspect.signature(validate).parameters)


@pytest.mark.parametrize(
    ("option", "given", "taken"),
    [
        ("application_id", APPLICATION_ID.upper(), APPLICATION_ID),
        ("site", "US3.DataDogHQ.com", "us3.datadoghq.com"),
        ("session_sample_rate", 0, 0),
        ("session_sample_rate", 12.5, 12.5),
        ("proxy", "https://[::1]:8443/a/b", "https://[::1]:8443/a/b"),
        ("metrics_interval", 1, 1.0),
        ("app_roots", ["/a/b", Path("/c")], (Path("/a/b"), Path("/c"))),
        ("app_roots", [], ()),
        ("app_roots", (root for root in ["/a/b"]), (Path("/a/b"),)),
        ("proxy", "HTTP://proxy_1.example.:8080/ü", "HTTP://proxy_1.example.:8080/ü"),
    ],
)
def test_what_is_right_is_taken(option: str, given: Any, taken: Any) -> None:
    assert getattr(validate(**{**GOOD, option: given}), option) == taken


def test_the_apps_folder_is_that_of_the_main_script_by_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules["__main__"], "__file__", "/opt/app/main.py", raising=False)
    assert validate(**GOOD).app_roots == (Path("/opt/app"),)


def test_the_data_folder_is_the_users_by_default(home: Path) -> None:
    assert validate(**GOOD).data_dir == home / "data" / "desktop-rum" / APPLICATION_ID


def test_a_tilde_in_the_data_folder_is_the_users_home(home: Path) -> None:
    assert validate(**GOOD, data_dir="~/mine").data_dir == home / "mine" / APPLICATION_ID


@pytest.mark.parametrize("name", ["x" * 300, "x/" * 3000], ids=["a long name", "a long path"])
def test_a_data_folder_that_cannot_be_made_is_named_in_a_line(name: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError) as caught:
        desktop_rum.init(**GOOD, data_dir=tmp_path / name)
    assert caught.value.option == "data_dir"
    assert "File name too long" in str(caught.value)
    assert len(str(caught.value)) < 300


def test_an_app_may_live_in_a_folder_whose_name_is_no_utf8(run_sdk: RunSdk, faulty_intake: FaultyIntake) -> None:
    root = Path("/home") / os.fsdecode(b"r\xe9mi") / "app"
    run_sdk(app_roots=[root])
    desktop_rum.add_action(f"opened {root}/pages/one.html and file:///home/r%E9mi/app/two.html")
    assert desktop_rum.flush()
    (action,) = [event["action"] for event in faulty_intake.events() if event["type"] == "action"]
    assert action["target"]["name"] == "opened /pages/one.html and file:///two.html"


def test_a_wrong_configuration_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError):
        desktop_rum.init(**GOOD, data_dir=tmp_path / "data", session_sample_rate=-1)
    assert desktop_rum.get_internal_context() is None
    assert not (tmp_path / "data").exists()


def test_a_second_init_is_told(run_sdk: RunSdk) -> None:
    run_sdk()
    with pytest.raises(desktop_rum.AlreadyInitialized):
        desktop_rum.init(**GOOD)
    desktop_rum.stop()
    run_sdk()
