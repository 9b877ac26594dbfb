"""What commands printed and how they ended, newest last."""

from __future__ import annotations

import html
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QStackedWidget, QTextBrowser

from playground.panels.building import EmptyState, tool_button
from playground.panels.panel import Panel
from playground.theme import UNIT

if TYPE_CHECKING:
    from playground.stage import CommandResult, Stage
    from playground.theme import Theme

#: commands whose output is kept
MOST = 100

#: characters of one command's line or output that are shown; the rest is counted
LONGEST = 20_000

#: lines of one command's output that are shown
MOST_LINES = 1_000

#: of this many characters of a text one may be unreadable
READABLE = 10

#: characters of HTML that are kept of all commands but the newest: as much as can be laid out anew without a freeze
ROOM = 200_000


@dataclass(frozen=True, slots=True)
class _Shown:
    """A command that is shown: how many characters its HTML has, and in how many paragraphs it stands."""

    result: CommandResult
    size: int
    paragraphs: int


class OutputPanel(Panel):
    """Each command with its line, its output, and its end in words."""

    def __init__(self, theme: Theme, stage: Stage) -> None:
        super().__init__(theme, "Output", "output")
        self._shown: deque[_Shown] = deque()
        self.view = QTextBrowser()
        self.view.setObjectName("command-output")
        self.view.setAccessibleName("Output of commands")
        self.view.setOpenLinks(False)
        self.view.document().setDocumentMargin(UNIT * 3)
        empty = EmptyState(
            theme, "resource", "No output yet", "Run a command: what it prints appears here.", "output-empty"
        )
        self._stack = QStackedWidget()
        self._stack.setObjectName("output-stack")
        self._stack.addWidget(empty)
        self._stack.addWidget(self.view)
        self.body.addWidget(self._stack, 1)
        clearing = tool_button(theme, "clear", "clear-output", "Clear the output")
        clearing.clicked.connect(self.clear)
        self.add_to_title(clearing)
        stage.command_finished.connect(self.show_result)
        theme.changed.connect(self._show_again)

    def show_result(self, result: CommandResult) -> None:
        """Add the result of a command, and take away what is too old to be kept."""
        self._stack.setCurrentIndex(1)
        before = self._paragraphs()
        block = self._block(result)
        self.view.append(block)  # what is there already is not laid out again
        self._shown.append(_Shown(result, len(block), self._paragraphs() - before))
        while len(self._shown) > MOST or sum(shown.size for shown in self._shown) - len(block) > ROOM:
            self._remove_oldest()
        bar = self.view.verticalScrollBar()
        bar.setValue(bar.maximum())

    def clear(self) -> None:
        """Forget every output."""
        self._shown.clear()
        self.view.clear()
        self._stack.setCurrentIndex(0)

    def _show_again(self) -> None:
        """Show everything again, in the colours of another theme."""
        results = [shown.result for shown in self._shown]
        self.clear()
        for result in results:
            self.show_result(result)

    def _paragraphs(self) -> int:
        document = self.view.document()
        return 0 if document.isEmpty() else document.blockCount()

    def _remove_oldest(self) -> None:
        cursor = QTextCursor(self.view.document())
        cursor.movePosition(
            QTextCursor.MoveOperation.NextBlock,
            QTextCursor.MoveMode.KeepAnchor,
            self._shown.popleft().paragraphs,
        )
        cursor.removeSelectedText()

    def _block(self, result: CommandResult) -> str:
        palette = self.theme.palette
        family = self.theme.font(is_data=True).family()
        outcome = palette.tone("good" if result.is_success else "error").ink
        if result.error is None and result.exit_code is None and result.signal is None and not result.timed_out:
            outcome = palette.muted
        data = f"font-family:'{family}'; white-space:pre-wrap; margin:0 0 {UNIT}px 0"
        parts = [f'<p style="{data}"><span style="color:{palette.muted}">$</span> <b>{_fit(result.command)}</b></p>']
        for text, colour in ((result.stdout, palette.text), (result.stderr, palette.tone("vital").ink)):
            if text:
                parts.append(f'<p style="{data}; color:{colour}">{_fit(_readable(text))}</p>')
        call = f" via&nbsp;{html.escape(result.call)}" if result.call else ""
        parts.append(
            f'<p style="margin:0 0 {UNIT * 3}px 0"><span style="color:{outcome}">{_fit(result.summary)}</span>'
            f'<span style="color:{palette.muted}">{call}</span></p>'
        )
        return "".join(parts)


def _readable(text: str) -> str:
    """For what is no text Qt would try every font of the system, and still show nothing."""
    if text.count("\N{REPLACEMENT CHARACTER}") * READABLE > len(text):
        return f"{len(text):,} characters that are no text"
    return text


def _fit(text: str) -> str:
    text = text.rstrip("\n")
    lines = text[:LONGEST].splitlines(keepends=True)
    shown = "".join(lines[:MOST_LINES])
    if len(shown) < len(text):
        shown = f"{shown.rstrip()}\n… and {len(text) - len(shown):,} more characters"
    return html.escape(shown)
