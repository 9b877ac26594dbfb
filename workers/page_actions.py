"""What the buttons of a page do, and what the playground has a renderer do: these, and nothing else."""

from __future__ import annotations

import os
import signal
import sys
import time
from typing import TYPE_CHECKING

import desktop_rum.renderer as rum
from workers import bad_read

if TYPE_CHECKING:
    from workers.page_widget import PageWidget

#: bytes that a page takes at most when it is to run out of memory
MEMORY_LIMIT = 512 * 1024 * 1024
_PIECE = 16 * 1024 * 1024

#: ends a process without a word; on Windows any signal does
_AT_ONCE = getattr(signal, "SIGKILL", signal.SIGTERM)

#: seconds that a page may freeze on purpose
MAX_FREEZE = 60.0


class PageActionError(Exception):
    """Something on the page went wrong, on purpose."""


class RendererError(Exception):
    """Something went wrong that the renderer does not survive, on purpose."""


def perform(page: PageWidget, action: str) -> None:
    """Do what `action` says: a name, and sometimes an argument after a space. Unknown ones do nothing."""
    name, _, argument = action.partition(" ")
    match name:
        case "save":
            save(page)
        case "throw":
            raise PageActionError(argument or "Thrown by a page")
        case "freeze":
            time.sleep(min(float(argument or 1), MAX_FREEZE))
            tell(page, "Awake again.")
        case "spin":
            while True:
                pass
        case "fetch":
            fetch(page, argument)
        case "crash":
            crash(argument)


def save(page: PageWidget) -> None:
    """Say what was typed into the first field."""
    name = next((field.text() for field in page.fields()), "").strip()
    tell(page, f"Saved for {name}." if name else "Please type a name first.")


def fetch(page: PageWidget, address: str) -> None:
    """Get something over HTTP."""
    import httpx

    answer = httpx.get(address, timeout=5.0, trust_env=False)
    tell(page, f"{address} answered {answer.status_code}.")


def tell(page: PageWidget, text: str) -> None:
    """Say something on the page: that is an effect of what was clicked."""
    page.tell(text)
    rum.page_changed()


def crash(how: str) -> None:
    """End this process in the way that badly written programs do."""
    match how:
        case "null":
            bad_read.read_null()
        case "kill":
            os.kill(os.getpid(), _AT_ONCE)
        case "memory":
            run_out_of_memory()
        case "exception":
            raise RendererError("The renderer found its page in pieces")
        case "exit":
            os._exit(3)
        case _:
            os.abort()


def _limit_memory() -> bool:
    """Have the system refuse what is beyond the limit; returns whether it does, as only Linux can be relied on."""
    if sys.platform == "linux":
        import resource

        with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123 - one word of one line
            in_use = int(file.read().split()[0]) * resource.getpagesize()
        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        resource.setrlimit(resource.RLIMIT_AS, (in_use + MEMORY_LIMIT, hard))
    return sys.platform == "linux"


def run_out_of_memory() -> None:
    """Take memory up to a limit, which the page itself keeps where the system does not; nobody survives that."""
    is_refused = _limit_memory()
    hoard: list[bytearray] = []
    try:
        while is_refused or len(hoard) * _PIECE < MEMORY_LIMIT:
            hoard.append(bytearray(_PIECE))
        raise MemoryError  # noqa: TRY301 - as the system raises it
    except MemoryError as error:
        hoard.clear()  # to die in words takes some as well
        raise MemoryError(f"The page took all of its {MEMORY_LIMIT // 1024 // 1024} MiB of memory") from error
