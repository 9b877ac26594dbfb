"""The user's consent, in its three states; asks before what was not sent is deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from playground.panels.building import button, label
from playground.panels.choices import Choices
from playground.theme import UNIT

if TYPE_CHECKING:
    from playground.stage import Conditions
    from playground.stage.conditions import Consent
    from playground.theme import Theme

_MEANINGS: dict[Consent, tuple[str, str]] = {
    "pending": ("Pending", "Events are kept on disk, and wait for the answer."),
    "granted": ("Granted", "Events are kept and sent."),
    "not-granted": ("Not granted", "Nothing is kept, and nothing is sent."),
}

WARNING = "What was not sent yet is deleted for good, and nothing more is kept."


class ConsentControl(QWidget):
    """One button for each answer."""

    def __init__(self, theme: Theme, conditions: Conditions) -> None:
        super().__init__()
        self.setObjectName("consent-control")
        self._conditions = conditions
        self.choices = Choices("consent", [(value, *texts) for value, texts in _MEANINGS.items()], columns=3)
        self.meaning = label("", "caption", "consent-meaning")
        self.meaning.setWordWrap(True)
        self.question = self._build_question(theme)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(UNIT)
        layout.addWidget(label("Consent of the user", "caption", "consent-label"))
        layout.addWidget(self.choices)
        layout.addWidget(self.meaning)
        layout.addWidget(self.question)
        self.choices.chosen.connect(self._on_chosen)
        conditions.consent_changed.connect(self._show)
        self._show()

    def _build_question(self, theme: Theme) -> QFrame:
        question = QFrame()
        question.setObjectName("consent-question")
        question.setProperty("note", "warning")
        text = label(WARNING, "", "consent-warning")
        text.setWordWrap(True)
        self.confirm = button(theme, "Delete and stop", "stop", "consent-confirm", look="danger")
        self.cancel = button(theme, "Keep", "close", "consent-cancel", tip="Leave the consent as it is")
        self.confirm.setToolTip("Delete what was not sent, and keep nothing from now on")
        self.confirm.clicked.connect(lambda: self._conditions.set_consent("not-granted"))
        self.cancel.clicked.connect(self._show)
        buttons = QHBoxLayout()
        buttons.setSpacing(UNIT * 2)
        buttons.addWidget(self.confirm, 1)
        buttons.addWidget(self.cancel, 1)
        layout = QVBoxLayout(question)
        layout.setContentsMargins(UNIT * 2, UNIT * 2, UNIT * 2, UNIT * 2)
        layout.setSpacing(UNIT * 2)
        layout.addWidget(text)
        layout.addLayout(buttons)
        return question

    def _on_chosen(self, value: str) -> None:
        if value == self._conditions.consent:
            self._show()
        elif value == "not-granted":
            self.question.show()
            self.cancel.setFocus(Qt.FocusReason.OtherFocusReason)
        elif value == "granted":
            self._conditions.set_consent("granted")
        else:
            self._conditions.set_consent("pending")

    def _show(self) -> None:
        self.question.hide()
        self.choices.show_value(self._conditions.consent)
        self.meaning.setText(_MEANINGS[self._conditions.consent][1])
