"""The theme: icons in its colours at every scale, every drawing usable, light and dark as chosen."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QByteArray, QSize, Qt
from PySide6.QtGui import QColor, QIcon
from PySide6.QtSvg import QSvgRenderer

from playground.main_actions import SCHEME_TEXTS
from playground.options import THEMES
from playground.theme import Scheme, Theme, Type, app_icon
from playground.theme.icons import ICONS, drawing
from playground.theme.palette import DARK, LIGHT
from playground.theme.theme import family_instead, fitting_scheme

if TYPE_CHECKING:
    from PySide6.QtGui import QPixmap
    from PySide6.QtWidgets import QApplication

NAMES = sorted(path.stem for path in ICONS.glob("*.svg"))


@pytest.fixture
def theme(qapp: QApplication) -> Theme:
    return Theme(qapp, Scheme.LIGHT)


def colours(pixmap: QPixmap) -> set[str]:
    """The colours of the pixels that are fully painted."""
    image = pixmap.toImage()
    points = ((x, y) for x in range(image.width()) for y in range(image.height()))
    painted = (image.pixelColor(x, y) for x, y in points)
    return {colour.name() for colour in painted if colour.alpha() == 255}


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("name", NAMES)
def test_every_drawing_is_svg_that_takes_a_colour(name: str) -> None:
    text = drawing(name)
    assert QSvgRenderer(QByteArray(text.encode())).isValid()
    assert name == "app" or name.startswith(("ticked-", "unfold-")) or "currentColor" in text


def test_icons_follow_the_theme_without_being_replaced(theme: Theme) -> None:
    icon = theme.icon("stop", "error")
    assert colours(icon.pixmap(QSize(32, 32))) == {LIGHT.tone("error").ink}
    theme.choose(Scheme.DARK)
    assert colours(icon.pixmap(QSize(32, 32))) == {DARK.tone("error").ink}
    assert colours(icon.pixmap(QSize(32, 32), QIcon.Mode.Disabled)) == {DARK.disabled}


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0, 3.0])
def test_icons_are_as_sharp_as_the_screen(theme: Theme, scale: float) -> None:
    pixmap = theme.icon("view").pixmap(QSize(16, 16), scale)
    assert pixmap.size() == QSize(round(16 * scale), round(16 * scale))
    assert pixmap.devicePixelRatio() == scale


def test_icons_outlive_their_copies(theme: Theme) -> None:
    icon = theme.icon("view")
    for _ in range(100):
        copy = QIcon(icon)
        assert not copy.pixmap(QSize(16, 16)).isNull()
        del copy
    gc.collect()
    assert not icon.pixmap(QSize(16, 16)).isNull()


def test_the_scheme_can_be_chosen(theme: Theme, qapp: QApplication) -> None:
    changes: list[str] = []
    theme.changed.connect(lambda: changes.append(theme.palette.name))
    theme.choose(Scheme.DARK)
    assert qapp.palette().window().color() == QColor(DARK.window)
    theme.choose(Scheme.LIGHT)
    assert changes == ["dark", "light"]


def test_the_systems_scheme_is_followed_only_when_nothing_was_chosen(theme: Theme, qapp: QApplication) -> None:
    changes: list[str] = []
    theme.changed.connect(lambda: changes.append(theme.palette.name))
    qapp.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert changes == []
    theme.choose(Scheme.SYSTEM)
    qapp.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Light)
    assert changes == ["light", "light"]
    qapp.styleHints().accessibility().contrastPreferenceChanged.emit(Qt.ContrastPreference.HighContrast)
    assert changes == ["light", "light", "light"]  # what Qt itself says of the system has not changed


@pytest.mark.parametrize(
    ("is_dark", "is_high_contrast", "scheme"),
    [
        (False, False, Scheme.LIGHT),
        (True, False, Scheme.DARK),
        (False, True, Scheme.CONTRAST_LIGHT),
        (True, True, Scheme.CONTRAST_DARK),
    ],
)
def test_the_scheme_is_as_the_system_is(is_dark: bool, is_high_contrast: bool, scheme: Scheme) -> None:
    assert fitting_scheme(is_dark=is_dark, is_high_contrast=is_high_contrast) is scheme


@pytest.mark.parametrize(
    ("family", "display", "platform", "instead"),
    [
        ("Sans Serif", "offscreen", "win32", "Segoe UI"),
        ("monospace", "offscreen", "win32", "Consolas"),
        ("Courier New", "windows", "win32", None),
        ("Sans Serif", "offscreen", "linux", None),
    ],
)
def test_where_the_named_family_is_none_of_the_system_another_one_is_taken(
    family: str, display: str, platform: str, instead: str | None
) -> None:
    assert family_instead(family, display, platform) == instead


def test_every_scheme_has_its_palette_and_option(theme: Theme) -> None:
    assert set(THEMES) == set(Scheme) == set(SCHEME_TEXTS)
    for scheme in set(Scheme) - {Scheme.SYSTEM}:
        theme.choose(scheme)
        assert theme.palette.name == scheme


@pytest.mark.usefixtures("qapp")
def test_fonts_and_colours_by_name(theme: Theme) -> None:
    assert theme.font(Type.HEADING).pixelSize() == Type.HEADING
    assert theme.font(bold=True).bold()
    assert theme.font(is_data=True).family() != theme.font().family()
    assert theme.colour("accent") == LIGHT.accent
    assert theme.colour("crashed in a way never heard of") == LIGHT.tone("neutral").ink
    assert not app_icon().isNull()
