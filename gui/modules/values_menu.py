"""Values ▾ at the head of a form: as they were last, none, or those that have a name."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication, QDialog, QMenu, QPushButton

from core.integrator import Integrator
from core.model.connection import Connection
from core.model.errors import NameTaken, TrunklineError
from core.model.form import FittedForm, PresetName
from core.model.module import Module
from gui import theme
from gui.dialogs import ask, confirm
from gui.forms.form import Form
from gui.icons import icon
from gui.jobs import Jobs
from gui.modules.connection_choice import ConnectionChoice
from gui.modules.form_memory import FormMemory
from gui.modules.preset_dialogs import PresetsDialog, SaveDialog
from gui.modules.run_problem import RunProblem

MOST_LISTED = 12
"""Presets in the menu itself; of more, all stand in the dialog."""

_NAME_WIDTH = 320


class ValuesMenu(QPushButton):
    """A quiet button; its menu is made anew each time, for presets may have come from another window."""

    def __init__(
        self,
        integrator: Integrator,
        module: Module,
        form: Form,
        connection: ConnectionChoice,
        memory: FormMemory,
        problem: RunProblem,
    ) -> None:
        super().__init__("Values")
        self.setObjectName("values-menu")
        self.setProperty("role", "quiet")
        self.setIcon(icon("chevron-down", "muted"))
        self.setIconSize(QSize(theme.L, theme.L))
        self.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # the sign stands behind the word
        self.setToolTip("Fill the form in with values of before, or keep these under a name")
        self.setAccessibleName("Values of the form")
        self._integrator = integrator
        self._module = module
        self._form = form
        self._connection = connection
        self._memory = memory
        self._problem = problem
        self._used = ""
        """The name of the preset that was used or saved last."""
        self.jobs = Jobs(self)
        self.clicked.connect(lambda: self.jobs.start("open", self._open()))

    # The menu

    async def _open(self) -> None:
        names = await self._names()
        if names is None:
            return
        last = await self._memory.last(self._connection.chosen())
        if self.isVisible():
            menu = self._make_menu(names, last)
            under = QPoint(self.width() - menu.sizeHint().width(), self.height() + 2)
            menu.popup(self.mapToGlobal(under))

    def _make_menu(self, names: Sequence[PresetName], last: FittedForm | None) -> QMenu:
        menu = QMenu(self)
        menu.setObjectName("values-of-form")
        menu.setLayoutDirection(QApplication.layoutDirection())  # not that of the button
        menu.aboutToHide.connect(menu.deleteLater)
        self._add(menu, "last-values", self._last_words(last), partial(self._use_last, last))
        menu.actions()[-1].setEnabled(last is not None)
        self._add(menu, "start-empty", "Start empty", self._start_empty)
        menu.addSeparator()
        for one in names[:MOST_LISTED]:
            self._add(menu, "preset", _in_menu(one.name, menu.fontMetrics()), partial(self._use, one))
        if len(names) > MOST_LISTED:
            more = f"All {len(names)} presets…"
            self._add(menu, "all-presets", more, self._manage)
        if names:
            menu.addSeparator()
        self._add(menu, "save-preset", "Save as preset…", self._save)
        self._add(menu, "manage-presets", "Manage presets…", self._manage)
        menu.actions()[-1].setEnabled(bool(names))
        return menu

    def _add(self, menu: QMenu, name: str, words: str, act: Callable[[], object]) -> None:
        action = menu.addAction(words)
        action.setObjectName(name)
        action.triggered.connect(lambda: act())

    def _last_words(self, last: FittedForm | None) -> str:
        chosen: Connection | None = self._connection.connection()
        if last is None or chosen is None:
            return "Last values"
        return _in_menu(f"Last values with {chosen.name}", self.fontMetrics())

    # What is chosen there

    def _use_last(self, last: FittedForm | None) -> None:
        if last is not None:
            self._fill_in(last, "the values of last time", "Filled in as it was last, but for some of it.")

    def _start_empty(self) -> None:
        self._form.start_empty()
        self._problem.clear()
        self._form.focus_first()

    def _use(self, preset: PresetName) -> None:
        self.jobs.start("use", self._fetch(preset))

    async def _fetch(self, preset: PresetName) -> None:
        app, module = self._module.app, self._module.id
        try:
            form = await self._integrator.preset_form(app, module, preset.id, self._connection.chosen())
        except TrunklineError as error:
            self._problem.tell(error)
            return
        self._used = preset.name
        self._fill_in(
            form, f"loading “{preset.name}”", f"Filled in from “{preset.name}”, but for some of it."
        )

    def _fill_in(self, form: FittedForm, step: str, title: str) -> None:
        if form.chosen_elsewhere and not (form.gone or form.changed):
            title = "Filled in; some of it was chosen in another account."
        self._memory.fill_in(form, step, title)
        self._form.focus_first()

    def _save(self) -> None:
        self.jobs.start("save", self._ask_and_save())

    async def _ask_and_save(self) -> None:
        dialog = SaveDialog(self._used, self._module.label, self.window())
        if await ask(dialog) != QDialog.DialogCode.Accepted:
            return
        name = dialog.name()
        try:
            left_out = await self._keep(name)
        except TrunklineError as error:
            self._problem.tell(error)
            return
        if left_out is not None:
            self._used = name
            held = f"{', '.join(left_out)} left out, because of a secret, which no preset keeps."
            self._problem.say("success", f"Saved as “{name}”.", held if left_out else "")

    async def _keep(self, name: str) -> list[str] | None:
        """Save the form under a name; None when the one that has it shall stay."""
        app, module, form = self._module.app, self._module.id, self._memory.as_it_is()
        try:
            return await self._integrator.save_preset(app, module, name, form)
        except NameTaken:
            question = "It keeps its name, and holds the values of this form from now on."
            if not await confirm(self.window(), f"Replace “{name}”?", question, "Replace"):
                return None
        return await self._integrator.save_preset(app, module, name, form, overwrite=True)

    def _manage(self) -> None:
        self.jobs.start("manage", self._show_all())

    async def _show_all(self) -> None:
        names = await self._names()
        if names is None:
            return
        dialog = PresetsDialog(self._integrator, self._module, names, self.window())
        dialog.jobs.failed.connect(self.jobs.failed)
        if await ask(dialog) == QDialog.DialogCode.Accepted and (chosen := dialog.chosen()) is not None:
            await self._fetch(chosen)

    async def _names(self) -> Sequence[PresetName] | None:
        """The presets of this module; None when they cannot be had, which is told."""
        try:
            return await self._integrator.presets(self._module.app, self._module.id)
        except TrunklineError as error:
            self._problem.tell(error)
            return None


def _in_menu(name: str, metrics: QFontMetrics) -> str:
    """A name as it stands in a menu: not too wide, and without a letter taken for a key."""
    return metrics.elidedText(name, Qt.TextElideMode.ElideRight, _NAME_WIDTH).replace("&", "&&")
