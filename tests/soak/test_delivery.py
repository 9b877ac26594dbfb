"""200,000 events, an intake that fails a third of the time, an app that is killed 50 times: nothing written is lost."""

from __future__ import annotations

import faulthandler
import os
import random
import subprocess
import sys
import threading
from collections import defaultdict
from itertools import cycle
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from tests.plugins.faulty_intake import Behaviour, Exchange, FaultyIntake, faulty_intake, status
from tests.plugins.sdk import APPLICATION_ID

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["faulty_intake"]

EVENTS: Final = 200_000
KILLS: Final = 50
CHECKOUT: Final = Path(__file__).resolve().parents[2]

APP: Final = """
import sys
import desktop_rum
from desktop_rum.api import current_sdk

application_id, url, data_dir, name, count = sys.argv[1:6]
desktop_rum.init(application_id=application_id, client_token="pub0", service="soak", proxy=url, data_dir=data_dir,
                 telemetry_sample_rate=0, upload_frequency="rare")
sdk = current_sdk()
for number in range(int(count)):
    desktop_rum.add_action(f"{name}-{number}")
    if number % 400 == 399 or number == int(count) - 1:
        assert sdk.pipeline.call(lambda: None, 60)
        assert sdk.delivery_figures().unwritten == 0
        print(number + 1, flush=True)  # so many are on disk
        if number % 2_000 == 1_999:
            desktop_rum.flush(60)
        while sdk.delivery_figures().batches > 60:  # paced below the cap of 100
            desktop_rum.flush(60)
figures = sdk.delivery_figures()
assert not figures.dropped, figures
desktop_rum.stop(60)
print("through", flush=True)
"""


def half_an_answer(exchange: Exchange) -> None:
    """As a proxy that is restarted."""
    exchange.connection.sendall(b"HTTP/1.1 20")
    exchange.reset()


def troubled() -> Iterator[Behaviour]:
    """Two good answers, then a bad one, of every kind in turn."""
    bad = cycle(
        [
            status(503),
            Exchange.reset,
            status(429, "Retry-After: 0\r\n"),
            half_an_answer,
            status(500),
        ]
    )
    while True:
        yield status(202)
        yield status(202)
        yield next(bad)


@pytest.mark.soak
def test_everything_written_arrives_under_one_key(faulty_intake: FaultyIntake, tmp_path: Path) -> None:
    """The intake keeps what it was sent whatever it answers: what counts is that each event has one key, for ever."""
    trouble = troubled()
    lock = threading.Lock()

    def misbehave(exchange: Exchange) -> None:
        with lock:
            behave = next(trouble)
        behave(exchange)

    faulty_intake.otherwise = misbehave
    chance = random.Random(20251123)  # noqa: S311 - the same kills every time
    faulthandler.cancel_dump_traceback_later()  # this takes longer than a test that hangs
    written: set[str] = set()
    share = EVENTS // (KILLS + 1)
    for run in range(KILLS):
        process = start(faulty_intake.url, tmp_path, f"{run}", share)
        assert process.stdout is not None
        enough = chance.randint(1, share - 400)
        on_disk = 0
        while on_disk < enough:
            line = process.stdout.readline()
            assert line, f"run {run} ended by itself"
            on_disk = int(line)
        process.kill()
        rest = process.communicate()[0].split()
        on_disk = max([on_disk, *(int(word) for word in rest if word != "through")])
        written |= {f"{run}-{number}" for number in range(on_disk)}
    rest_of_events = EVENTS - len(written)
    faulty_intake.otherwise = status(202)
    last = start(faulty_intake.url, tmp_path, "last", rest_of_events)
    assert last.communicate()[0].split()[-1] == "through"
    written |= {f"last-{number}" for number in range(rest_of_events)}
    assert len(written) == EVENTS

    keys_of: dict[str, set[str]] = defaultdict(set)
    of_key: dict[str, list[str]] = {}
    for request in faulty_intake.requests:
        names = [event["action"]["target"]["name"] for event in request.events if event["type"] == "action"]
        assert of_key.setdefault(request.key, names) == names  # the same batch, whenever it is tried
        assert len(names) == len(set(names))
        for name in names:
            keys_of[name].add(request.key)
    assert not written - keys_of.keys()
    assert all(len(keys) == 1 for keys in keys_of.values())
    assert [path for path in (tmp_path / "data").rglob("*") if path.is_file()] == []


def start(url: str, tmp_path: Path, name: str, count: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", APP, APPLICATION_ID, url, str(tmp_path / "data"), name, str(count)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(CHECKOUT / "sdk")},
    )
