"""How long runs are kept, and how much room they may take; what that means is shown before anything goes."""

from typing import ClassVar

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton

from core.integrator import Integrator
from core.model.amounts import byte_size, counted
from core.model.errors import InvalidValues, TrunklineError
from core.model.fields import IntegerField
from core.model.history import MOST_DAYS, MOST_MEGABYTES, Retention, RetentionPlan
from gui import theme
from gui.dialogs import confirm
from gui.forms.form import Form
from gui.history.removal_table import RemovalTable, question
from gui.history.words import plan_in_words
from gui.icons import icon
from gui.settings.page import SettingsPage

_TYPED = 250
"""Milliseconds without a key before it is reckoned what would go."""

_FIELDS = (
    IntegerField(
        key="days",
        label="Keep runs for so many days",
        required=True,
        minimum=0,
        maximum=MOST_DAYS,
        help="0 keeps them whatever their age.",
    ),
    IntegerField(
        key="megabytes",
        label="Keep at most so many megabytes",
        required=True,
        minimum=0,
        maximum=MOST_MEGABYTES,
        help="All runs together; the oldest go first. 0 is without limit.",
    ),
)
_TABLE_HEIGHT = 220
_FORM_WIDTH = 320
"""Of lines for a few digits."""


class HistoryPage(SettingsPage):
    """Limits, what they would clear away now, and the button that does it."""

    name = "history"
    label = "History"
    picture = "history"
    sections: ClassVar[tuple[str, ...]] = ("What these limits mean now",)

    def __init__(self, integrator: Integrator) -> None:
        super().__init__(
            "History",
            "Every run is kept with what it brought. Nothing is ever cleared away before you have seen it in"
            " a list, and pinned runs always stay.",
        )
        self._integrator = integrator
        self._kept = Retention()
        self._plan: RetentionPlan | None = None
        self.form = Form(_FIELDS)
        self.form.setMaximumWidth(_FORM_WIDTH)
        self.form.changed.connect(self._changed)
        self._soon = QTimer(self, singleShot=True, interval=_TYPED)
        self._soon.timeout.connect(lambda: self.jobs.start("plan", self._reckon()))
        self.save = QPushButton("Save")
        self.save.setObjectName("save-history")
        self.save.setProperty("role", "primary")
        self.save.clicked.connect(lambda: self.jobs.start("save", self._save()))
        self.clear = _button("clear-history", " Clear away now…", "trash-2")
        self.clear.clicked.connect(lambda: self.jobs.start("clear", self._clear_away()))
        self._size = _label("history-size", "")
        self._words = _label("history-plan", "strong")
        self.table = RemovalTable()
        self.table.setMinimumHeight(_TABLE_HEIGHT)
        self._lay_out()
        self._show_plan(None)

    async def load(self) -> None:
        """Read what holds, and what it would clear away. What is being typed stays."""
        was_changed = self._is_changed()
        self._kept = (await self._integrator.settings()).retention
        if not was_changed:
            self.form.set_values({"days": self._kept.days, "megabytes": self._kept.megabytes})
        await self._reckon()

    def _typed(self) -> Retention | None:
        """What the form says; None while that cannot be meant."""
        if self.form.problems():
            return None
        values = self.form.values()
        return Retention(days=int(values["days"]), megabytes=int(values["megabytes"]))

    def _is_changed(self) -> bool:
        values = self.form.values()
        return bool(values) and values != {"days": self._kept.days, "megabytes": self._kept.megabytes}

    def _changed(self) -> None:
        self.save.setEnabled(self._is_changed())
        self.clear.setEnabled(False)  # not before it is shown what would go
        self._soon.start()

    async def _reckon(self) -> None:
        typed = self._typed()
        if typed is None:
            self._show_plan(None)
            return
        try:
            plan = await self._integrator.retention_plan(typed)
        except TrunklineError as error:
            self.problem.show_error(error)
            return
        if typed == self._typed():
            self.problem.clear()
            self._show_plan(plan)

    def _show_plan(self, plan: RetentionPlan | None) -> None:
        self._plan = plan
        self.save.setEnabled(self._is_changed())
        self._size.setText(f"All runs together take {byte_size(plan.size)}." if plan else "")
        self._words.setText(plan_in_words(plan) if plan else "")
        removals = plan.removals if plan else ()
        self.table.show_removals(removals)
        self.table.setVisible(bool(removals))
        self.clear.setVisible(bool(removals))
        self.clear.setEnabled(bool(removals))

    async def _save(self) -> None:
        if not self.form.check():
            return
        typed = self._typed()
        assert typed is not None, "the form was checked"
        try:
            await self._integrator.change_settings(retention=typed)
        except InvalidValues as invalid:
            self.form.show_problems(invalid.by_field)
            return
        except TrunklineError as error:
            self.problem.show_error(error)
            return
        self._kept = typed
        await self._reckon()

    async def _clear_away(self) -> None:
        plan = self._plan
        if plan is None or not plan.removals:
            return
        text = (
            f"{byte_size(plan.freed)} will be free. What these runs brought is gone for good; what the"
            " services have stays as it is."
        )
        if not await confirm(self, question(plan.removals), text, "Clear away", danger=True):
            return
        try:
            gone = await self._integrator.remove_runs([one.entry.record.id for one in plan.removals])
        except TrunklineError as error:
            self.problem.show_error(error)
            return
        await self._reckon()
        self.problem.say("success", f"{counted(gone, 'run')} cleared away.")

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.addWidget(self.save)
        buttons.addStretch(1)
        self.body.addWidget(self.form)
        self.body.addLayout(buttons)
        self.body.addSpacing(theme.M)
        heading = _label("", "section")
        heading.setText(self.sections[0])
        self.body.addWidget(heading)
        self.body.addWidget(self._words)
        self.body.addWidget(self._size)
        self.body.addWidget(self.table, 1)
        clearing = QHBoxLayout()
        clearing.addWidget(self.clear)
        clearing.addStretch(1)
        self.body.addLayout(clearing)
        self.body.addStretch(1)


def _button(name: str, text: str, picture: str) -> QPushButton:
    button = QPushButton(text)
    button.setObjectName(name)
    button.setIcon(icon(picture))
    return button


def _label(name: str, role: str) -> QLabel:
    label = QLabel()
    label.setObjectName(name)
    label.setProperty("role", role)
    label.setWordWrap(True)
    return label
