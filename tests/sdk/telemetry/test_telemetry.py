"""The SDK's reports about itself: sampled, capped, told once, and nothing of the customer's in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

import desktop_rum
from desktop_rum.api import user_active
from desktop_rum.telemetry import reports
from desktop_rum.telemetry.guard import internal_error
from desktop_rum.telemetry.own_failure import own_failure

if TYPE_CHECKING:
    from tests.plugins.faulty_intake import FaultyIntake
    from tests.plugins.sdk import RunSdk


def telemetry(intake: FaultyIntake) -> list[dict[str, Any]]:
    desktop_rum.flush()
    return [event["telemetry"] for event in intake.events() if event["type"] == "telemetry"]


class CustomerSecretError(ValueError):
    """Its name is the app's."""


def failing(message: str, kind: type[Exception] = CustomerSecretError) -> Exception:
    with pytest.raises(kind) as caught:
        _fail(kind(message))
    return caught.value


def _fail(error: Exception) -> None:
    raise error


def test_the_configuration_is_told_once_and_names_nobody(run_sdk: RunSdk, faulty_intake: FaultyIntake) -> None:
    running = run_sdk(telemetry_sample_rate=100, service="secret service", env="secret env")
    desktop_rum.stop_session()
    running.settle()
    user_active()
    told = [event for event in telemetry(faulty_intake) if event["type"] == "configuration"]
    assert len(told) == 1
    configuration = told[0]["configuration"]
    assert configuration["telemetry_sample_rate"] == 100
    assert configuration["use_proxy"] is True
    assert configuration["use_before_send"] is False
    assert "secret" not in str(told)
    assert str(running.data_dir) not in str(told)


def test_the_configuration_is_told_once_the_user_agrees(run_sdk: RunSdk, faulty_intake: FaultyIntake) -> None:
    run_sdk(telemetry_sample_rate=100, tracking_consent="not-granted")
    for _ in range(2):
        desktop_rum.set_tracking_consent("granted")
        assert desktop_rum.flush()
        desktop_rum.set_tracking_consent("not-granted")
    assert [event["type"] for event in telemetry(faulty_intake)].count("configuration") == 1


def test_a_failure_is_told_once_without_message_paths_and_names(
    run_sdk: RunSdk, faulty_intake: FaultyIntake, internal_errors: list[BaseException]
) -> None:
    running = run_sdk(telemetry_sample_rate=100)
    for number in range(3):
        internal_error(failing(f"card 4111 1111 1111 111{number}"))
    running.settle()
    internal_errors.clear()
    (error,) = [event for event in telemetry(faulty_intake) if event.get("status") == "error"]
    assert error["message"] == "ValueError in the SDK"
    assert "4111" not in str(error)
    assert "CustomerSecret" not in str(error)
    assert "elsewhere" in error["error"]["stack"]


def test_a_failure_in_our_own_code_says_where() -> None:
    from desktop_rum.collect.commands import Commands

    with pytest.raises(AttributeError) as caught:
        Commands(None, None).on_command_ended("nonsense")  # type: ignore[arg-type]
    failure = own_failure(caught.value)
    assert failure.kind == "AttributeError"
    assert "desktop_rum/collect/commands.py:" in failure.stack
    assert "nonsense" not in failure.stack


def test_the_number_of_an_error_of_the_system_is_kept() -> None:
    assert own_failure(OSError(28, "No space left", "/home/ann/secret")).kind == "OSError ENOSPC"


def test_reports_are_capped_in_a_session(
    run_sdk: RunSdk,
    faulty_intake: FaultyIntake,
    internal_errors: list[BaseException],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(reports, "MAX_REPORTS", 5)
    kinds = [ValueError, TypeError, KeyError, IndexError, OSError, RuntimeError, LookupError, ArithmeticError]
    running = run_sdk(telemetry_sample_rate=100)
    for kind in kinds:
        internal_error(failing("", kind))
    running.settle()
    internal_errors.clear()
    assert len(telemetry(faulty_intake)) == 5
    desktop_rum.stop_session()
    running.settle()
    user_active()
    running.settle()
    internal_error(failing("", ValueError))
    running.settle()
    internal_errors.clear()
    assert len(telemetry(faulty_intake)) == 6


def test_none_without_a_sample(
    run_sdk: RunSdk, faulty_intake: FaultyIntake, internal_errors: list[BaseException]
) -> None:
    for options in ({"telemetry_sample_rate": 0}, {"telemetry_sample_rate": 100, "session_sample_rate": 0}):
        running = run_sdk(**options)
        internal_error(failing("unseen"))
        running.settle()
        internal_errors.clear()
        assert telemetry(faulty_intake) == []
        desktop_rum.stop()


def test_what_was_delivered_and_dropped_is_told_at_the_end(run_sdk: RunSdk, faulty_intake: FaultyIntake) -> None:
    run_sdk(telemetry_sample_rate=100)
    desktop_rum.add_action("delivered")
    desktop_rum.flush()
    desktop_rum.stop()
    told = [event["telemetry"] for event in faulty_intake.events() if event["type"] == "telemetry"][-1]
    assert told["message"] == "Delivery"
    assert told["delivery"]["sent"]["events"] >= 2
    assert told["delivery"]["dropped"] == {}
