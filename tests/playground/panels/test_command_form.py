"""The form for a command of the user's own, and what the output panel says about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from playground.panels.command_form import CommandForm
from playground.panels.output_panel import LONGEST, MOST, MOST_LINES, ROOM, OutputPanel
from playground.stage import CommandResult

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from playground.stage import Stage
    from playground.theme import Theme
    from tests.plugins.qt_loop import RunAsync


@pytest.fixture
def form(qtbot: QtBot, theme: Theme) -> CommandForm:
    form = CommandForm(theme)
    qtbot.addWidget(form)
    form.show()
    qtbot.waitExposed(form)
    return form


@pytest.fixture
def output(qtbot: QtBot, theme: Theme, stage: Stage) -> OutputPanel:
    output = OutputPanel(theme, stage)
    qtbot.addWidget(output)
    return output


def test_what_is_submitted(form: CommandForm) -> None:
    submitted: list[tuple[str, bool, float | None]] = []
    form.submitted.connect(lambda *values: submitted.append(values))
    QTest.keyClicks(form.line, "  echo hello ")
    QTest.keyClick(form.line, Qt.Key.Key_Return)
    form.shell.setChecked(True)
    form.timeout.setValue(0)
    form.run.click()
    assert submitted == [("echo hello", False, 10.0), ("echo hello", True, None)]


@pytest.mark.parametrize("magnification", [1.0, 2.0])
def test_the_longest_time_out_is_shown_whole(
    form: CommandForm, theme: Theme, qtbot: QtBot, magnification: float
) -> None:
    theme.magnify(magnification)
    form.timeout.setValue(form.timeout.maximum())
    line = form.timeout.lineEdit()
    needed = line.fontMetrics().horizontalAdvance(line.text()) + line.textMargins().left()

    qtbot.waitUntil(lambda: line.width() >= needed)
    theme.magnify(1.0)


@pytest.mark.parametrize("text", ["", "   "])
def test_an_empty_command_is_told_at_the_field(form: CommandForm, text: str) -> None:
    form.line.setText(text)
    form.run.click()
    assert form.problem.isVisible()
    assert form.problem.text().startswith("There is no command to run")
    assert form.line.property("wrong") is True
    QTest.keyClicks(form.line, "l")
    assert not form.problem.isVisible()


def test_output_and_end_of_a_command(run_async: RunAsync, stage: Stage, output: OutputPanel) -> None:
    run_async(stage.run_command("echo '<b>out</b>'; echo err >&2; exit 3", shell=True))
    text = output.view.toPlainText()
    assert "<b>out</b>" in text
    assert "err" in text
    assert "Ended with exit code 3" in text


def test_the_newest_command_is_last_and_all_can_be_cleared(
    run_async: RunAsync, stage: Stage, output: OutputPanel, theme: Theme
) -> None:
    run_async(stage.run_command("echo one"))
    run_async(stage.run_command(["no-such-program"]))
    theme.changed.emit()
    text = output.view.toPlainText()
    assert text.index("one") < text.index("no-such-program")
    output.clear()
    assert output.view.toPlainText() == ""


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        (f"head -c {LONGEST + 7} /dev/zero", "… and 7 more characters"),
        (f"yes | head -n {MOST_LINES + 3}", "y\n… and 5 more characters"),
        ("head -c 100 /dev/zero | tr '\\0' '\\377'", "\n100 characters that are no text\n"),
        ("printf 'caf\\351 au lait'", "caf\N{REPLACEMENT CHARACTER} au lait"),
    ],
)
def test_output_that_is_too_long_or_no_text(
    run_async: RunAsync, stage: Stage, output: OutputPanel, line: str, shown: str
) -> None:
    run_async(stage.run_command(line, shell=True))
    assert shown in output.view.toPlainText()


def test_old_output_makes_room(stage: Stage, output: OutputPanel) -> None:
    def show(line: str) -> None:
        stage.command_finished.emit(CommandResult("run", line, stdout="first\nlast\n", exit_code=0))

    show("echo oldest")
    for number in range(MOST):
        show(f"echo {number}")
    lines = output.view.toPlainText().splitlines()
    assert [line for line in lines if line.startswith("$")] == [f"$ echo {number}" for number in range(MOST)]
    assert lines.count("first") == lines.count("last") == MOST


def test_long_output_makes_room_sooner(stage: Stage, output: OutputPanel, theme: Theme) -> None:
    many = ROOM // LONGEST + 2
    for number in range(many):
        stage.command_finished.emit(CommandResult("run", f"echo {number}", stdout="x" * LONGEST, exit_code=0))
    for _ in range(2):
        text = output.view.toPlainText()
        assert text.startswith(("$ echo 2", "$ echo 3"))
        assert f"$ echo {many - 1}" in text
        assert len(text) < ROOM + 2 * LONGEST
        theme.changed.emit()
