"""How a program ends that Ctrl+C ends, as whoever runs it sees it."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.plugins.recorder import SDK

if TYPE_CHECKING:
    from pathlib import Path

APP = """
import code, os, signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
"""
WITH_SDK = """
import desktop_rum
desktop_rum.init(application_id="00000000-0000-4000-8000-000000000000", client_token="pub0", service="s",
                 proxy="http://127.0.0.1:9/", data_dir=sys.argv[1])
desktop_rum.add_action("so that there is something to send, with what is imported only then")
"""


@pytest.mark.parametrize(
    "end",
    [
        "os.kill(os.getpid(), signal.SIGINT)\nsignal.pause()",
        "try:\n    raise KeyboardInterrupt\nexcept KeyboardInterrupt:\n    pass",
        "try:\n    raise KeyboardInterrupt\nexcept KeyboardInterrupt:\n    sys.exit(3)",
        "raise type('Own', (KeyboardInterrupt,), {})",
        "code.InteractiveConsole().push('raise KeyboardInterrupt')",
    ],
    ids=["of the interrupt", "well", "with a code", "of a class of its own", "after a console"],
)
def test_a_program_ends_as_without_the_sdk(tmp_path: Path, end: str) -> None:
    """Of a class of its own it dies of the signal from Python 3.14 on, and exits with 1 before."""
    without, with_sdk = (
        subprocess.run(
            [sys.executable, "-c", program + end, str(tmp_path)],
            env={**os.environ, "PYTHONPATH": str(SDK)},
            stderr=subprocess.PIPE,
            check=False,
        )
        for program in (APP, APP + WITH_SDK)
    )

    assert with_sdk.returncode == without.returncode, with_sdk.stderr
