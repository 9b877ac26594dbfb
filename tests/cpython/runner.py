"""Runs one of CPython's own test modules in this interpreter, with the SDK or without, and says how each test ended.

As a program: `python -m tests.cpython.runner MODULE RESULTS [--sdk DATA_DIR]`; RESULTS gets JSON, one key a test.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib
import json
import subprocess
import sys
import unittest
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator


class _Outcomes(unittest.TextTestResult):
    """Keeps one word for each test, and what it printed of failures goes to the terminal."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.outcomes: dict[str, str] = {}

    def startTest(self, test: unittest.TestCase) -> None:
        super().startTest(test)
        self.outcomes[test.id()] = "passed"

    def addFailure(self, test: unittest.TestCase, err: Any) -> None:
        super().addFailure(test, err)
        self.outcomes[test.id()] = "failed"

    def addError(self, test: unittest.TestCase, err: Any) -> None:
        super().addError(test, err)
        self.outcomes[test.id()] = "error"

    def addSkip(self, test: unittest.TestCase, reason: str) -> None:
        super().addSkip(test, reason)
        self.outcomes[test.id()] = "skipped"

    def addSubTest(self, test: unittest.TestCase, subtest: unittest.TestCase, err: Any) -> None:
        super().addSubTest(test, subtest, err)
        if err is not None:
            self.outcomes[test.id()] = "failed"


@contextlib.contextmanager
def _sdk(data_dir: str) -> Iterator[None]:
    import desktop_rum

    desktop_rum.init(
        application_id="00000000-0000-4000-8000-000000000000",
        client_token="pub0",  # noqa: S106 - no secret
        service="cpython",
        proxy="http://127.0.0.1:9/",
        tracking_consent="pending",  # all is written, nothing sent: the suites close standard files under every thread
        data_dir=data_dir,
    )
    # What the SDK imports with the first secret it imports now, for the same reason.
    subprocess.run([sys.executable, "-c", "", "--token", "x"], check=True)
    desktop_rum.flush()
    try:
        yield
    finally:
        desktop_rum.stop(timeout=2)


def main() -> int:
    """Run the tests."""
    parser = argparse.ArgumentParser()
    parser.add_argument("module")
    parser.add_argument("results", type=Path)
    parser.add_argument("--sdk")
    options = parser.parse_args()
    setattr(importlib.import_module("test.support"), "use_resources", [])  # noqa: B010 - unknown to type checkers
    with _sdk(options.sdk) if options.sdk else contextlib.nullcontext():
        suite = unittest.defaultTestLoader.loadTestsFromName(f"test.{options.module}")
        result = unittest.TextTestRunner(resultclass=_Outcomes, verbosity=1).run(suite)
    outcomes = result.outcomes if isinstance(result, _Outcomes) else {}
    options.results.write_text(json.dumps(outcomes), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
