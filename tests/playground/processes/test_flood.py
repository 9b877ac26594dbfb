"""How much a renderer may say in a second."""

from __future__ import annotations

import pytest

from playground.processes.flood import MAX_BYTES, MAX_MESSAGES, FloodGate


class Second:
    """A clock that is moved by hand."""

    now = 100.0


@pytest.fixture
def second(monkeypatch: pytest.MonkeyPatch) -> type[Second]:
    """The time that a gate goes by."""
    monkeypatch.setattr("time.monotonic", lambda: Second.now)
    monkeypatch.setattr(Second, "now", 100.0)
    return Second


def test_many_messages_in_one_second(second: type[Second]) -> None:
    gate = FloodGate()
    complaints = [gate.complaint(number) for number in range(MAX_MESSAGES + 1)]

    assert complaints[:-1] == [None] * MAX_MESSAGES
    assert complaints[-1] == "more than 1,000 messages in a second"
    second.now += 1
    assert gate.complaint(MAX_MESSAGES + 2) is None


def test_many_bytes_in_one_second(second: type[Second]) -> None:
    gate = FloodGate()

    assert gate.complaint(1) is None
    assert gate.complaint(MAX_BYTES + 1) is None
    assert gate.complaint(MAX_BYTES + 2) == "more than 8 MiB in a second"
    second.now += 1
    assert gate.complaint(MAX_BYTES + 3) is None
