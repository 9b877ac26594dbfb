"""Calls that a type checker has to complain about: where it does not, it complains of the comment."""

from __future__ import annotations

import desktop_rum
import desktop_rum.renderer as rum
from desktop_rum import qt


def call_wrongly() -> None:
    """Nobody runs this."""
    desktop_rum.add_acton("misspelt")  # type: ignore[attr-defined]
    qt.watch_proces()  # type: ignore[attr-defined]
    rum.page_lodaded()  # type: ignore[attr-defined]
    desktop_rum.init("8f3c1a52-5c1e-4d0f-9b61-2f3f0c6e7a11")  # type: ignore[call-arg]
    desktop_rum.init(application_id="8f3c1a52", client_token="pub0", service=5)  # type: ignore[arg-type]  # noqa: S106
    desktop_rum.init(application_id="8f3c1a52", client_token="pub0", service="s", batch_size="big")  # type: ignore[arg-type]  # noqa: S106
    desktop_rum.flush("5")  # type: ignore[arg-type]
    desktop_rum.set_tracking_consent("maybe")  # type: ignore[arg-type]
    desktop_rum.fail_operation("pay", "bored")  # type: ignore[arg-type]
    desktop_rum.add_error("a text")  # type: ignore[arg-type]
    desktop_rum.add_action("clicked", {"by": "position"})  # type: ignore[call-arg]
    desktop_rum.subscribe(lambda: None)  # type: ignore[arg-type, misc]
    rum.add_click("Save", 12, 7)  # type: ignore[arg-type, call-arg]
