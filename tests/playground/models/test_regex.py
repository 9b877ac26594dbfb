"""Regular expressions that look through many words at once find what each word would give by itself."""

from __future__ import annotations

import re
import warnings

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.models.column import column_of
from playground.models.query.regex import Regex

atoms = st.sampled_from(
    [
        *("a", "b", "A", "Z", "é", "É", "ß", "i", "1", "-", " ", "\\n", "\n", ".", "{", "}", "{1", "\\.", "\\-"),
        *("\\d", "\\D", "\\s", "\\S", "\\w", "\\W", "\\b", "\\B", "^", "$", "\\A", "\\Z", "\\x41", "\\101"),
        *("[ab]", "[^a]", "[^]a]", "[]a]", "[\\]a]", "[Aa]", "[\\s\\S]", "[^\\S]", "[A-Z]", "[^A-C]", "[ -~]", "[A-z]"),
        *("(?:ab)", "(a)", "(a|b)", "(A)\\1", "(?P<n>b)", "(?P<m>b)(?P=m)", "(?i)", "(?#x)", "\\ba", "\\bZ*", "\\b-"),
        *("(?=a)", "(?!a)", "(?<=a)", "(?<!a)", "(?<=^)", "a{2}", "b{1,2}", "\\d{2}1"),
        *("(ab|c)", "(|a)", "(a|bc|\\db)", "[ab]{3}", "\\d[bc]{2}a", "(?:a|b)-", "b{2,}", "{,", "(?:{|a)", "a{,2}"),
    ]
)
repeats = st.sampled_from(["", "", "", "*", "+", "?", "{2}", "*?", "+?", "??", "{0,1}", "*+"])
patterns = st.recursive(
    st.builds("{}{}".format, atoms, repeats),
    lambda inner: st.one_of(
        st.builds("{}{}".format, inner, inner),
        st.builds("{}|{}".format, inner, inner),
        st.builds("({}){}".format, inner, repeats),
        st.builds("(?:{}){}".format, inner, repeats),
        st.builds(".*{}".format, inner),
        st.builds("(?i){}".format, inner),
    ),
    max_leaves=5,
)
words = st.lists(st.text(alphabet="abc1-_Z \ndé.{}\u017f\u212a²٣", max_size=6).map(str.casefold), max_size=6)


def compiled(pattern: str) -> re.Pattern[str] | None:
    with warnings.catch_warnings(action="ignore", category=FutureWarning):
        try:
            return re.compile(pattern, re.IGNORECASE)
        except (re.error, OverflowError, ValueError):
            return None


@given(patterns, words)
def test_any_expression(pattern: str, words: list[str]) -> None:
    naive = compiled(pattern)
    if naive is None:
        return
    column = column_of(words, range(len(words)))
    found = set(column.rows_at(Regex(pattern).places(column)))
    assert found == {row for row, word in enumerate(words) if naive.search(word)}, pattern


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("git-[12]", ["git-1", "xgit-2x"]),
        ("^git", ["git-1"]),
        ("2x$", ["xgit-2x"]),
        (".", ["git-1", "xgit-2x", "ende\ngut"]),
        ("^$", [""]),
        (r"\n", ["ende\ngut"]),
        (r"de[\s\S]*gu", ["ende\ngut"]),
        ("1.*x", []),
        (r"\x00", []),
        ("[^z]", ["git-1", "xgit-2x", "ende\ngut"]),
        ("[G]IT-(1|2)", ["git-1", "xgit-2x"]),
        (r"(?<=git-)\d", ["git-1", "xgit-2x"]),
        (r"(.)\1", []),
        ("(?i)GIT", ["git-1", "xgit-2x"]),
        (r"\bgit", ["git-1"]),
        (r"\bg*i|2X", ["git-1", "xgit-2x"]),
        ("straße", []),
    ],
)
def test_no_match_runs_from_one_word_into_the_next(pattern: str, found: list[str]) -> None:
    words = ["git-1", "xgit-2x", "", "ende\ngut"]
    column = column_of(words, range(len(words)))
    assert [words[row] for row in column.rows_at(Regex(pattern).places(column))] == found
