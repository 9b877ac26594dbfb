"""What commands printed and how they ended, newest last."""

from __future__ import annotations

import html
from collections import deque
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QStackedWidget, QTextBrowser

from playground.panels.building import EmptyState, tool_button
from playground.panels.panel import Panel
from playground.theme import UNIT

if TYPE_CHECKING:
    from playground.stage import CommandResult, Stage
    from playground.theme import Theme

#: commands whose output is kept
MOST = 100

#: characters of one command's output that are shown; the rest is counted
LONGEST = 20_000


class OutputPanel(Panel):
    """Each command with its line, its output, and its end in words."""

    def __init__(self, theme: Theme, stage: Stage) -> None:
        super().__init__(theme, "Output", "output")
        self._results: deque[CommandResult] = deque(maxlen=MOST)
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
        theme.changed.connect(self._show_all)

    def show_result(self, result: CommandResult) -> None:
        """Add the result of a command."""
        self._results.append(result)
        self._show_all()

    def clear(self) -> None:
        """Forget every output."""
        self._results.clear()
        self._show_all()

    def _show_all(self) -> None:
        self._stack.setCurrentIndex(1 if self._results else 0)
        self.view.setHtml("".join(self._block(result) for result in self._results))
        bar = self.view.verticalScrollBar()
        bar.setValue(bar.maximum())

    def _block(self, result: CommandResult) -> str:
        palette = self.theme.palette
        family = self.theme.font(is_data=True).family()
        outcome = palette.tone("good" if result.is_success else "error").ink
        if result.error is None and result.exit_code is None and result.signal is None and not result.timed_out:
            outcome = palette.muted
        data = f"font-family:'{family}'; white-space:pre-wrap; margin:0 0 {UNIT}px 0"
        parts = [
            f'<p style="{data}"><span style="color:{palette.muted}">$</span> <b>{html.escape(result.command)}</b></p>'
        ]
        for text, colour in ((result.stdout, palette.text), (result.stderr, palette.tone("vital").ink)):
            if text:
                parts.append(f'<p style="{data}; color:{colour}">{html.escape(_shortened(text))}</p>')
        call = f" via&nbsp;{html.escape(result.call)}" if result.call else ""
        parts.append(
            f'<p style="margin:0 0 {UNIT * 3}px 0"><span style="color:{outcome}">{html.escape(result.summary)}</span>'
            f'<span style="color:{palette.muted}">{call}</span></p>'
        )
        return "".join(parts)


def _shortened(text: str) -> str:
    text = text.rstrip("\n")
    if len(text) <= LONGEST:
        return text
    return f"{text[:LONGEST]}\n… and {len(text) - LONGEST:,} more characters"
