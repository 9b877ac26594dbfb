"""The conditions that the app runs under: how the intake fails, what the user consents to, and who they are."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING, Any, Final, Literal

from PySide6.QtCore import QObject, Signal

import desktop_rum
from playground.intake.fault import Fault
from playground.intake.launch import IntakeError
from playground.stage.answers import StageError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

Consent = Literal["pending", "granted", "not-granted"]

#: seconds that a flush may take; a hanging intake takes all of it
PATIENCE: Final = 5.0


class Conditions(QObject):
    """What a panel shows and switches, and scenarios as well; the SDK starts with the consent "granted"."""

    #: Fault: how the intake fails now
    fault_changed = Signal(object)
    #: Consent: what the user answered
    consent_changed = Signal(object)
    #: the SDK was told of another user, or of none
    user_changed = Signal()

    def __init__(self, set_fault: Callable[[Fault], None] | None = None, parent: QObject | None = None) -> None:
        """`set_fault` switches the playground's own intake; None where events go elsewhere, where nothing can fail."""
        super().__init__(parent)
        self.setObjectName("conditions")
        self._set_fault = set_fault
        self.fault = Fault.NONE
        self.consent: Consent = "granted"

    @property
    def can_fail(self) -> bool:
        """Whether the intake is our own."""
        return self._set_fault is not None

    @property
    def user(self) -> dict[str, Any]:
        """Who uses the app, as the SDK was told."""
        return desktop_rum.get_user()

    async def switch_fault(self, fault: Fault) -> None:
        """Let the intake fail in this way from its next request on; an intake elsewhere goes on as it is."""
        if self._set_fault is None:
            return
        try:
            await asyncio.get_running_loop().run_in_executor(None, self._set_fault, fault)
        except IntakeError as problem:
            raise StageError(f"The fault could not be switched: {problem}") from problem
        self.fault = fault
        self.fault_changed.emit(fault)

    @contextlib.asynccontextmanager
    async def failing(self, fault: Fault) -> AsyncIterator[None]:
        """Let the intake fail in this way for a while."""
        await self.switch_fault(fault)
        try:
            yield
        finally:
            await self.switch_fault(Fault.NONE)

    async def flush(self, patience: float = PATIENCE) -> bool:
        """Send what there is, within seconds; whether the intake took all of it."""
        return await asyncio.get_running_loop().run_in_executor(None, desktop_rum.flush, patience)

    def set_consent(self, consent: Consent) -> None:
        """Tell the SDK what the user has answered."""
        desktop_rum.set_tracking_consent(consent)
        self.consent = consent
        self.consent_changed.emit(consent)

    def set_user(self, user_id: str | None, name: str | None, email: str | None) -> None:
        """Tell the SDK who the user is; nobody, where all is empty."""
        if user_id or name or email:
            desktop_rum.set_user(id=user_id or None, name=name or None, email=email or None)
        else:
            desktop_rum.clear_user()
        self.user_changed.emit()
