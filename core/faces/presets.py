"""Values of forms under names, as the window and the command line see them."""

from core.faces.face import Face
from core.model.form import FilledForm, FittedForm, Preset, PresetName


class PresetsFace(Face):
    """Presets belong to a module, and may be used with any connection of its app."""

    async def presets(self, app: str, module: str) -> tuple[PresetName, ...]:
        """What there is for a module, by name."""
        return await self._home.call(lambda: self._core.store.presets.names(app, module))

    async def preset_form(self, app: str, module: str, preset: str, connection: str = "") -> FittedForm:
        """A preset (its id) as far as it fits the module of today; nothing of it is changed.

        `connection` is the id of the one that is chosen, "" for none. Raises `NotKnown`, `DataUnreadable`.
        """

        async def work() -> FittedForm:
            from core.run.remembered import fitted_preset

            declared = self._core.catalogue.module(app, module)
            found = await self._core.store.presets.get(preset)
            return await fitted_preset(self._core.book, declared, found, connection)

        return await self._home.call(work)

    async def save_preset(
        self, app: str, module: str, name: str, form: FilledForm, *, overwrite: bool = False
    ) -> list[str]:
        """Keep a form under a name; gives the labels of fields left out, because they hold a secret.

        Raises `InvalidValues` (key "name"), `NameTaken` unless `overwrite`, and what the vault says.
        """

        async def work() -> list[str]:
            from core.run.remembered import save_preset

            declared, core = self._core.catalogue.module(app, module), self._core
            return await save_preset(core.store, core.book, declared, name, form, overwrite=overwrite)

        return await self._home.call(work)

    async def rename_preset(self, id: str, name: str) -> None:
        """Give a preset another name. Raises `InvalidValues` (key "name"), `NameTaken`, `NotKnown`."""

        async def work() -> None:
            from core.run.remembered import preset_name

            await self._core.store.presets.rename(id, preset_name(name))

        await self._home.call(work)

    async def delete_preset(self, id: str) -> Preset:
        """Take a preset away; gives what `put_preset_back` needs. Raises `NotKnown`, `DataUnreadable`."""
        return await self._home.call(lambda: self._core.store.presets.delete(id))

    async def put_preset_back(self, preset: Preset) -> None:
        """Bring back what was taken away. Raises `NameTaken`."""
        await self._home.call(lambda: self._core.store.presets.put_back(preset))
