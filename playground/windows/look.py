"""How pages look: the theme's colours, type and style sheet, as the renderers are told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QPalette

from playground.theme.scale import UNIT, Type
from playground.theme.style_sheet import style_sheet
from playground.theme.theme import qt_palette

if TYPE_CHECKING:
    from playground.theme import Theme
    from playground.theme.palette import Palette


def look_of(theme: Theme) -> dict[str, Any]:
    """What `workers.look.dress` and `PageWidget` take; JSON."""
    colours = qt_palette(theme.palette)
    groups = (QPalette.ColorGroup.Active, QPalette.ColorGroup.Inactive, QPalette.ColorGroup.Disabled)
    roles = [role for role in QPalette.ColorRole if role not in _NO_COLOURS]
    data_family = theme.font(is_data=True).family()
    return {
        "font": theme.font().toString(),
        "palette": [[group.value, role.value, colours.color(group, role).name()] for group in groups for role in roles],
        "style_sheet": style_sheet(theme.palette, data_family),
        "page_style": page_style(theme.palette),
        "headings": {"1": int(Type.TITLE), "2": int(Type.HEADING), "other": int(Type.BODY)},
    }


_NO_COLOURS = (QPalette.ColorRole.NoRole, QPalette.ColorRole.NColorRoles)


def page_style(palette: Palette) -> str:
    """Pages name no colours of their own, so that they can be read in light and dark."""
    return f"""
body {{ color: {palette.text}; }}
h1 {{ margin: 0 0 {UNIT * 2}px 0; }}
h2 {{ margin: {UNIT * 4}px 0 {UNIT}px 0; }}
p, li {{ margin: 0 0 {UNIT * 2}px 0; line-height: 140%; }}
p.form {{ line-height: 100%; }}
a {{ color: {palette.accent}; text-decoration: none; }}
code, pre {{ color: {palette.tone("resource").ink}; }}
table {{ margin: 0 0 {UNIT * 3}px 0; }}
th {{ color: {palette.muted}; text-align: left; padding: {UNIT}px {UNIT * 4}px {UNIT}px 0; }}
td {{ padding: {UNIT}px {UNIT * 4}px {UNIT}px 0; }}
.lead {{ color: {palette.muted}; }}
"""
