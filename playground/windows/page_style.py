"""How pages look: the style sheet of the HTML that renderers send, in the theme's colours; no Qt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playground.theme.scale import UNIT, Type

if TYPE_CHECKING:
    from playground.theme.palette import Palette


def page_style(palette: Palette) -> str:
    """Pages name no colours of their own, so that they can be read in light and dark."""
    return f"""
body {{ color: {palette.text}; }}
h1 {{ font-size: {Type.TITLE}px; margin: 0 0 {UNIT * 2}px 0; }}
h2 {{ font-size: {Type.HEADING}px; margin: {UNIT * 4}px 0 {UNIT}px 0; }}
p, li {{ margin: 0 0 {UNIT * 2}px 0; line-height: 140%; }}
a {{ color: {palette.accent}; text-decoration: none; }}
code, pre {{ color: {palette.tone("resource").ink}; }}
th {{ color: {palette.muted}; text-align: left; padding: {UNIT}px {UNIT * 4}px {UNIT}px 0; }}
td {{ padding: {UNIT}px {UNIT * 4}px {UNIT}px 0; }}
.lead {{ color: {palette.muted}; }}
"""
