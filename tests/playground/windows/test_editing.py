"""What is composed, copied and pasted in a window: on the page in the renderer, with the clipboard that people know."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QInputMethodEvent, QKeySequence, QTextCharFormat
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from tests.playground.window_parts import until
from tests.playground.windows.shown_page import CUSTOMER, LEFT, PIN, Shown, shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playground.stage import Stage
    from tests.plugins.qt_loop import RunAsync

__all__ = ["shown"]

CARET = Qt.InputMethodQuery.ImCursorRectangle
HINTS = Qt.InputMethodQuery.ImHints


@pytest.fixture(autouse=True)
def clipboard(qapp: QApplication) -> Iterator[list[str]]:
    """What comes into the clipboard."""
    del qapp
    seen: list[str] = []
    board = QGuiApplication.clipboard()
    board.clear()
    connection = board.dataChanged.connect(lambda: seen.append(board.text()))
    yield seen
    board.dataChanged.disconnect(connection)


def compose(shown: Shown, preedit: str, commit: str = "", *, replace: tuple[int, int] = (0, 0)) -> None:
    """What an input method says."""
    cursor = QInputMethodEvent.Attribute(
        QInputMethodEvent.AttributeType.Cursor, len(preedit.encode("utf-16-le")) // 2, 1, QTextCharFormat()
    )
    event = QInputMethodEvent(preedit, [cursor])
    event.setCommitString(commit, *replace)
    QApplication.sendEvent(shown.surface, event)


def menu_of(shown: Shown) -> dict[str, Any]:
    """The actions of the menu that comes with the right mouse button."""
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, CUSTOMER, shown.surface.mapToGlobal(CUSTOMER))
    QApplication.sendEvent(shown.surface, event)
    menu = shown.surface.findChildren(QMenu, "page-menu")[-1]
    return {action.text().replace("&", ""): action for action in menu.actions()}


async def enter(shown: Shown, place: QPoint) -> None:
    """Click into a field, and wait until the window knows that one can type there."""
    QTest.mouseClick(shown.surface, LEFT, pos=place)
    wanted = Qt.WidgetAttribute.WA_InputMethodEnabled
    near = place.y()
    await until(
        lambda: (
            shown.surface.testAttribute(wanted) and abs(shown.surface.inputMethodQuery(CARET).center().y() - near) < 9
        ),
        shown.process.editing_changed,
    )


def keys(shown: Shown, which: QKeySequence.StandardKey) -> None:
    """Press what copies, pastes and so on."""
    QTest.keySequence(shown.surface, QKeySequence(which))


def test_text_of_an_input_method_is_shown_and_typed(run_async: RunAsync, shown: Shown) -> None:
    async def type_japanese() -> None:
        await enter(shown, CUSTOMER)
        for preedit in ("k", "か", "かん", "かんj", "かんじ"):
            compose(shown, preedit)
        compose(shown, "", "漢字 👩‍👩‍👧 שלום")
        await shown.field_equals("漢字 👩‍👩‍👧 שלום")

    run_async(type_japanese())


def test_an_input_method_may_replace_what_was_typed(run_async: RunAsync, shown: Shown) -> None:
    async def correct() -> None:
        await enter(shown, CUSTOMER)
        QTest.keyClicks(shown.surface, "Ada Lovelaec")
        compose(shown, "", "ce", replace=(-2, 2))
        await shown.field_equals("Ada Lovelace")

    run_async(correct())


def test_an_input_method_learns_no_secret_and_finds_the_caret(run_async: RunAsync, shown: Shown) -> None:
    async def look() -> None:
        assert not shown.surface.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
        await enter(shown, CUSTOMER)
        before = shown.surface.inputMethodQuery(CARET)
        QTest.keyClicks(shown.surface, "wide")
        await until(lambda: shown.surface.inputMethodQuery(CARET).x() > before.x() + 15, shown.process.editing_changed)
        assert not shown.surface.inputMethodQuery(HINTS) & Qt.InputMethodHint.ImhHiddenText
        await enter(shown, PIN)
        assert shown.surface.inputMethodQuery(HINTS) & Qt.InputMethodHint.ImhHiddenText

    run_async(look())


def test_what_is_copied_on_the_page_can_be_pasted_elsewhere(
    run_async: RunAsync, shown: Shown, clipboard: list[str]
) -> None:
    async def copy() -> None:
        await enter(shown, CUSTOMER)
        compose(shown, "", "Ada 👍")
        keys(shown, QKeySequence.StandardKey.SelectAll)
        keys(shown, QKeySequence.StandardKey.Copy)
        await until(lambda: clipboard == ["Ada 👍"], QGuiApplication.clipboard().dataChanged)

    run_async(copy())


def test_what_was_pasted_does_not_come_back(
    run_async: RunAsync, stage: Stage, shown: Shown, clipboard: list[str]
) -> None:
    async def paste() -> None:
        await enter(shown, CUSTOMER)
        QGuiApplication.clipboard().setText("Grace")
        keys(shown, QKeySequence.StandardKey.Paste)
        await shown.field_equals("Grace")
        await stage.act_in_window(shown.process, "nothing")

    run_async(paste())
    assert clipboard == ["Grace"]


def test_a_secret_is_not_copied(run_async: RunAsync, stage: Stage, shown: Shown, clipboard: list[str]) -> None:
    async def copy() -> None:
        await enter(shown, PIN)
        QTest.keyClicks(shown.surface, "1234")
        keys(shown, QKeySequence.StandardKey.SelectAll)
        keys(shown, QKeySequence.StandardKey.Copy)
        await stage.act_in_window(shown.process, "nothing")
        assert not menu_of(shown)["Copy"].isEnabled()

    run_async(copy())
    assert clipboard == []


def test_a_window_that_is_not_used_copies_nothing(
    run_async: RunAsync, stage: Stage, shown: Shown, clipboard: list[str]
) -> None:
    async def copy() -> None:
        await enter(shown, CUSTOMER)
        QTest.keyClicks(shown.surface, "Ada")
        keys(shown, QKeySequence.StandardKey.SelectAll)
        shown.activate_reference()
        await until(lambda: not shown.surface.hasFocus(), QGuiApplication.instance().focusWindowChanged)  # type: ignore[union-attr]
        keys(shown, QKeySequence.StandardKey.Copy)
        await stage.act_in_window(shown.process, "nothing")

    run_async(copy())
    assert clipboard == []


def test_the_menu_offers_what_can_be_done(run_async: RunAsync, shown: Shown, clipboard: list[str]) -> None:
    async def use_menu() -> None:
        await enter(shown, CUSTOMER)
        offered = menu_of(shown)
        assert [text for text, action in offered.items() if action.isEnabled()] == ["Select all"]
        QTest.keyClicks(shown.surface, "Ada")
        offered["Select all"].trigger()
        await until(lambda: bool(menu_of(shown)["Cut"].isEnabled()), shown.process.editing_changed)
        menu_of(shown)["Cut"].trigger()
        await until(lambda: clipboard == ["Ada"], QGuiApplication.clipboard().dataChanged)
        for _ in range(2):
            menu_of(shown)["Paste"].trigger()
        for menu in shown.surface.findChildren(QMenu, "page-menu"):
            menu.close()
        await shown.field_equals("AdaAda")

    run_async(use_menu())
