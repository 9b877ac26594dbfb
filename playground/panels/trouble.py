"""Says when events do not get through, and takes it back when they do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from playground.models.sdk_log import SdkLog

if TYPE_CHECKING:
    from playground.models.event_table import EventTable
    from playground.panels.banner import Banner
    from playground.panels.status_bar import StatusBar

TOPIC = "reporting"


class Trouble(QObject):
    """Hears of it from the SDK's log and from whoever calls `tell`; it ends with the next event that is sent."""

    def __init__(self, banner: Banner, status: StatusBar, table: EventTable) -> None:
        super().__init__(banner)
        self.setObjectName("trouble")
        self._banner = banner
        self._status = status
        self._store = table.store
        #: how many events had been sent when it began; None without trouble
        self._sent_before: int | None = None
        self._log = SdkLog(self)
        self._log.warned.connect(self.tell)
        table.counts_changed.connect(self._on_counts_changed)

    def tell(self, text: str) -> None:
        """Something keeps events from getting through, or the SDK warns of something else."""
        self._sent_before = self._store.totals["sent"]
        self._banner.tell(text, "warning", topic=TOPIC)
        self._status.show_intake("warning", text)

    def stop(self) -> None:
        """Listen no more; can be called again."""
        self._log.stop()

    def _on_counts_changed(self) -> None:
        if self._sent_before is not None and self._store.totals["sent"] > self._sent_before:
            self._sent_before = None
            self._banner.withdraw(TOPIC)
            self._status.show_intake("good", "The intake takes events")
