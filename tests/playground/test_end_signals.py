"""Requests to end: heard in Qt's event loop, and afterwards all is as it was."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING

import pytest

from playground.end_signals import EndSignals

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot


@pytest.fixture
def handled_before() -> Iterator[object]:
    """What was there before: a handler of somebody else's."""
    ours = [signal.SIGINT, signal.SIGTERM]
    original = [signal.getsignal(number) for number in ours]

    def handler(*_: object) -> None:
        """Hears nothing, while somebody else listens."""

    for number in ours:
        signal.signal(number, handler)
    yield handler
    for number, before in zip(ours, original, strict=True):
        signal.signal(number, before)


@pytest.mark.usefixtures("handled_before")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_wakes_the_event_loop(qtbot: QtBot, number: signal.Signals) -> None:
    signals = EndSignals()
    try:
        with qtbot.waitSignal(signals.received) as heard:
            signal.raise_signal(number)
        assert heard.args == [number]
    finally:
        signals.stop()


@pytest.mark.usefixtures("handled_before")
def test_other_signals_are_their_own_handlers_affair(qtbot: QtBot) -> None:
    heard: list[int] = []
    others: list[int] = []
    signals = EndSignals()
    signals.received.connect(heard.append)
    before = signal.signal(signal.SIGUSR1, lambda number, _frame: others.append(number))
    try:
        signal.raise_signal(signal.SIGUSR1)
        signal.raise_signal(signal.SIGTERM)
        qtbot.waitUntil(lambda: heard == [signal.SIGTERM])
        assert others == [signal.SIGUSR1]
    finally:
        signal.signal(signal.SIGUSR1, before)
        signals.stop()


def test_stop_puts_back_what_was_there(qapp: object, handled_before: object) -> None:
    del qapp
    woken_before = signal.set_wakeup_fd(-1)
    signal.set_wakeup_fd(woken_before)

    signals = EndSignals()
    signals.stop()
    signals.stop()

    assert signal.getsignal(signal.SIGINT) is handled_before
    assert signal.getsignal(signal.SIGTERM) is handled_before
    assert signal.set_wakeup_fd(woken_before) == woken_before
