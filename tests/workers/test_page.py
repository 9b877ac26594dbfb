"""Pages: their titles, and clear errors for what is no page."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from workers.page import MAX_PAGE, PageError, load, peek_title, title_of

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.mark.parametrize(
    ("html", "title"),
    [
        ("<title>Hello</title>", "Hello"),
        ("<title>\n A &amp; B\n</title><title>no</title>", "A & B"),
        ("<p>no title</p>", ""),
        ("<title>not closed", "not closed"),
        ("", ""),
    ],
)
def test_title(html: str, title: str) -> None:
    assert title_of(html) == title


def test_a_page_is_loaded_with_its_title(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("<title>Grüße</title>", "utf-8")

    assert load(page) == ("Grüße", "<title>Grüße</title>")
    assert peek_title(page) == "Grüße"


def test_a_page_without_a_title_is_named_after_its_file(tmp_path: Path) -> None:
    page = tmp_path / "untitled.html"
    page.write_text("<p>text")

    assert load(page) == ("untitled", "<p>text")
    assert peek_title(page) == "untitled"


def test_a_missing_page(tmp_path: Path) -> None:
    with pytest.raises(PageError, match=r"gone\.html cannot be read: No such file"):
        load(tmp_path / "gone.html")
    assert peek_title(tmp_path / "gone.html") == "gone"


def test_a_name_that_no_file_can_have(tmp_path: Path) -> None:
    with pytest.raises(PageError, match="cannot be read: No file can have this name"):
        load(tmp_path / "a\0.html")
    assert peek_title(tmp_path / "a\0.html") == "a\0"


def test_a_binary_page(tmp_path: Path) -> None:
    page = tmp_path / "binary.html"
    page.write_bytes(b"\x89PNG\xff\xfe")

    with pytest.raises(PageError, match="no UTF-8"):
        load(page)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [("no elements < here", "no HTML"), ("<p>\0</p>", "no text"), (" \n", "empty"), ("", "empty")],
)
def test_a_page_that_is_none(tmp_path: Path, text: str, complaint: str) -> None:
    page = tmp_path / "none.html"
    page.write_text(text)

    with pytest.raises(PageError, match=complaint):
        load(page)


def test_a_page_that_is_too_large(tmp_path: Path) -> None:
    page = tmp_path / "large.html"
    with page.open("wb") as file:
        file.truncate(MAX_PAGE + 1)

    with pytest.raises(PageError, match="larger than 4 MiB"):
        load(page)


def _pipe(page: Path) -> None:
    os.mkfifo(page)


def _device(page: Path) -> None:
    page.symlink_to("/dev/zero")


def _loop(page: Path) -> None:
    page.symlink_to(page)


@pytest.mark.parametrize(
    ("make", "complaint"),
    [
        (_pipe, "It is no file"),
        (_device, "It is no file"),
        (Path.mkdir, "Is a directory"),
        (_loop, "Too many levels of symbolic links"),
    ],
)
def test_what_is_no_file_is_not_waited_for(tmp_path: Path, make: Callable[[Path], None], complaint: str) -> None:
    page = tmp_path / "odd.html"
    make(page)

    with pytest.raises(PageError, match=complaint):
        load(page)
    assert peek_title(page) == "odd"


def test_a_byte_order_mark_is_no_text(tmp_path: Path) -> None:
    page = tmp_path / "marked.html"
    page.write_bytes(b"\xef\xbb\xbf<p>text")

    assert load(page) == ("marked", "<p>text")
