"""A hundred workers at once: each is seen from start to exit, and nothing of what they say is lost."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.plugins.recorder import SDK

if TYPE_CHECKING:
    from tests.plugins.recorder import Recorder

WORKERS = 100
CODE = """
import desktop_rum.utility, desktop_rum, sys
for number in range(10):
    desktop_rum.add_error(ValueError(sys.argv[1]))
print(flush=True)
sys.stdin.read()
sys.exit(3)
"""


@pytest.mark.slow
def test_a_hundred_workers(recorder: Recorder) -> None:
    environment = {**os.environ, "PYTHONPATH": str(SDK)}
    workers = [
        subprocess.Popen(
            [sys.executable, "-c", CODE, str(number)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment,
        )
        for number in range(WORKERS)
    ]
    for worker in workers:
        assert worker.stdout is not None
        worker.stdout.readline()
    for worker in workers:
        worker.communicate()

    ended = recorder.until(WORKERS, lambda e: e["type"] == "view" and not e["view"]["is_active"])
    assert {view["context"]["pid"] for view in ended} == {worker.pid for worker in workers}
    assert len({view["view"]["name"] for view in ended}) == WORKERS
    for view in ended:
        number = next(str(index) for index, worker in enumerate(workers) if worker.pid == view["context"]["pid"])
        errors = recorder.of("error", view)
        assert view["view"]["error"]["count"] == len(errors) == 11
        assert [error["error"]["message"] for error in errors[:10]] == [number] * 10
        assert errors[10]["context"]["exit_code"] == 3
