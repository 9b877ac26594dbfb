"""The parts of a running playground: recordings of earlier launches, and an intake elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from playground.options import Options, OptionsError, Site
from playground.running import KEPT_RECORDINGS, Playground
from tests.plugins.intake import intake
from tests.plugins.qt_loop import RunAsync, run_async

if TYPE_CHECKING:
    from pathlib import Path

    from playground.intake.launch import IntakeProcess

__all__ = ["intake", "run_async"]


def test_recordings_of_the_newest_launches_are_kept(run_async: RunAsync, tmp_path: Path) -> None:
    folder = tmp_path / "recordings"
    folder.mkdir()
    for number in range(KEPT_RECORDINGS + 5):
        (folder / f"20200101-0000{number:02}-0.sqlite").touch()
    (folder / "20200101-000000-0.sqlite-wal").touch()

    playground = Playground(Options(data_dir=tmp_path))
    run_async(playground.stop())
    run_async(playground.stop())

    left = sorted(path.name for path in folder.iterdir())
    assert len(left) == KEPT_RECORDINGS
    assert left[0] == "20200101-000006-0.sqlite"
    assert not left[-1].startswith("2020")


def test_an_intake_elsewhere_gets_the_events(
    run_async: RunAsync,
    tmp_path: Path,
    intake: IntakeProcess,
) -> None:
    playground = Playground(Options(data_dir=tmp_path, intake=intake.url))

    assert playground.warning is None
    assert not playground.has_own_intake
    assert run_async(playground.flush())
    run_async(playground.stop())

    names = {item.event["view"]["name"] for item in intake.events() if item.event["type"] == "view"}
    assert names == {"main process"}


@pytest.mark.usefixtures("run_async")
def test_a_wrong_site_is_told_under_its_own_name(tmp_path: Path) -> None:
    site = Site(application_id="5a1f3c70-7d2e-4b1c-9c55-0d6e8f2a4b61", client_token="pub0", site="not a site")  # noqa: S106

    with pytest.raises(OptionsError, match="DD_SITE: got 'not a site'"):
        Playground(Options(data_dir=tmp_path, site=site))
