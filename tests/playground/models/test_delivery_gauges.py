"""The meter of delivery in words."""

from __future__ import annotations

from desktop_rum import DeliveryFigures
from playground.models.delivery_gauges import UNKNOWN, gauges, summary

CALM = DeliveryFigures(
    queued=0,
    unwritten=0,
    batches=0,
    batch_bytes=0,
    sent_batches=1,
    sent_events=1,
    sent_bytes=900,
    retries=0,
    dropped={},
    discarded={},
)
TROUBLED = DeliveryFigures(
    queued=1_000,
    unwritten=234,
    batches=3,
    batch_bytes=12_300,
    sent_batches=2,
    sent_events=40,
    sent_bytes=41_000,
    retries=1,
    dropped={"the queue was full": 5, "too old": 2},
    discarded={"before_send": 1},
)


def test_all_is_well() -> None:
    assert [gauge.value for gauge in gauges(CALM)] == ["0", "0", "0 B", "900 B", "0", "0"]
    assert {gauge.tone for gauge in gauges(CALM)} == {""}
    assert summary(CALM) == "queue 0 · 0 batches, 0 B · dropped 0"


def test_what_waits_and_what_was_lost_is_told() -> None:
    queue, batches, on_disk, sent, retries, dropped = gauges(TROUBLED)
    assert (queue.value, batches.value, on_disk.value) == ("1,234", "3", "12 kB")
    assert sent.about.startswith("40 events in 2 batches")
    assert retries.value == "1"
    assert (dropped.value, dropped.tone) == ("7", "error")
    assert dropped.about == "5: the queue was full\n2: too old"
    assert summary(TROUBLED) == "queue 1,234 · 3 batches, 12 kB · 1 retry · dropped 7"


def test_without_an_sdk_nothing_is_known() -> None:
    assert {gauge.value for gauge in gauges(None)} == {UNKNOWN}
    assert [gauge.name for gauge in gauges(None)] == [gauge.name for gauge in gauges(CALM)]
    assert summary(None) == "not reporting"
