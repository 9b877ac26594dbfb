"""Every pair of colours that the window puts on one another can be read."""

from __future__ import annotations

import pytest

from playground.theme.palette import (
    CONTRAST_DARK,
    CONTRAST_LIGHT,
    DARK,
    HIGH_CONTRAST,
    LEAST_CONTRAST,
    LIGHT,
    Palette,
    contrast,
)

PALETTES = pytest.mark.parametrize(
    "palette", [LIGHT, DARK, CONTRAST_LIGHT, CONTRAST_DARK], ids=lambda palette: palette.name
)

EVENT_TYPES = ("view", "resource", "error", "action", "vital", "long_task", "telemetry")
STATES = ("produced", "written", "sent", "discarded", "dropped")


def test_contrast_of_known_pairs() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#777777") == pytest.approx(1)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@PALETTES
def test_text_can_be_read_on_every_surface(palette: Palette) -> None:
    surfaces = (
        palette.window, palette.surface, palette.raised, palette.hovered, palette.pressed, palette.selection,
    )  # fmt: skip
    for surface in surfaces:
        assert contrast(palette.text, surface) >= LEAST_CONTRAST, surface
    for surface in (palette.window, palette.surface, palette.raised, palette.hovered, palette.selection):
        assert contrast(palette.muted, surface) >= LEAST_CONTRAST, surface
    for accent in (palette.accent, palette.accent_hovered):
        assert contrast(palette.on_accent, accent) >= LEAST_CONTRAST
        assert contrast(accent, palette.surface) >= LEAST_CONTRAST


@PALETTES
def test_tones_can_be_read(palette: Palette) -> None:
    assert set(EVENT_TYPES) | set(STATES) | {"neutral", "good", "warning", "info"} == set(palette.tones)
    for name, tone in palette.tones.items():
        for surface in (tone.tint, palette.surface, palette.window, palette.raised, palette.hovered, palette.selection):
            assert contrast(tone.ink, surface) >= LEAST_CONTRAST, (name, surface)
        assert contrast(palette.text, tone.tint) >= LEAST_CONTRAST, name


@PALETTES
def test_what_can_be_changed_has_a_visible_border(palette: Palette) -> None:
    for surface in (palette.surface, palette.window, palette.raised):
        assert contrast(palette.outline, surface) >= 3


@PALETTES
def test_event_types_differ(palette: Palette) -> None:
    assert len({palette.tones[name].ink for name in EVENT_TYPES}) == len(EVENT_TYPES)


@pytest.mark.parametrize("palette", [CONTRAST_LIGHT, CONTRAST_DARK], ids=lambda palette: palette.name)
def test_high_contrast_is_high(palette: Palette) -> None:
    inks = [palette.text, palette.muted, palette.accent, *(tone.ink for tone in palette.tones.values())]
    for surface in (palette.window, palette.surface, palette.raised, palette.hovered, palette.selection):
        for ink in inks:
            assert contrast(ink, surface) >= HIGH_CONTRAST, (ink, surface)
    assert contrast(palette.border, palette.window) >= HIGH_CONTRAST
    assert contrast(palette.disabled, palette.window) >= LEAST_CONTRAST


def test_an_unknown_name_gets_the_quiet_tone() -> None:
    assert LIGHT.tone("what is this") is LIGHT.tones["neutral"]
