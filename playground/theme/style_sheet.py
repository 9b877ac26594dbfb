"""The style sheet: what Fusion's palette alone does not give. Widgets opt in by the property `look`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playground.theme.icons import ICONS
from playground.theme.scale import CONTROL, RADIUS, UNIT, Type

if TYPE_CHECKING:
    from playground.theme.palette import Palette


def style_sheet(palette: Palette, data_family: str) -> str:
    """The sheet of the whole application."""
    return "\n".join(
        (_windows(palette), _buttons(palette), _fields(palette), _lists(palette), _texts(palette, data_family))
    )


def _windows(p: Palette) -> str:
    return f"""
QMainWindow, QDialog {{ background: {p.window}; }}
QMainWindow::separator {{ background: {p.window}; width: {UNIT * 2}px; height: {UNIT * 2}px; }}
QMainWindow::separator:hover {{ background: {p.hovered}; }}
QMenuBar {{ background: {p.window}; padding: 2px {UNIT}px 0 {UNIT}px; }}
QMenuBar::item {{ padding: {UNIT}px {UNIT * 2}px; border-radius: {UNIT}px; background: transparent; }}
QMenuBar::item:selected {{ background: {p.hovered}; }}
QMenu {{ background: {p.surface}; border: 1px solid {p.border}; padding: {UNIT}px; }}
QMenu::item {{ padding: {UNIT + 1}px {UNIT * 6}px {UNIT + 1}px {UNIT * 2}px; border-radius: {UNIT}px; }}
QMenu::item:selected {{ background: {p.selection}; }}
QMenu::item:disabled {{ color: {p.disabled}; }}
QMenu::separator {{ height: 1px; background: {p.border}; margin: {UNIT}px {UNIT * 2}px; }}
QMenu::icon {{ padding-left: {UNIT * 2}px; }}
QToolBar {{ background: {p.window}; border: none; padding: {UNIT}px {UNIT * 2}px; spacing: {UNIT}px; }}
QToolBar::separator {{ background: {p.border}; width: 1px; margin: {UNIT}px {UNIT}px; }}
QStatusBar {{ background: {p.window}; border-top: 1px solid {p.border}; }}
QStatusBar::item {{ border: none; }}
QToolTip {{ background: {p.raised}; color: {p.text}; border: 1px solid {p.border}; padding: {UNIT}px; }}
QTabBar {{ qproperty-drawBase: 0; }}
QTabBar::tear {{ width: 0; image: none; border: none; }}
QTabBar::tab {{ padding: {UNIT + 1}px {UNIT * 3}px; color: {p.muted}; border: none; background: transparent;
    border-bottom: 2px solid transparent; }}
QTabBar[look="narrow"]::tab {{ padding: {UNIT + 1}px {UNIT * 2}px; }}
QTabBar::tab:hover {{ color: {p.text}; }}
QTabBar::tab:selected {{ color: {p.text}; border-bottom: 2px solid {p.accent}; }}
QTabWidget::pane {{ border: none; border-top: 1px solid {p.border}; }}
QFrame[look="card"] {{ background: {p.surface}; border: 1px solid {p.border}; border-radius: {RADIUS}px; }}
QFrame[look="card-title"] {{ background: {p.raised}; border: 1px solid {p.border};
    border-top-left-radius: {RADIUS}px; border-top-right-radius: {RADIUS}px; }}
QFrame[look="card-body"] {{ background: {p.surface}; border: 1px solid {p.border}; border-top: none;
    border-bottom-left-radius: {RADIUS}px; border-bottom-right-radius: {RADIUS}px; }}
QFrame[look="rule"] {{ background: {p.border}; border: none; max-height: 1px; min-height: 1px; }}
QScrollArea, QScrollArea > QWidget > QWidget#scrolled {{ background: transparent; border: none; }}
QAbstractScrollArea::corner {{ background: transparent; border: none; }}
QScrollBar {{ background: transparent; border: none; }}
QScrollBar:vertical {{ width: {UNIT * 2 + 2}px; }}
QScrollBar:horizontal {{ height: {UNIT * 2 + 2}px; }}
QScrollBar::handle {{ background: {p.pressed}; border-radius: {UNIT - 1}px; margin: 2px; }}
QScrollBar::handle:vertical {{ min-height: {UNIT * 6}px; }}
QScrollBar::handle:horizontal {{ min-width: {UNIT * 6}px; }}
QScrollBar::handle:hover {{ background: {p.outline}; }}
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page {{
    background: none; border: none; width: 0; height: 0; }}
"""


def _buttons(p: Palette) -> str:
    error = p.tone("error")
    return f"""
QPushButton {{ background: {p.surface}; color: {p.text}; border: 1px solid {p.border}; border-radius: {UNIT}px;
    padding: 0 {UNIT * 2}px; min-height: {CONTROL - 2}px; }}
QPushButton:hover {{ background: {p.hovered}; border-color: {p.outline}; }}
QPushButton:pressed {{ background: {p.pressed}; }}
QPushButton:focus {{ border-color: {p.accent}; }}
QPushButton:disabled {{ color: {p.disabled}; background: {p.raised}; border-color: {p.border}; }}
QPushButton[look="primary"] {{ background: {p.accent}; color: {p.on_accent}; border-color: {p.accent}; }}
QPushButton[look="primary"]:hover {{ background: {p.accent_hovered}; border-color: {p.accent_hovered}; }}
QPushButton[look="primary"]:focus {{ border-color: {p.text}; }}
QPushButton[look="primary"]:disabled {{ background: {p.raised}; color: {p.disabled}; border-color: {p.border}; }}
QPushButton[look="danger"]:hover {{ background: {error.tint}; border-color: {error.ink}; }}
QPushButton[look="row"] {{ background: transparent; border-color: transparent; text-align: left; }}
QPushButton[look="row"]:hover {{ background: {p.hovered}; }}
QPushButton[look="row"]:pressed {{ background: {p.pressed}; }}
QPushButton[look="row"]:focus {{ border-color: {p.accent}; }}
QPushButton[look="tab"] {{ background: transparent; border-color: transparent; color: {p.muted};
    padding: 0 {UNIT}px; min-height: {CONTROL - UNIT}px; }}
QPushButton[look="tab"]:hover {{ color: {p.text}; }}
QPushButton[look="tab"]:checked {{ background: {p.selection}; color: {p.text}; }}
QPushButton[look="tab"]:focus {{ border-color: {p.accent}; }}
QPushButton[look="choice"] {{ padding: 0 {UNIT}px; min-height: {CONTROL - UNIT}px; }}
QPushButton[look="choice"]:checked {{ background: {p.selection}; border-color: {p.accent}; color: {p.text}; }}
QToolButton {{ background: transparent; border: 1px solid transparent; border-radius: {UNIT}px;
    padding: {UNIT - 1}px {UNIT}px; }}
QToolButton:hover {{ background: {p.hovered}; }}
QToolButton:pressed {{ background: {p.pressed}; }}
QToolButton:checked {{ background: {p.selection}; }}
QToolButton:focus {{ border-color: {p.accent}; }}
QToolButton:disabled {{ color: {p.disabled}; }}
QToolButton::menu-indicator {{ image: none; }}
"""


def _fields(p: Palette) -> str:
    error = p.tone("error")
    return f"""
QLineEdit, QAbstractSpinBox {{ background: {p.surface}; border: 1px solid {p.outline}; border-radius: {UNIT}px;
    padding: 0 {UNIT * 2 - 2}px; min-height: {CONTROL - 2}px; selection-background-color: {p.selection};
    selection-color: {p.text}; }}
QAbstractSpinBox QLineEdit {{ border: none; padding: 0; background: transparent; min-height: 0; }}
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button {{ subcontrol-origin: border; subcontrol-position: right;
    width: 0; height: 0; border: none; }}
QLineEdit:focus, QAbstractSpinBox:focus {{ border-color: {p.accent}; }}
QLineEdit[wrong="true"] {{ border-color: {error.ink}; background: {error.tint}; }}
QLabel[look="problem"] {{ background: {error.tint}; color: {error.ink}; border: 1px solid {error.ink};
    border-radius: {UNIT}px; padding: {UNIT - 1}px {UNIT * 2}px; }}
QComboBox {{ background: {p.surface}; color: {p.text}; border: 1px solid {p.outline}; border-radius: {UNIT}px;
    padding: 0 {UNIT * 2 - 2}px; min-height: {CONTROL - 2}px; }}
QComboBox:focus, QComboBox:on {{ border-color: {p.accent}; }}
QComboBox::drop-down {{ border: none; width: {UNIT * 5}px; }}
QComboBox::down-arrow {{ image: url("{ICONS.as_posix()}/unfold-{p.name}.svg"); width: {UNIT * 3}px;
    height: {UNIT * 3}px; }}
QComboBox QAbstractItemView {{ border: 1px solid {p.border}; }}
QCheckBox {{ spacing: {UNIT + 2}px; }}
QCheckBox::indicator {{ width: {UNIT * 3}px; height: {UNIT * 3}px; border: 1px solid {p.outline};
    border-radius: {UNIT - 1}px; background: {p.surface}; }}
QCheckBox::indicator:hover, QCheckBox:focus::indicator {{ border-color: {p.accent}; }}
QCheckBox::indicator:checked {{ background: {p.accent}; border-color: {p.accent};
    image: url("{ICONS.as_posix()}/ticked-{p.name}.svg"); }}
"""


def _lists(p: Palette) -> str:
    return f"""
QAbstractItemView {{ background: {p.surface}; border: none; outline: none;
    selection-background-color: {p.selection}; selection-color: {p.text}; }}
QHeaderView {{ background: {p.raised}; border: none; }}
QHeaderView::section {{ background: {p.raised}; color: {p.muted}; border: none;
    border-bottom: 1px solid {p.border}; padding: 0 {UNIT * 2}px; min-height: {CONTROL - 2}px; }}
QDialog#command-palette {{ background: {p.surface}; border: 1px solid {p.outline}; }}
QListView#palette-list::item {{ min-height: {UNIT * 6}px; padding: 0 {UNIT}px; border-radius: {UNIT - 1}px; }}
QListView#palette-list::item:hover {{ background: {p.hovered}; }}
QListView#palette-list::item:selected {{ background: {p.selection}; color: {p.text}; }}
QListView#query-suggestions {{ border: 1px solid {p.border}; padding: {UNIT - 2}px; }}
QListView#query-suggestions::item {{ min-height: {UNIT * 6}px; padding: 0 {UNIT}px; border-radius: {UNIT - 1}px; }}
QListView#query-suggestions::item:hover {{ background: {p.hovered}; }}
QListView#query-suggestions::item:selected {{ background: {p.selection}; color: {p.text}; }}
QTreeView::item {{ min-height: {UNIT * 6}px; padding: 0 {UNIT}px; }}
QTreeView::item:selected, QTreeView::branch:selected {{ background: {p.selection}; color: {p.text}; }}
QTreeView::item:hover:!selected {{ background: {p.hovered}; }}
"""


def _texts(p: Palette, data_family: str) -> str:
    notes = "\n".join(
        f'QFrame[note="{name}"] {{ background: {p.tone(name).tint}; border: 1px solid {p.border}; '
        f"border-left: 3px solid {p.tone(name).ink}; border-radius: {UNIT}px; }}"
        for name in ("info", "good", "warning", "error")
    )
    return f"""
QLabel {{ background: transparent; }}
QLabel[look="title"] {{ font-size: {Type.TITLE}px; font-weight: bold; }}
QLabel[look="heading"] {{ font-size: {Type.HEADING}px; font-weight: bold; }}
QLabel[look="panel-title"] {{ font-weight: bold; }}
QLabel[look="section"] {{ font-size: {Type.CAPTION}px; font-weight: bold; color: {p.muted}; }}
QLabel[look="muted"] {{ color: {p.muted}; }}
QLabel[look="caption"] {{ font-size: {Type.CAPTION}px; color: {p.muted}; }}
QLabel[look="data"] {{ font-family: "{data_family}"; font-size: {Type.CAPTION}px; }}
QLineEdit[look="data"] {{ font-family: "{data_family}"; }}
QLabel[tone="good"] {{ color: {p.tone("good").ink}; }}
QLabel[tone="warning"] {{ color: {p.tone("warning").ink}; }}
QLabel[tone="error"] {{ color: {p.tone("error").ink}; }}
QTextEdit, QPlainTextEdit {{ background: {p.surface}; border: none; selection-background-color: {p.selection};
    selection-color: {p.text}; }}
QPlainTextEdit[look="data"] {{ font-family: "{data_family}"; background: {p.raised}; }}
{notes}
"""
