"""Secrets."""

from core.integrator import Integrator
from gui.settings.page import SettingsPage


class SecretsPage(SettingsPage):
    """Secrets."""

    name = "secrets"
    label = "Secrets"
    picture = "lock"

    def __init__(self, integrator: Integrator) -> None:
        super().__init__(
            "Secrets",
            "Where the key to your accounts lies, how it is guarded, and copies of your connections for another computer.",
        )
        self._integrator = integrator
        self.body.addStretch(1)

    async def load(self) -> None:
        """Read what is so now."""
