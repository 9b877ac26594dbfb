"""What the user does on a page that a `QTextBrowser` shows, for renderers: clicks, their effects, long tasks.

`watch_page(browser)` is all that a program calls; it says itself which page it shows, with `desktop_rum.renderer`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QAbstractButton, QAbstractScrollArea, QLineEdit, QTextBrowser, QWidget

from desktop_rum import renderer
from desktop_rum.qt.event_loop import EventLoopWatch
from desktop_rum.telemetry.guard import internal_error

if TYPE_CHECKING:
    from PySide6.QtCore import QPoint
    from PySide6.QtGui import QTextCursor

SETTLE_MS: Final = 100
"""After so long in which the page did not change, a click had no effect."""

MAX_TEXT: Final = 100
"""Characters of a text that name what was clicked."""

_PRESSES: Final = (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick)
"""Of clicks that follow each other fast, Qt calls every second press a double click."""


def watch_page(browser: QTextBrowser) -> None:
    """Report clicks on `browser` and the widgets laid over it, and long tasks of this process; for renderers."""
    application = QCoreApplication.instance()
    if application is None or browser.findChild(_PageWatch) is not None:
        return
    _PageWatch(browser)
    if application.findChild(EventLoopWatch) is None:
        EventLoopWatch(application, lambda start, duration: renderer.add_long_task(start / 1e9, duration / 1e9))


class _PageWatch(QObject):
    """Sees presses of the left button before the widgets do."""

    def __init__(self, browser: QTextBrowser) -> None:
        super().__init__(browser)
        self._browser = browser
        self._pressed: QWidget | None = None
        self._settling = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._settling.timeout.connect(renderer.settle_clicks)
        browser.document().contentsChanged.connect(renderer.page_changed)
        browser.selectionChanged.connect(renderer.page_changed)
        browser.verticalScrollBar().valueChanged.connect(renderer.page_changed)
        application = QCoreApplication.instance()
        if application is not None:
            application.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind in _PRESSES or kind == QEvent.Type.MouseButtonRelease:
            try:
                if isinstance(event, QMouseEvent) and isinstance(watched, QWidget):
                    self._on_button(watched, event, is_press=kind in _PRESSES)
            except Exception as error:  # noqa: BLE001 - never into the app
                internal_error(error)
        return False

    def _on_button(self, widget: QWidget, event: QMouseEvent, *, is_press: bool) -> None:
        if event.button() is not Qt.MouseButton.LeftButton:
            return
        if is_press:
            self._pressed = widget
        elif self._pressed is widget and self._is_part(widget) and widget.rect().contains(event.position().toPoint()):
            self._pressed = None
            where = event.position().toPoint()
            size = (widget.width(), widget.height())
            renderer.add_click(
                self._name_of(widget, where),
                (where.x(), where.y()),
                size=size,
                selector=_selector(widget),
                expects_change=_expects_change(widget),
            )
            self._settling.start()

    def _is_part(self, widget: QWidget) -> bool:
        """Whether it is on the page, and no scroll bar or frame."""
        viewport = self._browser.viewport()
        return widget is viewport or viewport.isAncestorOf(widget)

    def _name_of(self, widget: QWidget, where: QPoint) -> str:
        """What a person would call it; never what the user typed."""
        if isinstance(widget, QAbstractButton):
            name = widget.text().replace("&", "")
        elif isinstance(widget, QLineEdit):
            name = widget.accessibleName() or widget.placeholderText()
        elif widget is self._browser.viewport():
            cursor = self._browser.cursorForPosition(where)
            anchor = self._browser.anchorAt(where)
            name = _anchor_text(cursor, anchor) if anchor else cursor.block().text().strip("\ufffc ")
        else:
            name = widget.accessibleName()
        return (name or widget.objectName() or type(widget).__name__)[:MAX_TEXT]


def _expects_change(widget: QWidget) -> bool:
    """Whether a click without an effect on the page is a dead one: not on check boxes, fields, or what is disabled."""
    if isinstance(widget, QAbstractButton):
        return widget.isEnabled() and not widget.isCheckable()
    return widget.isEnabled() and not widget.focusPolicy() & Qt.FocusPolicy.ClickFocus


def _anchor_text(cursor: QTextCursor, anchor: str) -> str:
    """The text of the link at the cursor, which is of several fragments where a part of it looks different."""
    text = ""
    iterator = cursor.block().begin()
    while not iterator.atEnd():
        fragment = iterator.fragment()
        is_inside = fragment.charFormat().anchorHref() == anchor
        if text and not is_inside and fragment.position() >= cursor.position():
            break
        text = text + fragment.text() if is_inside else ""
        iterator += 1
    return text.strip("\ufffc ") or anchor


def _selector(widget: QWidget) -> str:
    """The path of widgets from the page to this one, by object names where they have one."""
    names = []
    part: QObject | None = widget
    while part is not None and not isinstance(part, QAbstractScrollArea):
        name = part.objectName()
        names.append(f"#{name}" if name else part.metaObject().className())
        part = part.parent()
    return " > ".join(reversed(names))
