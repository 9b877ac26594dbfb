"""All scenarios in one headless run: exactly the expected events arrive, and they conform to the event format."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from playground.scenarios import SCENARIOS
from tests.playground.test_main import plain_environment

pytestmark = pytest.mark.slow

CHECKOUT = Path(__file__).resolve().parents[2]
VALIDATOR = CHECKOUT.parent / "shared" / "tools" / "validate-events"


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a run of everything, with events.ndjson, window.png and output.txt."""
    folder = tmp_path_factory.mktemp("run")
    arguments = ["--headless", "--scenario", "all", "--record", "events.ndjson", "--screenshot", "window.png"]
    done = subprocess.run(
        [sys.executable, "-m", "playground", *arguments, "--data-dir", "data"],
        cwd=folder,
        env=plain_environment(),
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    (folder / "output.txt").write_text(done.stdout)
    # The program itself compares what arrived with what each scenario leads to.
    assert done.returncode == 0, done.stderr
    return folder


def test_tells_each_scenario_and_its_events(recorded: Path) -> None:
    output = (recorded / "output.txt").read_text()

    assert [scenario.title for scenario in SCENARIOS.values() if scenario.title not in output] == []
    assert f"{len(SCENARIOS)} scenarios ran; " in output
    assert "warning    The intake cannot be reached" in output  # what the SDK says of the faults on purpose


def test_events_conform_to_the_format(recorded: Path) -> None:
    if not VALIDATOR.exists():
        pytest.skip("the validator is not part of the checkout")
    events = str(recorded / "events.ndjson")

    done = subprocess.run([sys.executable, str(VALIDATOR), events], capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout


def test_no_event_shows_where_the_checkout_lies(recorded: Path) -> None:
    assert str(CHECKOUT) not in (recorded / "events.ndjson").read_text()


def test_events_of_a_process_are_on_its_view(recorded: Path) -> None:
    lines = (recorded / "events.ndjson").read_text().splitlines()
    events = [event for event in map(json.loads, lines) if event["type"] != "telemetry"]
    views = {event["view"]["id"]: event for event in events if event["type"] == "view"}

    for event in events:
        if event["type"] != "view":
            assert event["view"]["id"] in views
    crashes = [view["view"]["crash"]["count"] for view in views.values()]
    assert sum(crashes) == sum(bool(event.get("error", {}).get("is_crash")) for event in events) > 0


def test_picture_is_that_of_the_window(recorded: Path) -> None:
    picture = QImage(str(recorded / "window.png"))

    assert picture.width() >= 1000
    assert picture.height() >= 600
