"""The playground's start: reads the options, looks for a display, and runs with a window or without."""

from __future__ import annotations

import os
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from playground.console import complain, say, speak_any_encoding
from playground.display import missing_display
from playground.offscreen import offscreen_variables
from playground.options import Options, OptionsError, parse

if TYPE_CHECKING:
    from collections.abc import MutableMapping, Sequence

BAD_USAGE = 2
NO_QT = 1


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the playground; returns the exit code."""
    speak_any_encoding()
    try:
        options = parse(sys.argv[1:] if arguments is None else arguments, os.environ)
        if options.is_listing:
            _list_scenarios()
            return 0
        _keep_local(os.environ)
        return _run(_fit_for_display(options))
    except OptionsError as problem:
        complain(str(problem))
        return BAD_USAGE
    except ImportError as problem:
        if "cannot open shared object" not in str(problem):
            raise
        complain(f"Qt needs a system library that is not installed: {problem}")
        return NO_QT


def _list_scenarios() -> None:
    from playground.scenarios import SCENARIOS

    width = max(map(len, SCENARIOS))
    for scenario in SCENARIOS.values():
        say(f"{scenario.name:<{width}}  {scenario.group}: {scenario.title}. {scenario.description}")


def _keep_local(environment: MutableMapping[str, str]) -> None:
    """Bypass any proxy for this machine: all that the playground and its children fetch is served here."""
    for name in ("no_proxy", "NO_PROXY"):
        environment[name] = ",".join(filter(None, (environment.get(name), "localhost,127.0.0.1,::1")))


def _fit_for_display(options: Options) -> Options:
    """Without a display it runs headless, on a platform of Qt's that needs none."""
    if not options.is_headless:
        reason = missing_display(os.environ)
        if reason is None:
            return options
        say(f"{reason}: running headless")
    os.environ.update(offscreen_variables(os.environ))
    if options.screenshot is not None and (options.record is not None or not options.has_own_intake):
        return replace(options, is_headless=True)
    # Two may start in the same second.
    folder = Path("recordings").absolute() / f"{time.strftime('%Y%m%d-%H%M%S')}-{os.getpid()}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise OptionsError(f"nothing can be left in {str(folder)!r}: {problem.strerror}") from problem
    return replace(
        options,
        is_headless=True,
        screenshot=options.screenshot or folder / "window.png",
        record=options.record or (folder / "events.ndjson" if options.has_own_intake else None),
    )


def _run(options: Options) -> int:
    # Qt is loaded only here: `--help` and wrong options need none of it, and it reads QT_QPA_PLATFORM.
    from playground.launch import run

    return run(options)


if __name__ == "__main__":
    sys.exit(main())
