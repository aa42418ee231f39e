"""What needs secrets, done as soon as the person has unlocked them."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from PySide6.QtWidgets import QWidget

from core.integrator import Integrator
from core.model.errors import VaultError
from gui.connections.vault_dialog import open_vault

Answer = TypeVar("Answer")


async def unlocked(integrator: Integrator, parent: QWidget, work: Callable[[], Awaitable[Answer]]) -> Answer:
    """Do it; where the vault stops it, offer to open the vault and do it once more. Raises as `work`."""
    try:
        return await work()
    except VaultError as error:
        if not await open_vault(integrator, error, parent):
            raise
        return await work()
