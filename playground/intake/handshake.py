"""What the intake's process and its owner say to each other over the standard streams; both sides import it."""

from __future__ import annotations

READY = "intake listening on "  # the one line on standard output; the address follows
GOODBYE = b"goodbye\n"  # on standard input: the owner has ended normally, the intake shall too
LINGER = 600.0  # seconds without a request that an intake stays after its owner died without goodbye
