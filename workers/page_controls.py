"""Fields and buttons that a page declares: Qt's text documents know none, so room is made for them in the text.

`<input>`, `<button>` and `<output>` become pictures of the size of a control; widgets are then laid over them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from workers.markup import pieces

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workers.markup import Piece

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


class PageText:
    """A page as Qt can lay it out, and its controls by number."""

    def __init__(self, source: str) -> None:
        self.controls: list[Control] = []
        self._parts: list[str] = []
        opened: Piece | None = None
        label = ""
        for piece in pieces(source):
            if piece.tag in ("button", "output"):
                self._add_labelled(opened, label)
                opened, label = (piece, "") if piece.kind == "start" else (None, "")
            elif piece.kind == "start" and piece.tag == "input":
                self._add_input(piece.attributes)
            elif opened is None:
                self._parts.append(piece.source)
            elif piece.kind == "text":
                label += piece.text
        self._add_labelled(opened, label)

    @property
    def html(self) -> str:
        """The page, with room for its controls."""
        return "".join(self._parts)

    def _add_labelled(self, opened: Piece | None, label: str) -> None:
        if opened is not None:
            self._add("button" if opened.tag == "button" else "output", opened.attributes, " ".join(label.split()))

    def _add_input(self, found: Mapping[str, str]) -> None:
        kind = _INPUT_KINDS.get(found.get("type", "").lower(), "field")
        self._add(kind, found, found.get("placeholder") or found.get("value") or found.get("name") or "")

    def _add(self, kind: Kind, found: Mapping[str, str], label: str) -> None:
        if len(self.controls) == MAX_CONTROLS:
            return
        name = found.get("name") or f"{kind}-{len(self.controls) + 1}"
        control = Control(kind, name[:100], label[:100], found.get("action", ""), found.get("value", ""))
        picture = f'<img src="{SCHEME}{len(self.controls)}" width="{control.width}" height="{HEIGHT}">'
        self.controls.append(control)
        self._parts.append(picture)
