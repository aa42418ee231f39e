"""Removing connections: at once where nothing needs them, and brought back as easily."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtWidgets import QDialog, QMenu, QWidget

from core.integrator import Integrator
from core.model.amounts import counted
from core.model.connection import Connection, Use
from core.model.errors import InUse, TrunklineError
from gui.connections.connections_screen import ConnectionsScreen
from gui.connections.directory import Directory
from gui.connections.replace_dialog import ReplaceDialog
from gui.connections.words import in_short
from gui.dialogs import ask
from gui.jobs import Jobs
from gui.notice import Choice
from gui.sentences import why_and_what_next


class Removal(QObject):
    """Refuses what is in use, naming where, with the ways out. Keeps what can be undone in this session."""

    replaced = Signal(object)
    """A pair of ids: wherever the first connection was used, the second one is now."""
    restored = Signal(object)
    """A `Connection` that was brought back; the directory knows it."""
    undo_changed = Signal(object)
    """Whether anything can be brought back: a bool."""

    def __init__(
        self,
        integrator: Integrator,
        jobs: Jobs,
        directory: Directory,
        screen: ConnectionsScreen,
        window: QWidget,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._integrator = integrator
        self._jobs = jobs
        self._directory = directory
        self._screen = screen
        self._window = window
        self._removed: list[Connection] = []

    def remove(self, connection: Connection, *, forget_uses: bool = False) -> None:
        """Remove a connection; with its uses only if they may be forgotten."""
        self._screen.hush()
        self._jobs.start(f"remove {connection.id}", self._remove(connection, forget_uses=forget_uses))

    def replace(self, connection: Connection, *, then_remove: bool = False) -> None:
        """Ask which other connection takes its place; offer to remove it then."""
        self._screen.hush()
        if not self._jobs.is_running("dialog"):
            self._jobs.start("dialog", self._replace(connection, then_remove=then_remove))

    def undo(self, connection: Connection | None = None) -> None:
        """Bring one back; the last one, if none is named."""
        if self._removed:
            self._screen.hush()
            wanted = connection or self._removed[-1]
            self._jobs.start(f"undo {wanted.id}", self._undo(wanted))

    async def _remove(self, connection: Connection, *, forget_uses: bool) -> None:
        try:
            await self._integrator.delete(connection.id, forget_uses=forget_uses)
        except InUse as refused:
            self._refuse(connection, refused.places)
            return
        except TrunklineError as error:
            self._say(error)
            return
        self._removed.append(connection)
        self._show_removed()
        await self._directory.load()

    def _refuse(self, connection: Connection, places: Sequence[str]) -> None:
        app = self._directory.entry(connection).app_label
        forget = Choice(
            "Remove it and forget those forms",
            partial(self.remove, connection, forget_uses=True),
            "remove-and-forget",
            "danger",
        )
        keep = Choice("Keep it", self._screen.refused.clear, "keep-in-use")
        if self._directory.others(connection):
            way_out = "Let another connection take its place first."
            replace = partial(self.replace, connection, then_remove=True)
            choices = [Choice("Replace by…", replace, "replace-in-use", "primary"), keep]
        else:
            way_out = f"There is no other {app} connection that could take its place."
            choices = [forget, keep]
        self._screen.refused.say(
            "warning",
            f"“{connection.name}” is in use, so it was not removed.",
            f"It is used by {in_short(places)}. {way_out}",
            choices,
        )

    async def _replace(self, connection: Connection, *, then_remove: bool) -> None:
        try:
            uses = await self._integrator.uses(connection.id)
            entries = [self._directory.entry(one) for one in self._directory.others(connection)]
            dialog = ReplaceDialog(connection, uses, entries, self._window, remove=then_remove)
            if await ask(dialog) != QDialog.DialogCode.Accepted:
                return
            by, remove = dialog.chosen(), dialog.is_to_be_removed()
            moved = await self._integrator.replace(connection.id, by.id)
        except TrunklineError as error:
            self._say(error)
            return
        self.replaced.emit((connection.id, by.id))
        self._directory.look_for_uses()
        self._screen.say("success", _replaced(moved, by))
        if remove:
            await self._remove(connection, forget_uses=False)

    async def _undo(self, connection: Connection) -> None:
        try:
            back = await self._integrator.undo_delete(connection.id)
        except TrunklineError as error:
            self._say(error)
            return
        self._removed = [one for one in self._removed if one.id != connection.id]
        self._show_removed()
        await self._directory.load()
        self._directory.look_for_uses()
        self.restored.emit(back)

    def _show_removed(self) -> None:
        self.undo_changed.emit(bool(self._removed))
        if not self._removed:
            self._screen.removed.clear()
            return
        last, others = self._removed[-1], self._removed[:-1]
        choices = [Choice("Undo", self.undo, "undo-remove")]
        if others:
            choices.append(Choice("Bring back another…", self._offer_others, "undo-others", "quiet"))
        before = f"{counted(len(others), 'other')} before it." if others else ""
        self._screen.removed.say("accent", f"“{last.name}” was removed.", before, choices)

    def _offer_others(self) -> None:
        menu = QMenu(self._screen.removed)
        menu.setObjectName("removed-connections")
        for connection in reversed(self._removed):
            label = self._directory.entry(connection).app_label
            action = menu.addAction(f"{connection.name} · {label}")
            action.triggered.connect(partial(self._undo_chosen, connection))
        menu.aboutToHide.connect(menu.deleteLater)
        button = self._screen.removed.button("undo-others")
        menu.popup(button.mapToGlobal(QPoint(0, button.height())))

    def _undo_chosen(self, connection: Connection, _checked: bool = False) -> None:
        self.undo(connection)

    def _say(self, error: TrunklineError) -> None:
        self._screen.say("danger", error.title, why_and_what_next(error))


def _replaced(moved: Sequence[Use], by: Connection) -> str:
    if not moved:
        return "Nothing had to be changed: it was used nowhere."
    verb = "runs" if len(moved) == 1 else "run"
    return f"{counted(len(moved), 'form')} {verb} with “{by.name}” now."
