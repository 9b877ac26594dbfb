"""The set-up's steps in their order, each done only where it is needed."""

from __future__ import annotations

import contextlib
import fcntl
import platform
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from tools.setup.debian import Debian
from tools.setup.environment import Environment
from tools.setup.libraries import OFFSCREEN, XCB
from tools.setup.problem import SetupProblem
from tools.setup.record import UNFINISHED, Record
from tools.setup.requirements import Requirements
from tools.setup.system import Missing, missing_for_environment, missing_for_qt, provide, see_to_processes

if TYPE_CHECKING:
    from collections.abc import Iterator

_QT_PROBE = Path(__file__).with_name("qt_probe.py")


def set_up(checkout: Path, *, window: bool) -> None:
    """Brings .venv up to date; returns within an interpreter's start when it already is.

    Args:
        checkout: the folder of pyproject.toml.
        window: also see to what windows on an X display need. Where that cannot be had it is said, and no more:
            the playground then runs without a window.

    Raises:
        SetupProblem: a person has to install something first.
    """
    see_to_processes()
    with _only_one_at_a_time(checkout):
        environment = Environment(checkout)
        requirements = Requirements.read(checkout)
        record = Record.read(environment.record_file)
        sound = environment.is_sound() and record.packages != UNFINISHED
        if not sound or record.packages != requirements.fingerprint:
            record = _build(environment, requirements, anew=not sound)
        if window and not record.windows:
            _see_to_windows(environment, record)


def _build(environment: Environment, requirements: Requirements, *, anew: bool) -> Record:
    provide((missing_for_environment() if anew else Missing()) + missing_for_qt(OFFSCREEN), Debian.detect())
    print(f"set-up: .venv with Python {platform.python_version()} ({sys.executable})", flush=True)
    if anew:
        environment.create()
    # pip takes a half-installed package for a whole one: when it is interrupted, the next run starts anew.
    Record(UNFINISHED).write(environment.record_file)
    print("set-up: installing the packages of constraints.txt, about 220 MB where none is cached", flush=True)
    environment.install(requirements)
    Record().write(environment.record_file)
    _try_qt(environment, "offscreen")
    record = Record(requirements.fingerprint)
    record.write(environment.record_file)
    return record


def _see_to_windows(environment: Environment, record: Record) -> None:
    try:
        provide(missing_for_qt(XCB), Debian.detect())
        _try_qt(environment, "xcb")
    except SetupProblem as problem:
        print(f"set-up: no windows on this display: {problem}", file=sys.stderr, flush=True)
    else:
        Record(record.packages, windows=True).write(environment.record_file)


def _try_qt(environment: Environment, name: str) -> None:
    probe = environment.run(_QT_PROBE, name)
    if probe.returncode != 0:
        said = probe.stderr.strip().splitlines() or [f"exit code {probe.returncode}"]
        raise SetupProblem(f"Qt's platform {name} cannot be used: {said[-1]}")


@contextlib.contextmanager
def _only_one_at_a_time(checkout: Path) -> Iterator[None]:
    """Two goals may be started at once in a fresh clone: the second waits until the first has set up."""
    with (checkout / "pyproject.toml").open(encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
