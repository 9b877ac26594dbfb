"""Run a command that the user types: with or without a shell, with a time-out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QDoubleSpinBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from playground.panels.building import button, label, restyle
from playground.theme import UNIT

if TYPE_CHECKING:
    from playground.theme import Theme

#: seconds; a time-out of 0 is none
LONGEST = 3600.0


class CommandForm(QWidget):
    """Says at once, at the field, that an empty command cannot be run."""

    #: str: command line, bool: through a shell, float | None: time-out in seconds
    submitted = Signal(str, bool, object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("command-form")
        self.line = QLineEdit()
        self.line.setObjectName("command-line")
        self.line.setAccessibleName("Command line")
        self.line.setPlaceholderText("A command, such as echo hello")
        self.line.setProperty("look", "data")
        self.line.returnPressed.connect(self.submit)
        self.line.textEdited.connect(lambda: self._complain(""))
        self.shell = QCheckBox("Shell")
        self.shell.setObjectName("command-shell")
        self.shell.setToolTip("Let a shell read the line: pipes, variables, wildcards")
        self.timeout = QDoubleSpinBox()
        self.timeout.setObjectName("command-timeout")
        self.timeout.setAccessibleName("Time-out in seconds; 0 is none")
        self.timeout.setToolTip("Seconds after which the command is ended; 0 waits for ever")
        self.timeout.setRange(0, LONGEST)
        self.timeout.setDecimals(1)
        self.timeout.setValue(10)
        self.timeout.setSuffix(" s")
        self.timeout.setSpecialValueText("none")
        self.timeout.lineEdit().setAccessibleName(self.timeout.accessibleName())
        self.timeout.lineEdit().setTextMargins(UNIT, 0, 0, 0)
        self.problem = label("", "", "command-problem")
        self.problem.setProperty("tone", "error")
        self.problem.setWordWrap(True)
        self.problem.hide()
        self.run = button(theme, "Run", "run", "run-command", look="primary", tip="Run this command")
        self.run.clicked.connect(self.submit)
        below = QHBoxLayout()
        below.setSpacing(UNIT * 2)
        below.addWidget(self.shell)
        below.addStretch(1)
        below.addWidget(label("Time-out", "muted", "command-timeout-label"))
        below.addWidget(self.timeout)
        below.addWidget(self.run)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(UNIT * 3, UNIT * 3, UNIT * 3, UNIT * 2)
        layout.setSpacing(UNIT * 2)
        layout.addWidget(self.line)
        layout.addWidget(self.problem)
        layout.addLayout(below)

    def submit(self) -> None:
        """Run what stands in the field."""
        line = self.line.text().strip()
        if not line:
            self._complain("There is no command to run: type one, such as “echo hello”.")
            self.line.setFocus()
            return
        self._complain("")
        self.submitted.emit(line, self.shell.isChecked(), self.timeout.value() or None)

    def _complain(self, problem: str) -> None:
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))
        self.line.setProperty("wrong", bool(problem))
        restyle(self.line)
