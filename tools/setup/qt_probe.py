"""Run in a child process with .venv's interpreter: does Qt start, and does it find a font to draw with?

The argument is a Qt platform. A library that cannot be found ends it with the linker's own words.
"""

from __future__ import annotations

import ctypes
import importlib
import sys
from pathlib import Path

_USED_MODULES = ("QtCore", "QtGui", "QtWidgets", "QtNetwork", "QtSvg")


def main(platform: str) -> str | None:
    """Gives the reason why Qt cannot be used, or None."""
    try:
        package = Path(str(importlib.import_module("PySide6").__file__)).parent
        modules = {name: importlib.import_module(f"PySide6.{name}") for name in _USED_MODULES}
        plugin = package / "Qt" / "plugins" / "platforms" / f"libq{platform}.so"
        # Other systems keep their plugins elsewhere, and all they need with them.
        if plugin.exists():
            ctypes.CDLL(str(plugin))
    except (ImportError, OSError) as error:
        return str(error)
    application = modules["QtGui"].QGuiApplication([sys.argv[0], "-platform", "offscreen"])
    families = modules["QtGui"].QFontDatabase.families()
    application.quit()
    return None if families else "Qt finds no font"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
