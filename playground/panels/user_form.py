"""Who uses the app: a small form whose values are on every event from then on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from playground.panels.building import button, label
from playground.theme import UNIT

if TYPE_CHECKING:
    from playground.stage import Conditions
    from playground.theme import Theme

#: the format's name of each field, and what stands in it while it is empty
FIELDS = {"id": "Id", "name": "Name", "email": "Email"}


class UserForm(QWidget):
    """Shows the user that the SDK knows, until something is typed."""

    def __init__(self, theme: Theme, conditions: Conditions) -> None:
        super().__init__()
        self.setObjectName("user-form")
        self._conditions = conditions
        self.fields = {name: self._field(name, text) for name, text in FIELDS.items()}
        self.current = label("", "caption", "user-current")
        self.current.setWordWrap(True)
        self.submit_button = button(theme, "Set user", "check", "user-set", tip="Put this user on every event")
        self.clear_button = button(theme, "Clear", "clear", "user-clear", tip="The user is not known any more")
        self.submit_button.clicked.connect(self.submit)
        self.clear_button.clicked.connect(self.clear)
        grid = QGridLayout()
        grid.setSpacing(UNIT)
        grid.addWidget(self.fields["id"], 0, 0)
        grid.addWidget(self.fields["name"], 0, 1)
        grid.addWidget(self.fields["email"], 1, 0, 1, 2)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 2)
        buttons = QHBoxLayout()
        buttons.setSpacing(UNIT * 2)
        buttons.addWidget(self.submit_button, 1)
        buttons.addWidget(self.clear_button, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(UNIT)
        layout.addWidget(label("User", "caption", "user-label"))
        layout.addLayout(grid)
        layout.addLayout(buttons)
        layout.addWidget(self.current)
        conditions.user_changed.connect(self._show)
        self._show()

    def submit(self) -> None:
        """Tell the SDK what stands in the fields."""
        values = {name: field.text().strip() for name, field in self.fields.items()}
        self._conditions.set_user(values["id"], values["name"], values["email"])

    def clear(self) -> None:
        """Tell the SDK that the user is not known."""
        self._conditions.set_user(None, None, None)

    def _field(self, name: str, text: str) -> QLineEdit:
        field = QLineEdit()
        field.setObjectName(f"user-{name}")
        field.setPlaceholderText(text)
        field.setAccessibleName(f"{text} of the user")
        field.textEdited.connect(self._on_edited)
        field.returnPressed.connect(self.submit)
        return field

    def _on_edited(self) -> None:
        self.submit_button.setEnabled(any(field.text().strip() for field in self.fields.values()))

    def _show(self) -> None:
        user = self._conditions.user
        for name, field in self.fields.items():
            field.setText(str(user.get(name, "")))
        known = " · ".join(str(user[name]) for name in FIELDS if name in user)
        self.current.setText(f"On every event: {known}" if known else "Nobody is named on events.")
        self.submit_button.setEnabled(bool(known))
        self.clear_button.setEnabled(bool(known))
