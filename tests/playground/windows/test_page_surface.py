"""What the user does in a window happens on its page, in the renderer; what comes of it is seen in the window."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint, QPointF, QSize, Qt
from PySide6.QtGui import QGuiApplication, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from playground.processes import ProcessExit
from playground.processes.heartbeat import PATIENCE
from playground.theme import Scheme
from playground.windows.look import look_of
from playground.windows.page_surface import PageSurface
from tests.playground.window_parts import until
from tests.playground.windows.pixels import picture_of
from tests.playground.windows.shown_page import CUSTOMER, LEFT, SAVE, Shown, shown

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest
    from pytestqt.qtbot import QtBot

    from playground.stage import Stage
    from playground.theme import Theme
    from playground.windows.renderer_window import RendererWindow
    from tests.plugins.qt_loop import RunAsync

__all__ = ["shown"]


def test_typing_shows_the_text(run_async: RunAsync, shown: Shown) -> None:
    async def type_name() -> None:
        QTest.mouseClick(shown.surface, LEFT, pos=CUSTOMER)
        QTest.keyClicks(shown.surface, "Ada Lovelace")
        await shown.field_equals("Ada Lovelace")

    run_async(type_name())


def test_a_button_does_what_it_says(run_async: RunAsync, shown: Shown) -> None:
    async def save() -> None:
        before = picture_of(shown.surface)
        QTest.mouseClick(shown.surface, LEFT, pos=SAVE)
        told = shown.reference.control("told")
        assert told is not None
        where = told.geometry()
        await until(lambda: picture_of(shown.surface).copy(where) != before.copy(where), shown.process.picture_changed)

    run_async(save())


def test_a_link_leads_to_another_page_and_the_cursor_says_so(run_async: RunAsync, shown: Shown) -> None:
    link = QPoint(110, 275)

    async def follow() -> None:
        QTest.mouseMove(shown.surface, link)
        await until(
            lambda: shown.surface.cursor().shape() is Qt.CursorShape.PointingHandCursor, shown.process.cursor_changed
        )
        QTest.mouseClick(shown.surface, LEFT, pos=link)
        await until(lambda: shown.window.windowTitle() == "Hello", shown.process.title_changed)

    run_async(follow())
    assert "Hello from a renderer" in shown.surface.accessibleDescription()


def test_the_wheel_scrolls(run_async: RunAsync, shown: Shown) -> None:
    async def scroll() -> None:
        shown.window.resize(560, 260)
        shown.reference.resize(shown.surface.size())
        await shown.equals_reference()
        wheel = QWheelEvent(
            QPointF(100, 100),
            QPointF(100, 100),
            QPoint(0, 0),
            QPoint(0, -120),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(shown.surface, wheel)
        await shown.changes()

    run_async(scroll())


def test_another_size_is_drawn_anew(run_async: RunAsync, shown: Shown) -> None:
    async def resize() -> None:
        for size in (QSize(900, 700), QSize(400, 300), QSize(1300, 900)):
            shown.window.resize(size)
            shown.reference.resize(shown.surface.size())
            await shown.equals_reference()

    run_async(resize())


def test_a_window_that_grows_faster_than_its_renderer_draws(run_async: RunAsync, shown: Shown) -> None:
    async def grow() -> None:
        for width in range(500, 1500, 100):
            shown.process.show_at(width, 900, 1.0)
            shown.process.show_at(width, 300, 1.0)
        shown.window.resize(1510, 910)
        shown.reference.resize(shown.surface.size())
        await shown.equals_reference()

    output: list[str] = []
    shown.process.output.connect(lambda _stream, text: output.append(text))
    run_async(grow())
    assert output == []


def test_other_colours_are_drawn_anew(run_async: RunAsync, shown: Shown, theme: Theme) -> None:
    async def darken() -> None:
        theme.choose(Scheme.DARK)
        shown.reference.set_look(look_of(theme))
        await shown.equals_reference()

    run_async(darken())


def test_tab_moves_through_the_page_and_text_is_pasted(run_async: RunAsync, shown: Shown) -> None:
    async def use_keys() -> None:
        QTest.mouseClick(shown.surface, LEFT, pos=CUSTOMER)
        QGuiApplication.clipboard().setText("Grace Hopper")
        QTest.keyClick(shown.surface, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClick(shown.surface, Qt.Key.Key_Tab)
        QTest.keyClick(shown.surface, Qt.Key.Key_Space)
        shown.reference.tell("Saved for Grace Hopper.")
        told = shown.reference.control("told")
        assert told is not None
        where = told.geometry()
        expected = picture_of(shown.reference).copy(where)
        await until(lambda: picture_of(shown.surface).copy(where) == expected, shown.process.picture_changed)

    run_async(use_keys())


def test_the_keyboard_leads_out_of_a_page_in_both_directions(theme: Theme, qtbot: QtBot) -> None:
    window, surface, control = QWidget(), PageSurface(theme, "surface"), Qt.KeyboardModifier.ControlModifier
    before, after = QLineEdit(), QLineEdit()
    layout = QVBoxLayout(window)
    for widget in (before, surface, after):
        layout.addWidget(widget)
    qtbot.addWidget(window)
    window.show()
    for key, modifiers, there in (
        (Qt.Key.Key_Tab, control, after),
        (Qt.Key.Key_Backtab, control | Qt.KeyboardModifier.ShiftModifier, before),
    ):
        surface.setFocus()
        QTest.keyClick(surface, key, modifiers)
        assert window.focusWidget() is there


def test_no_frame_comes_when_nothing_changes(run_async: RunAsync, stage: Stage, shown: Shown) -> None:
    run_async(shown.settles(stage))
    frames: list[Any] = []
    shown.process.picture_changed.connect(frames.append)

    async def answer() -> None:
        await stage.act_in_window(shown.process, "nothing")

    run_async(answer())
    assert frames == []


def test_only_what_changed_is_sent(run_async: RunAsync, stage: Stage, shown: Shown) -> None:
    run_async(shown.settles(stage))
    frames: list[Any] = []
    shown.process.picture_changed.connect(frames.append)

    async def hover() -> None:
        QTest.mouseMove(shown.surface, SAVE)
        await shown.changes()

    run_async(hover())
    assert all(rect.width() < 100 and rect.height() < 50 for rect in frames)


def test_a_page_that_does_not_answer_can_be_waited_for_or_ended(
    run_async: RunAsync, stage: Stage, shown: Shown
) -> None:
    page = shown.window.page

    def wait_in_vain() -> None:
        for _ in range(PATIENCE + 1):
            shown.process.heartbeat.look()

    async def hang() -> None:
        stage.begin_in_window(shown.process, "spin")
        wait_in_vain()
        said = [page.is_waiting]
        press(shown.window, "renderer-page-wait")
        said.append(page.is_waiting)
        wait_in_vain()
        said.append(page.is_waiting)
        press(shown.window, "renderer-page-end")
        assert [*said, page.is_waiting] == [True, False, True, False]
        assert page.is_gone
        await shown.process.wait_exited()

    run_async(hang())
    assert shown.window.isVisible()
    assert page.is_gone
    assert shown.process.exit == ProcessExit(signal="SIGKILL", requested=False)  # an error, for monitoring
    text = shown.window.findChild(QLabel, "renderer-page-gone-text")
    assert text is not None
    assert text.text() == "You ended it, because it did not answer."


def test_a_page_that_hangs_fits_other_colours_and_a_small_window(
    run_async: RunAsync, stage: Stage, shown: Shown, theme: Theme
) -> None:
    def background() -> int:
        return picture_of(shown.surface).pixelColor(5, shown.surface.height() - 5).lightness()

    async def hang() -> None:
        stage.begin_in_window(shown.process, "spin")
        for _ in range(PATIENCE + 1):
            shown.process.heartbeat.look()
        light = background()
        theme.choose(Scheme.DARK)
        assert (light, background() < 128) == (255, True)
        shown.window.resize(shown.window.minimumSize())
        text = shown.window.findChild(QLabel, "renderer-page-not-answering-text")
        assert text is not None
        assert text.minimumSizeHint().width() <= text.width()
        assert text.heightForWidth(text.width()) <= text.height()
        press(shown.window, "renderer-page-end")
        await shown.process.wait_exited()

    run_async(hang())


def test_a_page_that_answers_again_says_nothing_more(run_async: RunAsync, shown: Shown) -> None:
    async def answer() -> None:
        for _ in range(PATIENCE + 1):
            shown.process.heartbeat.look()
        await until(lambda: not shown.window.page.is_waiting, shown.process.answering_changed)

    run_async(answer())
    assert shown.window.page.is_shown


def press(window: RendererWindow, name: str) -> None:
    button = window.findChild(QPushButton, name)
    assert button is not None
    button.click()


def test_everything_that_the_renderer_is_told_is_json(shown: Shown, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[Any] = []
    take: Callable[[Any], None] = told.append
    monkeypatch.setattr(shown.process, "tell", take)
    QTest.mouseDClick(shown.surface, Qt.MouseButton.RightButton, pos=CUSTOMER)
    QTest.keyClick(shown.surface, Qt.Key.Key_F5, Qt.KeyboardModifier.ShiftModifier)
    shown.surface.resize(300, 300)
    monkeypatch.undo()  # or it is not told to close either, and is given five seconds to do so

    assert {message["type"] for message in json.loads(json.dumps(told))} >= {"mouse", "key", "surface"}
