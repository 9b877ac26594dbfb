"""The process behind one window: it loads pages, draws them, and does there what the user does in the window."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil
from PySide6.QtCore import QObject, QRect, Qt, QTimer, Signal

from playground.offscreen import offscreen_variables
from playground.processes.child_process import ChildProcess
from playground.processes.editing import Editing
from playground.processes.flood import FloodGate
from playground.processes.frame_memory import FrameError, FrameMemory
from playground.processes.from_outside import kill_from_outside
from playground.processes.heartbeat import Heartbeat
from playground.processes.message_port import NotSentError
from workers.page import MAX_PAGE, MAX_TEXT, MAX_TITLE

if TYPE_CHECKING:
    from PySide6.QtGui import QImage

#: milliseconds that a renderer has to end by itself: on a busy machine its turn comes late
CLOSE_GRACE = 5000

#: the same for one that does not answer any more
HANGING_GRACE = 1000

#: shapes that need no picture
_CURSORS = range(Qt.CursorShape.DragLinkCursor.value + 1)


class RendererProcess(ChildProcess):
    """A renderer. When it dies unasked, its window stays and says so."""

    #: the program that it runs
    MODULE = "workers.renderer"
    #: see MAX_CLIPBOARD in workers.editing
    MAX_MESSAGE = 1024 * 1024

    #: str: title of the page, when it is loaded and when it changes
    title_changed = Signal(str)
    #: str, int: file and bytes of a page that was read, and is now laid out
    loading = Signal(str, int)
    #: str: text of the page, when it is loaded
    content_changed = Signal(str)
    #: QRect: where the picture changed, in logical pixels
    picture_changed = Signal(QRect)
    #: int: the Qt.CursorShape for where the mouse is
    cursor_changed = Signal(int)
    #: Editing: what can be typed and copied there
    editing_changed = Signal(object)
    #: str: what was copied on the page
    copied = Signal(str)
    #: it has done all that it was told before the last `ping`
    answered = Signal()
    #: bool: whether it answers
    answering_changed = Signal(bool)

    def __init__(
        self, page: Path, *, title: str, replaces: RendererProcess | None = None, parent: QObject | None = None
    ) -> None:
        """A renderer of the HTML file `page`; `title` names it until the page's own title is known.

        It comes into the window of the renderer that it `replaces`, or into a new one.
        """
        super().__init__(self.MODULE, [str(page)], role="renderer", name=title, parent=parent)
        environment = self._process.processEnvironment()
        for name, value in offscreen_variables(os.environ).items():
            environment.insert(name, value)
        for name in ("QT_SCALE_FACTOR", "QT_SCREEN_SCALE_FACTORS", "QT_FONT_DPI", "QT_QPA_PLATFORMTHEME"):
            environment.remove(name)  # the window tells its scale, and everything else of how it looks
        self._process.setProcessEnvironment(environment)
        #: of the page that it shows
        self.page = page
        self.title = title
        self.replaces = replaces
        self.text = ""
        #: why the playground ended it, in words; empty when it did not
        self.failure = ""
        #: what it said that it dies of; empty when it did not
        self.last_words = ""
        self._memory: FrameMemory | None = None
        #: whether the first frame in the newest size is still to come, and the size that is wanted after it
        self._is_resizing = False
        self._wanted: tuple[int, int, float] | None = None
        #: generation and place of the one frame that may wait to be taken
        self._frame: tuple[object, object] | None = None
        # Not at once, but after all that came with it: then a renderer that does not wait has sent a second one.
        self._taking = QTimer(self, singleShot=True, interval=0)
        self._taking.timeout.connect(self._take_frame)
        self._flood = FloodGate()
        self._closing = QTimer(self, singleShot=True)
        self._closing.timeout.connect(self.terminate)
        self.heartbeat = Heartbeat(self, self._is_at_rest)
        self.heartbeat.asked.connect(self.ping)
        self.heartbeat.answering_changed.connect(self.answering_changed)
        self.spawned.connect(self.heartbeat.start)

    @classmethod
    def open(
        cls, page: Path, *, title: str, replaces: RendererProcess | None = None, parent: QObject | None = None
    ) -> RendererProcess:
        """Start a renderer for a page."""
        renderer = cls(page, title=title, replaces=replaces, parent=parent)
        renderer.start()
        return renderer

    @property
    def is_answering(self) -> bool:
        """Whether it answers, as far as is known."""
        return self.heartbeat.is_answering

    @property
    def picture(self) -> QImage | None:
        """What the page looks like; None before the first frame, and when the renderer is gone."""
        if self._memory is not None and not self._memory.picture.isNull():
            return self._memory.picture
        return None

    def show_at(self, width: int, height: int, ratio: float) -> None:
        """Draw the page in this size, in logical pixels, with so many device pixels for each.

        One size after the other: while a window is being resized it shows what is drawn, and skips what is too slow.
        """
        if self.exit is not None:
            return
        if self._is_resizing:
            self._wanted = (width, height, ratio)
            return
        try:
            if self._memory is None:
                self._memory = FrameMemory()
            self.tell(self._memory.resize(width, height, ratio))
            self._is_resizing = True
            self._frame = None
        except (OSError, FrameError) as problem:
            self.fail(f"There is no memory for its picture: {problem}")

    def post(self, message: object) -> None:
        """See ChildProcess."""
        super().post(message)
        self.heartbeat.on_told()

    def tell(self, message: dict[str, Any]) -> None:
        """Send a message that is of no use any more when the renderer is gone or does not read."""
        with contextlib.suppress(NotSentError):
            self.post(message)

    def close(self) -> None:
        """End the renderer because its window closes: it is told so, and ended when it does not listen."""
        if self.state == "exited" or self._closing.isActive():
            return
        self._is_exit_requested = True
        self._closing.start(CLOSE_GRACE if self.is_answering else HANGING_GRACE)
        self.tell({"type": "close"})

    def fail(self, reason: str) -> None:
        """End the renderer because it cannot go on, and say why in its window."""
        if self.exit is None and not self.failure:
            self.failure = reason
            self._end_by_force()
            self._port.close()  # nothing that it says counts any more
            self.error.emit(reason)

    def _end_by_force(self) -> None:
        """By its pid, not through its object: nobody wanted this end, so that monitoring tells it as an error.

        What happens after its window was closed is no error any more.
        """
        pid = self._process.processId()
        if self._is_exit_requested or not pid:
            self.kill()
            return
        kill_from_outside(pid)

    def ping(self) -> None:
        """Ask for an answer."""
        with contextlib.suppress(NotSentError):
            super().post({"type": "ping"})
            self.heartbeat.on_asked()

    def _on_message(self, message: object) -> None:
        if complaint := self._flood.complaint(self._port.received):
            self.fail(f"It was ended, because it sent {complaint}")
            return
        self.heartbeat.on_said()
        if not self._take_frequent(message):
            self._take_rare(message)
            super()._on_message(message)

    def _take_frequent(self, message: Any) -> bool:
        """What comes with nearly every input, and is nobody else's business; whether it was that."""
        match message:
            case {"type": "frame", "generation": generation, "rect": rect}:
                self._on_frame(generation, rect)
            case {"type": "pong"}:
                self.heartbeat.on_answer()
                if not self.heartbeat.is_asking:  # the answer to an earlier question says nothing of what came after it
                    self.answered.emit()
            case {"type": "cursor", "shape": int(shape)} if shape in _CURSORS:
                self.cursor_changed.emit(shape)
            case {"type": "editing"}:
                self.editing_changed.emit(Editing.of(message))
            case _:
                return False
        return True

    def _take_rare(self, message: Any) -> None:
        match message:
            case {"type": "copied", "text": str(text)}:
                self.copied.emit(_clean(text))
            case {"type": "loaded", "page": str(name), "title": str(title), "text": str(text)}:
                self._set_page(name)
                self.text = _clean(text[:MAX_TEXT])
                self._set_title(title)
                self.content_changed.emit(self.text)
            case {"type": "loading", "page": str(name), "size": int(size)} if 0 <= size <= MAX_PAGE:
                self.loading.emit(_clean(name[:MAX_TITLE]), size)
            case {"type": "title", "title": str(title)}:
                self._set_title(title)
            case {"type": "failed", "reason": str(reason)}:
                self.error.emit(_clean(reason[:MAX_TITLE]))
            case {"type": "dying", "reason": str(reason)}:
                self.last_words = _clean(reason[:MAX_TITLE])

    def _on_malformed(self, problem: str) -> None:
        self.fail(f"It was ended, because what it sent is no message. {problem}")

    def _set_page(self, name: str) -> None:
        """Another page of the same folder; to be reloaded from there."""
        page = self.page.with_name(name) if Path(name).name == name else self.page
        if page.suffix == self.page.suffix and page.is_file():
            self.page = page

    def _set_title(self, title: str) -> None:
        self.title = " ".join(_clean(title[:MAX_TITLE]).split())
        self.title_changed.emit(self.title)

    def _on_frame(self, generation: object, rect: object) -> None:
        if self._memory is None or generation != self._memory.generation:
            return
        if self._frame is not None:
            self.fail("It was ended, because it sent a picture before the last one was taken")
            return
        self._frame = (generation, rect)
        self._taking.start()

    def _take_frame(self) -> None:
        frame, self._frame = self._frame, None
        if self._memory is None or frame is None:
            return
        generation, rect = frame
        try:
            changed = self._memory.take(generation, rect)
        except FrameError as problem:
            self.fail(f"It was ended, because it sent no picture of this window: {problem}")
            return
        if changed is not None:
            self.tell({"type": "taken", "generation": generation})
            self._is_resizing = False
            self.picture_changed.emit(changed)
            wanted, self._wanted = self._wanted, None
            if wanted is not None:
                self.show_at(*wanted)

    def _is_at_rest(self) -> bool:
        """Whether it waits for something to happen, as the system sees it: it is neither busy nor stopped."""
        try:
            return psutil.Process(self.pid).status() == psutil.STATUS_SLEEPING
        except (psutil.Error, OSError):  # on Windows the latter comes through, of one that is just ending
            return False

    def _end(self, how: Any) -> None:
        self.heartbeat.stop()
        if self._memory is not None:  # a frame that is still on its way is for nobody any more
            self._memory.close()
            self._memory = None
        super()._end(how)


def _clean(text: str) -> str:
    """Without what no widget and no encoder takes: halves of characters."""
    return text.encode("utf-8", "replace").decode()
