"""What happened on the way to a host: a step a line, with a sign and words."""

from PySide6.QtCore import QCoreApplication, QEvent, QSize, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from core.model.errors import TrunklineError
from core.model.network import NetworkReport, NetworkStep
from gui import theme
from gui.forms.spinner import Spinner
from gui.forms.words import breakable
from gui.icons import icon
from gui.sentences import sentences

_SIGN = QSize(theme.L, theme.L)


def lay_out_now() -> None:
    """Give what was just shown its place: otherwise it is painted once in the room that there was before,
    squeezed into what is around it."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)


class StepList(QFrame):
    """Hidden until there is something to tell."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(f"steps-{name}")
        self.setProperty("role", "sub_form")
        self._name = name
        self._spinner = Spinner(self)
        self._result = _text(f"result-{name}", "strong")
        self._age = _text(f"result-age-{name}", "caption")
        heading = QHBoxLayout()
        heading.setSpacing(theme.S)
        heading.addWidget(self._spinner)
        heading.addWidget(self._result, 1)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(theme.S)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.M, theme.M, theme.M, theme.M)
        column.setSpacing(theme.S)
        column.addLayout(heading)
        column.addLayout(self._rows)
        column.addWidget(self._age)
        self.hide()

    def show_waiting(self, words: str) -> None:
        """The test is under way."""
        self._begin(words)
        self._spinner.show()
        lay_out_now()

    def show_words(self, words: str) -> None:
        """There are no steps to tell, and this is why."""
        self._begin(words)
        lay_out_now()

    def show_report(self, report: NetworkReport) -> None:
        """What happened, up to the end or to the step that failed."""
        self._begin("This works." if report.is_good else "This does not work yet.")
        self._add(*report.steps)

    def show_error(self, error: TrunklineError) -> None:
        """The test could not begin."""
        self._begin("The test could not begin.")
        told = sentences(error.title, error.reason)
        self._add(NetworkStep(part="settings", is_good=False, text=told, next_step=error.next_step))

    def show_age(self) -> None:
        """Something was changed since."""
        self._age.setVisible(not self._spinner.isVisibleTo(self))

    def clear(self) -> None:
        """Nothing to tell."""
        self.hide()

    def _add(self, *steps: NetworkStep) -> None:
        for step in steps:
            row = _StepRow(step)
            self._rows.addWidget(row)
            row.show()  # else the layout does it a moment later, after what follows
        lay_out_now()

    def _begin(self, words: str) -> None:
        for row in self.findChildren(_StepRow):
            self._rows.removeWidget(row)
            row.hide()  # it is deleted later, and must not be seen until then
            row.deleteLater()
        self._spinner.hide()
        self._age.hide()
        self._age.setText("Tested before your last change.")
        self._result.setText(words)
        self.setAccessibleName(words)
        self.show()


class _StepRow(QWidget):
    def __init__(self, step: NetworkStep) -> None:
        super().__init__()
        self.setObjectName(f"step-{step.part}")
        outcome = "Good" if step.is_good else "Failed"
        sign = QLabel()
        sign.setAccessibleName(outcome)
        picture = icon("circle-check", "success") if step.is_good else icon("circle-x", "danger")
        sign.setPixmap(picture.pixmap(_SIGN, self.devicePixelRatioF()))
        text = _text("step-text", "" if step.is_good else "strong", step.text)
        text.setAccessibleName(f"{outcome}: {step.text}")
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(text)
        if step.next_step:
            words.addWidget(_text("step-next", "", step.next_step))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.S)
        row.addWidget(sign, alignment=Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)


def _text(name: str, role: str, text: str = "") -> QLabel:
    label = QLabel(breakable(text))
    label.setObjectName(name)
    label.setProperty("role", role)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label
