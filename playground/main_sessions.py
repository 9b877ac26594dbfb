"""Saves the session of the main window, and opens recorded ones: from a dialog, or dropped onto the window."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog

from playground.models.session_file import SessionFileError, read_session, write_session
from playground.models.words import count_of
from playground.panels.file_dialog import file_dialog
from playground.windows.session_window import SessionWindow

if TYPE_CHECKING:
    from playground.main_window import MainWindow
    from playground.stage import Stage

TOPIC = "session-file"


class MainSessions(QObject):
    """Files are read and written on a thread, and what is wrong with them is told in the window."""

    #: SessionWindow
    opened = Signal(object)

    def __init__(self, window: MainWindow, stage: Stage, recordings: Path) -> None:
        super().__init__(window)
        self.setObjectName("main-sessions")
        self._window = window
        self._stage = stage
        self._recordings = recordings
        #: windows of recorded sessions, as long as they are open
        self.windows: list[SessionWindow] = []
        window.setAcceptDrops(True)
        window.installEventFilter(self)
        window.act.save.triggered.connect(self._ask_where_to_save)
        window.act.open.triggered.connect(self._ask_what_to_open)

    def save(self, file: Path) -> None:
        """Save every event that the window keeps."""
        self._stage.perform(self._save(file))

    def open(self, file: Path) -> None:
        """Open a recorded session in a window of its own."""
        self._stage.perform(self._open(file))

    def close_all(self) -> None:
        """Close every recorded session."""
        for window in tuple(self.windows):
            window.close()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take files that are dropped onto the window."""
        if isinstance(event, QDragEnterEvent) and event.type() is QEvent.Type.DragEnter:
            if any(url.isLocalFile() for url in event.mimeData().urls()):
                event.acceptProposedAction()
            return True
        if isinstance(event, QDropEvent) and event.type() is QEvent.Type.Drop:
            for url in event.mimeData().urls():
                if url.isLocalFile():
                    self.open(Path(url.toLocalFile()))
            return True
        return super().eventFilter(watched, event)

    async def _save(self, file: Path) -> None:
        store = self._window.table.store
        records = store.between(store.first, store.end)
        events = ((record.time_ms, record.event()) for record in records)
        try:
            count = await asyncio.get_running_loop().run_in_executor(None, write_session, file, events)
        except OSError as problem:
            self._tell(f"Nothing was saved: {file} cannot be written ({problem.strerror or problem}).", "error")
        else:
            self._tell(f"{count_of(count, 'event')} saved as {file}.", "good")

    async def _open(self, file: Path) -> None:
        self._window.banner.tell(f"Reading {file.name} …", topic=TOPIC)
        try:
            session = await asyncio.get_running_loop().run_in_executor(None, read_session, file)
        except SessionFileError as problem:
            self._tell(str(problem), "error")
            return
        self._window.banner.withdraw(TOPIC)
        window = SessionWindow(self._window.theme, session)
        self.windows.append(window)
        window.destroyed.connect(lambda: self.windows.remove(window))
        window.show()
        self.opened.emit(window)

    def _tell(self, text: str, kind: str) -> None:
        self._window.banner.tell(text, "good" if kind == "good" else "error", topic=TOPIC)

    def _ask_where_to_save(self) -> None:
        asking = file_dialog(
            self._window.theme, self._window, "save-session", "Save the session", kinds="Session (*.ndjson)"
        )
        asking.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        asking.setDefaultSuffix("ndjson")
        asking.fileSelected.connect(lambda file: self.save(Path(file)))
        asking.open()

    def _ask_what_to_open(self) -> None:
        """Recordings of earlier launches are where the dialog begins."""
        kinds = "Recorded sessions (*.ndjson *.jsonl *.sqlite);;All files (*)"
        asking = file_dialog(
            self._window.theme,
            self._window,
            "open-session",
            "Open a recorded session",
            start=str(self._recordings),
            kinds=kinds,
        )
        asking.setFileMode(QFileDialog.FileMode.ExistingFile)
        asking.fileSelected.connect(lambda file: self.open(Path(file)))
        asking.open()
