"""The command line of the set-up: `python -m tools.setup`, run by the Makefile with the interpreter to use."""

from __future__ import annotations

import argparse
import shlex
import subprocess
import sys
from pathlib import Path

from tools.setup.problem import SetupProblem
from tools.setup.steps import set_up


def main() -> int:
    """Sets up the checkout that this file is part of; what went wrong is said in one line."""
    parser = argparse.ArgumentParser(prog="python -m tools.setup", description=__doc__)
    parser.add_argument("--window", action="store_true", help="also see to what windows on a display need")
    options = parser.parse_args()
    try:
        set_up(Path(__file__).resolve().parents[2], window=options.window)
    except SetupProblem as problem:
        message = str(problem)
    except subprocess.CalledProcessError as error:
        message = f"this command failed: {shlex.join(map(str, error.cmd))}"
    except OSError as error:
        message = str(error)
    except KeyboardInterrupt:
        message = "interrupted; the next run starts anew"
    else:
        return 0
    print(f"set-up: {message}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
