"""The vault, as the window and the command line see it."""

from core.faces.face import Face
from core.store.vault import VaultState


class VaultFace(Face):
    """Where the secrets' key is."""

    async def vault_state(self) -> VaultState:
        """Where the secrets' key is, or why it cannot be had. Answers within the keyring's time limit."""
        return await self._home.call(self._core.store.vault.prepare)

    def vault_is_in_use(self) -> bool:
        """Whether secrets may lie in the vault already, as of the last `vault_state()`."""
        return self._core.store.vault.is_in_use

    async def create_passphrase(self, passphrase: str) -> None:
        """Keep the secrets' key under a passphrase, where there is no system keyring."""
        await self._home.call(lambda: self._core.store.vault.create_with_passphrase(passphrase))

    async def unlock(self, passphrase: str) -> None:
        """Open the passphrase vault. Raises `WrongPassphrase`."""
        await self._home.call(lambda: self._core.store.vault.unlock(passphrase))
