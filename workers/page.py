"""Pages of the playground: HTML files with a title, read with limits and clear errors."""

from __future__ import annotations

import errno
import re
from typing import TYPE_CHECKING

from workers import markup, nesting

if TYPE_CHECKING:
    from pathlib import Path

#: bytes; a larger page is not loaded
MAX_PAGE = 4 * 1024 * 1024

#: characters of a title; more is no title
MAX_TITLE = 300

#: characters of a page's text that its window is told, for those who cannot see
MAX_TEXT = 20_000

#: characters at the start of a page in which its title is looked for
_HEAD = 65_536

_ELEMENT = re.compile(r"<(?:!doctype|[a-z][a-z0-9]*)[\s/>]", re.IGNORECASE)


class PageError(Exception):
    """A page cannot be shown; the text says why, for people."""


def title_of(html: str) -> str:
    """The page's title, on one line; empty when there is none near its start."""
    found = markup.pieces(html[:_HEAD])
    if not any(piece.kind == "start" and piece.tag == "title" for piece in found):
        return ""
    inside = next(found, None)
    return " ".join(inside.text.split()) if inside is not None and inside.kind == "text" else ""


def read_start(file: Path, limit: int) -> bytes:
    """At most so many bytes of a file; raises OSError when there are none.

    What is no file, such as a pipe or a device, may have no end, or never give anything.
    """
    if file.exists() and not (file.is_file() or file.is_dir()):
        raise OSError(errno.EINVAL, "It is no file")
    if "\0" in str(file):
        raise OSError(errno.EINVAL, "No file can have this name")
    with file.open("rb") as stream:
        return stream.read(limit)


def peek_title(page: Path) -> str:
    """The title of a page that is not loaded yet, or the file's name where no title is found near its start."""
    try:
        head = read_start(page, _HEAD)
    except OSError:
        return page.stem
    return title_of(head.decode("utf-8", errors="replace"))[:MAX_TITLE] or page.stem


def load(page: Path) -> tuple[str, str]:
    """A page's title and HTML; raises PageError when there is nothing to show."""
    try:
        data = read_start(page, MAX_PAGE + 1)
        if len(data) > MAX_PAGE:
            raise PageError(f"The page {page.name} is larger than {MAX_PAGE // 1024 // 1024} MiB")
        html = data.decode("utf-8-sig")
    except OSError as problem:
        raise PageError(f"The page {page.name} cannot be read: {problem.strerror}") from problem
    except UnicodeDecodeError as problem:
        raise PageError(f"The page {page.name} is no UTF-8 text") from problem
    if not html.strip():
        raise PageError(f"The page {page.name} is empty")
    if "\0" in html:
        raise PageError(f"The page {page.name} is no text")
    if _ELEMENT.search(html) is None:
        raise PageError(f"The page {page.name} is no HTML")
    if complaint := nesting.complaint(html):
        raise PageError(f"The page {page.name} {complaint}")
    return title_of(html) or page.stem, html
