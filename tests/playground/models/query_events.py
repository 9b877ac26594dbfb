"""Events of many shapes, as text for queries to look through; values and names are few, so that queries meet them."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from playground.models.event_store import EventStore
from tests.playground.models.updates import later, produced

WORDS = [
    "disk",
    "Disk full",
    "git status",
    "ß",
    "STRASSE",
    "a.b",
    "",
    "x\x00y",
    "200",
    "true",
    "line\nline",
    'say "hi"',
]
NAMES = ["name", "type", "status", "error", "a.b", "Name", "view", "_dd"]

values: st.SearchStrategy[Any] = st.recursive(
    st.one_of(
        st.sampled_from(WORDS),
        st.integers(-5, 300),
        st.sampled_from([0.5, 1e-7, 1e20, True, False, None]),
    ),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(NAMES), inner, max_size=3)),
    max_leaves=6,
)
events = st.fixed_dictionaries(
    {"type": st.sampled_from(["view", "error", "resource"])},
    optional={
        "view": st.fixed_dictionaries({"id": st.just("v"), "name": st.sampled_from(["main process", "Utility: disk"])}),
        "session": st.fixed_dictionaries({"id": st.sampled_from(["s1", "s2"])}),
        "source": st.sampled_from(["electron", "browser"]),
        "context": values,
        "error": values,
        "os": values,
        "_dd": values,
    },
)


def store_of(told: list[dict[str, Any]]) -> EventStore:
    """A store with these events; every third one was sent."""
    store = EventStore()
    store.apply(produced(key, **event) for key, event in enumerate(told))
    store.apply(later(key, "sent") for key in range(0, len(told), 3))
    return store
