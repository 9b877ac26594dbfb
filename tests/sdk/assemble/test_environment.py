"""What events say of the machine, also where its settings are odd."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from desktop_rum.assemble import environment

SDK: Final = Path(environment.__file__).parents[2]
ZONES: Final = ("Europe/Zurich", "EST5EDT", "UTC", "America/Argentina/Buenos_Aires", "posix/Asia/Tokyo")


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """A database of time zones that knows a few."""
    folder = tmp_path / "zoneinfo"
    for name in ZONES:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()
    (tmp_path / "localtime").symlink_to(folder / "Europe/Zurich")
    (tmp_path / "copied").touch()
    return folder


@pytest.mark.parametrize(
    ("given", "zone"),
    [
        (None, "Europe/Zurich"),
        ("", "UTC"),
        ("UTC", "UTC"),
        ("America/Argentina/Buenos_Aires", "America/Argentina/Buenos_Aires"),
        (":America/Argentina/Buenos_Aires", "America/Argentina/Buenos_Aires"),
        ("EST5EDT", "EST5EDT"),
        ("posix/Asia/Tokyo", "Asia/Tokyo"),
        ("{folder}/zoneinfo/UTC", "UTC"),
        (":{folder}/localtime", "Europe/Zurich"),
        ("{folder}/copied", None),
        ("{folder}/missing", None),
        ("UTC-5:30", None),
        ("<+0530>-5:30", None),
        ("No/Such_Zone", None),
        ("../localtime", "Europe/Zurich"),
        ("Europe", None),
        ("Z" * 5000, None),
    ],
)
def test_time_zone(
    given: str | None, zone: str | None, database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TZ", raising=False)
    if given is not None:
        monkeypatch.setenv("TZ", given.format(folder=tmp_path))

    assert environment.time_zone(str(tmp_path / "localtime"), str(database)) == zone


def test_without_a_link_at_localtime_the_zone_is_not_known(
    database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TZ", raising=False)

    assert environment.time_zone(str(tmp_path / "copied"), str(database)) is None
    assert environment.time_zone(str(tmp_path / "missing"), str(database)) is None


@pytest.mark.parametrize(
    ("variables", "tag"),
    [
        ({}, None),
        ({"LANG": "C"}, None),
        ({"LANG": "C.UTF-8"}, None),
        ({"LC_ALL": "POSIX", "LANG": "de_CH.UTF-8"}, None),
        ({"LANG": "de_CH.UTF-8"}, "de-CH"),
        ({"LANG": "de_DE@euro"}, "de-DE"),
        ({"LANG": "eo"}, "eo"),
        ({"LANG": "es_419"}, "es-419"),
        ({"LC_MESSAGES": "fr_FR", "LANG": "de_DE"}, "fr-FR"),
        ({"LC_ALL": "it_IT", "LC_MESSAGES": "fr_FR"}, "it-IT"),
        ({"LC_ALL": "", "LANG": "sr_RS@latin"}, "sr-RS"),
        ({"LANG": "/usr/lib/odd"}, None),
    ],
)
def test_locale_of_a_program_with_these_variables(variables: dict[str, str], tag: str | None) -> None:
    code = "from desktop_rum.assemble.environment import language_tag; print(language_tag())"
    kept = {name: value for name, value in os.environ.items() if name != "LANG" and not name.startswith("LC_")}

    told = subprocess.run(
        [sys.executable, "-c", code],
        env={**kept, **variables, "PYTHONPATH": str(SDK)},
        capture_output=True,
        text=True,
        check=True,
    )

    assert told.stdout.strip() == str(tag)


@pytest.mark.skipif(sys.platform != "linux", reason="only there a file tells the system's name")
@pytest.mark.parametrize(
    ("file", "name", "version"),
    [
        (b'NAME="Debian GNU/Linux"\nVERSION_ID="12"\n', "Debian GNU/Linux", "12"),
        (b"NAME=Arch\n", "Arch", None),
        (b"NAME=\nVERSION_ID=\n", "Linux", None),
        (b"NAME=\xff\n", "Linux", None),
        (b"", "Linux", None),
        (None, "Linux", None),
    ],
)
def test_operating_system(
    file: bytes | None, name: str, version: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if file is not None:
        (tmp_path / "os-release").write_bytes(file)
    monkeypatch.setattr(platform, "_os_release_candidates", (str(tmp_path / "os-release"),))
    monkeypatch.setattr(platform, "_os_release_cache", None)
    kernel = os.uname().release

    expected = version or kernel
    assert environment.operating_system() == {
        "name": name,
        "version": expected,
        "version_major": expected.split(".")[0],
        "build": kernel,
    }
