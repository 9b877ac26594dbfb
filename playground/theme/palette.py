"""The colours of the window, as two tables of names, each also with high contrast; no Qt.

A test computes the contrast of every pair that is used.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

#: the least contrast between text and what it stands on (WCAG 2, level AA)
LEAST_CONTRAST = 4.5

#: the least of the palettes of high contrast (level AAA)
HIGH_CONTRAST = 7.0


@dataclass(frozen=True, slots=True)
class Tone:
    """A colour that means something: `ink` for text and icons, `tint` for the surface behind them."""

    ink: str
    tint: str


@dataclass(frozen=True, slots=True)
class Palette:
    """Every colour that the window uses, for one colour scheme."""

    name: str
    #: behind everything: toolbars, titles of docks, the status bar
    window: str
    #: what content stands on
    surface: str
    #: a quiet step away from the surface: buttons, alternate rows, headers
    raised: str
    hovered: str
    pressed: str
    border: str
    #: the border of what can be changed, at least 3:1 against the surface
    outline: str
    text: str
    muted: str
    disabled: str
    accent: str
    accent_hovered: str
    on_accent: str
    selection: str
    #: tones of event types, of states of events and of messages, by name
    tones: Mapping[str, Tone]

    def tone(self, name: str) -> Tone:
        """The tone of this name, or a quiet one for a name that is not known."""
        return self.tones.get(name) or self.tones["neutral"]


LIGHT = Palette(
    name="light",
    window="#f3f5f8",
    surface="#ffffff",
    raised="#f7f8fa",
    hovered="#e9edf3",
    pressed="#dce2eb",
    border="#dde2ea",
    outline="#818b9b",
    text="#171c26",
    muted="#566072",
    disabled="#9aa3b2",
    accent="#2353d0",
    accent_hovered="#1b44b0",
    on_accent="#ffffff",
    selection="#dbe6fd",
    tones=MappingProxyType(
        {
            "neutral": Tone("#4d5768", "#eceff4"),
            "view": Tone("#1d4fc4", "#e6edfc"),
            "resource": Tone("#0a667a", "#def2f6"),
            "error": Tone("#b3241c", "#fde8e6"),
            "action": Tone("#6b2fcf", "#f0e9fc"),
            "vital": Tone("#9c4205", "#fdeddd"),
            "long_task": Tone("#755800", "#faf0c8"),
            "telemetry": Tone("#456256", "#e6eeea"),
            "produced": Tone("#566072", "#eceff4"),
            "written": Tone("#0a667a", "#def2f6"),
            "sent": Tone("#1a6b3c", "#e0f3e7"),
            "discarded": Tone("#6a6478", "#eeecf2"),
            "dropped": Tone("#9c4205", "#fdeddd"),
            "good": Tone("#1a6b3c", "#e0f3e7"),
            "warning": Tone("#755800", "#faf0c8"),
            "info": Tone("#1d4fc4", "#e6edfc"),
        }
    ),
)

DARK = Palette(
    name="dark",
    window="#14171d",
    surface="#1b1f27",
    raised="#222731",
    hovered="#2b313d",
    pressed="#353c4a",
    border="#2e3440",
    outline="#707b8e",
    text="#e8ebf1",
    muted="#a3adbd",
    disabled="#667082",
    accent="#7ea6ff",
    accent_hovered="#9bbaff",
    on_accent="#0d1526",
    selection="#27406f",
    tones=MappingProxyType(
        {
            "neutral": Tone("#b4bdcc", "#2a303b"),
            "view": Tone("#8db2ff", "#1f2d4d"),
            "resource": Tone("#5fcbe0", "#143640"),
            "error": Tone("#ff958c", "#472223"),
            "action": Tone("#c3a2ff", "#33264f"),
            "vital": Tone("#ffae6b", "#442c18"),
            "long_task": Tone("#e9cb5c", "#3b3317"),
            "telemetry": Tone("#a3c4b4", "#26342e"),
            "produced": Tone("#a3adbd", "#2a303b"),
            "written": Tone("#5fcbe0", "#143640"),
            "sent": Tone("#74d699", "#1a3826"),
            "discarded": Tone("#b3abc4", "#2f2b38"),
            "dropped": Tone("#ffae6b", "#442c18"),
            "good": Tone("#74d699", "#1a3826"),
            "warning": Tone("#e9cb5c", "#3b3317"),
            "info": Tone("#8db2ff", "#1f2d4d"),
        }
    ),
)


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours `#rrggbb`, from 1 to 21 (WCAG 2, "contrast ratio")."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    # The figures of the sRGB standard, as WCAG 2 quotes them.
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)  # noqa: PLR2004


def _mixed(colour: str, other: str, share: float) -> str:
    pairs = ((int(colour[at : at + 2], 16), int(other[at : at + 2], 16)) for at in (1, 3, 5))
    return "#" + "".join(f"{round(one + (two - one) * share):02x}" for one, two in pairs)


def _with_high_contrast(palette: Palette, *, ink: str, paper: str) -> Palette:
    """The same hues, as near to the ink as they need to be, on paper that is black or white; lines are drawn in ink."""
    hovered, pressed, selection = (_mixed(paper, ink, share) for share in (0.1, 0.18, 0.14))

    def clear(colour: str) -> str:
        shares = (step / 20 for step in range(21))
        mixed = (_mixed(colour, ink, share) for share in shares)
        return next(one for one in mixed if min(contrast(one, on) for on in (hovered, selection)) >= HIGH_CONTRAST)

    return replace(
        palette,
        name=f"contrast-{palette.name}",
        **dict.fromkeys(("window", "surface", "raised", "on_accent"), paper),
        **dict.fromkeys(("border", "outline", "text"), ink),
        hovered=hovered,
        pressed=pressed,
        selection=selection,
        muted=_mixed(ink, paper, 0.12),
        disabled=_mixed(ink, paper, 0.4),
        accent=clear(palette.accent),
        accent_hovered=clear(palette.accent_hovered),
        tones=MappingProxyType({name: Tone(clear(tone.ink), paper) for name, tone in palette.tones.items()}),
    )


CONTRAST_LIGHT = _with_high_contrast(LIGHT, ink="#000000", paper="#ffffff")
CONTRAST_DARK = _with_high_contrast(DARK, ink="#ffffff", paper="#000000")
