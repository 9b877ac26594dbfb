"""Children of the host, real ones, in Qt's event loop."""

from tests.plugins.qt_loop import run_async

__all__ = ["run_async"]
