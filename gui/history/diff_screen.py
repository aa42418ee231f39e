"""What is different between two runs: the differences, and both bundles of the chosen one beside them."""

import time
from collections.abc import Awaitable, Callable
from contextlib import aclosing

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from core.integrator import Integrator
from core.model.diff import DifferenceKind, DifferencesFound, KeysFound, Tally
from core.model.errors import TrunklineError
from core.model.export import Exported
from core.model.history import HistoryEntry
from core.model.results import Answered, Progress
from gui.actions import ACTIONS
from gui.bundles.decoded import Bundles
from gui.history.diff_export import chosen_file, form_of
from gui.history.diff_layout import DiffLayout
from gui.history.diff_values_view import both_texts
from gui.history.diff_words import remarks, unlike
from gui.history.words import account, module_name
from gui.jobs import Jobs
from gui.moments import day, moment
from gui.unhurried import Unhurried

_GROW_EVERY = 250
"""Milliseconds between two looks for more differences, once there are more than can be seen."""

_FEW = 100
"""So many differences are shown as soon as they are found."""


class DiffScreen(DiffLayout):
    """Compares two runs at a time. Everything that takes long happens in the core, and can be stopped."""

    left = Signal()
    """The person wants to see the runs again."""

    def __init__(self, parent: QWidget | None = None, clock: Callable[[], float] = time.time) -> None:
        super().__init__(parent)
        self.jobs = Jobs(self)
        self._clock = clock
        self._integrator: Integrator | None = None
        self._compared: tuple[HistoryEntry, HistoryEntry] | None = None
        self._bundles: list[Bundles] = []
        self._found: DifferencesFound | None = None
        self._grow = Unhurried(self._show_found, _GROW_EVERY, self)
        self._connect()

    def attach(self, integrator: Integrator) -> None:
        """The core is there."""
        self._integrator = integrator

    def begin(self, older: HistoryEntry, newer: HistoryEntry) -> None:
        """Compare these two."""
        self.jobs.cancel_all()
        self._compared = (older, newer)
        self._show_heading(older, newer)
        self._close_files()
        self.ignored.begin()
        self.kinds.begin()
        self.list.differences.show_kind(None)
        assert self._integrator is not None, "runs come from the core"
        try:
            self._bundles = [Bundles(self._integrator.bundles(one.record.id)) for one in (older, newer)]
        except TrunklineError as error:
            self.problem.show_error(error)
            return
        self.list.differences.set_bundles(*self._bundles)
        self._start("keys", self._find_keys)

    async def leave(self) -> None:
        """Stop what is under way, and let go of all files."""
        self.jobs.cancel_all()
        await self.jobs.idle()
        self._close_files()

    def panes(self) -> list[QWidget]:
        """The parts that the focus goes round."""
        parts = [self.key.combo, self.list, self.fields.list, self.pair]
        return [part for part in parts if part.isVisible()]

    # What the person does

    def _connect(self) -> None:
        self.back.clicked.connect(self._leave)
        self.key.changed.connect(self._compare)
        self.ignored.changed.connect(self._compare)
        self.fields.ignore_wanted.connect(self.ignored.ignore)
        self.pair.ignore_wanted.connect(self.ignored.ignore)
        self.kinds.chosen.connect(self._show_kind)
        self.stop.clicked.connect(self._stop)
        self.export.clicked.connect(lambda: self._start("export", self._export))
        self.previous.clicked.connect(lambda: self._step(-1))
        self.next.clicked.connect(lambda: self._step(1))
        self.only_changes.toggled.connect(self.pair.set_only_changes)
        self.list.chosen_changed.connect(self._show_pair)
        self.pair.row_changed.connect(self._show_values)
        for action, by in (("next_difference", 1), ("previous_difference", -1)):
            shortcut = QShortcut(QKeySequence(ACTIONS[action].shortcut), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(lambda by=by: self._step(by))

    def _leave(self) -> None:
        self._stop()
        self.left.emit()

    def _stop(self) -> None:
        for job in ("keys", "diff", "export"):
            self.jobs.cancel(job)

    def _step(self, by: int) -> None:
        self.list.choose(self.list.row() + by)

    def _show_kind(self, kind: DifferenceKind | None) -> None:
        self.list.differences.show_kind(kind)
        self.list.choose(0)
        self._show_pair()

    # What the core does

    def _start(self, name: str, work: Callable[[], Awaitable[None]]) -> None:
        async def told() -> None:
            try:
                await work()
            except TrunklineError as error:
                self.problem.show_error(error)

        self.problem.clear()
        self.jobs.start(name, told())

    def _compare(self) -> None:
        self._start("diff", self._diff)

    async def _find_keys(self) -> None:
        integrator, older, newer = self._between()
        self.show_progress("Looking for what tells bundles apart…", None)
        found = KeysFound(keys=(), columns=())
        try:
            async with aclosing(integrator.matching_keys(older, newer)) as events:
                async for event in events:
                    if isinstance(event, KeysFound):
                        found = event
                    elif isinstance(event, Progress):
                        self.show_progress("Looking for what tells bundles apart…", event)
        finally:
            self.hide_progress()
        self.key.offer(found)
        self._compare()

    async def _diff(self) -> None:
        integrator, older, newer = self._between()
        key, ignoring = self.key.key(), self.ignored.paths()
        self._close_differences()
        self.list.differences.begin(key)
        self._show_tally(Tally())
        self.show_progress("Comparing…", None)
        is_over = False
        try:
            async with aclosing(integrator.diff(older, newer, key, ignoring)) as events:
                async for event in events:
                    match event:
                        case Progress():
                            self.show_progress("Comparing…", event)
                        case DifferencesFound():
                            self._take(event)
                        case Answered():
                            is_over = True
        finally:
            if self._found is not None:
                self._grow.now()
            self.hide_progress("" if is_over else "Stopped. What was found so far is here.")
            self._show_nothing_found(is_over)

    def _take(self, found: DifferencesFound) -> None:
        self._found = found
        if self.list.differences.rowCount() < _FEW:
            self._grow.now()
        else:
            self._grow.ask()

    def _show_found(self) -> None:
        found = self._found
        if found is None:
            return
        self.list.differences.grow(found)
        self._show_tally(found.tally)
        if self.list.row() < 0:
            self.list.choose(0)

    def _show_tally(self, tally: Tally) -> None:
        self.kinds.show_tally(tally)
        self.fields.show_fields(tally.changed_at)
        older_newer = unlike(*self._compared) if self._compared else ""
        self.say_remarks([*filter(None, [older_newer]), *remarks(tally, self.key.key())])
        self.show_unchanged(tally)
        self._show_place()

    def _show_nothing_found(self, is_over: bool) -> None:
        nothing = is_over and not self.list.differences.rowCount()
        self.show_equal(nothing and self.list.differences.kind() is None)
        if nothing:
            self._show_pair()

    def _show_pair(self) -> None:
        self._show_place()
        if self.list.chosen() is None:
            self.show_no_pair()
        elif not self.jobs.goes_on("pair"):
            self._start("pair", self._load_pairs)

    async def _load_pairs(self) -> None:
        """Both bundles of the chosen difference; of the one that is chosen then, if that is another."""
        integrator, older, newer = self._between()
        shown = None
        while (chosen := self.list.chosen()) and shown != (now := (chosen, self.ignored.paths())):
            pair = await integrator.side_by_side(older, newer, *now)
            shown = now
            if self.list.chosen() == chosen:
                self.show_pair(pair)

    def _show_values(self) -> None:
        if not self.jobs.goes_on("values"):
            self._start("values", self._load_values)

    async def _load_values(self) -> None:
        """The values of the chosen row in full, as `_load_pairs` does."""
        integrator, older, newer = self._between()
        shown = None
        while (row := self.pair.chosen()) and (chosen := self.list.chosen()) and shown != (row, chosen):
            texts = await both_texts(integrator, (older, newer), chosen, row)
            shown = (row, chosen)
            self.values.show_texts(*texts)
        if self.pair.chosen() is None:
            self.values.show_texts("", "")

    def _show_place(self) -> None:
        count, row = self.list.differences.rowCount(), self.list.row()
        self.show_place(row, count)
        self.export.setEnabled(self._found is not None and count > 0)

    async def _export(self) -> None:
        integrator, older, newer = self._between()
        found = self._found
        if found is None:
            return
        name = f"Differences {day(self._compared[0].record.started_at)}" if self._compared else "Differences"
        chosen = await chosen_file(self, name)
        if chosen is None:
            return
        kind = self.list.differences.kind()
        stream = integrator.export_differences(
            older,
            newer,
            found.differences,
            chosen.file,
            form_of(chosen.file),
            rows=found.kinds[kind] if kind else None,
            key=self.key.key(),
            ignoring=self.ignored.paths(),
            overwrite=chosen.replaces,
        )
        try:
            async with aclosing(stream) as events:
                async for event in events:
                    if isinstance(event, Exported):
                        self.say_exported(event)
                    else:
                        self.show_progress("Writing the file…", event)
        finally:
            self.hide_progress()

    # Runs and their files

    def _between(self) -> tuple[Integrator, str, str]:
        assert self._integrator is not None, "the core is there"
        assert self._compared is not None, "two runs are compared"
        older, newer = self._compared
        return self._integrator, older.record.id, newer.record.id

    def _show_heading(self, older: HistoryEntry, newer: HistoryEntry) -> None:
        now = self._clock()
        name = module_name(newer)
        lines = [
            f"{moment(one.record.started_at, now)} · {account(one)} · {one.record.bundles:,} bundles"
            for one in (older, newer)
        ]
        same = (older.record.app, older.record.module) == (newer.record.app, newer.record.module)
        title = f"What changed in “{name}”" if same else f"“{module_name(older)}” and “{name}” compared"
        self.show_heading(title, *lines)

    def _close_differences(self) -> None:
        found, self._found = self._found, None
        self._grow.rest()
        self.list.differences.begin(None)
        if found is not None:
            found.differences.close()
            for rows in found.kinds.values():
                rows.close()

    def _close_files(self) -> None:
        self._close_differences()
        self.list.differences.set_bundles(None, None)
        for bundles in self._bundles:
            bundles.close()
        self._bundles = []
