"""That no case of a corpus is left out because another one fails, and that each failure names its case."""

from __future__ import annotations

import pytest

from tests.plugins.all_of import all_of


def test_every_case_is_tested_and_each_failure_names_its_own() -> None:
    seen = []

    @all_of(["good", "bad", "raises", "good as well"])
    def test(case: str) -> None:
        seen.append(case)
        if case == "raises":
            raise LookupError
        assert case != "bad"

    with pytest.raises(ExceptionGroup, match="2 of 4") as raised:
        test()
    assert seen == ["good", "bad", "raises", "good as well"]
    failures = raised.value.exceptions
    assert [type(failure) for failure in failures] == [AssertionError, LookupError]
    assert [failure.__notes__ for failure in failures] == [["with 'bad'"], ["with 'raises'"]]


def test_a_corpus_without_a_failure_passes() -> None:
    all_of([1, 2])(lambda _: None)()
