"""What `import desktop_rum` and `init()` take, each in an interpreter of its own."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
from pathlib import Path

from tests.benchmarks.harness import Row

_ROUNDS = 11

_PROGRAM = """
import json, sys, tempfile, time
def resident():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * 4096
before, start = resident(), time.perf_counter()
if sys.argv[1] == "sdk":
    import desktop_rum
    desktop_rum.init(application_id="00000000-0000-4000-8000-000000000000", client_token="pub0", service="benchmark",
                     proxy="http://127.0.0.1:9/", data_dir=sys.argv[2])
print(json.dumps([(time.perf_counter() - start) * 1e3, (resident() - before) / 1e6]), flush=True)
import os
os._exit(0)
"""


def measure() -> list[Row]:
    """The rows of this benchmark."""
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        _start(folder)  # leaves the bytecode that an installed package has
        figures = [_start(folder) for _ in range(_ROUNDS)]
    milliseconds = statistics.median(figure[0] for figure in figures)
    megabytes = statistics.median(figure[1] for figure in figures)
    return [
        Row("import desktop_rum and init, time", "0 ms", f"{milliseconds:.0f} ms", f"+{milliseconds:.0f} ms", "120 ms"),
        Row("import desktop_rum and init, memory", "0 MB", f"{megabytes:.1f} MB", f"+{megabytes:.1f} MB", "20 MB"),
    ]


def _start(folder: str) -> tuple[float, float]:
    command = [sys.executable, "-c", _PROGRAM, "sdk", folder]
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    root = Path(__file__).parents[2]
    output = subprocess.run(command, check=True, capture_output=True, cwd=root, env=environment).stdout
    milliseconds, megabytes = json.loads(output)
    return milliseconds, megabytes
