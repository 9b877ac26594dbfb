"""Threads of the system's own."""

from __future__ import annotations

import threading

import pytest

from desktop_rum import native


@pytest.fixture
def green(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threading, "get_ident", lambda: 1)


@pytest.mark.usefixtures("green")
def test_a_thread_beside_greenlets_is_waited_for() -> None:
    go, seen = native.Lock(), []

    def target() -> None:
        with go:
            seen.append(native.is_current(thread))

    thread = native.thread(target, "test")
    assert not thread.is_alive()
    with go:
        thread.start()
        thread.join(0)
        assert thread.is_alive()
        assert not native.is_current(thread)
    thread.join()
    assert not thread.is_alive()
    assert seen == [True]


def test_where_nothing_is_replaced_a_thread_is_one_of_pythons() -> None:
    assert isinstance(native.thread(lambda: None, "test"), threading.Thread)
