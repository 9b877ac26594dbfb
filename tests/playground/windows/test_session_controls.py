"""Faults, meter, consent and user in the main window: what the user switches is what the app runs under."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton

import desktop_rum
from playground.intake.fault import Fault
from playground.options import Options
from playground.running import Playground
from tests.playground.window_parts import until
from tests.plugins.intake import intake

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playground.intake.launch import IntakeProcess
    from playground.main_window import MainWindow
    from tests.plugins.qt_loop import RunAsync

__all__ = ["intake"]


def click(window: MainWindow, name: str) -> None:
    button = window.findChild(QPushButton, name)
    assert button is not None, name
    button.click()


def gauge(window: MainWindow, name: str) -> int:
    value = window.findChild(QLabel, f"gauge-{name}")
    assert value is not None
    return int(value.text())


def consent_of(playground: Playground) -> str:
    return playground.stage.conditions.consent


def test_a_fault_is_switched_shown_and_taken_back(
    run_async: RunAsync, window: MainWindow, playground: Playground, expect_log: Callable[[str], None]
) -> None:
    expect_log("The intake cannot be reached, events are kept on disk: it answered 500")
    session, conditions = window.panels.session, playground.stage.conditions
    assert session.faults.choices.value == "none"
    assert window.status.fault.isHidden()

    async def fail_and_recover() -> None:
        click(window, "fault-500")
        await until(lambda: conditions.fault is Fault.BROKEN, conditions.fault_changed)
        assert session.faults.meaning.text() == Fault.BROKEN.meaning
        assert window.status.fault.text() == "fault: 500"
        await playground.stage.run_command("echo hello")
        assert not await playground.flush()
        await until(lambda: gauge(window, "retries") > 0 and gauge(window, "batches") > 0, session.meter.changed)
        assert "retr" in window.status.delivery.text()
        click(window, "fault-none")
        await until(lambda: conditions.fault is Fault.NONE, conditions.fault_changed)
        assert window.status.fault.isHidden()
        assert await playground.flush()
        await until(lambda: gauge(window, "batches") == 0, session.meter.changed)
        assert gauge(window, "dropped") == 0

    run_async(fail_and_recover())


def test_an_intake_elsewhere_has_no_faults_to_switch(
    run_async: RunAsync, tmp_path: Path, intake: IntakeProcess, open_main_window: Callable[[Playground], MainWindow]
) -> None:
    playground = Playground(Options(data_dir=tmp_path, intake=intake.url))
    try:
        faults = open_main_window(playground).panels.session.faults
        assert not faults.choices.isEnabled()
        assert "elsewhere" in faults.meaning.text()
    finally:
        run_async(playground.stop())


def test_what_is_destroyed_is_asked_before(window: MainWindow, playground: Playground) -> None:
    consent = window.panels.session.consent
    assert (consent.choices.value, consent_of(playground)) == ("granted", "granted")

    click(window, "consent-not-granted")
    assert not consent.question.isHidden()
    assert consent_of(playground) == "granted"
    consent.cancel.click()
    assert consent.question.isHidden()
    assert (consent.choices.value, consent_of(playground)) == ("granted", "granted")

    click(window, "consent-not-granted")
    playground.stage.conditions.set_user("1", None, None)
    assert not consent.question.isHidden()
    click(window, "consent-pending")
    assert consent.question.isHidden()
    assert consent_of(playground) == "pending"

    click(window, "consent-not-granted")
    consent.confirm.click()
    assert consent.question.isHidden()
    assert (consent.choices.value, consent_of(playground)) == ("not-granted", "not-granted")
    click(window, "consent-granted")
    assert (consent.choices.value, consent_of(playground)) == ("granted", "granted")


def test_refused_events_are_dropped_for_that_reason(
    run_async: RunAsync, window: MainWindow, playground: Playground
) -> None:
    async def refuse() -> None:
        await playground.stage.run_command("echo hello")
        click(window, "consent-not-granted")
        window.panels.session.consent.confirm.click()
        await until(lambda: gauge(window, "dropped") > 0, window.panels.session.meter.changed)

    run_async(refuse())
    figures = desktop_rum.delivery_figures()
    assert figures is not None
    assert set(figures.dropped) == {"the user does not consent"}


@pytest.mark.parametrize("with_key", [True, False])
def test_a_user_is_set_and_cleared(
    run_async: RunAsync, window: MainWindow, playground: Playground, with_key: bool
) -> None:
    form = window.panels.session.user
    assert not form.submit_button.isEnabled()
    assert not form.clear_button.isEnabled()
    QTest.keyClicks(form.fields["id"], " 42 ")
    QTest.keyClicks(form.fields["email"], "ada@example.com")
    if with_key:
        QTest.keyClick(form.fields["email"], Qt.Key.Key_Return)
    else:
        form.submit_button.click()
    assert desktop_rum.get_user() == {"id": "42", "email": "ada@example.com"}
    assert form.current.text() == "On every event: 42 · ada@example.com"

    run_async(playground.stage.run_command("echo hello"))
    assert run_async(playground.flush())
    (resource,) = (event for event in run_async(playground.received()) if "echo" in str(event.get("context")))
    assert resource["usr"] == {"id": "42", "email": "ada@example.com"}

    form.clear_button.click()
    assert desktop_rum.get_user() == {}
    assert [field.text() for field in form.fields.values()] == ["", "", ""]
