"""What a renderer says of the page that it shows; each message carries the page's whole state."""

from __future__ import annotations

from typing import Annotated, Final, Literal

import msgspec

from desktop_rum.child.page import MAX_NAME, MAX_URL

_UUID: Final = "^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$"

Nanoseconds = Annotated[int, msgspec.Meta(ge=0, le=2**62)]
"""2^62 of them since the epoch are the year 2116."""

Count = Annotated[int, msgspec.Meta(ge=0, le=2**53)]
Pixels = Annotated[int, msgspec.Meta(ge=-(2**31), le=2**31)]
Url = Annotated[str, msgspec.Meta(max_length=MAX_URL)]
Name = Annotated[str, msgspec.Meta(max_length=MAX_NAME)]

ResourceKind = Literal["document", "xhr", "fetch", "css", "js", "image", "font", "media", "other"]
Method = Literal["POST", "GET", "HEAD", "PUT", "DELETE", "PATCH", "TRACE", "OPTIONS", "CONNECT"]


class Page(msgspec.Struct, frozen=True):
    """A page as it is when the message is sent."""

    id: Annotated[str, msgspec.Meta(pattern=_UUID)]
    url: Url
    started_at_ns: Nanoseconds
    """Wall-clock time."""
    title: Name = ""
    referrer: Url = ""
    active: bool = True
    """Whether the renderer shows it; False is the end of it."""
    hidden: bool = False
    """Whether nobody can see it meanwhile: its window is hidden or minimised."""
    loading_ns: Nanoseconds | None = None
    """How long it took to load; None while it does."""


class PageChanged(msgspec.Struct, frozen=True, tag="page"):
    """A page begins, is loaded, has another title, is left."""

    page: Page


class Clicked(msgspec.Struct, frozen=True, tag="click"):
    """The user clicked on something; what came of it follows."""

    page: Page
    number: Count
    """Names the click in the answer."""
    at_ns: Nanoseconds
    name: Name
    x: Pixels
    y: Pixels
    """Relative to what was clicked."""
    width: Pixels | None = None
    height: Pixels | None = None
    selector: Name | None = None
    expects_change: bool = True
    """Whether it is a dead click when nothing comes of it; a field that takes the focus is none."""


class ClickSettled(msgspec.Struct, frozen=True, tag="settled"):
    """What came of a click."""

    number: Count
    changed_at_ns: Nanoseconds | None = None
    """When the page first changed after it; None where it did not."""


class ResourceLoaded(msgspec.Struct, frozen=True, tag="resource"):
    """The page, or the program behind it, loaded something."""

    page: Page
    at_ns: Nanoseconds
    duration_ns: Nanoseconds
    kind: ResourceKind
    url: Url
    method: Method | None = None
    status_code: Annotated[int, msgspec.Meta(ge=0, le=999)] | None = None
    size: Count | None = None


class LongTaskSeen(msgspec.Struct, frozen=True, tag="long_task"):
    """The renderer's event loop did not answer for a while."""

    page: Page
    at_ns: Nanoseconds
    duration_ns: Nanoseconds


PageMessage = PageChanged | Clicked | ClickSettled | ResourceLoaded | LongTaskSeen
