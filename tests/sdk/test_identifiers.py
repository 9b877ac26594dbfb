"""Identifiers: of the right form, and nobody else's."""

from __future__ import annotations

import re
import subprocess
import sys
import uuid

import pytest

from desktop_rum.identifiers import new_id

FORKS = """
import os
from desktop_rum.identifiers import new_id

for _ in range(3):
    if not os.fork():
        os.write(1, (new_id() + "\\n").encode())
        os._exit(0)
    os.wait()
os.write(1, (new_id() + "\\n").encode())
"""


def test_an_id_is_a_random_uuid_in_lower_case() -> None:
    ids = [new_id() for _ in range(1000)]

    assert len(set(ids)) == len(ids)
    assert all(uuid.UUID(one).version == 4 and uuid.UUID(one).variant == uuid.RFC_4122 for one in ids)
    assert all(re.fullmatch("[0-9a-f-]{36}", one) for one in ids)


@pytest.mark.skipif(sys.platform == "win32", reason="nothing is forked there")
def test_who_is_forked_goes_on_with_ids_of_its_own() -> None:
    done = subprocess.run([sys.executable, "-c", FORKS], capture_output=True, text=True, check=True)

    ids = done.stdout.split()
    assert len(set(ids)) == len(ids) == 4, "the state of the generator was copied with the process"
