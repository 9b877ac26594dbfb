"""The command line and the environment: what is understood, and one clear line for what is wrong."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from playground.options import Options, OptionsError, Site, default_data_dir, parse
from playground.scenarios import SCENARIOS

if TYPE_CHECKING:
    from pathlib import Path

SITE = {
    "DD_APPLICATION_ID": "5a1f3c70-7d2e-4b1c-9c55-0d6e8f2a4b61",
    "DD_CLIENT_TOKEN": "pub0123456789abcdef0123456789abcdef",
    "DD_SITE": "datadoghq.eu",
}


def test_nothing_given(tmp_path: Path) -> None:
    options = parse([], {"HOME": str(tmp_path)})

    assert options == Options(data_dir=default_data_dir())
    assert options.data_dir.is_dir()
    assert options.has_own_intake


def test_everything_given(tmp_path: Path) -> None:
    arguments = ["--headless", "--scenario", "timeout", "--scenario", "exit-3", "--record", str(tmp_path / "e.ndjson")]
    arguments += ["--screenshot", str(tmp_path / "w.PNG"), "--data-dir", str(tmp_path / "a" / "b"), "--port", "0"]
    arguments += ["--theme", "dark"]

    options = parse(arguments, {})

    assert options == Options(
        is_headless=True,
        scenarios=("timeout", "exit-3"),
        record=tmp_path / "e.ndjson",
        screenshot=tmp_path / "w.PNG",
        data_dir=tmp_path / "a" / "b",
        theme="dark",
    )
    assert options.data_dir.is_dir()


def test_all_scenarios(tmp_path: Path) -> None:
    options = parse(["--scenario", "all", "--scenario", "killed", "--data-dir", str(tmp_path)], {})

    assert options.scenarios == (*SCENARIOS, "killed")


def test_paths_are_those_of_the_current_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    assert parse(["--record", "e.ndjson", "--data-dir", "d"], {}).record == tmp_path / "e.ndjson"


@pytest.mark.parametrize("token", ["short", "0123456789abcdef0123456789abcdef", SITE["DD_CLIENT_TOKEN"] + "0", "pub0"])
def test_what_is_no_client_token_is_said_and_not_repeated(token: str, tmp_path: Path) -> None:
    with pytest.raises(OptionsError, match=r"^DD_CLIENT_TOKEN is no client token") as caught:
        parse(["--data-dir", str(tmp_path)], {**SITE, "DD_CLIENT_TOKEN": token})
    assert token not in str(caught.value).removeprefix("DD_CLIENT_TOKEN")


def test_a_datadog_site_from_the_environment(tmp_path: Path) -> None:
    options = parse(["--data-dir", str(tmp_path)], SITE)

    assert options.site == Site(
        application_id=SITE["DD_APPLICATION_ID"], client_token=SITE["DD_CLIENT_TOKEN"], site="datadoghq.eu"
    )
    assert not options.has_own_intake


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["--scenari", "all"], "unrecognized arguments: --scenari all"),
        (["--verbose"], "unrecognized arguments: --verbose"),
        (["something"], "unrecognized arguments: something"),
        (["--scenario"], "--scenario: expected one argument"),
        (["--scenario", "timout"], "--scenario: there is no scenario 'timout'; did you mean 'timeout'?"),
        (["--scenario", ""], "--scenario: there is no scenario ''; --list-scenarios shows them all"),
        (["--record", "."], "--record: '.' is a folder, and a file is needed"),
        (["--record", ""], "--record: a file is needed, and none is named"),
        (["--record", "e" * 300], f"--record: '{'e' * 300}' cannot be used: File name too long"),
        (["--record", "/dev/full"], "--record: '/dev/full' is a device or a pipe, and a file is needed"),
        (["--data-dir", ""], "--data-dir: a folder is needed, and none is named"),
        (["--record", "/no/such/folder/e.ndjson"], "--record: there is no folder '/no/such/folder'"),
        (["--screenshot", "window.gif"], "--screenshot: 'window.gif' is no picture's name"),
        (["--screenshot", "/no/such/folder/w.png"], "--screenshot: there is no folder '/no/such/folder'"),
        (["--intake", "localhost:8080"], "--intake: 'localhost:8080' is no address of an intake"),
        (["--intake", "http://"], "--intake: 'http://' is no address of an intake"),
        (["--intake", "http://localhost:70000"], "--intake: 'http://localhost:70000' is no address of an intake"),
        (["--intake", "ftp://localhost"], "--intake: 'ftp://localhost' is no address of an intake"),
        (["--port", "-1"], "--port: '-1' is no port: it has to be a number from 0 to 65535"),
        (["--port", "65536"], "--port: '65536' is no port: it has to be a number from 0 to 65535"),
        (["--port", "http"], "--port: 'http' is no port: it has to be a number from 0 to 65535"),
        (["--theme", "pink"], "--theme: invalid choice: 'pink'"),
        (["--data-dir", "/dev/null/data"], "--data-dir: '/dev/null/data' cannot be made: Not a directory"),
        (["--data-dir", "/proc"], "--data-dir: nothing can be written in '/proc': "),
        (["--intake", "http://127.0.0.1:1", "--port", "0"], "--port is for the playground's own intake"),
        (
            ["--intake", "http://127.0.0.1:1", "--record", "e.ndjson"],
            "--record writes what the playground's own intake",
        ),
    ],
)
def test_what_is_wrong_is_said_on_one_line(arguments: list[str], complaint: str) -> None:
    with pytest.raises(OptionsError) as problem:
        parse(arguments, {})

    assert str(problem.value).startswith(complaint)
    assert "\n" not in str(problem.value)


def test_a_recording_that_may_not_be_written(tmp_path: Path) -> None:
    record = tmp_path / "e.ndjson"
    record.touch(0o400)
    if os.access(record, os.W_OK):
        pytest.skip("root may write everything")

    with pytest.raises(OptionsError, match=r"--record: .* may not be written"):
        parse(["--record", str(record), "--data-dir", str(tmp_path)], {})


@pytest.mark.parametrize("missing", SITE)
def test_half_a_site_is_told(missing: str) -> None:
    environment = {name: value for name, value in SITE.items() if name != missing}

    with pytest.raises(OptionsError, match=f"but not {missing}: set all three, or none"):
        parse([], environment)


def test_a_site_and_an_intake_contradict_each_other() -> None:
    with pytest.raises(OptionsError, match="--intake and DD_SITE both say where to report to"):
        parse(["--intake", "http://127.0.0.1:8126"], SITE)


def test_listing_looks_at_no_folder() -> None:
    assert parse(["--list-scenarios", "--data-dir", "/dev/null/data"], {}).is_listing
