"""Processes of Windows by their handles, with a Windows that the test tells what there is."""

from __future__ import annotations

import pytest

from desktop_rum.instrument.exits.process_handle import ProcessHandle, has_ended

RUNNING, ENDED, FOREIGN = 4, 8, 12


class Windows:
    """What `_winapi` has, for three processes."""

    def __init__(self) -> None:
        self.open: list[int] = []

    def OpenProcess(self, _access: int, _inherit: bool, pid: int) -> int:
        if pid == FOREIGN:
            raise PermissionError(13, "Access is denied")
        if pid not in (RUNNING, ENDED):
            raise OSError(22, "The parameter is incorrect")
        self.open.append(pid + 100)
        return pid + 100

    @staticmethod
    def WaitForSingleObject(handle: int, milliseconds: int) -> int:
        assert milliseconds == 0
        return 0 if handle == ENDED + 100 else 0x102

    @staticmethod
    def GetExitCodeProcess(handle: int) -> int:
        assert handle == ENDED + 100
        return 0xC0000005

    def CloseHandle(self, handle: int) -> None:
        self.open.remove(handle)


@pytest.mark.parametrize(("pid", "status"), [(RUNNING, None), (ENDED, 0xC0000005)])
def test_status(pid: int, status: int | None) -> None:
    windows = Windows()
    held = ProcessHandle(pid, windows)
    assert held.status() == status
    held.close()
    held.close()
    assert windows.open == []


@pytest.mark.parametrize("pid", [16, FOREIGN])
def test_who_cannot_be_held(pid: int) -> None:
    with pytest.raises(OSError):  # noqa: PT011 - whichever
        ProcessHandle(pid, Windows())


@pytest.mark.parametrize(("pid", "ended"), [(RUNNING, False), (ENDED, True), (16, True), (FOREIGN, False)])
def test_whether_it_has_ended(pid: int, ended: bool) -> None:
    windows = Windows()
    assert has_ended(pid, windows) == ended
    assert windows.open == []
