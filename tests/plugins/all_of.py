"""`all_of(corpus)`: one test for thousands of cases, where the test of each would take longer to begin than to run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


def all_of(corpus: Sequence[Any]) -> Callable[[Callable[[Any], None]], Callable[[], None]]:
    """Makes a test of one case a test of all, which goes on after a failure and names each case that fails."""

    def of_each(test: Callable[[Any], None]) -> Callable[[], None]:
        def test_of_all() -> None:
            failures = []
            for case in corpus:
                try:
                    test(case)
                except Exception as failure:  # noqa: BLE001 - whatever a case may raise, the others are tested as well
                    failure.add_note(f"with {case!r}")
                    failures.append(failure)
            if failures:
                raise ExceptionGroup(f"{len(failures)} of {len(corpus)} cases fail", failures)

        return test_of_all

    return of_each
