"""How the window looks: colours, type, icons; light and dark."""

from playground.theme.icons import app_icon
from playground.theme.palette import Palette, Tone
from playground.theme.scale import CONTROL, ICON, RADIUS, ROW, UNIT, Type
from playground.theme.theme import Scheme, Theme

__all__ = ["CONTROL", "ICON", "RADIUS", "ROW", "UNIT", "Palette", "Scheme", "Theme", "Tone", "Type", "app_icon"]
