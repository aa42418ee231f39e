"""The parts of the screen that compares two runs, and what they say."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from core.model.amounts import counted
from core.model.diff import Pair, Tally
from core.model.export import Exported
from core.model.results import Progress
from gui import theme
from gui.banner import Banner
from gui.history.diff_controls import ChangedFields, IgnoredChips, KeyChoice, KindButtons
from gui.history.diff_list import DiffList
from gui.history.diff_pair_table import PairTable
from gui.history.diff_values_view import BothValues
from gui.history.diff_words import summed_up
from gui.icons import icon

_PICTURE = 36
_LEAST_LIST, _LEAST_PAIR = 250, 340
_CHOOSE = "Choose a difference on the left."
_EQUAL = "Every bundle is the same in both runs."


class DiffLayout(QWidget):
    """Knows where everything stands, and nothing of where it comes from."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("diff")
        self.back = _button("leave-diff", " History", "arrow-left", "Back to the runs (Esc)", "quiet")
        self.key, self.ignored = KeyChoice(), IgnoredChips()
        self.kinds, self.fields = KindButtons(), ChangedFields()
        self.list, self.pair, self.values = DiffList(), PairTable(), BothValues()
        self.problem = Banner("diff-problem")
        self.previous = _button(
            "previous-difference", "", "chevron-up", "Previous difference (Shift+F7)", "icon"
        )
        self.next = _button("next-difference", "", "chevron-down", "Next difference (F7)", "icon")
        self.previous.setAccessibleName("Previous difference")
        self.next.setAccessibleName("Next difference")
        self.only_changes = QCheckBox("Only what changed")
        self.only_changes.setObjectName("only-changes")
        self.stop = _button("stop-diff", "Stop", "square", "Stop; what was found stays", "quiet")
        self.export = _button("export-differences", " Export…", "download", "Write the differences to a file")
        self._title, self._older, self._newer = (
            _label("diff-title", "title"),
            _label("diff-older"),
            _label("diff-newer"),
        )
        self._remarks, self._unchanged = _label("diff-remarks", "remark"), _label("unchanged", "muted")
        self._progress_words, self._place = _label("diff-progress", "caption"), _label("diff-place", "muted")
        self._left_out, self._hint = _label("pair-left-out", "caption"), _label("diff-hint", "muted")
        self._progress = QProgressBar()
        self._progress.setTextVisible(False)
        self._progress.setMaximumHeight(theme.XS)
        self._progress.setAccessibleName("Progress of the comparison")
        self._right, self._equal = QStackedWidget(), _equal_page()
        self._middle = QStackedWidget()
        self._lay_out()
        self.hide_progress()
        self.show_no_pair()

    # What is said

    def show_heading(self, title: str, older: str, newer: str) -> None:
        """What is compared: a title, and each run in a line."""
        self._title.setText(title)
        self._older.setText(older)
        self._newer.setText(newer)

    def show_progress(self, words: str, progress: Progress | None) -> None:
        """Say what is under way, and how far it is."""
        done = f" {progress.done:,} of {progress.total:,}" if progress and progress.total else ""
        self._progress_words.setText(words.replace("…", f"{done}…") if done else words)
        if progress and progress.total:  # the bar counts in thousandths: there may be more than it can hold
            self._progress.setRange(0, 1000)
            self._progress.setValue(progress.done * 1000 // progress.total)
        else:
            self._progress.setRange(0, 0)
        for part in (self._progress, self._progress_words, self.stop):
            part.show()

    def hide_progress(self, words: str = "") -> None:
        """Nothing is under way; a sentence may be left of it."""
        self._progress.hide()
        self.stop.hide()
        self._progress_words.setText(words)
        self._progress_words.setVisible(bool(words))

    def say_remarks(self, remarks: Sequence[str]) -> None:
        """What to know before one trusts the differences."""
        self._remarks.setText("\n".join(remarks))
        self._remarks.setVisible(bool(remarks))

    def say_exported(self, exported: Exported) -> None:
        """The file is there."""
        notes = " ".join(exported.notes)
        title = f"{counted(exported.rows, 'row')} are in “{exported.file.name}”."
        self.problem.say("success", title, f"It lies in {exported.file.parent}. {notes}".strip())

    def show_unchanged(self, tally: Tally) -> None:
        """How many bundles are as they were."""
        self._unchanged.setText(f"{tally.unchanged:,} unchanged")
        self.list.setAccessibleDescription(summed_up(tally))

    def show_equal(self, on: bool) -> None:
        """Say that nothing is different."""
        self._middle.setCurrentIndex(1 if on else 0)

    def show_pair(self, pair: Pair) -> None:
        """Show both bundles."""
        self.pair.show_pair(pair)
        more = f"{pair.left_out:,} more rows are not shown." if pair.left_out else ""
        self._left_out.setText(more)
        self._left_out.setVisible(bool(more))
        self._right.setCurrentIndex(0)

    def show_no_pair(self) -> None:
        """Nothing is chosen."""
        self.pair.show_pair(Pair(rows=()))
        self._hint.setText(_CHOOSE if self.list.differences.rowCount() else "")
        self._right.setCurrentIndex(1)

    def show_place(self, row: int, count: int) -> None:
        """Which difference is chosen."""
        self._place.setText(f"{row + 1:,} of {count:,}" if row >= 0 else "")
        self.previous.setEnabled(row > 0)
        self.next.setEnabled(-1 < row < count - 1)

    # Building

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.M, theme.M, theme.M, theme.M)
        column.setSpacing(theme.S)
        head = QHBoxLayout()
        head.setSpacing(theme.S)
        head.addWidget(self.back)
        head.addWidget(self._title, 1)
        head.addWidget(self.export)
        column.addLayout(head)
        column.addWidget(self._runs())
        controls = QHBoxLayout()
        controls.setSpacing(theme.L)
        controls.addWidget(self.key, 0, Qt.AlignmentFlag.AlignTop)
        controls.addWidget(self.ignored, 1)
        controls.addStretch(1)
        column.addLayout(controls)
        column.addWidget(self._remarks)
        column.addWidget(self.problem)
        column.addWidget(self._progress)
        told = QHBoxLayout()
        told.addWidget(self._progress_words, 1)
        told.addWidget(self.stop)
        column.addLayout(told)
        self._middle.addWidget(self._panes())
        self._middle.addWidget(self._equal)
        column.addWidget(self._middle, 1)

    def _runs(self) -> QWidget:
        runs = QWidget()
        grid = QGridLayout(runs)
        grid.setContentsMargins(0, 0, 0, theme.XS)
        grid.setHorizontalSpacing(theme.M)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(1, 1)
        for row, (word, line) in enumerate((("Older", self._older), ("Newer", self._newer))):
            caption = QLabel(word)
            caption.setProperty("role", "strong")
            grid.addWidget(caption, row, 0)
            grid.addWidget(line, row, 1)
        return runs

    def _panes(self) -> QWidget:
        panes = QSplitter(Qt.Orientation.Horizontal)
        panes.setObjectName("diff-panes")
        panes.setChildrenCollapsible(False)
        left, right = QWidget(), QWidget()
        left.setMinimumWidth(_LEAST_LIST)
        right.setMinimumWidth(_LEAST_PAIR)
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, theme.S, 0)
        column.setSpacing(theme.S)
        column.addWidget(self.kinds)
        lists = QSplitter(Qt.Orientation.Vertical)
        lists.setObjectName("diff-lists")
        lists.setChildrenCollapsible(False)
        lists.addWidget(self.list)
        lists.addWidget(self.fields)
        lists.setStretchFactor(0, 3)
        lists.setStretchFactor(1, 1)
        column.addWidget(lists, 1)
        column.addWidget(self._unchanged)
        beside = QVBoxLayout(right)
        beside.setContentsMargins(theme.S, 0, 0, 0)
        beside.setSpacing(theme.S)
        beside.addLayout(self._steps())
        beside.addWidget(self._pair_page(), 1)
        panes.addWidget(left)
        panes.addWidget(right)
        panes.setStretchFactor(0, 2)
        panes.setStretchFactor(1, 3)
        panes.setSizes([420, 630])
        return panes

    def _steps(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.S)
        row.addWidget(self.previous)
        row.addWidget(self.next)
        row.addWidget(self._place, 1)
        row.addWidget(self.only_changes)
        return row

    def _pair_page(self) -> QWidget:
        shown = QWidget()
        column = QVBoxLayout(shown)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.S)
        column.addWidget(self.pair, 1)
        column.addWidget(self._left_out)
        column.addWidget(self.values)
        self._hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._right.addWidget(shown)
        self._right.addWidget(self._hint)
        return self._right


def _equal_page() -> QWidget:
    page = QWidget()
    picture, words = QLabel(), _label("diff-equal", "section")
    picture.setPixmap(icon("circle-check", "success").pixmap(QSize(_PICTURE, _PICTURE)))
    words.setText(_EQUAL)
    column = QVBoxLayout(page)
    column.setSpacing(theme.M)
    column.addStretch(2)
    for label in (picture, words):
        label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column.addWidget(label)
    column.addStretch(3)
    return page


def _button(name: str, text: str, picture: str, tip: str, role: str = "") -> QPushButton:
    button = QPushButton(text)
    button.setObjectName(name)
    button.setIcon(icon(picture))
    button.setToolTip(tip)
    button.setProperty("role", role)
    return button


def _label(name: str, role: str = "") -> QLabel:
    label = QLabel()
    label.setObjectName(name)
    label.setProperty("role", role)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label
