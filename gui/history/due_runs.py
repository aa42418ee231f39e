"""The runs that the limits in the settings would clear away: said above the list, shown before any goes."""

from PySide6.QtWidgets import QDialog, QWidget

from core.integrator import Integrator
from core.model.amounts import byte_size, counted
from gui.banner import Banner
from gui.dialogs import ask
from gui.history.retention_dialog import RetentionDialog

_TEXT = "They are beyond the limits in the settings. You see them before any goes."


class DueRuns:
    """Says that there are some, and asks about them; removes none."""

    def __init__(self, integrator: Integrator, banner: Banner) -> None:
        self._integrator = integrator
        self._banner = banner

    async def look(self) -> None:
        """Say that some are due, or nothing any more."""
        plan = await self._integrator.retention_plan()
        if plan.removals:
            title = f"{counted(len(plan.removals), 'run')}, {byte_size(plan.freed)}, can be cleared away."
            self._banner.say("warning", title, _TEXT, "Look at them…")
        else:
            self._banner.clear()

    async def chosen_to_go(self, parent: QWidget) -> list[str]:
        """Show what is due now; gives the ids of those that were shown, if the person wants them gone."""
        plan = await self._integrator.retention_plan()
        await self.look()
        if not plan.removals or await ask(RetentionDialog(plan, parent)) != QDialog.DialogCode.Accepted:
            return []
        return [one.entry.record.id for one in plan.removals]
