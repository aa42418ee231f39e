"""What runs are asked for: a search as one types, and filters beside it."""

import datetime
from collections.abc import Mapping, Sequence

from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from core.model.fields import DateField
from core.model.history import HistoryFilter
from core.model.run import RunStatus
from gui import theme
from gui.flow_layout import FlowLayout
from gui.forms.editor import Around
from gui.forms.editors import make_editor
from gui.forms.editors.date import DateEditor
from gui.forms.lookups import Lookups
from gui.history.words import LOOKS
from gui.search_sign import dress_search
from gui.spoken import name_list

Choice = tuple[str, str]
"""What is filtered by, and what it is called."""

_TYPED = 150
"""Milliseconds without a key before it is searched."""

_DATE_WIDTH = 150
_ONE_DAY = datetime.timedelta(days=1)
_BETWEEN = "between"
_DAYS = {"today": 0, "week": 6, "month": 29}
_TIMES: Sequence[Choice] = (
    ("", "Any time"),
    ("today", "Today"),
    ("week", "Last 7 days"),
    ("month", "Last 30 days"),
    (_BETWEEN, "Between…"),
)


class FilterBar(QWidget):
    """Tells what is wanted; `wanted()` asks for all until somebody chooses."""

    changed = Signal()
    into_list = Signal()
    """Down or Enter in the search box."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("history-filters")
        self._lookups = Lookups()
        self._lookups.setParent(self)
        self.search = self._make_search()
        self.in_outputs = QCheckBox("Also search in what came back")
        self.in_outputs.setObjectName("search-outputs")
        self.in_outputs.setToolTip("Look through the bundles of every run, newest first, for this very text")
        self.in_outputs.toggled.connect(self._outputs_toggled)
        self.app = self._choice("filter-app", "App", [("", "All apps")])
        self.module = self._choice("filter-module", "Module", [("", "All modules")])
        self.connection = self._choice("filter-connection", "Connection", [("", "All connections")])
        statuses = [(status, look.word) for status, look in LOOKS.items()]
        self.status = self._choice("filter-status", "How it ended", [("", "Any ending"), *statuses])
        self.when = self._choice("filter-when", "When", _TIMES)
        self.since, self.until = self._date("since", "From"), self._date("until", "To")
        self.pinned = QCheckBox("Pinned only")
        self.pinned.setObjectName("filter-pinned")
        self.pinned.setMinimumHeight(self.app.sizeHint().height())  # in line with what stands beside it
        self.pinned.setContentsMargins(theme.S, 0, 0, 0)
        self.clear = QPushButton("Clear filters")
        self.clear.setObjectName("clear-filters")
        self.clear.setProperty("role", "quiet")
        self.clear.clicked.connect(self.show_all)
        self._between = self._dates()
        self._typed = QTimer(self, singleShot=True, interval=_TYPED)
        self._typed.timeout.connect(self.changed)
        self._modules: Mapping[str, Sequence[Choice]] = {}
        self._connections: Sequence[tuple[str, str, str]] = ()
        self._lay_out()
        self.search.textChanged.connect(lambda: self._typed.start())
        self.app.currentIndexChanged.connect(self._app_changed)
        for combo in (self.module, self.connection, self.status, self.when):
            combo.currentIndexChanged.connect(self._chosen)
        for date in (self.since, self.until):
            date.changed.connect(self._typed.start)
        self.pinned.toggled.connect(self._chosen)
        self._show_what_applies()

    def know(
        self,
        apps: Sequence[Choice],
        modules: Mapping[str, Sequence[Choice]],
        connections: Sequence[tuple[str, str, str]],
    ) -> None:
        """What there is to choose from: apps; modules by app; connections with their app, id and name."""
        self._modules, self._connections = modules, connections
        _fill(self.app, [("", "All apps"), *apps])
        self._fill_by_app()

    def begin_with(self, title: QWidget) -> None:
        """Put this before the search."""
        self._top.insertWidget(0, title)

    def wanted(self) -> HistoryFilter:
        """Which runs are asked for."""
        status = self.status.currentData()
        statuses: tuple[RunStatus, ...] = tuple(one for one in LOOKS if one == status)
        since, until = self._times()
        return HistoryFilter(
            text=self.search.text().strip(),
            app=self.app.currentData(),
            module=self.module.currentData() if self.app.currentData() else "",
            connection=self.connection.currentData(),
            statuses=statuses,
            since=since,
            until=until,
            pinned=self.pinned.isChecked(),
        )

    def is_waiting(self) -> bool:
        """Whether something was typed that is not asked for yet."""
        return self._typed.isActive()

    def is_narrowed(self) -> bool:
        """Whether some runs may be left out."""
        return self.wanted() != HistoryFilter()

    def show_all(self) -> None:
        """Ask for all runs."""
        parts = (self.app, self.module, self.connection, self.status, self.when, self.pinned, self.search)
        blockers = [QSignalBlocker(part) for part in parts]
        for combo in (self.app, self.module, self.connection, self.status, self.when):
            combo.setCurrentIndex(0)
        self.pinned.setChecked(False)
        self.search.clear()
        for blocker in blockers:
            blocker.unblock()
        self._fill_by_app()
        self._chosen()
        self.search.setFocus()

    def focus_search(self) -> None:
        """Put the cursor into the search box."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Down and Enter go from the search box into the list, Esc empties it."""
        into_list = event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if into_list and self.search.hasFocus():
            self.into_list.emit()
        elif event.key() == Qt.Key.Key_Escape and self.search.text():
            self.search.clear()
        else:
            super().keyPressEvent(event)

    def _app_changed(self) -> None:
        self._fill_by_app()
        self._chosen()

    def _chosen(self) -> None:
        self._show_what_applies()
        self._typed.stop()
        self.changed.emit()

    def _outputs_toggled(self) -> None:
        if self.search.text().strip():
            self._chosen()
        elif self.in_outputs.isChecked():
            self.search.setFocus()

    def _fill_by_app(self) -> None:
        app = self.app.currentData()
        _fill(self.module, [("", "All modules"), *self._modules.get(app, ())])
        found = [(id, name) for of, id, name in self._connections if app in ("", of)]
        _fill(self.connection, [("", "All connections"), *found])

    def _show_what_applies(self) -> None:
        self.module.setEnabled(bool(self.app.currentData()))
        self.module.setToolTip("" if self.module.isEnabled() else "Choose an app first")
        self._between.setVisible(self.when.currentData() == _BETWEEN)
        chosen = [combo.currentIndex() > 0 for combo in (self.app, self.connection, self.status, self.when)]
        self.clear.setVisible(any(chosen) or self.pinned.isChecked())

    def _times(self) -> tuple[float | None, float | None]:
        chosen = self.when.currentData()
        if chosen == _BETWEEN:
            last = self.until.day()
            return _midnight(self.since.day()), _midnight(last and last + _ONE_DAY)
        if chosen in _DAYS:
            return _midnight(datetime.date.today() - _DAYS[chosen] * _ONE_DAY), None
        return None, None

    # Building

    def _make_search(self) -> QLineEdit:
        search = QLineEdit()
        search.setObjectName("history-search")
        search.setPlaceholderText("Search in inputs, errors and names")
        search.setAccessibleName("Search the runs by inputs, errors and names")
        dress_search(search)
        return search

    def _choice(self, name: str, label: str, choices: Sequence[Choice]) -> QComboBox:
        combo = QComboBox()
        combo.setObjectName(name)
        name_list(combo, label)
        combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        combo.setMaximumWidth(220)
        _fill(combo, choices)
        return combo

    def _date(self, key: str, label: str) -> DateEditor:
        around = Around(make_editor=make_editor, lookups=self._lookups, values=dict)
        editor = DateEditor(DateField(key=key, label=label), around, self)
        editor.line.setAccessibleName(label)
        editor.line.setFixedWidth(_DATE_WIDTH)
        return editor

    def _dates(self) -> QWidget:
        around = QWidget(self)
        row = QHBoxLayout(around)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.S)
        row.addWidget(self.since.widget)
        row.addWidget(QLabel("to"))
        row.addWidget(self.until.widget)
        return around

    def _lay_out(self) -> None:
        top = self._top = QHBoxLayout()
        top.setSpacing(theme.M)
        top.addWidget(self.search, 1)
        top.addWidget(self.in_outputs)
        filters = QWidget()
        flow = FlowLayout(filters)
        for part in (
            self.app,
            self.module,
            self.connection,
            self.status,
            self.when,
            self._between,
            self.pinned,
            self.clear,
        ):
            flow.addWidget(part)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.S)
        column.addLayout(top)
        column.addWidget(filters)


def _fill(combo: QComboBox, choices: Sequence[Choice]) -> None:
    """Offer these; what is chosen stays chosen, if it is still there."""
    before = combo.currentData()
    with QSignalBlocker(combo):
        combo.clear()
        for value, label in choices:
            combo.addItem(label, value)
        combo.setCurrentIndex(max(0, combo.findData(before)))


def _midnight(day: datetime.date | None) -> float | None:
    """When a day begins here; None for none."""
    if day is None:
        return None
    return datetime.datetime.combine(day, datetime.time()).astimezone().timestamp()
