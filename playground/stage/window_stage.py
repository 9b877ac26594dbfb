"""The part of the stage that is about windows: open them, use them, break them."""

from __future__ import annotations

import asyncio
import functools
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from playground.processes import ChildProcess, NotSentError, ProcessExit, RendererProcess
from playground.stage.answers import StageError, end_of, settle, unless_gone
from workers.frames import FrameError
from workers.page import peek_title

if TYPE_CHECKING:
    from collections.abc import Mapping

PAGES = Path(__file__).resolve().parents[2] / "assets" / "pages"

#: the size that a page is drawn in while no window shows it, in logical pixels
UNSEEN = (560, 400)


class WindowStage(QObject):
    """Windows and their renderers."""

    #: RendererProcess of a window that is to be shown; its own signals tell the rest
    window_opened = Signal(object)
    #: RendererProcess, when it has exited, for whatever reason
    window_exited = Signal(object)
    #: str, str: the name of a worker or window, and what was sent to it or came from it, for a log
    message_logged = Signal(str, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        #: those that run now
        self.windows: list[RendererProcess] = []
        self._reloads: dict[RendererProcess, asyncio.Future[RendererProcess]] = {}

    async def open_window(self, page: str = "index", *, replaces: RendererProcess | None = None) -> RendererProcess:
        """Open a window for a page of assets/pages (its name without `.html`); returns when its text is there.

        A renderer that `replaces` another one comes into its window.
        """
        window, loaded = self._begin(page, replaces)
        await unless_gone(window, loaded, "showed nothing")
        return window

    async def reload_window(self, window: RendererProcess) -> RendererProcess:
        """Put a new renderer into a window; what is left of the old one ends as if the window was closed.

        To ask again before the new one is there changes nothing.
        """
        reload = self._reloads.get(window)
        if reload is None:
            reload = self._reloads[window] = asyncio.ensure_future(self._replace(window))
            reload.add_done_callback(lambda _reload: self._reloads.pop(window))
        return await asyncio.shield(reload)

    async def _replace(self, window: RendererProcess) -> RendererProcess:
        newer, loaded = self._begin(window.page.stem, window)
        if window.exit is None:
            window.close()
        await unless_gone(newer, loaded, "showed nothing")
        await end_of(window)
        return newer

    def _begin(self, page: str, replaces: RendererProcess | None) -> tuple[RendererProcess, asyncio.Future[str]]:
        path = PAGES / f"{page}.html"
        window = RendererProcess.open(path, title=peek_title(path), replaces=replaces, parent=self)
        loaded = self._loading(window)
        self.windows.append(window)
        window.exited.connect(functools.partial(self._on_window_exited, window))
        self.window_opened.emit(window)
        return window, loaded

    async def close_window(self, window: RendererProcess) -> ProcessExit:
        """Close a window as a user does: its renderer ends without a trace of error."""
        window.close()
        return await end_of(window)

    async def crash_window(self, window: RendererProcess, how: str = "abort") -> ProcessExit:
        """End a renderer by abort, null, kill, memory, exception or exit, until it is gone. The window stays."""
        self._post(window, {"type": "do", "action": f"crash {how}"})
        return await end_of(window)

    def begin_in_window(self, window: RendererProcess, action: str) -> None:
        """Let a page do something that may never end."""
        self._post(window, {"type": "do", "action": action})

    async def act_in_window(self, window: RendererProcess, action: str) -> None:
        """Let a page do something (see workers.page_actions), and wait until it has the hands free again."""
        self.begin_in_window(window, action)
        await self._answer_of(window)
        await self._answer_of(window)  # the action is done in a round of its own, after the first answer

    async def navigate_window(self, window: RendererProcess, page: str) -> None:
        """Go to another page in a window, as a link does, and wait until it is there."""
        loaded = self._loading(window)
        self._post(window, {"type": "navigate", "page": f"{page}.html"})
        await unless_gone(window, loaded, "showed nothing")

    async def retitle_window(self, window: RendererProcess, title: str) -> None:
        """Give the page in a window another title."""
        retitled: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        window.title_changed.connect(functools.partial(settle, retitled))
        self._post(window, {"type": "title", "title": title})
        await unless_gone(window, retitled, "did not take the title")

    async def click_in_window(self, window: RendererProcess, x: float, y: float, *, times: int = 1) -> None:
        """Click at a place of the page, in logical pixels, as the mouse does."""
        if window.picture is None:
            window.show_at(*UNSEEN, 1.0)
        mouse = {"type": "mouse", "x": x, "y": y, "modifiers": 0}
        for _ in range(times):
            self._post(window, {**mouse, "what": "move", "button": 0, "buttons": 0})
            self._post(window, {**mouse, "what": "press", "button": 1, "buttons": 1})
            self._post(window, {**mouse, "what": "release", "button": 1, "buttons": 0})
        await self._answer_of(window)

    @staticmethod
    def _loading(window: RendererProcess) -> asyncio.Future[str]:
        loaded: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        window.content_changed.connect(functools.partial(settle, loaded))
        window.error.connect(lambda text: settle(loaded, StageError(text)))
        return loaded

    async def _answer_of(self, window: RendererProcess) -> None:
        """Wait until a renderer has done all that it was told."""
        answered: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        connection = window.answered.connect(lambda: settle(answered, None))
        window.ping()
        try:
            await unless_gone(window, answered, "did not answer")
        finally:
            window.answered.disconnect(connection)

    def _post(self, child: ChildProcess, message: Mapping[str, Any]) -> None:
        try:
            child.post(message)
        except (NotSentError, FrameError) as error:
            raise StageError(str(error)) from error
        self.message_logged.emit(child.name, f"→ {json.dumps(message)}")

    def _on_window_exited(self, window: RendererProcess, _how: ProcessExit) -> None:
        self.windows.remove(window)
        self.window_exited.emit(window)
