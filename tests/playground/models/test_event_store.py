"""The ring of events: what is added, moved on, superseded and forgotten."""

from __future__ import annotations

from playground.models.event_store import EventStore
from tests.playground.models.updates import later, produced, view


def kept(store: EventStore) -> list[int]:
    records = (store.get(index) for index in range(store.first, store.end))
    return [record.key for record in records if record is not None]


def test_events_are_kept_in_their_order_of_arrival() -> None:
    store = EventStore()
    changes = store.apply([produced(5), produced(7), produced(6)])
    assert kept(store) == [5, 7, 6]
    assert changes.added == range(3)
    assert changes.moved == []


def test_an_event_moves_on_without_being_told_again() -> None:
    store = EventStore()
    store.apply([produced(1), produced(2)])
    changes = store.apply([later(1, "written"), later(2, "discarded", "before_send"), later(1, "sent")])
    first, second = store.get(0), store.get(1)
    assert first is not None
    assert second is not None
    assert (first.state, first.reason) == ("sent", None)
    assert (second.state, second.reason) == ("discarded", "before_send")
    assert changes.moved == [0, 1, 0]
    assert changes.added == range(2, 2)


def test_what_moves_on_in_the_batch_that_brought_it_is_only_new() -> None:
    store = EventStore()
    changes = store.apply([produced(1), later(1, "written")])
    assert changes.added == range(1)
    assert changes.moved == []
    record = store.get(0)
    assert record is not None
    assert record.state == "written"


def test_updates_of_unknown_events_are_of_no_interest() -> None:
    store = EventStore()
    changes = store.apply([later(9, "sent")])
    assert (len(store), changes.moved) == (0, [])


def test_the_oldest_are_forgotten() -> None:
    store = EventStore(capacity=3)
    store.apply(produced(key) for key in range(1, 3))
    changes = store.apply(produced(key) for key in range(3, 6))
    assert kept(store) == [3, 4, 5]
    assert (store.first, store.end, len(store)) == (2, 5, 3)
    assert changes.added == range(2, 5)
    assert store.get(1) is None
    assert store.with_key(2) is None
    assert store.with_key(3) is store.get(2)
    assert store.apply([later(1, "sent")]).moved == []


def test_a_batch_larger_than_the_ring_leaves_its_end() -> None:
    store = EventStore(capacity=3)
    assert store.apply(produced(key) for key in range(10)).added == range(7, 10)
    assert kept(store) == [7, 8, 9]


def test_versions_of_a_view_supersede_one_another() -> None:
    store = EventStore()
    store.apply([view(1, "a", 1), view(2, "b", 1), view(3, "a", 2)])
    changes = store.apply([view(4, "a", 3)])
    assert changes.superseded == [2]
    assert [store.is_superseded(record) for record in store.between(0, 4)] == [True, False, True, False]


def test_a_view_whose_versions_are_all_forgotten_starts_anew() -> None:
    store = EventStore(capacity=2)
    store.apply([view(1, "a", 1), produced(2), produced(3)])
    assert store.apply([view(4, "a", 2)]).superseded == []


def test_clearing_forgets_everything_and_indices_go_on() -> None:
    store = EventStore(capacity=3)
    store.apply([produced(1), view(2, "a", 1)])
    store.clear()
    assert len(store) == 0
    changes = store.apply([later(1, "sent"), view(3, "a", 2), *(produced(key) for key in range(4, 8))])
    assert changes.superseded == []
    assert kept(store) == [5, 6, 7]
    assert store.end == 7


def test_the_event_can_be_read_back() -> None:
    store = EventStore()
    update = produced(1, context={"name": "Grüße", "depth": [1, {"a": None}]})
    store.apply([update])
    record = store.get(0)
    assert record is not None
    assert record.event() == update.event
    assert '"name": "Grüße"' in record.json()


def test_names_that_a_program_makes_up_get_no_column_each() -> None:
    store = EventStore()
    store.apply(produced(key, context={f"made{key}": {"up": key}, "pid": key}) for key in range(1_000))
    (stretch,) = store.stretches(0, store.end)
    stretch.segment.seal()
    assert len(stretch.segment.columns) < 20
    rare = stretch.segment.rare
    assert rare is not None
    for key, rows in ((0, [0]), (1, [1]), (999, [999]), (1_000, [])):
        column = rare.under(f".made{key}.")
        assert ([] if column is None else list(column.rows_at(column.places))) == rows
