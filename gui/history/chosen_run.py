"""The run that is chosen in the list, shown beside it and kept up to date."""

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from core.integrator import Integrator
from core.model.connection import Connection
from core.model.errors import NotKnown, TrunklineError
from core.model.history import HistoryEntry
from core.model.module import Module
from core.model.request import NoPaging
from gui.connections.edit_dialog import edit_connection
from gui.history.going_on import GoingOn
from gui.history.history_acts import HistoryActs
from gui.history.history_model import Row
from gui.history.history_screen import HistoryScreen
from gui.history.words import ENDED_EARLY
from gui.jobs import Jobs
from gui.sentences import in_words, why_and_what_next

_GROW = 60
"""Milliseconds in which what comes in is shown together."""

_KEPT = "The new credentials are kept."


class ChosenRun(QObject):
    """Fills the details, and their viewer; what can be done with the run depends on what is found out."""

    def __init__(
        self,
        integrator: Integrator,
        screen: HistoryScreen,
        acts: HistoryActs,
        going_on: GoingOn,
        jobs: Jobs,
    ) -> None:
        super().__init__(jobs.parent())
        self._integrator = integrator
        self._screen = screen
        self._details = screen.details
        self._acts = acts
        self._going_on = going_on
        self._jobs = jobs
        self._shown = ""
        self._refused: Connection | None = None
        self._news: set[str] = set()
        self._soon = QTimer(self, singleShot=True, interval=_GROW)
        self._soon.timeout.connect(self._look)
        going_on.moved.connect(self._moved)
        screen.details.problem.pressed.connect(self._reenter)

    def show(self) -> None:
        """Show what is chosen now."""
        chosen = self._screen.list.chosen_rows()
        self._acts.show_chosen([row.entry for row in chosen])
        if len(chosen) == 1:
            self._show_row(chosen[0])

    def renew(self, entry: HistoryEntry) -> None:
        """A run as it is now: if it is the chosen one, what is new about it is shown."""
        before = self._details.entry()
        if before is None or before.record.id != entry.record.id:
            return
        if before.record.status == entry.record.status == "running":
            self._show_bundles(entry)
        if before != entry:
            self.show()

    def forget(self, *runs: str) -> None:
        """Show it no longer, if it is one of these."""
        if self._shown in runs:
            self._shown = ""
            self._details.forget()

    def rest(self) -> None:
        """Look for no news any more."""
        self._soon.stop()

    # What is shown

    def _show_row(self, row: Row) -> None:
        details, entry, was = self._details, row.entry, self._details.entry()
        is_same = self._shown == row.id and was is not None
        if is_same and was == entry:
            return
        self._shown = row.id
        details.show_entry(entry, self._screen.mark(entry.record.app))
        self._acts.offer_continue(None)
        self._show_going_on(entry)
        self._show_bundles(entry)
        if row.found is not None and not is_same:
            details.view.select(row.found.first.bundle)
        goes_on = is_same and was is not None and was.record.status == entry.record.status == "running"
        if goes_on:
            details.show_facts(None, None)
        else:
            self._jobs.start("details", self._fill(entry))

    def _show_going_on(self, entry: HistoryEntry) -> None:
        run = entry.record.id
        far = self._going_on.far(run)
        self._details.progress.show_far(far)
        self._acts.show_under_way(far is not None)
        if far is not None:
            self._details.note.clear()
        elif refusal := self._going_on.refusal(run):
            self._details.note.show_error(refusal)

    def _show_bundles(self, entry: HistoryEntry) -> None:
        view, record = self._details.view, entry.record
        if view.run() == record.id:
            view.grow()
        elif record.bundles or record.status == "running":
            try:
                view.open(self._integrator.bundles(record.id), record.id, f"{record.app}/{record.module}")
            except TrunklineError as error:
                view.clear(in_words(error))
        else:
            view.clear("This run brought no bundles.")

    # What is found out

    async def _fill(self, entry: HistoryEntry) -> None:
        details, record = self._details, entry.record
        try:
            module = await self._module(entry)
            details.show_module(module)
            await self._find_out_whether_to_go_on(entry, module)
            size = (await self._integrator.sizes([record.id]))[record.id]
            requests = None
            try:
                exchanges = await self._integrator.exchanges(record.id)
                requests = len(exchanges)
                details.view.show_exchanges(exchanges, self._integrator, record.id)
            finally:
                details.show_facts(requests, size)
        except TrunklineError as error:
            details.note.show_error(error)

    async def _module(self, entry: HistoryEntry) -> Module | None:
        try:
            return await self._integrator.module(entry.record.app, entry.record.module)
        except NotKnown:
            return None

    async def _find_out_whether_to_go_on(self, entry: HistoryEntry, module: Module | None) -> None:
        """A run of a single request has no middle: it is simply run again."""
        record = entry.record
        if record.status not in ENDED_EARLY:
            return
        refusal = await self._integrator.why_not_continued(record.id)
        connections = await self._integrator.connections(record.app)
        if self._details.entry() != entry:  # another one was chosen meanwhile
            return
        if module is None or not isinstance(module.paging, NoPaging):
            why_not = why_and_what_next(refusal) if refusal else ""
            self._acts.offer_continue(why_not)
            self._details.explain(entry, why_not)
        failing = [one for one in connections if one.id == record.connection and one.state == "failing"]
        self._refused = failing[0] if failing and record.status == "failed" else None
        self._details.offer_credentials(self._refused is not None)

    # What goes on

    def _moved(self, run: str) -> None:
        entry = self._details.entry()
        if entry is not None and entry.record.id == run:
            self._show_going_on(entry)
        self._news.add(run)
        if not self._soon.isActive():
            self._soon.start()

    def _look(self) -> None:
        if self._jobs.is_running("news"):
            self._soon.start()
        else:
            self._jobs.start("news", self._take_news())

    async def _take_news(self) -> None:
        while self._news:
            try:
                entry = await self._integrator.history_entry(self._news.pop())
            except TrunklineError as error:
                self._screen.problem.show_error(error)
                continue
            self._screen.list.runs.change(entry)
            self.renew(entry)

    # Credentials that were refused

    def _reenter(self) -> None:
        entry = self._details.entry()
        if entry and self._refused and not self._jobs.is_running("reenter"):
            self._jobs.start("reenter", self._enter_again(entry.record.id, self._refused))

    async def _enter_again(self, run: str, connection: Connection) -> None:
        try:
            (app,) = [one for one in await self._integrator.apps() if one.id == connection.app]
            window: QWidget = self._screen.window()
            kept = await edit_connection(self._integrator, app, connection, window, reenter=True)
            entry = self._details.entry()  # it may have gone on meanwhile
            if kept is None or entry is None or entry.record.id != run:
                return
            await self._find_out_whether_to_go_on(entry, await self._module(entry))
        except TrunklineError as error:
            self._details.note.show_error(error)
            return
        way = "Continue fetches what is missing." if self._acts.go_on.isEnabled() else "Run it again now."
        self._details.note.say("success", _KEPT, way)
