"""The form of a module as it was filled in last, there again when the program is opened again."""

import contextlib

from core.integrator import Integrator
from core.model.errors import TrunklineError
from core.model.form import FilledForm
from core.model.module import Module
from gui.forms.form import Form
from gui.modules.connection_choice import ConnectionChoice


class FormMemory:
    """Remembers one form when it runs, and fills it in when it is opened."""

    def __init__(
        self, integrator: Integrator, module: Module, form: Form, connection: ConnectionChoice
    ) -> None:
        self._integrator = integrator
        self._module = module
        self._form = form
        self._connection = connection
        self._untouched = form.values()

    async def recall(self) -> None:
        """Fill the form in as it was, unless the person has begun to fill it in meanwhile.

        An account that the person chose stays chosen: ids of another one would mean nothing there.
        """
        chosen = self._connection.chosen() if self._connection.is_by_choice else ""
        kept = await self._integrator.remembered_form(self._module.app, self._module.id, chosen)
        if kept is None or self._form.values() != self._untouched or self._is_for_another(kept):
            return
        known = {field.key for field in self._module.fields}  # the app may have changed since
        self._form.set_values({key: value for key, value in kept.values.items() if key in known})
        self._form.set_labels(kept.labels)
        self._connection.choose(kept.connection)

    def _is_for_another(self, kept: FilledForm) -> bool:
        """Whether the person chose another account, be it while the form was being fetched."""
        return self._connection.is_by_choice and self._connection.chosen() != kept.connection

    async def remember(self) -> None:
        """Keep the form as it is now. Once a run has begun: the vault is open then."""
        filled = FilledForm(
            connection=self._connection.chosen(), values=self._form.values(), labels=self._form.labels()
        )
        # A connection that is gone meanwhile: the run says so.
        with contextlib.suppress(TrunklineError):
            await self._integrator.remember_form(self._module.app, self._module.id, filled)
