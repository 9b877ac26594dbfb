"""A worker that does not end when it is asked to."""

from __future__ import annotations

import signal

from workers import parent_port

if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    port = parent_port.connect()
    port.post("ready")
    for _ in port:
        pass
