"""The program behind each window: loads pages, draws them for the window, and does there what the user does.

Usage: python -m workers.renderer PAGE (started by the playground, on Qt's offscreen platform).
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QSocketNotifier, QTimer, QUrl
from PySide6.QtWidgets import QApplication

import desktop_rum.renderer as rum  # the one line of the SDK; and what the page itself has to tell
from desktop_rum.qt.page import watch_page
from workers import look, page, page_actions, parent_port
from workers.drawing import Drawing
from workers.page_widget import PageWidget
from workers.user_input import UserInput


class Renderer(QObject):
    """Shows one page after the other until the window closes."""

    def __init__(self, application: QApplication, port: parent_port.ParentPort) -> None:
        super().__init__()
        self._application = application
        self._port = port
        self._address = QUrl()
        #: what the process dies of
        self.fatal: Exception | None = None
        self.widget = PageWidget(look.PLAIN)
        self._drawing = Drawing(self.widget, port.post)
        self._input = UserInput(self.widget, port.post)
        watch_page(self.widget)
        self.widget.verticalScrollBar().valueChanged.connect(self._drawing.draw_all)
        self.widget.anchorClicked.connect(self._on_link)
        self.widget.action.connect(self._perform)
        self.widget.resource_loaded.connect(self._on_resource)
        self._notifier = QSocketNotifier(port.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._on_readable)

    def load(self, path: Path, place: str = "") -> None:
        """Show the page of this file, from a named place on."""
        since, start = time.monotonic(), time.time()
        try:
            title, source = page.load(path)
        except page.PageError as problem:
            rum.page_changed()  # the window says so instead
            self._port.post({"type": "failed", "reason": str(problem)})
            return
        size = len(source.encode())
        self._port.post({"type": "loading", "page": path.name, "size": size})  # what follows may take long
        referrer, self._address = self._address.toString(), QUrl.fromLocalFile(str(path))
        address = self._address.toString()
        rum.start_page_view(address, title, referrer=referrer, loading_since=since)
        rum.add_resource(address, kind="document", start=start, duration=time.time() - start, size=size)
        self.widget.show_page(source, self._address)
        self.widget.scrollToAnchor(place)
        self._drawing.draw_all()
        rum.page_loaded()
        text = self.widget.toPlainText()[: page.MAX_TEXT].replace("\ufffc", "")
        self._port.post({"type": "loaded", "page": path.name, "title": title[: page.MAX_TITLE], "text": text})

    def _on_link(self, link: QUrl) -> None:
        """Go to another page of the same folder, or a place of this one; there is nothing else to go to."""
        target = self._address.resolved(link)
        path, here = Path(target.toLocalFile()), Path(self._address.toLocalFile())
        if path == here and target.hasFragment():
            self.widget.scrollToAnchor(target.fragment())
        elif target.isLocalFile() and path.parent == here.parent:
            self.load(path, target.fragment())

    def _on_resource(self, address: str, start: float, seconds: float, size: int) -> None:
        rum.add_resource(address, kind="image", start=start, duration=seconds, size=size)

    def _on_readable(self) -> None:
        messages, is_open = self._port.receive_available()
        for message in messages:
            try:
                self._take(message)
            except Exception:  # noqa: BLE001 - as Qt does; what was told after it is done all the same
                sys.excepthook(*sys.exc_info())
        if not is_open:
            self._end()

    def _take(self, message: Any) -> None:
        match message:
            case {"type": "mouse" | "wheel" | "key" | "focus" | "leave" | "paste" | "compose"}:
                self._input.take(message)
            case {"type": "taken", "generation": int(generation)}:
                self._drawing.taken(generation)
            case {"type": "surface"}:
                self._drawing.set_surface(message)
            case {"type": "look", "look": dict(new)}:
                look.dress(self._application, new)
                self.widget.set_look(new)
                self._drawing.draw_all()
            case _:
                self._take_rest(message)

    def _take_rest(self, message: Any) -> None:
        match message:
            case {"type": "redraw"}:
                self._drawing.draw_all()
            case {"type": "ping"}:
                self._port.post({"type": "pong"})
            case {"type": "navigate", "page": str(name)}:
                self._on_link(QUrl(name))
            case {"type": "title", "title": str(title)}:
                rum.set_page_title(title)
                self._port.post({"type": "title", "title": title[: page.MAX_TITLE]})
            case {"type": "do", "action": str(action)}:
                # In a round of its own: what an action raises, nobody catches.
                QTimer.singleShot(0, lambda: self._perform(action))
            case {"type": "visibility", "is_shown": bool(is_shown)}:
                (rum.page_shown if is_shown else rum.page_hidden)()
            case {"type": "close"}:
                self._end()

    def _perform(self, action: str) -> None:
        """Do what a page's button says. What it raises goes to Qt, which goes on; some errors end the process."""
        try:
            page_actions.perform(self.widget, action)
        except (MemoryError, page_actions.RendererError) as error:
            self.fatal = error
            self._port.post({"type": "dying", "reason": f"{type(error).__name__}: {error}"})
            self._application.quit()

    def _end(self) -> None:
        self._notifier.setEnabled(False)
        rum.stop_page_view()
        self._drawing.close()
        self._application.quit()


def main(path: Path) -> int:
    """Show the page, then do what the playground says until it says close, or goes away."""
    port = parent_port.connect()
    application = QApplication(sys.argv[:1])
    application.setQuitOnLastWindowClosed(False)
    application.setCursorFlashTime(0)  # a caret that blinks would be a frame every half second
    renderer = Renderer(application, port)
    QTimer.singleShot(0, lambda: renderer.load(path))
    code = application.exec()
    port.close()
    if renderer.fatal is not None:
        raise renderer.fatal
    return code


if __name__ == "__main__":
    if len(sys.argv) != 2:  # noqa: PLR2004 - the program and one page
        sys.exit("Usage: python -m workers.renderer PAGE")
    try:
        sys.exit(main(Path(sys.argv[1])))
    except parent_port.NoParentError as problem:
        sys.exit(str(problem))
