"""Network."""

from core.integrator import Integrator
from gui.settings.page import SettingsPage


class NetworkPage(SettingsPage):
    """Network."""

    name = "network"
    label = "Network"
    picture = "globe"

    def __init__(self, integrator: Integrator) -> None:
        super().__init__(
            "Network",
            "How requests leave this computer. What is set here holds for every connection that has nothing of its own.",
        )
        self._integrator = integrator
        self.body.addStretch(1)

    async def load(self) -> None:
        """Read what is so now."""
