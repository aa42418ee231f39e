"""The parts of the network settings below one another, for all connections or for one; and their tests."""

import asyncio
from collections.abc import Awaitable, Collection, Mapping
from typing import Any, Protocol

import shiboken6
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.integrator import Integrator
from core.model.errors import InvalidValues, TrunklineError
from core.model.network import NetworkReport, NetworkSettings
from gui import theme
from gui.connections.on_demand import unlocked
from gui.jobs import Jobs
from gui.settings.network_card import NetworkCard
from gui.settings.network_fields import FIELD_OF, PARTS, hints_of_all, told_of_all
from gui.settings.network_file import FileEditor
from gui.settings.network_secret import KeptSecret

ADDRESS = "url"
"""What the core calls the address of a test."""

_TEST, _BROWSE = "test-", "browse"
"""Names of jobs."""


class Test(Protocol):
    """Goes the way to an address with the settings as they stand in the cards."""

    def __call__(self, address: str) -> Awaitable[NetworkReport]:
        """Raises `InvalidValues`, `TrunklineError`."""


class NetworkCards(QWidget):
    """A card for each part. Knows what was changed since `show_values`, and keeps nothing itself."""

    changed = Signal()
    """Something in a form may be another now."""
    submitted = Signal()
    """Enter was pressed in a form."""

    def __init__(self, integrator: Integrator, jobs: Jobs, test: Test, *, own: bool = False) -> None:
        super().__init__()
        self._integrator = integrator
        self._jobs = jobs
        self._go = test
        self._shown: dict[str, Any] = {}
        self.cards = {part.name: NetworkCard(part, own=own) for part in PARTS}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.L)
        for card in self.cards.values():
            column.addWidget(card)
            self._connect(card)
        proxy, certificates = self.cards["proxy"].form, self.cards["certificates"].form
        self._secrets = {
            "proxy_password": KeptSecret(
                proxy, "proxy_password", "password", ("proxy", "proxy_address", "proxy_user")
            ),
            "key_passphrase": KeptSecret(
                certificates, "key_passphrase", "passphrase", ("certificate_file", "key_file")
            ),
        }
        self._shown = self.values()

    def _connect(self, card: NetworkCard) -> None:
        card.form.changed.connect(self.changed)
        card.form.submitted.connect(self.submitted)
        card.form.file_wanted.connect(self._browse)
        card.test_wanted.connect(lambda: self._test_or_stop(card))
        card.address.textEdited.connect(self.set_address)

    # What stands in the forms

    def show_values(self, values: Mapping[str, Any], secrets_kept: Collection[str]) -> None:
        """Show what is kept, and which of the secrets are in the vault; nothing is changed then."""
        for card in self.cards.values():
            # Nothing at all, where a setting is empty: an empty text would be one that is sent on purpose.
            card.form.set_values({key: values[key] for key in card.form.rows() if values.get(key)})
            card.steps.clear()
            card.show_address_problem("")
        for name, secret in self._secrets.items():
            secret.begin(is_kept=name in secrets_kept)
        self._shown = self.values()
        self.changed.emit()

    def values(self) -> dict[str, Any]:
        """What stands in all forms, by key."""
        return {key: value for card in self.cards.values() for key, value in card.form.values().items()}

    def secrets(self) -> dict[str, str | None]:
        """The two secrets as the integrator takes them."""
        return {name: secret.answer() for name, secret in self._secrets.items()}

    def is_changed(self) -> bool:
        """Whether anything differs from what is kept."""
        removed = any(secret.is_removed() for secret in self._secrets.values())
        return removed or self.values() != self._shown

    def tell_of_all(self, settings: NetworkSettings) -> None:
        """Say beside the fields of one connection what holds for all."""
        sentences, hints = told_of_all(settings), hints_of_all(settings)
        for card in self.cards.values():
            for key in card.form.rows():
                card.form.editor(key).tell_remark(sentences.get(key, ""))
                if key in hints:
                    card.form.editor(key).set_placeholder(hints[key])

    def check(self) -> bool:
        """Show everything that is wrong already; True when nothing is."""
        problems = {
            path: sentence for card in self.cards.values() for path, sentence in card.form.problems().items()
        }
        self._place(problems)
        return not problems

    def show_problems(self, by_field: Mapping[str, str]) -> list[str]:
        """Show each sentence under its field, as the core names fields, and go to the first.

        Gives back those that have no field here: what is wrong with what holds for all connections.
        """
        left = self._place({FIELD_OF.get(path, path): text for path, text in by_field.items()})
        return [f"In the settings of all connections: {text}" for text in left]

    # The address of the tests

    def address(self) -> str:
        """What tests go to."""
        return next(iter(self.cards.values())).address.text()

    def set_address(self, address: str) -> None:
        """Have all tests go there."""
        for card in self.cards.values():
            card.show_address_problem("")
            if card.address.text() != address:
                card.address.setText(address)
                card.address.setCursorPosition(0)

    # The tests

    def let_go(self) -> None:
        """Stop the tests, and the search for a file: the window goes."""
        for name in self.cards:
            self._jobs.cancel(_TEST + name)
        self._jobs.cancel(_BROWSE)

    def _test_or_stop(self, card: NetworkCard) -> None:
        job = _TEST + card.name
        if self._jobs.is_running(job):
            self._jobs.cancel(job)
        elif self.check():
            self._jobs.start(job, self._test(card))
        else:
            card.steps.show_words("Mend what is marked first.")

    async def _test(self, card: NetworkCard) -> None:
        card.set_testing(True)
        card.show_address_problem("")
        card.steps.show_waiting("On the way…")
        try:
            card.steps.show_report(
                await unlocked(self._integrator, self.window(), lambda: self._go(self.address()))
            )
        except InvalidValues as invalid:
            self._say_invalid(card, dict(invalid.by_field))
        except TrunklineError as error:
            card.steps.show_error(error)
        except asyncio.CancelledError:
            if shiboken6.isValid(card):
                card.steps.show_words("Stopped.")
            raise
        finally:
            if shiboken6.isValid(card):
                card.set_testing(False)
                card.show_result()

    def _say_invalid(self, card: NetworkCard, by_field: dict[str, str]) -> None:
        card.steps.show_words("Mend what is marked first.")
        card.show_address_problem(by_field.pop(ADDRESS, ""))
        if by_field and (unplaced := self.show_problems(by_field)):
            card.steps.show_words(" ".join(unplaced))

    def _browse(self, editor: FileEditor) -> None:
        if not self._jobs.is_running(_BROWSE):
            self._jobs.start(_BROWSE, editor.browse())

    def _place(self, problems: Mapping[str, str]) -> list[str]:
        """Show each problem in the form that has its field; the first one gets the focus."""
        left = dict(problems)
        # From the last to the first: the last form that is told of a problem has the focus then.
        for card in reversed(self.cards.values()):
            rows = card.form.rows()
            here = {key for key in rows if rows[key].is_shown}
            own = {path: left.pop(path) for path in problems if path.partition(".")[0] in here}
            card.form.show_problems(own)
        return list(left.values())
