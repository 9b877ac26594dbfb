"""Draws a page: its text, its pictures, and its fields and buttons as widgets that lie over the text."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QByteArray, QRect, QSize, Qt, QUrl, Signal
from PySide6.QtGui import QFont, QImage, QTextCursor, QTextDocument, QTextFormat, QTextImageFormat, QTextOption
from PySide6.QtWidgets import QApplication, QCheckBox, QFrame, QLabel, QLineEdit, QPushButton, QTextBrowser, QWidget

from workers.page import read_start
from workers.page_controls import HEIGHT, SCHEME, Control, PageText

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from PySide6.QtGui import QResizeEvent

#: logical pixels around the text
MARGIN = 20

#: bytes; of a larger picture only the start is read
MAX_PICTURE = 16 * 1024 * 1024


class PageWidget(QTextBrowser):
    """One page after the other."""

    #: str: the action of a button that was pressed, and what it is pressed on: "save", or "freeze 300"
    action = Signal(str)
    #: str, float, float, int: address, start (as time.time()), seconds and bytes of something that the page needed
    resource_loaded = Signal(str, float, float, int)

    def __init__(self, look: Mapping[str, Any]) -> None:
        """`look` is as `playground.windows.look` makes it; what it says of the application is not for here."""
        super().__init__()
        self.setObjectName("page")
        self.setAccessibleName("Page")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setOpenLinks(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.document().setDocumentMargin(MARGIN)
        # As browsers do: a table is not made narrower than its words.
        self.setWordWrapMode(QTextOption.WrapMode.WordWrap)
        self._look = look
        self._html = ""
        self._loaded: dict[str, Any] = {}
        self._controls: list[QWidget] = []
        #: where the text has room for a control
        self._rooms: list[tuple[int, QTextImageFormat]] = []
        self.document().documentLayout().documentSizeChanged.connect(self._place_controls)
        self.verticalScrollBar().valueChanged.connect(self._place_controls)
        self.horizontalScrollBar().valueChanged.connect(self._place_controls)

    def show_page(self, source: str, address: QUrl) -> None:
        """Show HTML that was loaded from this address."""
        for control in self._controls:
            control.hide()
            control.deleteLater()
        self._controls = []
        self._loaded.clear()
        self.document().setBaseUrl(address)
        text = PageText(source)
        self._html = text.html
        self._lay_out()
        self._controls = [self._build(control) for control in text.controls]
        self._place_controls()
        previous: QWidget = self
        for control in self._controls:
            control.show()
            QWidget.setTabOrder(previous, control)
            previous = control
        self.setFocus()  # otherwise Qt gives it to the first control
        self.moveCursor(QTextCursor.MoveOperation.Start)
        self.verticalScrollBar().setValue(0)

    def set_look(self, look: Mapping[str, Any]) -> None:
        """Show the same page in other colours; what was typed, marked and said on it stays."""
        self._look = look
        bars = (self.horizontalScrollBar(), self.verticalScrollBar())
        places = [bar.value() for bar in bars]
        self._lay_out()
        self._place_controls()
        for bar, place in zip(bars, places, strict=True):
            bar.setValue(place)

    def fields(self) -> Iterator[QLineEdit]:
        """The fields of the page, in order."""
        return (control for control in self._controls if isinstance(control, QLineEdit))

    def control(self, name: str) -> QWidget | None:
        """The control of this name."""
        return next((control for control in self._controls if control.objectName() == name), None)

    def tell(self, text: str) -> None:
        """Show a text in the first output of the page."""
        output = next((control for control in self._controls if isinstance(control, QLabel)), None)
        if output is not None:
            output.setText(text)

    def loadResource(self, kind: int, name: QUrl | str) -> Any:
        """What the text refers to; a control is an empty picture."""
        address = self.document().baseUrl().resolved(QUrl(name))
        if QUrl(name).isEmpty() or address.toString().startswith(SCHEME) or QUrl(name).toString().startswith(SCHEME):
            return _nothing()
        if kind != QTextDocument.ResourceType.ImageResource.value or not address.isLocalFile():
            return None
        if address.toString() in self._loaded:
            return self._loaded[address.toString()]
        start = time.time()
        try:
            data = read_start(Path(address.toLocalFile()), MAX_PICTURE)
        except OSError:
            data = b""
        # Always a picture: for anything else Qt would open what has this name, and wait for ever where that is a pipe.
        picture = QImage.fromData(QByteArray(data))
        self._loaded[address.toString()] = _nothing() if picture.isNull() else picture
        self.resource_loaded.emit(address.toString(), start, time.time() - start, len(data))
        return self._loaded[address.toString()]

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The text flows anew, and the controls with it."""
        super().resizeEvent(event)
        self._place_controls()

    def focusNextPrevChild(self, is_next: bool) -> bool:  # noqa: FBT001 - as Qt has it
        """Tab goes through the links of the text, then through the controls."""
        order: list[QWidget] = [self, *(c for c in self._controls if c.focusPolicy() & Qt.FocusPolicy.TabFocus)]
        current = QApplication.focusWidget()
        if current not in order or (current is self and super().focusNextPrevChild(is_next) and self.hasFocus()):
            return True
        order[(order.index(current) + (1 if is_next else -1)) % len(order)].setFocus(Qt.FocusReason.TabFocusReason)
        return True

    def _lay_out(self) -> None:
        """Lay the text out, with room for the controls."""
        self._rooms = []
        self.document().setDefaultStyleSheet(self._look["page_style"])
        self.setHtml(self._html)
        _set_headings(self.document(), self._look["headings"])
        images = _images(self.document())
        for name in dict.fromkeys(image.name() for _, image in images):  # now, and not when they are first drawn
            self.document().resource(QTextDocument.ResourceType.ImageResource.value, QUrl(name))
        self._rooms = [room for room in images if room[1].name().startswith(SCHEME)]

    def _build(self, control: Control) -> QWidget:
        parent, built = self.viewport(), QWidget()
        match control.kind:
            case "button":
                built = QPushButton(control.label, parent)
                built.setAutoDefault(False)
                built.clicked.connect(lambda: self.action.emit(control.action))
            case "check":
                built = QCheckBox(control.label, parent)
            case "output":
                built = QLabel(control.label, parent)
                built.setTextFormat(Qt.TextFormat.PlainText)
            case _:
                built = QLineEdit(control.value, parent)
                built.setPlaceholderText(control.label)
                built.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
                if control.kind == "secret":
                    built.setEchoMode(QLineEdit.EchoMode.Password)
        built.setObjectName(control.name)
        built.setAccessibleName(control.label or control.name)
        built.setCursor(Qt.CursorShape.IBeamCursor if isinstance(built, QLineEdit) else Qt.CursorShape.ArrowCursor)
        return built

    def _place_controls(self) -> None:
        """Put each control over its picture."""
        if not self._controls:
            return
        moved = (-self.horizontalScrollBar().value(), -self.verticalScrollBar().value())
        for number, place in self._places():
            if number < len(self._controls):
                self._controls[number].setGeometry(place.translated(*moved))

    def _places(self) -> Iterator[tuple[int, QRect]]:
        for position, image in self._rooms:
            block = self.document().findBlock(position)
            line = block.layout().lineForTextPosition(position - block.position())
            if not line.isValid():
                continue
            corner = self.document().documentLayout().blockBoundingRect(block).topLeft()
            at: Any = line.cursorToX(position - block.position())
            left = at[0] if isinstance(at, tuple) else at
            top = line.y() + line.ascent() - HEIGHT
            place = QRect(round(corner.x() + left), round(corner.y() + top), int(image.width()), HEIGHT)
            yield int(image.name().removeprefix(SCHEME)), place


def _nothing() -> QImage:
    picture = QImage(QSize(1, 1), QImage.Format.Format_ARGB32_Premultiplied)
    picture.fill(Qt.GlobalColor.transparent)
    return picture


def _images(document: QTextDocument) -> list[tuple[int, QTextImageFormat]]:
    """Where pictures are, and what they are."""
    found = []
    block = document.begin()
    while block.isValid():
        iterator = block.begin()
        while not iterator.atEnd():
            fragment = iterator.fragment()
            if fragment.charFormat().isImageFormat():
                found.append((fragment.position(), fragment.charFormat().toImageFormat()))
            iterator += 1
        block = block.next()
    return found


def _set_headings(document: QTextDocument, sizes: Mapping[str, int]) -> None:
    """A style sheet has no say in the size of headings: Qt makes them larger by steps of its own."""
    cursor = QTextCursor(document)
    cursor.beginEditBlock()  # otherwise the page is laid out once for each heading
    block = document.begin()
    while block.isValid():
        if level := block.blockFormat().headingLevel():
            cursor.setPosition(block.position())
            cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
            text = cursor.charFormat()
            text.clearProperty(QTextFormat.Property.FontSizeAdjustment)
            text.setProperty(QTextFormat.Property.FontPixelSize, sizes.get(str(level), sizes["other"]))
            text.setFontWeight(QFont.Weight.Bold)
            cursor.setCharFormat(text)
        block = block.next()
    cursor.endEditBlock()
