"""Workers and windows as buttons use them."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

from playground.processes import ProcessExit
from playground.stage import Stage, StageError

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from tests.plugins.qt_loop import RunAsync


@pytest.fixture
def pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of pages of this test's own."""
    monkeypatch.setattr("playground.stage.window_stage.PAGES", tmp_path)
    (tmp_path / "index.html").write_text("<title>Welcome</title><p>Hello")
    return tmp_path


def test_worker_is_forked_asked_and_let_go(run_async: RunAsync, stage: Stage) -> None:
    told: list[Any] = []
    stage.worker_added.connect(lambda worker: told.append(("added", worker.name)))
    stage.worker_removed.connect(lambda worker: told.append(("removed", worker.name)))
    stage.message_logged.connect(lambda name, text: told.append((name, text)))

    async def talk() -> ProcessExit:
        worker = await stage.fork_worker()
        assert stage.workers == [worker]
        answer = await stage.ask_worker(worker, {"type": "echo", "value": "Hello"})
        assert answer["value"] == "Hello"
        return await stage.let_worker_exit(worker)

    assert run_async(talk()) == ProcessExit(exit_code=0)
    assert stage.workers == []
    assert told[0] == ("added", "demo-worker-1")
    assert told[-1] == ("removed", "demo-worker-1")
    assert ("demo-worker-1", '→ {"type": "exit", "code": 0}') in told


def test_workers_without_a_name_get_different_ones(run_async: RunAsync, stage: Stage) -> None:
    async def fork_two() -> list[str]:
        return [worker.name for worker in await asyncio.gather(stage.fork_worker(), stage.fork_worker())]

    assert run_async(fork_two()) == ["demo-worker-1", "demo-worker-2"]


def test_answers_go_to_who_asked(run_async: RunAsync, stage: Stage) -> None:
    async def ask() -> list[Any]:
        worker = await stage.fork_worker()
        questions = [stage.ask_worker(worker, {"type": "echo", "value": number}) for number in range(20)]
        return [answer["value"] for answer in await asyncio.gather(*questions)]

    assert run_async(ask()) == list(range(20))


def test_kill_is_as_asked(run_async: RunAsync, stage: Stage) -> None:
    async def kill() -> ProcessExit:
        return await stage.kill_worker(await stage.fork_worker())

    assert run_async(kill()) == ProcessExit(signal="SIGKILL", requested=True)


def test_worker_that_dies_instead_of_answering_is_told(run_async: RunAsync, stage: Stage) -> None:
    async def ask() -> None:
        worker = await stage.fork_worker("fragile")
        await stage.ask_worker(worker, {"type": "exit", "code": 4})

    with pytest.raises(StageError, match=r"fragile did not answer: it is gone \(exit code 4\)"):
        run_async(ask())


def test_worker_that_is_gone_cannot_be_asked(run_async: RunAsync, stage: Stage) -> None:
    async def ask() -> None:
        worker = await stage.fork_worker("gone")
        await stage.let_worker_exit(worker)
        await stage.ask_worker(worker, {"type": "ping"})

    with pytest.raises(StageError, match=r"gone did not get the message: it is gone"):
        run_async(ask())


def test_what_a_button_cannot_do_is_a_problem_and_no_error(run_async: RunAsync, stage: Stage, qtbot: QtBot) -> None:
    problems: list[str] = []
    stage.problem.connect(problems.append)

    async def press() -> None:
        worker = await stage.fork_worker("gone")
        await stage.kill_worker(worker)
        stage.perform(stage.ask_worker(worker, {"type": "ping"}))

    run_async(press())
    qtbot.waitUntil(lambda: problems != [])

    assert problems == ["gone did not get the message: it is gone (killed by SIGKILL, as asked)"]


@pytest.mark.usefixtures("pages")
def test_window_shows_what_its_renderer_sent(run_async: RunAsync, stage: Stage) -> None:
    opened: list[Any] = []
    stage.window_opened.connect(opened.append)

    async def open_and_close() -> ProcessExit:
        window = await stage.open_window()
        assert opened == stage.windows == [window]
        assert window.name == window.title == "Welcome"
        assert window.text == "Hello"
        return await stage.close_window(window)

    assert run_async(open_and_close()).is_clean
    assert stage.windows == []


@pytest.mark.usefixtures("pages")
def test_crash_of_a_window(run_async: RunAsync, stage: Stage) -> None:
    gone: list[Any] = []
    stage.window_exited.connect(gone.append)

    async def crash() -> ProcessExit:
        return await stage.crash_window(await stage.open_window())

    assert run_async(crash()) == ProcessExit(signal="SIGABRT")
    assert len(gone) == 1


@pytest.mark.usefixtures("pages")
def test_page_that_is_missing(run_async: RunAsync, stage: Stage) -> None:
    with pytest.raises(StageError, match=r"The page nowhere\.html cannot be read"):
        run_async(stage.open_window("nowhere"))


def test_reload_shows_the_page_that_was_shown(run_async: RunAsync, stage: Stage, pages: Path) -> None:
    (pages / "two.html").write_text("<title>Two</title><p>Second")

    async def follow_and_reload() -> str:
        window = await stage.open_window()
        await stage.navigate_window(window, "two")
        return (await stage.reload_window(window)).text

    assert run_async(follow_and_reload()) == "Second"


@pytest.mark.usefixtures("pages")
def test_to_reload_again_and_again_is_to_reload_once(run_async: RunAsync, stage: Stage) -> None:
    opened: list[Any] = []
    stage.window_opened.connect(opened.append)

    async def reload_thrice() -> None:
        window = await stage.open_window()
        newer = await asyncio.gather(*(stage.reload_window(window) for _ in range(3)))
        assert opened == [window, newer[0]]
        assert newer == 3 * [newer[0]]
        assert stage.windows == [newer[0]]

    run_async(reload_thrice())


@pytest.mark.usefixtures("pages")
def test_a_window_that_is_closed_before_it_shows_anything_is_no_problem(
    run_async: RunAsync, stage: Stage, qtbot: QtBot
) -> None:
    problems: list[str] = []
    stage.problem.connect(problems.append)
    opened: list[Any] = []
    stage.window_opened.connect(opened.append)

    async def open_and_close() -> None:
        opening = asyncio.ensure_future(stage.open_window())
        await asyncio.sleep(0)
        await stage.close_window(opened[0])
        await asyncio.wait([opening])
        stage.perform(asyncio.wait_for(opening, None))
        stage.perform(stage.crash_window(opened[0]))

    run_async(open_and_close())
    qtbot.waitUntil(lambda: problems != [])

    (problem,) = problems
    assert problem.startswith("Welcome did not get the message: it is gone (")


@pytest.mark.usefixtures("pages")
def test_stop_ends_what_is_just_being_reloaded(run_async: RunAsync, stage: Stage) -> None:
    opened: list[Any] = []
    stage.window_opened.connect(opened.append)

    async def stop_meanwhile() -> None:
        stage.perform(stage.reload_window(await stage.open_window()))
        await asyncio.sleep(0)
        await stage.stop()

    run_async(stop_meanwhile())

    assert all(window.exit is not None for window in opened)


@pytest.mark.usefixtures("pages")
def test_stop_ends_all_children(run_async: RunAsync, stage: Stage) -> None:
    exits: list[ProcessExit] = []

    async def start_and_stop() -> None:
        for child in (await stage.fork_worker(), await stage.open_window()):
            child.exited.connect(exits.append)
        await stage.stop()
        await stage.stop()

    run_async(start_and_stop())

    assert len(exits) == 2
    assert all(how.is_clean for how in exits)
