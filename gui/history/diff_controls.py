"""By what bundles are matched, what is not compared, and which differences are shown."""

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from core.model.diff import ChangedAt, DifferenceKind, KeysFound, Tally
from core.model.results import Steps
from gui import theme
from gui.bundles.look import plain_tip
from gui.bundles.values import one_line, path_text
from gui.flow_layout import FlowLayout
from gui.history.diff_words import KINDS, SIGNS, key_name
from gui.icons import icon

_LONGEST = 40
"""Characters of a path on a chip."""


class KeyChoice(QWidget):
    """A list of columns: those that tell all bundles apart first, then by position, then the others."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.combo = QComboBox()
        self.combo.setObjectName("diff-key")
        self.combo.setMaximumWidth(320)
        self.combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.combo.activated.connect(self.changed)
        self._keys: list[Steps | None] = []
        label = QLabel("&Match bundles by")
        label.setBuddy(self.combo)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.S)
        row.addWidget(label)
        row.addWidget(self.combo)
        row.addStretch(1)
        self.offer(KeysFound(keys=(), columns=()))

    def offer(self, found: KeysFound) -> None:
        """Offer these, and choose the best."""
        rest = [column for column in found.columns if column not in found.keys]
        self._keys = [*found.keys, None, *rest]
        with QSignalBlocker(self.combo):
            self.combo.clear()
            for number, key in enumerate(self._keys):
                self.combo.addItem(key_name(key))
                if number < len(found.keys):
                    tip = "Filled, and different in every bundle of both runs"
                    self.combo.setItemIcon(number, icon("key", "accent"))
                    self.combo.setItemData(number, tip, Qt.ItemDataRole.ToolTipRole)
            self.combo.setCurrentIndex(0)

    def key(self) -> Steps | None:
        """The path that is chosen; None for the position."""
        return self._keys[self.combo.currentIndex()] if self._keys else None


class IgnoredChips(QWidget):
    """Paths that are not compared; a click on one compares it again."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("ignored")
        self._paths: list[Steps] = []
        self._flow = FlowLayout(self)
        self._chips: list[QWidget] = []

    def paths(self) -> tuple[Steps, ...]:
        """What is ignored."""
        return tuple(self._paths)

    def begin(self) -> None:
        """Ignore nothing."""
        self._paths = []
        self._fill()

    def ignore(self, path: Steps) -> None:
        """Do not compare what lies there."""
        if path not in self._paths:
            self._paths.append(path)
            self._fill()
            self.changed.emit()

    def _compare(self, path: Steps) -> None:
        self._paths.remove(path)
        self._fill()
        self.changed.emit()

    def _fill(self) -> None:
        while self._flow.count():
            self._flow.takeAt(0)
        for chip in self._chips:
            chip.hide()
            chip.deleteLater()
        label = QLabel("Ignoring")
        label.setContentsMargins(0, theme.S, 0, 0)
        self._chips = [label, *map(self._chip, self._paths)]
        for chip in self._chips:
            self._flow.addWidget(chip)
        self.setVisible(bool(self._paths))
        self.updateGeometry()

    def _chip(self, path: Steps) -> QPushButton:
        name = path_text(path)
        chip = QPushButton(f" {one_line(name, _LONGEST)}".replace("&", "&&"))
        chip.setObjectName("compare-again")
        chip.setIcon(icon("x", "muted"))
        chip.setToolTip("Compare it again")
        chip.setAccessibleName(f"{name} is ignored. Compare it again")
        chip.clicked.connect(lambda: self._compare(path))
        return chip


class KindButtons(QWidget):
    """All differences, or those of one kind, with how many there are."""

    chosen = Signal(object)
    """A kind; None for all."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._group = QButtonGroup(self)
        self._buttons: dict[DifferenceKind | None, QPushButton] = {}
        flow = FlowLayout(self)
        for kind in (None, *KINDS):
            button = QPushButton()
            button.setObjectName(f"show-{kind or 'all'}")
            button.setCheckable(True)
            button.setProperty("role", "filter")
            if kind:
                button.setIcon(icon(SIGNS[kind].picture, SIGNS[kind].tone))
            button.clicked.connect(lambda _=False, kind=kind: self.chosen.emit(kind))
            self._group.addButton(button)
            self._buttons[kind] = button
            flow.addWidget(button)
        self.begin()

    def begin(self) -> None:
        """Show all of none."""
        self._buttons[None].setChecked(True)
        self.show_tally(Tally())

    def show_tally(self, tally: Tally) -> None:
        """Say how many there are."""
        for kind, button in self._buttons.items():
            count = getattr(tally, kind) if kind else tally.differences
            button.setText(f" {SIGNS[kind].word} {count:,}" if kind else f"All {count:,}")
        self.updateGeometry()


class ChangedFields(QWidget):
    """Where values changed most often; what changes always can be ignored with one click."""

    ignore_wanted = Signal(object)
    """A path."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._paths: list[Steps] = []
        label = QLabel("Fields that changed")
        label.setProperty("role", "strong")
        self.list = QTreeWidget()
        self.list.setObjectName("changed-fields")
        self.list.setAccessibleName("Fields that changed, and in how many bundles")
        self.list.setHeaderHidden(True)
        self.list.setHeaderLabels(["Field", "Bundles"])  # unseen, and heard
        self.list.setRootIsDecorated(False)
        self.list.setUniformRowHeights(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.header().setStretchLastSection(False)
        self.list.header().setSectionResizeMode(0, self.list.header().ResizeMode.Stretch)
        self.list.header().setSectionResizeMode(1, self.list.header().ResizeMode.ResizeToContents)
        self.list.itemSelectionChanged.connect(self._show_what_applies)
        self.list.itemActivated.connect(self._ignore)
        self.ignore = QPushButton(" Ignore")
        self.ignore.setObjectName("ignore-field")
        self.ignore.setIcon(icon("eye-off"))
        self.ignore.setToolTip("Do not compare the chosen field")
        self.ignore.setProperty("role", "quiet")
        self.ignore.clicked.connect(self._ignore)
        head = QHBoxLayout()
        head.addWidget(label, 1)
        head.addWidget(self.ignore)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.XS)
        column.addLayout(head)
        column.addWidget(self.list)
        self.show_fields(())

    def show_fields(self, fields: Sequence[ChangedAt]) -> None:
        """Show these; the chosen one stays chosen. Where there are none, the room is the bundles'."""
        self.setVisible(bool(fields))
        chosen = self._chosen()
        paths = [field.path for field in fields]
        if paths != self._paths:
            self._paths = paths
            self.list.clear()
            self.list.addTopLevelItems([QTreeWidgetItem() for _ in fields])
            if chosen in paths and (item := self.list.topLevelItem(paths.index(chosen))):
                self.list.setCurrentItem(item)
        for number, field in enumerate(fields):
            item = self.list.topLevelItem(number)
            assert item is not None
            name = path_text(field.path) or "The whole bundle"
            item.setText(0, one_line(name, 120))
            item.setText(1, f"{field.bundles:,}")
            item.setToolTip(0, plain_tip(name))
        self._show_what_applies()

    def _chosen(self) -> Steps | None:
        rows = self.list.selectedItems()
        return self._paths[self.list.indexOfTopLevelItem(rows[0])] if rows else None

    def _show_what_applies(self) -> None:
        self.ignore.setEnabled(bool(self._chosen()))

    def _ignore(self) -> None:
        if path := self._chosen():
            self.ignore_wanted.emit(path)
