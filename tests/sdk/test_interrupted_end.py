"""How a program ends that Ctrl+C ends, as whoever runs it sees it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.plugins.recorder import SDK

if TYPE_CHECKING:
    from pathlib import Path

APP = """
import code, os, signal, sys
import desktop_rum
signal.signal(signal.SIGINT, signal.default_int_handler)
desktop_rum.init(application_id="00000000-0000-4000-8000-000000000000", client_token="pub0", service="s",
                 proxy="http://127.0.0.1:9/", data_dir=sys.argv[1])
desktop_rum.add_action("so that there is something to send, with what is imported only then")
"""


@pytest.mark.parametrize(
    ("end", "status"),
    [
        ("os.kill(os.getpid(), signal.SIGINT)\nsignal.pause()", -signal.SIGINT),
        ("try:\n    raise KeyboardInterrupt\nexcept KeyboardInterrupt:\n    pass", 0),
        ("try:\n    raise KeyboardInterrupt\nexcept KeyboardInterrupt:\n    sys.exit(3)", 3),
        ("raise type('Own', (KeyboardInterrupt,), {})", 1),
        ("code.InteractiveConsole().push('raise KeyboardInterrupt')", 0),
    ],
    ids=["of the interrupt", "well", "with a code", "of a class of its own", "after a console"],
)
def test_a_program_ends_as_without_the_sdk(tmp_path: Path, end: str, status: int) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", APP + end, str(tmp_path)],
        env={**os.environ, "PYTHONPATH": str(SDK)},
        stderr=subprocess.PIPE,
        check=False,
    )

    assert ended.returncode == status, ended.stderr
