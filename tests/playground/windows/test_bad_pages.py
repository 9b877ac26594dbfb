"""Pages that are missing, huge, binary or no pages: a clear message in their window, which can be reloaded."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QLabel

from playground.stage import StageError
from playground.windows.window_keeper import WindowKeeper

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtWidgets import QApplication

    from playground.stage import Stage
    from playground.theme import Theme
    from tests.plugins.qt_loop import RunAsync


def _missing(_page: Path) -> None:
    """Write nothing."""


def _binary(page: Path) -> None:
    page.write_bytes(bytes(range(256)) * 64)


def _no_html(page: Path) -> None:
    page.write_text("Dear reader, this is a letter.")


def _deep(page: Path) -> None:
    page.write_text(f"{'<div>' * 20_000}deep{'</div>' * 20_000}")


def _huge(page: Path) -> None:
    with page.open("wb") as file:
        file.truncate(20 * 1024 * 1024)


@pytest.mark.parametrize(
    ("make", "complaint"),
    [
        (_missing, "The page bad.html cannot be read: No such file or directory"),
        (_binary, "The page bad.html is no UTF-8 text"),
        (_no_html, "The page bad.html is no HTML"),
        (_deep, "The page bad.html has more than 256 elements inside each other"),
        (_huge, "The page bad.html is larger than 4 MiB"),
    ],
)
def test_a_bad_page_is_told_in_its_window(
    run_async: RunAsync,
    stage: Stage,
    theme: Theme,
    qapp: QApplication,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    make: Callable[[Path], None],
    complaint: str,
) -> None:
    monkeypatch.setattr("playground.stage.window_stage.PAGES", tmp_path)
    qapp.setQuitOnLastWindowClosed(False)
    keeper = WindowKeeper(theme, stage, stage)
    stage.window_opened.connect(keeper.show)
    make(tmp_path / "bad.html")
    (tmp_path / "good.html").write_text("<title>Good</title><p>Good")

    good = run_async(stage.open_window("good"))
    with pytest.raises(StageError, match=complaint):
        run_async(stage.open_window("bad"))

    bad = keeper.windows[1]
    text = bad.findChild(QLabel, "renderer-page-gone-text")
    assert text is not None
    assert text.text() == f"{complaint}."
    assert bad.page.is_gone
    assert keeper.windows[0].page.is_shown
    assert good.is_answering
    (tmp_path / "bad.html").write_text("<p>Better")
    assert bad.page.process is not None
    run_async(stage.reload_window(bad.page.process))
    assert bad.page.is_shown
    keeper.close_all()


def test_a_title_of_10000_characters_is_cut(
    run_async: RunAsync, stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("playground.stage.window_stage.PAGES", tmp_path)
    (tmp_path / "long.html").write_text(f"<title>{'T' * 10_000}</title><p>Long")

    process = run_async(stage.open_window("long"))

    assert len(process.title) == 300
