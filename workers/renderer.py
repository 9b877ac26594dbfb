"""The program behind each window: loads a page and sends its title and HTML to the playground.

Usage: python -m workers.renderer PAGE (started by the playground).
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from workers import page, parent_port


def show(path: Path) -> dict[str, Any]:
    """The message that tells the window what to show."""
    try:
        title, html = page.load(path)
    except page.PageError as problem:
        return {"type": "failed", "reason": str(problem)}
    return {"type": "loaded", "title": title, "html": html}


def main(path: Path) -> None:
    """Show the page, then do what the playground says until it says close, or goes away."""
    port = parent_port.connect()
    port.post(show(path))
    for message in port:
        match message:
            case {"type": "close"}:
                return
            case {"type": "crash"}:
                os.abort()


if __name__ == "__main__":
    if len(sys.argv) != 2:  # noqa: PLR2004 - the program and one page
        sys.exit("Usage: python -m workers.renderer PAGE")
    try:
        main(Path(sys.argv[1]))
    except parent_port.NoParentError as problem:
        sys.exit(str(problem))
