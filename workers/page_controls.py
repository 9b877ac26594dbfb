"""Fields and buttons that a page declares: Qt's text documents know none, so room is made for them in the text.

`<input>`, `<button>` and `<output>` become pictures of the size of a control; widgets are then laid over them.
"""

from __future__ import annotations

import html
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

#: begins the address of such a picture; the number of the control follows
SCHEME = "control:"

#: controls of one page; what a page declares beyond them is left out
MAX_CONTROLS = 200

#: logical pixels
HEIGHT = 30
FIELD_WIDTH = 240
OUTPUT_WIDTH = 420
BUTTON_PADDING = 28
LETTER = 8

Kind = Literal["field", "secret", "check", "button", "output"]

_INPUT_KINDS: Mapping[str, Kind] = {
    "password": "secret", "checkbox": "check", "button": "button", "submit": "button",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Control:
    """One control: `name` is for the page, `label` for people, `action` what a button does."""

    kind: Kind
    name: str
    label: str
    action: str = ""
    value: str = ""

    @property
    def width(self) -> int:
        """The room that it needs."""
        if self.kind in ("button", "check"):
            return min(len(self.label) * LETTER + BUTTON_PADDING, OUTPUT_WIDTH)
        return OUTPUT_WIDTH if self.kind == "output" else FIELD_WIDTH


@dataclass(slots=True)
class PageText:
    """A page as Qt can lay it out, and its controls by number."""

    html: str
    controls: list[Control] = field(default_factory=list)


def take_controls(source: str) -> PageText:
    """Make room for the controls of a page."""
    parser = _ControlParser()
    parser.feed(source)
    parser.close()
    return PageText("".join(parser.parts), parser.controls)


class _ControlParser(HTMLParser):
    """Copies the page as it is, but for its controls."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.parts: list[str] = []
        self.controls: list[Control] = []
        self._open: dict[str, str | None] | None = None
        self._open_tag = ""
        self._text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("button", "output"):
            self._open, self._open_tag, self._text = dict(attrs), tag, ""
        elif tag == "input":
            found = dict(attrs)
            kind = _INPUT_KINDS.get((found.get("type") or "").lower(), "field")
            label = found.get("placeholder") or found.get("value") or found.get("name") or ""
            self._add(kind, found, label)
        elif self._open is None:
            self.parts.append(self.get_starttag_text() or "")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if self._open is None:
            if tag != "input":
                self.parts.append(f"</{tag}>")
        elif tag == self._open_tag:
            found, self._open = self._open, None
            self._add("button" if tag == "button" else "output", found, " ".join(self._text.split()))

    def handle_data(self, data: str) -> None:
        if self._open is None:
            self.parts.append(data)
        else:
            self._text += data

    def handle_entityref(self, name: str) -> None:
        self._take_reference(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self._take_reference(f"&#{name};")

    def handle_decl(self, decl: str) -> None:
        self.parts.append(f"<!{decl}>")

    def _take_reference(self, reference: str) -> None:
        if self._open is None:
            self.parts.append(reference)
        else:
            self._text += html.unescape(reference)

    def _add(self, kind: Kind, found: dict[str, str | None], label: str) -> None:
        if len(self.controls) == MAX_CONTROLS:
            return
        name = found.get("name") or f"{kind}-{len(self.controls) + 1}"
        control = Control(kind, name[:100], label[:100], found.get("action") or "", found.get("value") or "")
        picture = f'<img src="{SCHEME}{len(self.controls)}" width="{control.width}" height="{HEIGHT}">'
        self.controls.append(control)
        self.parts.append(picture)
