"""One module: its form on the left, its bundles on the right, and the run between them."""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import aclosing
from pathlib import Path
from typing import Any

import shiboken6
from PySide6.QtCore import QSettings, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from core.integrator import Integrator
from core.model.app import App
from core.model.connection import Connection
from core.model.errors import AuthRejected, InvalidValues, TrunklineError, UnsafeAddress, VaultError
from core.model.module import Module
from core.model.run import BundlesArrived, RunEvent, RunFailed, RunStarted
from gui import theme
from gui.banner import Banner
from gui.bundles.view import BundleView
from gui.connections.vault_dialog import open_vault
from gui.forms.form import Form
from gui.forms.lookup_cache import LookupCache
from gui.icons import app_mark
from gui.jobs import Jobs
from gui.modules.connection_choice import ConnectionChoice
from gui.modules.form_memory import FormMemory
from gui.modules.paste_curl import PasteCurl
from gui.modules.run_bar import RunBar

_GROW = 40
"""Milliseconds between two looks for new bundles: often enough to see them flow."""

_MADE_BY_ITSELF = "The webhook is made at the service when the scenario is switched on, and removed with it."

_FORM_WIDTH = 380
_MARK_SIZE = 22


class ModulePage(QSplitter):
    """Everything about one module. Keeps its form, its run and its bundles while another one is shown."""

    connect_wanted = Signal(object)
    """The person wants to connect an account of this app (its id)."""
    connections_wanted = Signal()
    running_changed = Signal()

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
        self.jobs = Jobs(self)
        self.jobs.busy_changed.connect(self._jobs_changed)
        self.form = Form(module.fields, module.rules)
        self.form.submitted.connect(self._form_submitted)
        self.connection = ConnectionChoice(app.label)
        self.connection.connect_wanted.connect(lambda: self.connect_wanted.emit(app.id))
        self.form.set_lookup_source(
            self._lookup, self.connection.chosen, lists, lambda name: bool(app.lookups[name].search_param)
        )
        self.problem = Banner("run-problem")
        self.problem.pressed.connect(self.connections_wanted)
        self.run_bar = RunBar("Run once" if module.poll else "Run")
        self.run_bar.run_pressed.connect(self.run)
        self.run_bar.stop_pressed.connect(self.stop)
        self.form.changed.connect(self._filled_in)
        self.connection.changed.connect(self._filled_in)
        self.view = BundleView(integrator, look)
        self.view.takeaway.failed.connect(self.jobs.failed)
        self._grow_soon = QTimer(self)
        self._grow_soon.setSingleShot(True)
        self._grow_soon.setInterval(_GROW)
        self._grow_soon.timeout.connect(self.view.grow)
        self._run_id = ""
        self._lay_out(app, mark)
        # Only now that they lie in the window: shown without a parent they would be windows themselves.
        self.connection.setVisible(module.needs_connection)
        self.run_bar.setVisible(module.hook is None)
        self._memory = FormMemory(integrator, module, self.form, self.connection)
        self.jobs.start("recall", self._memory.recall())

    def show_connections(self, connections: Sequence[Connection]) -> None:
        """The connections of this app, as they are now."""
        self.connection.show_connections(connections)

    def panes(self) -> list[QWidget]:
        """The parts that the focus goes round: the form, the button, the bundles."""
        button = self.run_bar.stop if self.is_running() else self.run_bar.run
        return [pane for pane in (self.connection.combo, button, self.view.pane()) if pane.isVisible()]

    def begin(self) -> None:
        """Put the cursor where the first thing is to be done: on Run, if all is there."""
        if self.connection.chosen() and self.form.problems():
            self.form.focus_first()
        else:
            self.run_bar.run.setFocus(Qt.FocusReason.OtherFocusReason)

    def is_running(self) -> bool:
        """Whether a run goes on."""
        return self.jobs.is_running("run")

    def run(self) -> None:
        """Check the form; when all is well, run the module."""
        if self.is_running() or self.module.hook:
            return
        is_filled = self.form.check()
        if not self.connection.check() or not is_filled:
            self.run_bar.refuse(self._count_problems())
            return
        self.problem.clear()
        self.jobs.cancel("requests")  # those of the run before
        self.run_bar.begin()
        self.jobs.start("run", self._run(self.connection.chosen(), self.form.values()))
        self.running_changed.emit()

    def _count_problems(self) -> int:
        is_missing = self.module.needs_connection and not self.connection.chosen()
        return len(self.form.problems()) + is_missing

    def _filled_in(self) -> None:
        if self.run_bar.is_refused():
            self.run_bar.refuse(self._count_problems())

    def stop(self) -> None:
        """Stop at once."""
        self.jobs.cancel("run")

    async def leave(self) -> None:
        """Stop, and let go of the bundles."""
        self.stop()
        await self.jobs.idle()
        await self.view.leave()

    async def _run(self, connection: str, values: Mapping[str, Any]) -> None:
        try:
            try:
                await self._follow(connection, values)
            except VaultError as error:
                if not await open_vault(self._integrator, error, self):
                    raise
                await self._follow(connection, values)
        except InvalidValues as invalid:
            unplaced = self.form.show_problems(invalid.by_field)
            if unplaced:
                self.problem.say("danger", invalid.title, " ".join(unplaced))
        except UnsafeAddress as error:
            path = self.module.any_call.path if self.module.any_call else ""
            self.form.show_problems({path: error.reason})
            self._show_problem(error)
        except TrunklineError as error:
            self._show_problem(error)
        except asyncio.CancelledError:
            if shiboken6.isValid(self):
                self.run_bar.stopped()
            raise

    async def _follow(self, connection: str, values: Mapping[str, Any]) -> None:
        module = self.module
        async with aclosing(self._integrator.run_module(connection, module.app, module.id, values)) as events:
            async for event in events:
                self._show_event(event)

    def _show_event(self, event: RunEvent) -> None:
        self.run_bar.show_event(event)
        match event:
            case RunStarted(run=run):
                self._run_id = run
                self.jobs.start("remember", self._memory.remember())
                self.view.clear("Waiting for the first bundle…")
            case BundlesArrived(first=0):
                module = f"{self.module.app}/{self.module.id}"
                self.view.open(self._integrator.bundles(self._run_id), self._run_id, module)
            case BundlesArrived() if not self._grow_soon.isActive():
                self._grow_soon.start()
            case RunFailed(error=error):
                self._show_problem(error)

    def _jobs_changed(self) -> None:
        # The button is back only once the job is gone: pressed any earlier it would do nothing.
        if self.run_bar.is_busy() and not self.is_running():
            self._ended()

    def _ended(self) -> None:
        self.run_bar.over()
        if self._run_id:
            self._grow_soon.stop()
            self.view.grow()
            self.jobs.start("requests", self._show_requests(self._run_id))
        self.running_changed.emit()

    async def _show_requests(self, run: str) -> None:
        exchanges = await self._integrator.exchanges(run)
        self.view.show_exchanges(exchanges)
        if self.view.count() == 0:
            self.view.clear(self._nothing_to_show())
            self.view.show_exchanges(exchanges)

    def _nothing_to_show(self) -> str:
        if self.problem.text():
            return "No bundles came. The Request tab shows what was sent and what came back."
        if self.run_bar.was_stopped():
            return "Stopped before anything came."
        return "The service answered with an empty list."

    def _show_problem(self, error: TrunklineError) -> None:
        button = "Open connections" if isinstance(error, AuthRejected) else ""
        self.problem.show_error(error, button)

    def _form_submitted(self) -> None:
        # Enter in a line runs what only reads; a write wants the button or Ctrl+Enter.
        if self.module.effect == "read":
            self.run()

    async def _lookup(self, name: str, values: Mapping[str, Any], search: str) -> Sequence[tuple[str, str]]:
        return await self._integrator.lookup(self.connection.chosen(), name, values, search)

    # Building

    def _lay_out(self, app: App, mark: Path) -> None:
        side = QWidget()
        side.setMinimumWidth(300)
        column = QVBoxLayout(side)
        column.setContentsMargins(0, theme.M, 0, 0)
        column.setSpacing(theme.S)
        column.addLayout(self._heading(app, mark))
        column.addWidget(self._scrolling_form(), 1)
        self.problem.setContentsMargins(0, 0, 0, 0)
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
        self.view.clear(self._first_hint())
        self.addWidget(side)
        self.addWidget(results)
        self.setStretchFactor(1, 1)
        self.setSizes([_FORM_WIDTH, 2 * _FORM_WIDTH])

    def _first_hint(self) -> str:
        if self.module.hook:
            return (
                "This trigger is part of a scenario.\n"
                "The service calls it when something happens there; nothing has to be run here."
            )
        if self.module.poll:
            return "Fill in the form and press Run once.\nIt fetches what is there now and shows it here."
        return "Fill in the form and press Run.\nWhat comes back appears here, one bundle for each record."

    def _heading(self, app: App, mark: Path) -> QVBoxLayout:
        picture = QLabel()
        picture.setPixmap(app_mark(mark).pixmap(_MARK_SIZE, _MARK_SIZE))
        title = _label(self.module.label, "title", "module-title")
        row = QHBoxLayout()
        row.setSpacing(theme.S)
        row.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(title, 1)
        heading = QVBoxLayout()
        heading.setContentsMargins(theme.L, 0, theme.L, 0)
        heading.setSpacing(theme.XS)
        heading.addLayout(row)
        heading.addWidget(_label(f"{app.label} · {self.module.summary}", "muted", "module-summary"))
        return heading

    def _scrolling_form(self) -> QScrollArea:
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(theme.L, theme.S, theme.L, theme.L)
        column.setSpacing(theme.L)
        if self.module.caution:
            caution = Banner("caution")
            column.addWidget(caution)
            caution.say("warning", self.module.caution)
        if self.module.hook:
            column.addWidget(_steps(self.module.hook.steps or (_MADE_BY_ITSELF,)))
        column.addWidget(self.connection)
        if self.module.any_call:
            paste = PasteCurl(self._integrator, self.module, self.form, self.connection)
            paste.jobs.failed.connect(self.jobs.failed)
            self.running_changed.connect(paste.forget)
            column.addWidget(paste)
        column.addWidget(self.form)
        column.addStretch(1)
        area = QScrollArea()
        area.setObjectName("form-area")
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(content)
        return area


def _label(text: str, role: str, name: str) -> QLabel:
    label = QLabel(text)
    label.setObjectName(name)
    label.setProperty("role", role)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label


def _steps(steps: Sequence[str]) -> QWidget:
    card = QFrame()
    card.setProperty("role", "card")
    column = QVBoxLayout(card)
    column.setContentsMargins(theme.M, theme.M, theme.M, theme.M)
    column.setSpacing(theme.S)
    column.addWidget(_label("Works in a scenario", "section", "steps-title"))
    for number, step in enumerate(steps, 1):
        words = f"{number}. {step}" if len(steps) > 1 else step
        column.addWidget(_label(words, "", f"step-{number}"))
    return card
