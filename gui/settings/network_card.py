"""One topic of the network settings in a frame: its form, and a test of what stands in it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
)

from gui import theme
from gui.forms.inputs import ENTER_KEYS
from gui.forms.words import Sentence
from gui.settings.network_fields import Part
from gui.settings.network_file import NetworkForm
from gui.settings.network_steps import StepList, lay_out_now


class NetworkCard(QFrame):
    """Holds no settings beyond what its form shows. The address of the test is that of all cards together."""

    test_wanted = Signal()
    """The button was pressed: to begin, or to stop."""

    def __init__(self, part: Part, *, own: bool) -> None:
        super().__init__()
        self.setObjectName(f"card-{part.name}")
        self.setProperty("role", "card")
        self.name = part.name
        self.form = NetworkForm(part.own_fields if own else part.fields)
        self.form.setObjectName(f"form-{part.name}")
        self.steps = StepList(part.name)
        self.address = _AddressLine()
        self.address.setObjectName(f"test-address-{part.name}")
        self.address.setAccessibleName(f"Try it with, {part.title}")
        self.address.setPlaceholderText("For example https://api.example.com")
        self.address.setReadOnly(own)
        self.address.entered.connect(self.test_wanted)
        self.test = QPushButton("Test")
        self.test.setObjectName(f"test-{part.name}")
        self.test.setAutoDefault(False)
        self.test.clicked.connect(self.test_wanted)
        self._title = part.title
        self._address_problem = Sentence(self)
        self._address_problem.setObjectName(f"problem-test-{part.name}")
        self._address_problem.say("", "problem")
        self.set_testing(False)
        self._lay_out(part)
        self._fields_shown = self._count()
        self.form.changed.connect(self._changed)

    def set_testing(self, testing: bool) -> None:
        """Whether a test of this card is under way: then its button stops it."""
        self.test.setText("Stop" if testing else "Test")
        what = "Stop testing" if testing else "Test"
        self.test.setAccessibleName(f"{what}: {self._title}")

    def show_result(self) -> None:
        """Bring what the test told into sight, if the person is still at this card."""
        focused, area = QApplication.focusWidget(), self.parentWidget()
        while area is not None and not isinstance(area, QScrollArea):
            area = area.parentWidget()
        if area is not None and focused is not None and self.isAncestorOf(focused):
            area.ensureWidgetVisible(self.steps, 0, theme.L)
            area.ensureWidgetVisible(focused, 0, theme.L)

    def show_address_problem(self, sentence: str) -> None:
        """Say what is wrong with the address of the test; "" takes it back."""
        theme.set_flag(self.address, "invalid", bool(sentence))
        self.address.setAccessibleDescription(sentence)
        self._address_problem.say(sentence, "problem")
        if sentence:
            self.address.setFocus()

    def _changed(self) -> None:
        self.steps.show_age()
        if self._fields_shown != self._count():
            self._fields_shown = self._count()
            lay_out_now()

    def _count(self) -> int:
        return sum(row.is_shown for row in self.form.rows().values())

    def _lay_out(self, part: Part) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.L, theme.L, theme.L, theme.L)
        column.setSpacing(theme.M)
        heading, words = QLabel(part.title), QLabel(part.words)
        heading.setProperty("role", "section")
        words.setProperty("role", "muted")
        words.setWordWrap(True)
        above = QVBoxLayout()
        above.setSpacing(theme.XS)
        above.addWidget(heading)
        above.addWidget(words)
        line = QFrame()
        line.setProperty("role", "line")
        column.addLayout(above)
        column.addWidget(self.form)
        column.addSpacing(theme.S)
        column.addWidget(line)
        column.addLayout(self._test_row())
        column.addWidget(self.steps)

    def _test_row(self) -> QVBoxLayout:
        label = QLabel("Try it with")
        label.setBuddy(self.address)
        row = QHBoxLayout()
        row.setSpacing(theme.S)
        row.addWidget(label)
        row.addWidget(self.address, 1)
        row.addWidget(self.test)
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addLayout(row)
        column.addWidget(self._address_problem)
        return column


class _AddressLine(QLineEdit):
    """Enter in it tests, and nothing else."""

    entered = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """As any line; Enter goes no further."""
        if event.key() in ENTER_KEYS and event.modifiers() in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.KeypadModifier,
        ):
            self.entered.emit()
            event.accept()
        else:
            super().keyPressEvent(event)
