"""One module: its form on the left, its bundles on the right, and the run between them."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSettings, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from core.integrator import Integrator
from core.model.app import App
from core.model.connection import Connection
from core.model.errors import AuthRejected, InvalidValues, SecretsUnreadable, TrunklineError, UnsafeAddress
from core.model.module import Module
from gui import theme
from gui.actions import ACTIONS
from gui.bundles.view import BundleView
from gui.connections.edit_dialog import edit_connection
from gui.fold import Fold
from gui.forms.form import Form
from gui.forms.lookup_cache import LookupCache
from gui.icons import app_mark
from gui.jobs import Jobs
from gui.modules.connection_choice import ConnectionChoice
from gui.modules.form_memory import FormMemory
from gui.modules.form_undo import add_undo
from gui.modules.page_layout import first_hint, heading, scrolling
from gui.modules.paste_curl import PasteCurl
from gui.modules.run_bar import RunBar
from gui.modules.run_follower import RunFollower
from gui.modules.run_problem import RunProblem
from gui.modules.values_menu import ValuesMenu

_FORM_WIDTH = 380

_AS_IT_BEGAN = "Continue goes on with what the run began with; Run takes the form as it is now."


class ModulePage(QSplitter):
    """Everything about one module. Keeps its form, its run and its bundles while another one is shown."""

    connect_wanted = Signal(object)
    """The person wants to connect an account of this app (its id)."""
    connections_wanted = Signal()
    running_changed = Signal()
    may_go_on_changed = Signal()

    def __init__(
        self,
        integrator: Integrator,
        app: App,
        module: Module,
        mark: Path,
        lists: LookupCache,
        look: QSettings | None = None,
    ) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.setObjectName("module-page")
        self.setChildrenCollapsible(False)
        self.module = module
        self._integrator = integrator
        self._app = app
        self._refused: Connection | None = None
        self._is_renewed = False
        self.jobs = Jobs(self)
        self.form = Form(module.fields, module.rules)
        self.connection = ConnectionChoice(app.label, app_mark(mark))
        self.form.set_lookup_source(
            self._lookup, self.connection.chosen, lists, lambda name: bool(app.lookups[name].search_param)
        )
        self.problem = RunProblem()
        self.run_bar = RunBar("Run once" if module.poll else "Run")
        self.view = BundleView(integrator, look)
        self.fold = Fold("fold-form", "the form", "fold_form")
        keys = QShortcut(QKeySequence(ACTIONS["fold_form"].shortcut), self.fold)
        keys.activated.connect(self.fold.click)
        self.view.header.begin_with(self.fold)
        self.view.takeaway.failed.connect(self.jobs.failed)
        self.runs = RunFollower(integrator, module, self.run_bar, self.view, self.jobs)
        self._memory = FormMemory(integrator, module, self.form, self.connection, self.problem)
        self.values = ValuesMenu(integrator, module, self.form, self.connection, self._memory, self.problem)
        self._connect()
        self._lay_out(mark)
        # Only now that they lie in the window: shown without a parent they would be windows themselves.
        self.connection.setVisible(module.needs_connection)
        self.run_bar.setVisible(module.hook is None)
        self.values.setVisible(bool(self.form.state()))
        self.jobs.start("recall", self._memory.recall())

    def show_connections(self, connections: Sequence[Connection]) -> None:
        """The connections of this app, as they are now."""
        self.connection.show_connections(connections)
        self.jobs.start("way on", self._reconsider(connections))

    def panes(self) -> list[QWidget]:
        """The parts that the focus goes round: the form, the button, the bundles."""
        button = self.run_bar.stop if self.is_running() else self.run_bar.run
        return [pane for pane in (self.connection.combo, button, self.view.pane()) if pane.isVisible()]

    def begin(self) -> None:
        """Put the cursor where the first thing is to be done: on Run, if all is there."""
        self.fold.set_folded(False)
        if self.connection.chosen() and self.form.problems():
            self.form.focus_first()
        else:
            self.run_bar.run.setFocus(Qt.FocusReason.OtherFocusReason)

    def is_running(self) -> bool:
        """Whether a run goes on."""
        return self.runs.is_running()

    def run(self) -> None:
        """Check the form; when all is well, run the module."""
        if self.is_running() or self.module.hook:
            return
        self.fold.set_folded(False)  # what is missing is said there, and how far it is
        is_filled = self.form.check()
        if not self.connection.check() or not is_filled:
            self.run_bar.refuse(self._count_problems())
            return
        self._forget_problem()
        self.runs.run(self.connection.chosen(), self.form.values())
        self.running_changed.emit()

    def go_on(self) -> None:
        """Go on with the run that was last, where it ended early."""
        if self.runs.may_go_on():
            self.fold.set_folded(False)
            self._forget_problem()
            self.runs.go_on()
            self.running_changed.emit()

    def stop(self) -> None:
        """Stop at once."""
        self.runs.stop()

    async def leave(self) -> None:
        """Stop, and let go of the bundles."""
        self.stop()
        self.jobs.cancel("reenter")
        self.values.jobs.cancel_all()
        await self.values.jobs.idle()
        await self.jobs.idle()
        await self._memory.remember_unsent()
        await self.view.leave()

    # What happens in the form

    def _count_problems(self) -> int:
        is_missing = self.module.needs_connection and not self.connection.chosen()
        return len(self.form.problems()) + is_missing

    def _filled_in(self) -> None:
        if self.run_bar.is_refused():
            self.run_bar.refuse(self._count_problems())
        if self.run_bar.offers_continue():
            self._offer_continue()

    def _form_submitted(self) -> None:
        # Enter in a line runs what only reads; a write wants the button or Ctrl+Enter.
        if self.module.effect == "read":
            self.run()

    async def _lookup(self, name: str, values: Mapping[str, Any], search: str) -> Sequence[tuple[str, str]]:
        connection = self.connection.connection()
        try:
            return await self._integrator.lookup(self.connection.chosen(), name, values, search)
        except (AuthRejected, SecretsUnreadable) as error:  # the list says so itself; here is the way on
            self._refused, self._is_renewed = connection, False
            self.problem.tell(error)
            raise

    def _another_chosen(self) -> None:
        self.jobs.start("recall", self._memory.recall_another())  # in place of that of the account before

    # What becomes of a run

    def _offer_continue(self) -> None:
        begun = self.runs.begun
        is_same = begun.connection == self.connection.chosen() and begun.values == self.form.values()
        self.run_bar.offer_continue(self.runs.may_go_on(), "" if is_same else _AS_IT_BEGAN)
        self.may_go_on_changed.emit()

    def _forget_problem(self) -> None:
        self._refused, self._is_renewed = None, False
        self.problem.clear()

    def _went_wrong(self, error: TrunklineError) -> None:
        self._is_renewed = False
        self.fold.set_folded(False)  # folded away during the run, the form would keep it to itself
        match error:
            case InvalidValues(by_field=by_field):
                if unplaced := self.form.show_problems(by_field):
                    self.problem.say("danger", error.title, " ".join(unplaced))
                return
            case UnsafeAddress():
                path = self.module.any_call.path if self.module.any_call else ""
                self.form.show_problems({path: error.reason})
            case AuthRejected() | SecretsUnreadable():
                self._refused = self.connection.known(self.runs.tried.connection)
        self.problem.tell(error)

    # Entering credentials again

    def _reenter(self, connection: Connection | None) -> None:
        if connection is not None and not self.jobs.is_running("reenter"):
            self.jobs.start("reenter", self._enter_again(connection))

    async def _enter_again(self, connection: Connection) -> None:
        await edit_connection(self._integrator, self._app, connection, self.window(), reenter=True)
        # That it is another one now is told to everybody: `show_connections` takes note of it.

    async def _reconsider(self, connections: Sequence[Connection]) -> None:
        """Connections came, went or changed: what could not be done may be possible now, and the reverse."""
        await self.runs.ask_whether_to_go_on()
        refused = self._refused
        if refused and any(one.id == refused.id and one.revision != refused.revision for one in connections):
            self._refused, self._is_renewed = None, True
            (self.run_bar.go_on if self.runs.may_go_on() else self.run_bar.run).setFocus()
        if self._is_renewed:
            self.problem.tell_new_credentials(may_go_on=self.runs.may_go_on(), why_not=self.runs.why_not)

    # Building

    def _connect(self) -> None:
        self.form.submitted.connect(self._form_submitted)
        self.form.changed.connect(self._filled_in)
        self.connection.changed.connect(self._filled_in)
        self.connection.combo.activated.connect(self._another_chosen)
        self.values.jobs.failed.connect(self.jobs.failed)
        add_undo(self, self.form.history.stack)
        self.connection.connect_wanted.connect(lambda: self.connect_wanted.emit(self._app.id))
        self.connection.reenter_wanted.connect(lambda: self._reenter(self.connection.connection()))
        self.problem.reenter_wanted.connect(lambda: self._reenter(self._refused))
        self.problem.connections_wanted.connect(self.connections_wanted)
        self.fold.changed.connect(self._fold_form)
        self.run_bar.run_pressed.connect(self.run)
        self.run_bar.stop_pressed.connect(self.stop)
        self.run_bar.continue_pressed.connect(self.go_on)
        self.runs.started.connect(lambda: self.jobs.start("remember", self._memory.remember()))
        self.runs.went_wrong.connect(self._went_wrong)
        self.runs.over.connect(self.running_changed)
        self.runs.asked.connect(self._offer_continue)

    def _fold_form(self, is_folded: bool) -> None:
        focused = QApplication.focusWidget()
        if is_folded and focused is not None and self._side.isAncestorOf(focused):
            self.fold.setFocus()
        self._side.setHidden(is_folded)

    def _lay_out(self, mark: Path) -> None:
        module = self.module
        side = self._side = QWidget()
        side.setMinimumWidth(280)
        column = QVBoxLayout(side)
        column.setContentsMargins(0, theme.M, 0, 0)
        column.setSpacing(theme.S)
        column.addLayout(heading(self._app, module, mark, self.values))
        column.addWidget(scrolling(module, self._form_parts()), 1)
        banner_row = QHBoxLayout()
        banner_row.setContentsMargins(theme.L, 0, theme.L, 0)
        banner_row.addWidget(self.problem)
        column.addLayout(banner_row)
        column.addWidget(self.run_bar)
        results = QWidget()
        results.setMinimumWidth(320)
        right = QVBoxLayout(results)
        right.setContentsMargins(theme.M, theme.M, theme.M, theme.M)
        right.addWidget(self.view)
        self.view.clear(first_hint(module))
        self.addWidget(side)
        self.addWidget(results)
        self.setStretchFactor(1, 1)
        self.setSizes([_FORM_WIDTH, 2 * _FORM_WIDTH])

    def _form_parts(self) -> list[QWidget]:
        if not self.module.any_call:
            return [self.connection, self.form]
        paste = PasteCurl(self._integrator, self.module, self.form, self.connection)
        paste.jobs.failed.connect(self.jobs.failed)
        self.running_changed.connect(paste.forget)
        return [self.connection, paste, self.form]
