"""The history and the core together: what the person asks for is fetched, what they decide is done."""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import aclosing
from typing import Any

import msgspec
from PySide6.QtCore import QObject, QSettings, QTimer, Signal

from core.integrator import Integrator
from core.model.errors import NotKnown, TrunklineError
from core.model.history import FoundInOutput, HistoryEntry, HistoryPage, OutputsSearched
from core.model.results import SearchFor
from gui.bundles.view import BundleView
from gui.dialogs import confirm
from gui.history.chosen_run import ChosenRun
from gui.history.due_runs import DueRuns
from gui.history.going_on import GoingOn
from gui.history.history_acts import HistoryActs
from gui.history.history_screen import HistoryScreen
from gui.history.words import asked_before_removal, module_name, searched
from gui.icons import app_mark
from gui.jobs import Jobs

_LOOK_EVERY = 2000
"""Milliseconds between two looks for new runs, as long as somebody sees the list."""

_PAGE = 200


class HistoryDesk(QObject):
    """Lives as long as the screen. Looks only while the screen is in sight."""

    again_wanted = Signal(object)
    """A form is to be filled in as it was: a `RunAgain`."""
    modules_wanted = Signal()
    """Nothing has been run yet, and the person wants to."""

    def __init__(
        self, integrator: Integrator, screen: HistoryScreen, look: QSettings, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._integrator = integrator
        self._screen = screen
        self._due = DueRuns(integrator, screen.due)
        self._is_unread = False
        """Whether it is said that the list could not be read."""
        self.jobs = Jobs(self)
        self._clock = QTimer(self, interval=_LOOK_EVERY)
        self._clock.timeout.connect(self._look)
        self.acts = HistoryActs(screen)
        screen.details.give_view(BundleView(integrator, look))
        screen.details.view.takeaway.failed.connect(self.jobs.failed)
        self.going_on = GoingOn(integrator, screen)
        self.going_on.failed.connect(self.jobs.failed)
        self._chosen = ChosenRun(integrator, screen, self.acts, self.going_on, self.jobs)
        self._connect()
        screen.diff.attach(integrator)
        screen.diff.jobs.failed.connect(self.jobs.failed)
        if screen.isVisible():
            self._begin()

    def show_run(self, run: str) -> None:
        """Show a run, wherever it stands in the list."""
        screen = self._screen
        screen.show_diff(False)
        screen.show_full(False)
        screen.filters.show_all()
        self.jobs.start("list", self._load_until(run))
        screen.list.setFocus()

    async def leave(self) -> None:
        """Stop what is under way, and let go of the files that are shown."""
        self._clock.stop()
        self.going_on.cancel_all()
        self.jobs.cancel_all()
        await self.going_on.idle()
        self._chosen.rest()
        await self.jobs.idle()
        await self._screen.diff.leave()
        await self._screen.details.view.leave()

    def _connect(self) -> None:
        screen, acts = self._screen, self.acts
        screen.shown.connect(self._begin)
        screen.hidden.connect(self._clock.stop)
        screen.filters.changed.connect(self._reload)
        screen.list.runs.more_wanted.connect(self._fetch_more)
        screen.list.chosen_changed.connect(self._chosen.show)
        screen.stop.clicked.connect(lambda: self.jobs.cancel("outputs"))
        screen.empty.modules_wanted.connect(self.modules_wanted)
        screen.empty.all_wanted.connect(screen.filters.show_all)
        screen.due.pressed.connect(lambda: self._act(self._clear_away))
        screen.diff.left.connect(lambda: screen.show_diff(False))
        acts.open.triggered.connect(lambda: screen.show_full(True))
        acts.go_on.triggered.connect(lambda: self.going_on.go_on(self._only().record))
        acts.stop.triggered.connect(lambda: self.going_on.stop(self._only().record.id))
        acts.again.triggered.connect(lambda: self._act(self._run_again))
        acts.compare_before.triggered.connect(lambda: self._act(self._compare_before))
        acts.compare.triggered.connect(lambda: self._compare(screen.chosen()))
        acts.pin.triggered.connect(lambda: self._act(self._pin))
        acts.remove.triggered.connect(lambda: self._act(self._remove))

    def _act(self, work: Callable[[], Awaitable[None]]) -> None:
        """Carry out one thing at a time."""
        if not self.jobs.is_running("act"):
            self._screen.problem.clear()
            self.jobs.start("act", self._told(work))

    async def _told(self, work: Callable[[], Awaitable[None]]) -> None:
        """Have something done; what goes wrong is said where the person looks."""
        try:
            await work()
        except NotKnown as error:
            self._screen.details.note.show_error(error)
        except TrunklineError as error:
            self._screen.problem.show_error(error)

    # The list

    def _begin(self) -> None:
        self.jobs.start("names", self._told(self._learn_names))
        self._reload()
        self.jobs.start("plan", self._told(self._due.look))
        self._clock.start()

    async def _learn_names(self) -> None:
        """What the filters offer, and how apps look."""
        integrator = self._integrator
        apps = await integrator.apps()
        modules = {
            app.id: [(module.id, module.label) for module in await integrator.modules(app.id)] for app in apps
        }
        connections = [(one.app, one.id, one.name) for one in await integrator.connections()]
        self._screen.filters.know([(app.id, app.label) for app in apps], modules, connections)
        self._screen.know_marks({app.id: app_mark(integrator.icon(app.id)) for app in apps})

    def _reload(self) -> None:
        self._screen.problem.clear()
        self.jobs.cancel("outputs")
        self.jobs.cancel("more")
        self.jobs.start("list", self._load())

    async def _load(self) -> None:
        filters, runs = self._screen.filters, self._screen.list
        chosen = [entry.record.id for entry in runs.chosen()]
        page = await self._page(None)
        if page is None:
            return
        runs.runs.begin_anew(page)
        searches = filters.in_outputs.isChecked() and bool(filters.wanted().text)
        self._show_content(searching=searches)
        if not runs.choose(*chosen):
            runs.choose_any()
        self._screen.show_searching("")
        if searches:
            self.jobs.start("outputs", self._search_outputs())

    async def _load_until(self, run: str) -> None:
        await self._load()
        runs = self._screen.list
        while not runs.choose(run) and runs.runs.older is not None:
            await self._load_more()

    async def _page(self, before: int | None) -> HistoryPage | None:
        """Some runs; None when that went wrong, which is said."""
        try:
            page = await self._integrator.history(self._screen.filters.wanted(), before, _PAGE)
        except TrunklineError as error:
            self._is_unread = True
            self._screen.problem.show_error(error)
            return None
        if self._is_unread:
            self._is_unread = False
            self._screen.problem.clear()
        return page

    def _fetch_more(self) -> None:
        if not self.jobs.is_running("more"):
            self.jobs.start("more", self._load_more())

    async def _load_more(self) -> None:
        runs = self._screen.list.runs
        if runs.older is not None and (page := await self._page(runs.older)):
            runs.extend(page)

    def _look(self) -> None:
        if not self.jobs.is_running("list"):
            self.jobs.start("list", self._renew())

    async def _renew(self) -> None:
        page = await self._page(None)
        if page is None:
            return
        runs = self._screen.list
        runs.runs.renew(page)
        self._show_content(searching=self.jobs.is_running("outputs"))
        runs.choose_any()
        for entry in page.entries:
            self._chosen.renew(entry)

    def _show_content(self, *, searching: bool) -> None:
        has_runs = self._screen.list.runs.rowCount() > 0 or searching
        self._screen.show_content(has_runs=has_runs, is_narrowed=self._screen.filters.is_narrowed())

    # What came back, searched

    async def _search_outputs(self) -> None:
        filters, screen = self._screen.filters, self._screen
        wanted = filters.wanted()
        looked_for = SearchFor(wanted.text)
        everywhere = msgspec.structs.replace(wanted, text="")
        found, seen = 0, OutputsSearched(runs=0)
        screen.show_searching("Looking through what came back…", under_way=True)
        try:
            async with aclosing(self._integrator.search_outputs(everywhere, looked_for)) as events:
                async for event in events:
                    if isinstance(event, FoundInOutput):
                        found += 1
                        screen.list.runs.add_found(event)
                        screen.list.choose_any()
                    else:
                        seen = event
                        screen.show_searching(searched(seen, found), under_way=True)
        except TrunklineError as error:
            screen.problem.show_error(error)
        finally:
            ended = "" if seen.is_complete else " Stopped there."
            screen.show_searching(searched(seen, found) + ended)
            self._show_content(searching=False)

    # What can be done with runs

    async def _run_again(self) -> None:
        self.again_wanted.emit(await self._integrator.run_again(self._only().record.id))

    async def _compare_before(self) -> None:
        entry = self._only()
        before = await self._integrator.run_before(entry.record.id)
        if before is None:
            self._screen.details.note.say(
                "warning",
                "There is nothing to compare it with.",
                f"No earlier run of “{module_name(entry)}” brought bundles. To compare it with any other run,"
                " choose both in the list (Ctrl and a click).",
            )
        else:
            self._compare([before, entry])

    def _compare(self, entries: Sequence[HistoryEntry]) -> None:
        older, newer = sorted(entries, key=lambda entry: entry.place)
        self._screen.show_diff(True)
        self._screen.diff.begin(older, newer)

    async def _pin(self) -> None:
        chosen = self._screen.chosen()
        pinned = not all(entry.pinned for entry in chosen)
        for entry in chosen:
            await self._integrator.pin_run(entry.record.id, pinned)
            self._screen.list.runs.change(await self._integrator.history_entry(entry.record.id))
        self.acts.show_chosen(self._screen.chosen())
        await self._due.look()

    async def _remove(self) -> None:
        chosen = [one for one in self._screen.chosen() if one.record.status != "running"]
        if not chosen:
            return
        title, text = asked_before_removal(chosen)
        if await confirm(self._screen, title, text, "Remove", danger=True):
            await self._take_away([one.record.id for one in chosen])

    async def _take_away(self, ids: Sequence[str]) -> None:
        runs = self._screen.list
        rows = runs.runs.rows()
        after = next((row.id for row in rows[_last_of(rows, ids) + 1 :] if row.id not in ids), "")
        self._chosen.forget(*ids)
        await self._integrator.remove_runs(ids)
        runs.runs.remove(ids)
        if not (after and runs.choose(after)):
            runs.choose_any()
        self._show_content(searching=False)
        await self._due.look()

    async def _clear_away(self) -> None:
        if ids := await self._due.chosen_to_go(self._screen):
            await self._take_away(ids)

    def _only(self) -> HistoryEntry:
        entry = self._screen.details.entry()
        if entry is None:
            raise NotKnown("No run is chosen.", "", "Choose one in the list.")
        return entry


def _last_of(rows: Sequence[Any], ids: Sequence[str]) -> int:
    return max((place for place, row in enumerate(rows) if row.id in ids), default=-1)
