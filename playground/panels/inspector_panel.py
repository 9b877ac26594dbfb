"""The inspector: one event as a tree and as JSON, its versions, its life, and whether the format allows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QMenu,
    QPlainTextEdit,
    QStackedWidget,
    QTabWidget,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from playground.models.columns import Column, text_of
from playground.models.json_tree import LONGEST, JsonTree, TreeColumn
from playground.models.query import FACETS
from playground.models.query.choices import term
from playground.models.words import shortened
from playground.panels.building import EmptyState, label, tool_button
from playground.panels.event_chips import icon_name
from playground.panels.inspector_pages import FormatPage, LifePage, VersionsPage
from playground.panels.panel import Panel
from playground.panels.picture import Picture
from playground.theme import ICON, UNIT

if TYPE_CHECKING:
    from playground.models.event_record import EventRecord
    from playground.models.event_store import EventStore
    from playground.theme import Theme

#: opened at first, because they say what the event is about
OPEN_AT_FIRST = frozenset({"view", "resource", "error", "action", "vital", "long_task", "context", "telemetry"})


class InspectorPanel(Panel):
    """Shows the event that was opened, and then every one that is chosen in the list."""

    #: str: a term that the query shall have too
    term_wanted = Signal(str)
    #: EventRecord: another version of the view
    version_wanted = Signal(object)

    def __init__(self, theme: Theme, store: EventStore) -> None:
        super().__init__(theme, "Inspector", "inspector")
        self.record: EventRecord | None = None
        self.model = JsonTree(self)
        self.tree = QTreeView()
        self._set_up_tree()
        self.json = QPlainTextEdit()
        self.json.setObjectName("inspector-json")
        self.json.setAccessibleName("The event as JSON")
        self.json.setProperty("look", "data")
        self.json.setReadOnly(True)
        self.json.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.tabs = QTabWidget()
        self.tabs.setObjectName("inspector-tabs")
        self.tabs.setAccessibleName("Ways to look at the event")
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setProperty("look", "narrow")
        self.tabs.addTab(self.tree, "Tree")
        self.tabs.addTab(self.json, "JSON")
        self.versions = VersionsPage(theme, store)
        self.versions.wanted.connect(self.version_wanted)
        self.life = LifePage(theme)
        self.format = FormatPage(theme)
        self.tabs.addTab(self.versions, "Versions")
        self.tabs.addTab(self.life, "Life")
        self.tabs.addTab(self.format, "Format")
        self.tabs.currentChanged.connect(self._show_page)
        self._empty = EmptyState(
            theme, "tree", "No event chosen", "Double-click an event, or press Enter on it.", "inspector-empty"
        )
        self._stack = QStackedWidget()
        self._stack.setObjectName("inspector-stack")
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self._build_page())
        self.body.addWidget(self._stack, 1)
        copying = tool_button(theme, "copy", "inspector-copy-event", "Copy the event as JSON")
        copying.clicked.connect(self.copy_event)
        self.add_to_title(copying)

    def show_record(self, record: EventRecord) -> None:
        """Show an event."""
        if self.record is not None and self.record.index == record.index:
            self._show_heading()
            return
        self.record = record
        self.model.show(record.event())
        self.json.setPlainText("\n".join(shortened(line, LONGEST) for line in record.json().split("\n")))
        for row in range(self.model.rowCount()):
            index = self.model.index(row, 0)
            if self.model.node(index).key in OPEN_AT_FIRST:
                self.tree.expand(index)
        self.tree.scrollToTop()
        self._show_heading()
        self._show_page()
        self._stack.setCurrentIndex(1)

    def clear(self) -> None:
        """Show no event."""
        self.record = None
        self.model.show({})
        self.json.clear()
        self._stack.setCurrentIndex(0)

    def refresh(self) -> None:
        """The event may have reached another state."""
        if self.record is not None:
            self._state.setText(text_of(self.record, Column.STATE, in_full=True))
            self._state_icon.show_icon(f"state-{self.record.state}", self.record.state)
            if self.tabs.currentWidget() is self.life:
                self.life.show_record(self.record)

    def step(self, steps: int) -> None:
        """Go to a later version of the view, or to an earlier one with a negative number."""
        self.versions.step(steps)

    def copy_value(self) -> None:
        """Copy the value that is chosen in the tree."""
        if self.tree.currentIndex().isValid():
            QGuiApplication.clipboard().setText(self.model.node(self.tree.currentIndex()).text)

    def copy_path(self) -> None:
        """Copy the path of the value that is chosen in the tree."""
        if self.tree.currentIndex().isValid():
            QGuiApplication.clipboard().setText(self.model.node(self.tree.currentIndex()).path)

    def copy_event(self) -> None:
        """Copy the whole event."""
        if self.record is not None:
            QGuiApplication.clipboard().setText(self.record.json())

    def filter_by_value(self, *, included: bool = True) -> None:
        """Ask for the events that have the value that is chosen in the tree, or for the others."""
        index = self.tree.currentIndex()
        node = self.model.node(index)
        if index.isValid() and not node.children:
            path = ".".join(part for part in node.path.split(".") if not part.isdecimal())
            key = path if path not in FACETS or path in {"type", "source"} else f"@{path}"
            value = node.value if isinstance(node.value, str) else node.text
            self.term_wanted.emit(term(key, value, included=included))

    def _show_page(self) -> None:
        """The page in front; the others are filled when they come to the front."""
        page = self.tabs.currentWidget()
        if self.record is not None:
            self.versions.show_record(self.record)
            if isinstance(page, LifePage | FormatPage):
                page.show_record(self.record)

    def _set_up_tree(self) -> None:
        self.tree.setObjectName("inspector-tree")
        self.tree.setAccessibleName("The event as a tree")
        self.tree.setModel(self.model)
        self.tree.setUniformRowHeights(True)
        self.tree.setIndentation(UNIT * 4)
        self.tree.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        header = self.tree.header()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.resizeSection(TreeColumn.KEY, 120)
        header.setStretchLastSection(True)
        actions = (
            ("copy-value", "Copy the value", self.copy_value),
            ("copy-path", "Copy the path", self.copy_path),
            ("copy-whole-event", "Copy the event as JSON", self.copy_event),
            ("filter-by-value", "Show only events with this value", self.filter_by_value),
            ("hide-by-value", "Hide events with this value", lambda: self.filter_by_value(included=False)),
        )
        for name, text, slot in actions:
            icon = "copy" if name.startswith("copy") else "filter"
            action = QAction(self.theme.icon(icon, "muted"), text, self.tree)
            action.setObjectName(name)
            action.triggered.connect(lambda _=False, slot=slot: slot())
            self.tree.addAction(action)
        self.tree.actions()[0].setShortcut(QKeySequence.StandardKey.Copy)
        self.tree.actions()[0].setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self.tree.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.tree.customContextMenuRequested.connect(self._show_menu)

    def _build_page(self) -> QWidget:
        page = QWidget()
        page.setObjectName("inspector-page")
        self._type_icon = Picture(self.theme, "event", "neutral", "inspector-type-icon", ICON + UNIT)
        self._sentence = label("", "", "inspector-sentence")
        self._sentence.setWordWrap(True)
        self._sentence.setProperty("look", "panel-title")
        self._about = label("", "caption", "inspector-about")
        self._state_icon = Picture(self.theme, "event", "neutral", "inspector-state-icon")
        self._state = label("", "caption", "inspector-state")
        for text in (self._sentence, self._about):
            text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        below = QHBoxLayout()
        below.setSpacing(UNIT)
        below.addWidget(self._state_icon)
        below.addWidget(self._state)
        below.addStretch(1)
        words = QVBoxLayout()
        words.setSpacing(UNIT)
        words.addWidget(self._sentence)
        words.addWidget(self._about)
        words.addLayout(below)
        heading = QHBoxLayout()
        heading.setContentsMargins(UNIT * 3, UNIT * 2, UNIT * 3, UNIT * 2)
        heading.setSpacing(UNIT * 2)
        heading.addWidget(self._type_icon, 0, Qt.AlignmentFlag.AlignTop)
        heading.addLayout(words, 1)
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(heading)
        layout.addWidget(self.tabs, 1)
        return page

    def _show_heading(self) -> None:
        if self.record is None:
            return
        record = self.record
        name = icon_name(record.type, is_crash=record.is_crash)
        self._type_icon.show_icon(name, record.type)
        self._sentence.setText(record.sentence)
        self._about.setText(f"{text_of(record, Column.TYPE)} · {record.process} · {text_of(record, Column.TIME)}")
        self.refresh()

    def _show_menu(self, position: QPoint) -> None:
        index = self.tree.indexAt(position)
        if not index.isValid():
            return
        self.tree.setCurrentIndex(index)
        menu = QMenu(self.tree)
        menu.setObjectName("inspector-menu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addActions(self.tree.actions())
        menu.popup(self.tree.viewport().mapToGlobal(position))
