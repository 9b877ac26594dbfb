"""One type scale and one spacing unit, in logical pixels; no Qt."""

from __future__ import annotations

from enum import IntEnum


class Type(IntEnum):
    """Sizes of type."""

    CAPTION = 11
    BODY = 12
    HEADING = 14
    TITLE = 16


#: everything is a multiple of this
UNIT = 4

ROW = 7 * UNIT
CONTROL = 7 * UNIT
RADIUS = UNIT + 2
ICON = 16
