"""Where my data goes."""

from core.integrator import Integrator
from gui.settings.page import SettingsPage


class DataPage(SettingsPage):
    """Where my data goes."""

    name = "data"
    label = "Where data goes"
    picture = "send"

    def __init__(self, integrator: Integrator) -> None:
        super().__init__(
            "Where my data goes", "Every host that this program has contacted. It contacts no other."
        )
        self._integrator = integrator
        self.body.addStretch(1)

    async def load(self) -> None:
        """Read what is so now."""
