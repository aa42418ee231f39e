"""The filter of one column: a test, its values, and values that come up often to choose from."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from core.model.amounts import counted
from core.model.results import Column, Condition, Steps
from gui import theme
from gui.bundles.filter_tests import Offer, offer_of, offers
from gui.bundles.look import named
from gui.bundles.values import one_line, path_text
from gui.forms.inputs import ENTER_KEYS
from gui.spoken import name_list

_WIDTH = 300
_LINES = 4
_LONGEST_TITLE = 60
_MOST_IN_SIGHT = 6
"""Frequent values that are seen without scrolling."""

_ON_TEXTS = ("contains", "starts_with", "ends_with", "is")
"""Tests that an empty value makes no sense in."""


class FilterPopup(QFrame):
    """Asks for one condition; Enter applies it, Esc leaves all as it was.

    Who opened it tells whether the condition was understood: `refuse` or `close`.
    """

    applied = Signal(object)
    """The condition that the person wants."""
    removed = Signal()
    """The filter that was opened is not wanted any more."""

    def __init__(
        self, parent: QWidget, path: Steps, column: Column | None, often: Sequence[tuple[str, int]]
    ) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self._owner = parent
        self.setObjectName("filter-popup")
        self.setProperty("role", "popup")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._path = path
        self._offers = offers(column)
        self._test = named(QComboBox(), "filter-test")
        name_list(self._test, "Test")
        self._test.addItems([offer.words for offer in self._offers])
        self._first, self._second = self._line("filter-value", "Value"), self._line("filter-to", "To")
        self._many = named(QPlainTextEdit(), "filter-values")
        self._many.setAccessibleName("Values, one a line")
        self._many.setPlaceholderText("One value a line")
        self._many.setTabChangesFocus(True)
        self._many.setFixedHeight(_LINES * self.fontMetrics().lineSpacing() + theme.L)
        self._hint = named(QLabel(), "filter-hint", "caption")
        self._hint.setWordWrap(True)
        can_tick = any(offer.words == "is" for offer in self._offers)
        self._often = self._make_often(often if can_tick else ())
        self._problem = named(QLabel(), "filter-problem", "problem")
        self._problem.setTextFormat(Qt.TextFormat.PlainText)
        self._problem.setWordWrap(True)
        self._problem.hide()
        self._remove = named(QPushButton("Remove"), "filter-remove", "quiet")
        self._remove.hide()
        self._apply = named(QPushButton("Apply"), "filter-apply", "primary")
        self._lay_out()
        self._test.currentIndexChanged.connect(self._show_inputs)
        self._apply.clicked.connect(self._give)
        self._remove.clicked.connect(self._take_away)
        self._show_inputs()

    def _line(self, name: str, said: str) -> QLineEdit:
        line = named(QLineEdit(), name)
        line.setAccessibleName(said)
        line.setPlaceholderText(said)
        line.textEdited.connect(lambda: self.refuse(""))
        return line

    def _make_often(self, often: Sequence[tuple[str, int]]) -> QListWidget:
        shown = named(QListWidget(), "filter-often")
        shown.setAccessibleName("Frequent values")
        shown.setUniformItemSizes(True)
        shown.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for value, times in often:
            item = QListWidgetItem(f"{one_line(value)}  ·  {counted(times, 'time')}")
            item.setData(Qt.ItemDataRole.UserRole, value)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Unchecked)
            shown.addItem(item)
        if often:
            rows = min(len(often), _MOST_IN_SIGHT)
            shown.setFixedHeight(rows * shown.sizeHintForRow(0) + 2 * shown.frameWidth())
        shown.itemChanged.connect(self._choose_ticked)
        return shown

    def _lay_out(self) -> None:
        title = named(
            QLabel(one_line(path_text(self._path), _LONGEST_TITLE) or "Value"), "filter-title", "strong"
        )
        title.setTextFormat(Qt.TextFormat.PlainText)
        self._often_title = named(QLabel("Frequent in the first bundles"), "filter-often-title", "caption")
        buttons = QHBoxLayout()
        buttons.addWidget(self._remove)
        buttons.addStretch(1)
        buttons.addWidget(self._apply)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.M, theme.M, theme.M, theme.M)
        layout.setSpacing(theme.S)
        for part in (title, self._test, self._hint, self._first, self._second, self._many):
            layout.addWidget(part)
        layout.addWidget(self._often_title)
        self._often_title.setVisible(self._often.count() > 0)
        layout.addWidget(self._often)
        self._often.setVisible(self._often.count() > 0)
        layout.addWidget(self._problem)
        layout.addLayout(buttons)
        self.setFixedWidth(_WIDTH)

    # What it asks for

    def show_condition(self, condition: Condition) -> None:
        """Begin with a filter that is there."""
        offer = next((one for one in self._offers if one.gives(condition)), None) or offer_of(condition)
        if offer not in self._offers:
            self._offers = (*self._offers, offer)
            self._test.addItem(offer.words)
        self._test.setCurrentIndex(self._offers.index(offer))
        self._put(condition.values)
        self._remove.show()

    def offer(self) -> Offer:
        """The test that is chosen."""
        return self._offers[self._test.currentIndex()]

    def condition(self) -> Condition:
        """What is filled in."""
        offer = self.offer()
        match offer.values:
            case 0:
                values = offer.fixed
            case 1:
                values = (self._first.text(),)
            case 2:
                values = (self._first.text(), self._second.text())
            case _:
                values = tuple(line for line in self._many.toPlainText().split("\n") if line)
        return Condition(self._path, offer.test, values, offer.negated)

    def refuse(self, sentence: str) -> None:
        """Say what is wrong with it; "" for nothing."""
        self._problem.setText(sentence)
        self._problem.setVisible(bool(sentence))
        theme.set_flag(self._first, "invalid", bool(sentence))
        self._fit()

    def open_below(self, place: QRect) -> None:
        """Appear below a part of the screen, or above it where there is no room."""
        self.adjustSize()
        screen = QGuiApplication.screenAt(place.center()) or self.screen()
        room = screen.availableGeometry()
        edge = min(room.right(), self._owner.window().frameGeometry().right())
        left = max(room.left(), min(place.left(), edge - self.width()))
        top = place.bottom() + 1
        if top + self.height() > room.bottom():
            top = max(room.top(), place.top() - self.height())
        self.move(QPoint(left, top))
        self.show()
        self._begin()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter applies."""
        if event.key() in ENTER_KEYS:
            self._give()
        else:
            super().keyPressEvent(event)

    # Inside

    def _begin(self) -> None:
        box = {1: self._first, 2: self._first, -1: self._many}.get(self.offer().values, self._test)
        box.setFocus(Qt.FocusReason.PopupFocusReason)
        self._first.selectAll()

    def _show_inputs(self) -> None:
        offer = self.offer()
        count = offer.values
        self._hint.setText(offer.hint)
        self._hint.setVisible(count == 0 and bool(offer.hint))
        self._first.setVisible(count in (1, 2))
        self._first.setPlaceholderText("From" if count == 2 else offer.hint or "Value")
        self._second.setVisible(count == 2)
        self._many.setVisible(count == -1)
        self.refuse("")

    def _put(self, values: Sequence[str]) -> None:
        self._first.setText(values[0] if values else "")
        self._second.setText(values[1] if len(values) > 1 else "")
        self._many.setPlainText("\n".join(values))

    def _choose_ticked(self) -> None:
        """One value that is ticked is what it is; several are what it is one of."""
        items = [self._often.item(row) for row in range(self._often.count())]
        ticked = [
            str(item.data(Qt.ItemDataRole.UserRole))
            for item in items
            if item.checkState() == Qt.CheckState.Checked
        ]
        words = "is one of" if len(ticked) > 1 else "is"
        place = next((at for at, offer in enumerate(self._offers) if offer.words == words), -1)
        if place < 0:
            return
        self._test.setCurrentIndex(place)
        self._put(ticked)

    def _give(self) -> None:
        condition, count = self.condition(), self.offer().values
        if count == -1 and not condition.values:
            self.refuse("Fill in at least one value.")
        elif condition.test in _ON_TEXTS and condition.values == ("",):
            self.refuse("Fill in a value, or choose “is empty”.")
        else:
            self.applied.emit(condition)

    def _take_away(self) -> None:
        self.removed.emit()
        self.close()

    def _fit(self) -> None:
        if self.isVisible():
            self.adjustSize()
