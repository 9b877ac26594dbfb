"""The theme in force: which palette, its fonts and icons, and how it follows the system's light, dark and contrast."""

from __future__ import annotations

import re
import sys
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QIcon, QPalette

from playground.theme.icons import TintedEngine
from playground.theme.palette import CONTRAST_DARK, CONTRAST_LIGHT, DARK, LIGHT, Palette
from playground.theme.scale import Type
from playground.theme.style_sheet import style_sheet

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication


_FONT_SIZE = re.compile(r"(?<=font-size: )(\d+)px")


class Scheme(StrEnum):
    """What the user chose."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"
    CONTRAST_LIGHT = "contrast-light"
    CONTRAST_DARK = "contrast-dark"


_PALETTES = {palette.name: palette for palette in (LIGHT, DARK, CONTRAST_LIGHT, CONTRAST_DARK)}


class Theme(QObject):
    """Dresses the application; widgets that paint themselves ask it for colours when they paint."""

    #: the palette is another one now
    changed = Signal()

    def __init__(self, app: QApplication, scheme: Scheme = Scheme.SYSTEM) -> None:
        super().__init__(app)
        self._app = app
        self.scheme = scheme
        self.palette = LIGHT
        #: how much larger type is than usual
        self.magnification = 1.0
        if not app.styleSheet():  # otherwise an earlier theme has done it, and widgets may have the style already
            app.setStyle("Fusion")
        hints = app.styleHints()
        hints.colorSchemeChanged.connect(self._on_system_changed)
        if hasattr(hints, "accessibility"):  # since Qt 6.10
            hints.accessibility().contrastPreferenceChanged.connect(self._on_system_changed)
        self._dress()

    def choose(self, scheme: Scheme) -> None:
        """Use this scheme, or the system's."""
        self.scheme = scheme
        self._dress()

    def magnify(self, magnification: float) -> None:
        """Larger type for everything, as people at the other end of a room need it."""
        self.magnification = magnification
        self._dress()

    def icon(self, name: str, colour: str = "text") -> QIcon:
        """A drawing of assets/icons in a colour of the palette (`muted`) or the ink of a tone (`error`)."""
        return QIcon(TintedEngine(name, partial(self._icon_colour, colour)))

    def font(self, size: Type = Type.BODY, *, bold: bool = False, is_data: bool = False) -> QFont:
        """A font of the type scale; the monospaced one is for data only."""
        system = QFontDatabase.SystemFont.FixedFont if is_data else QFontDatabase.SystemFont.GeneralFont
        font = QFontDatabase.systemFont(system)
        family = family_instead(font.family(), QGuiApplication.platformName())
        if family is not None:
            font.setFamily(family)
        font.setPixelSize(round(size * self.magnification))
        font.setBold(bold)
        return font

    def colour(self, name: str) -> str:
        """A colour of the palette by name, or the ink of a tone."""
        return str(getattr(self.palette, name, "")) or self.palette.tone(name).ink

    def _icon_colour(self, name: str, mode: QIcon.Mode) -> str:
        return self.palette.disabled if mode is QIcon.Mode.Disabled else self.colour(name)

    def _on_system_changed(self) -> None:
        if self.scheme is Scheme.SYSTEM:
            self._dress()

    def _of_system(self) -> Scheme:
        hints = self._app.styleHints()
        is_high = hasattr(hints, "accessibility") and (
            hints.accessibility().contrastPreference() is Qt.ContrastPreference.HighContrast
        )
        return fitting_scheme(is_dark=hints.colorScheme() is Qt.ColorScheme.Dark, is_high_contrast=is_high)

    def _dress(self) -> None:
        self.palette = _PALETTES[self._of_system() if self.scheme is Scheme.SYSTEM else self.scheme]
        self._app.setFont(self.font())
        self._app.setPalette(qt_palette(self.palette))
        data_family = self.font(is_data=True).family()
        sheet = style_sheet(self.palette, data_family)
        self._app.setStyleSheet(_FONT_SIZE.sub(lambda size: f"{round(int(size[1]) * self.magnification)}px", sheet))
        self.changed.emit()


def family_instead(family: str, display: str, platform: str = sys.platform) -> str | None:
    """A family of Windows', where Qt's offscreen platform names one of fontconfig's; None where its word is right."""
    return _ON_WINDOWS.get(family) if platform == "win32" and display == "offscreen" else None


_ON_WINDOWS = {"Sans Serif": "Segoe UI", "monospace": "Consolas"}


def fitting_scheme(*, is_dark: bool, is_high_contrast: bool) -> Scheme:
    """The scheme of ours that fits the system's settings."""
    if is_high_contrast:
        return Scheme.CONTRAST_DARK if is_dark else Scheme.CONTRAST_LIGHT
    return Scheme.DARK if is_dark else Scheme.LIGHT


def qt_palette(palette: Palette) -> QPalette:
    """The colours that Fusion paints with."""
    roles = {
        QPalette.ColorRole.Window: palette.window,
        QPalette.ColorRole.WindowText: palette.text,
        QPalette.ColorRole.Base: palette.surface,
        QPalette.ColorRole.AlternateBase: palette.raised,
        QPalette.ColorRole.Text: palette.text,
        QPalette.ColorRole.PlaceholderText: palette.muted,
        QPalette.ColorRole.Button: palette.raised,
        QPalette.ColorRole.ButtonText: palette.text,
        QPalette.ColorRole.BrightText: palette.on_accent,
        QPalette.ColorRole.Light: palette.surface,
        QPalette.ColorRole.Midlight: palette.hovered,
        QPalette.ColorRole.Mid: palette.border,
        QPalette.ColorRole.Dark: palette.outline,
        QPalette.ColorRole.Shadow: palette.outline,
        QPalette.ColorRole.Highlight: palette.selection,
        QPalette.ColorRole.HighlightedText: palette.text,
        QPalette.ColorRole.Link: palette.accent,
        QPalette.ColorRole.LinkVisited: palette.accent,
        QPalette.ColorRole.Accent: palette.accent,
        QPalette.ColorRole.ToolTipBase: palette.raised,
        QPalette.ColorRole.ToolTipText: palette.text,
    }
    result = QPalette()
    for role, colour in roles.items():
        result.setColor(role, QColor(colour))
    for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
        result.setColor(QPalette.ColorGroup.Disabled, role, QColor(palette.disabled))
    return result
