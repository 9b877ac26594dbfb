"""Names and words that are too long for a window."""

from __future__ import annotations

from playground.models.fitting import LONGEST_NAME, breakable, short_name


def test_a_long_name_is_shortened() -> None:
    assert short_name("n" * LONGEST_NAME) == "n" * LONGEST_NAME
    assert short_name("n" * (LONGEST_NAME + 1)) == "n" * (LONGEST_NAME - 1) + "…"
    assert short_name("n" * (LONGEST_NAME - 2) + " and more") == "n" * (LONGEST_NAME - 2) + "…"


def test_only_long_words_can_break() -> None:
    assert breakable("n" * 24) == "n" * 24
    assert breakable(f"The page {'n' * 60}.html is empty") == (
        f"The page {'n' * 24}\u200b{'n' * 24}\u200b{'n' * 12}.html is empty"
    )
