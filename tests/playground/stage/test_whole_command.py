"""A command and all that it started."""

from __future__ import annotations

import signal
import subprocess

import psutil

from playground.stage.whole_command import kill_tree


def test_a_tree_is_killed_from_its_leaves_to_its_root() -> None:
    line = "sleep 60 & echo $!; exec sleep 60"  # a shell that waits would end by itself once the child is killed
    with subprocess.Popen(["sh", "-c", line], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        child = psutil.Process(int(process.stdout.readline()))

        kill_tree(process.pid)

        assert process.wait() == -signal.SIGKILL
        assert psutil.wait_procs([child], timeout=30)[1] == []


def test_one_that_is_gone_is_left_in_peace() -> None:
    kill_tree(2**22 + 1)
