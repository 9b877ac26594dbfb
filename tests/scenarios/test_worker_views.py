"""What is a worker's own stays its own: errors, memory, and the app's messages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from playground.scenarios import MAIN_VIEW, SCENARIOS, Expected
from playground.scenarios.expectations import matches, newest_versions

if TYPE_CHECKING:
    from tests.scenarios.conftest import Show


def test_the_main_view_counts_no_error_of_a_worker_and_the_error_links_to_the_worker(show: Show) -> None:
    messages: list[Any] = []
    show.stage.worker_added.connect(lambda worker: worker.message.connect(messages.append))
    scenario = SCENARIOS["worker-raise-thread"]

    show.run(scenario.run(show.stage))
    arrived = newest_versions(show.arrived(scenario.expected))

    (error,) = [event for event in arrived if event["type"] == "error"]
    (worker,) = [event for event in arrived if event["type"] == "view" and event["view"]["name"].startswith("Utility")]
    assert error["view"]["id"] == worker["view"]["id"]
    views = newest_versions(show.run(show.playground.received()))
    (main,) = [event for event in views if matches(event, MAIN_VIEW)]
    assert main["view"]["error"]["count"] == 0
    # Nothing of the SDK travels on the app's own port.
    assert [message["type"] for message in messages] == ["pong", "survived"]


def test_memory_of_a_worker_appears_after_a_poll(show: Show) -> None:
    worker = show.run(show.stage.fork_worker("measured"))
    measured = Expected(
        "view",
        "a view of the worker with its memory",
        {"view.name": "Utility: measured", "view.memory_average": lambda count: count > 1_000_000},
    )
    arrived = newest_versions(show.arrived([measured]))
    (view,) = [event for event in arrived if event["view"].get("name") == "Utility: measured"]
    assert view["view"]["memory_max"] >= view["view"]["memory_average"] > 1_000_000
    show.run(show.stage.let_worker_exit(worker))
