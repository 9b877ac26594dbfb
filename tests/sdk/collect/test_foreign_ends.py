"""Who is believed about the end of a process that is no child of ours."""

from __future__ import annotations

import pytest

from desktop_rum.channel.messages import Ended
from desktop_rum.collect.foreign_ends import MOST_TOLD, ForeignEnds

PROCESS, PARENT, LIAR = 2**31 - 2, 100, 200

CASES = {
    "nobody": ([], PARENT, None, (None, False)),
    "its parent": ([(PARENT, Ended(PROCESS, 3))], PARENT, None, (3, False)),
    "its parent, who asked for it": (
        [(PARENT, Ended(PROCESS, None, requested=True)), (PARENT, Ended(PROCESS, -15))],
        PARENT,
        None,
        (-15, True),
    ),
    "another one": ([(LIAR, Ended(PROCESS, 0))], PARENT, None, (None, False)),
    "another one as well": ([(LIAR, Ended(PROCESS, 0)), (PARENT, Ended(PROCESS, 3))], PARENT, None, (3, False)),
    "one that it does not name": ([(PARENT, Ended(PROCESS, 0))], None, None, (None, False)),
    "its parent, who said the same of an older one": (
        [(PARENT, Ended(PROCESS, None, requested=True)), (PARENT, Ended(PROCESS, -9)), (PARENT, Ended(PROCESS, 3))],
        PARENT,
        None,
        (3, False),
    ),
    "the system": ([], PARENT, 4, (4, False)),
}


@pytest.mark.parametrize(("told", "starter", "own", "end"), CASES.values(), ids=CASES)
def test_who_says_it(
    told: list[tuple[int, Ended]], starter: int | None, own: int | None, end: tuple[int | None, bool]
) -> None:
    ends = ForeignEnds(lambda _: own)
    for who, ended in told:
        ends.on_told(who, ended)

    assert ends.end_of(PROCESS, starter) == end


def test_a_pid_that_is_used_again_is_another_process() -> None:
    ends = ForeignEnds(lambda _: None)
    for status in (3, 4):
        ends.on_told(PARENT, Ended(PROCESS, None, requested=status == 3))
        ends.on_told(PARENT, Ended(PROCESS, status))
        assert ends.end_of(PROCESS, PARENT) == (status, status == 3)

    assert ends.end_of(PROCESS, PARENT) == (None, False)


def test_what_is_told_of_nobody_is_not_kept_for_ever() -> None:
    ends = ForeignEnds(lambda _: None)
    for number in range(MOST_TOLD + 1):
        ends.on_told(PARENT, Ended(1_000_000 + number, 0))

    assert ends.end_of(1_000_000, PARENT) == (None, False)
    assert ends.end_of(1_000_000 + MOST_TOLD, PARENT) == (0, False)
