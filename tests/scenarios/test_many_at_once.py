"""Many commands at once from many threads: each is one resource, and none is mixed up with another."""

from __future__ import annotations

import subprocess
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from playground.scenarios import Expected

if TYPE_CHECKING:
    from tests.scenarios.conftest import Show

COMMANDS = 200


def test_200_commands_from_8_threads_are_200_resources(show: Show) -> None:
    def run(number: int) -> None:
        code = number % 5
        subprocess.run(["sh", "-c", f"exit {code}", "nonce", str(number)], check=False)

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(run, range(COMMANDS)))

    arrived = show.arrived([Expected("resource", "a command")] * COMMANDS)

    seen = Counter((int(event["context"]["args"][-1]), event["resource"]["status_code"]) for event in arrived)
    assert seen == Counter((number, number % 5) for number in range(COMMANDS))
    assert len({event["context"]["pid"] for event in arrived}) == COMMANDS
