"""Network: proxies, certificates and time limits for all connections, each with a test."""

from collections.abc import Awaitable
from typing import Any

from PySide6.QtGui import QHideEvent, QResizeEvent

from core.integrator import Integrator
from core.model.errors import InvalidValues, TrunklineError
from core.model.network import NetworkReport, NetworkSettings
from gui import theme
from gui.connections.on_demand import unlocked
from gui.settings.network_bar import UnsavedBar
from gui.settings.network_cards import NetworkCards
from gui.settings.network_fields import PARTS, settings_in, values_of_settings
from gui.settings.page import SettingsPage

_WIDEST_BAR = 712
"""As wide as the cards above it."""


class NetworkPage(SettingsPage):
    """What a person has changed stays here until it is saved or reverted."""

    name = "network"
    label = "Network"
    picture = "globe"
    sections = tuple(part.title for part in PARTS)

    def __init__(self, integrator: Integrator) -> None:
        super().__init__(
            "Network",
            "How requests leave this computer. What is set here holds for every connection that has nothing "
            "of its own, from its next use on; what is under way goes on as it began.",
        )
        self._integrator = integrator
        self._is_unsaved = self._is_loaded = self._is_lost = False
        self.cards = NetworkCards(integrator, self.jobs, self._test)
        self.cards.setEnabled(False)
        self.cards.changed.connect(self._changed)
        self.cards.submitted.connect(self._save)
        self.body.addSpacing(theme.XS)
        self.body.addWidget(self.cards)
        self.body.addStretch(1)
        self.bar = UnsavedBar(self, self.name, _WIDEST_BAR)
        self.bar.save_wanted.connect(self._save)
        self.bar.revert_wanted.connect(self._revert)

    async def load(self) -> None:
        """Show what is kept, unless the person is changing it; and an address to test with."""
        if not self.cards.address():
            self.cards.set_address(await self._first_address())
        if not self._is_unsaved:
            await self._show_kept(self.cards.values())

    async def _show_kept(self, standing: dict[str, Any]) -> None:
        """Show what is kept, unless something else than that stands in the cards by then."""
        settings = NetworkSettings()
        kept: tuple[str, ...] = ()
        self._is_lost = False
        try:
            settings = await self._integrator.network_settings()
            kept = await self._integrator.network_secrets()
            self.problem.clear()
        except TrunklineError as error:
            self._is_lost = True
            self.problem.show_error(error)
        self._is_loaded = True
        self.cards.setEnabled(True)
        if standing == self.cards.values():
            self.cards.show_values(values_of_settings(settings), kept)

    async def _first_address(self) -> str:
        for connection in await self._integrator.connections():
            if not connection.practice:
                try:
                    return await self._integrator.service_address(connection.id)
                except TrunklineError:
                    continue  # its app was taken away
        return ""

    def _test(self, address: str) -> Awaitable[NetworkReport]:
        settings = settings_in(self.cards.values())
        return self._integrator.test_network(settings, address, **self.cards.secrets())

    def _save(self) -> None:
        if self._is_unsaved and not self.jobs.is_running("save") and self.cards.check():
            self.jobs.start("save", self._keep())

    async def _keep(self) -> None:
        standing, secrets = self.cards.values(), self.cards.secrets()
        settings = settings_in(standing)
        self.bar.say_saving()
        try:
            await unlocked(
                self._integrator, self.window(), lambda: self._integrator.change_network(settings, **secrets)
            )
        except InvalidValues as invalid:
            self.cards.show_problems(invalid.by_field)
        except TrunklineError as error:
            self.problem.show_error(error)
            self.ensureWidgetVisible(self.problem)
        else:
            await self._show_kept(standing)
            if not self._is_unsaved:
                self._say_saved()
                return
        self.bar.say_unsaved()

    def _revert(self) -> None:
        if not self.jobs.is_running("save"):
            self.jobs.start("revert", self._show_kept(self.cards.values()))

    # The bar

    def _changed(self) -> None:
        # Settings that cannot be read any more are set anew: the usual ones can be saved as they stand.
        unsaved = self._is_loaded and (self._is_lost or self.cards.is_changed())
        if unsaved:
            self.bar.say_unsaved()
        else:
            self.bar.hide()
        self._place_bar()
        if unsaved != self._is_unsaved:
            self._is_unsaved = unsaved
            self.unsaved_changed.emit(unsaved)

    def _say_saved(self) -> None:
        self.bar.say_saved("Saved. It holds from the next use of each connection.")
        self._place_bar()

    def _place_bar(self) -> None:
        height = 0 if self.bar.isHidden() else self.bar.sizeHint().height()
        self.setViewportMargins(0, 0, 0, height)
        self.bar.setGeometry(0, self.height() - height, self.viewport().width(), height)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the bar at the foot."""
        super().resizeEvent(event)
        self._place_bar()

    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody waits for a test once the window is gone; that something is saved has been read by then."""
        super().hideEvent(event)
        if not self.window().isVisible():
            self.cards.let_go()
        if not self._is_unsaved:
            self.bar.hide()
            self._place_bar()
