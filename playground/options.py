"""The playground's command line and environment, checked once into one frozen object."""

from __future__ import annotations

import argparse
import os
import re
import tempfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn

import platformdirs

from playground import option_values
from playground.scenarios import SCENARIOS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

THEMES = ("system", "light", "dark", "contrast-light", "contrast-dark")

_CLIENT_TOKEN = re.compile(r"pub[0-9a-fA-F]{32}")

#: environment variables that together name a Datadog application to report to
SITE_VARIABLES = ("DD_APPLICATION_ID", "DD_CLIENT_TOKEN", "DD_SITE")


class OptionsError(ValueError):
    """The command line or the environment is wrong; the text says what and what to do, on one line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A Datadog application that is reported to instead of the embedded intake."""

    application_id: str
    client_token: str
    site: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How to run the playground: every option, checked."""

    is_headless: bool = False
    is_listing: bool = False
    #: play the guided demo
    is_demo: bool = False
    #: names of scenarios, each as often as it was asked for
    scenarios: tuple[str, ...] = ()
    record: Path | None = None
    screenshot: Path | None = None
    #: address of an intake that runs elsewhere; None starts one
    intake: str | None = None
    data_dir: Path
    #: port of the embedded intake; 0 takes a free one
    port: int = 0
    theme: str = "system"
    site: Site | None = None

    @property
    def has_own_intake(self) -> bool:
        """Whether the playground starts an intake, and so sees what arrives."""
        return self.intake is None and self.site is None


def default_data_dir() -> Path:
    """Where batches and window layouts are kept when nobody says otherwise."""
    return platformdirs.user_data_path("desktop-rum-playground", appauthor=False)


def parse(arguments: Sequence[str], environment: Mapping[str, str]) -> Options:
    """Read the command line; raises OptionsError, and SystemExit for `--help`."""
    given = _parser().parse_args(arguments)
    options = Options(
        is_headless=given.headless,
        is_listing=given.list_scenarios,
        is_demo=given.demo,
        scenarios=tuple(
            name for chosen in given.scenario for name in (SCENARIOS if chosen == option_values.ALL else (chosen,))
        ),
        record=given.record,
        screenshot=given.screenshot,
        intake=given.intake,
        data_dir=(given.data_dir or default_data_dir()).absolute(),
        port=given.port or 0,
        theme=given.theme,
        site=_site(environment),
    )
    if not options.is_listing:
        _check_destination(options, is_port_given=given.port is not None)
        _check_folders(options)
    return options


class _Parser(argparse.ArgumentParser):
    """Raises instead of printing its usage and leaving."""

    def error(self, message: str) -> NoReturn:
        raise OptionsError(message.removeprefix("argument "))


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="python -m playground",
        description="See every process of a desktop app become RUM events: commands, workers, windows, failures.",
        epilog="With DD_APPLICATION_ID, DD_CLIENT_TOKEN and DD_SITE set, it reports to that Datadog application, "
        "and not to an intake of its own.",
        allow_abbrev=False,
    )
    parser.add_argument(
        "--headless", action="store_true", help="run scenarios without a window, and print their events"
    )
    parser.add_argument(
        "--scenario",
        type=option_values.scenario,
        action="append",
        default=[],
        metavar="NAME",
        help="run this scenario, or all; repeatable",
    )
    parser.add_argument("--demo", action="store_true", help="play the guided demo, step by step")
    parser.add_argument("--list-scenarios", action="store_true", help="say which scenarios there are, and leave")
    parser.add_argument(
        "--record",
        type=option_values.file,
        metavar="FILE",
        help="append what the intake receives to FILE, one JSON object a line",
    )
    parser.add_argument(
        "--screenshot",
        type=option_values.picture,
        metavar="FILE",
        help="save a picture of the window, when the scenarios have run",
    )
    parser.add_argument(
        "--intake", type=option_values.url, metavar="URL", help="report to an intake that runs there already"
    )
    parser.add_argument(
        "--port", type=option_values.port, metavar="N", help="port of the intake that the playground starts"
    )
    parser.add_argument(
        "--data-dir", type=option_values.folder, metavar="DIR", help="where batches and layouts are kept"
    )
    parser.add_argument(
        "--theme", choices=THEMES, default="system", help="colours of the window (default: the system's)"
    )
    return parser


def _site(environment: Mapping[str, str]) -> Site | None:
    values = {name: environment.get(name, "").strip() for name in SITE_VARIABLES}
    missing = [name for name, value in values.items() if not value]
    if len(missing) == len(values):
        return None
    if missing:
        present = " and ".join(name for name in values if name not in missing)
        raise OptionsError(f"{present} is set, but not {' and '.join(missing)}: set all three, or none")
    if not _CLIENT_TOKEN.fullmatch(values["DD_CLIENT_TOKEN"]):  # which may be another secret, and is not repeated
        raise OptionsError("DD_CLIENT_TOKEN is no client token: those of Datadog are pub and 32 digits from 0 to f")
    return Site(
        application_id=values["DD_APPLICATION_ID"], client_token=values["DD_CLIENT_TOKEN"], site=values["DD_SITE"]
    )


def _check_destination(options: Options, *, is_port_given: bool) -> None:
    if options.intake is not None and options.site is not None:
        raise OptionsError(f"--intake and {SITE_VARIABLES[-1]} both say where to report to: choose one")
    if options.has_own_intake:
        return
    elsewhere = "--intake" if options.intake is not None else SITE_VARIABLES[-1]
    if is_port_given:
        raise OptionsError(f"--port is for the playground's own intake, and with {elsewhere} there is none")
    if options.record is not None:
        raise OptionsError(
            f"--record writes what the playground's own intake receives, and with {elsewhere} there is none"
        )


def _check_folders(options: Options) -> None:
    for option, file in (("--record", options.record), ("--screenshot", options.screenshot)):
        if file is not None and not file.parent.is_dir():
            raise OptionsError(f"{option}: there is no folder {str(file.parent)!r}")
        if file is not None:
            _check_writable(option, file.parent)
            if file.exists() and not os.access(file, os.W_OK):
                raise OptionsError(f"{option}: {str(file)!r} may not be written")
    try:
        options.data_dir.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise OptionsError(f"--data-dir: {str(options.data_dir)!r} cannot be made: {problem.strerror}") from problem
    _check_writable("--data-dir", options.data_dir)


def _check_writable(option: str, folder: Path) -> None:
    """Try it: permissions alone do not tell of a full or read-only disk."""
    try:
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as problem:
        raise OptionsError(f"{option}: nothing can be written in {str(folder)!r}: {problem.strerror}") from problem
