"""The form of a module as it was filled in last, there again when the module is opened again."""

import contextlib

from core.integrator import Integrator
from core.model.errors import TrunklineError
from core.model.form import FilledForm, FittedForm
from core.model.module import Module
from gui.forms.form import Form
from gui.modules.connection_choice import ConnectionChoice
from gui.modules.run_problem import RunProblem


class FormMemory:
    """Remembers one form, for each connection, when it runs and when it is left; fills it in when opened."""

    def __init__(
        self,
        integrator: Integrator,
        module: Module,
        form: Form,
        connection: ConnectionChoice,
        problem: RunProblem,
    ) -> None:
        self._integrator = integrator
        self._module = module
        self._form = form
        self._connection = connection
        self._problem = problem
        self._by_itself = form.values()
        """What stands in the form without anybody's doing."""

    async def recall(self) -> None:
        """Fill the form in as it was, unless the person has begun to fill it in meanwhile.

        An account that the person chose stays chosen: ids of another one would mean nothing there.
        """
        kept = await self.last(self._connection.chosen() if self._connection.is_by_choice else "")
        if kept is None or self._form.values() != self._by_itself or self._is_for_another(kept):
            return
        self._form.set_values(kept.values)
        self._form.set_labels(kept.labels)
        self._by_itself = self._form.values()
        self._connection.choose(kept.connection)
        self.tell_rest("Filled in as it was last, but for some of it.", kept)

    async def recall_another(self) -> None:
        """Another account was chosen: show how the form was filled in with it, if nobody has touched it."""
        if self._form.values() != self._by_itself:
            return
        kept = await self.last(self._connection.chosen())
        if kept is not None and self._form.values() == self._by_itself and not self._is_for_another(kept):
            self.fill_in(kept, "the values of last time", "Filled in as it was last, but for some of it.")
            self._by_itself = self._form.values()

    async def last(self, connection: str) -> FittedForm | None:
        """How the form was filled in last, with that connection if one is named. A problem is told."""
        try:
            return await self._integrator.last_form(self._module.app, self._module.id, connection)
        except TrunklineError as error:
            self._problem.tell(error)
            return None

    def fill_in(self, form: FittedForm, step: str, title: str) -> None:
        """Show a form of the past as a step that can be undone, and say what of it does not fit."""
        self._form.change_to(form.values, form.labels, step)
        self._problem.clear()
        self.tell_rest(title, form)

    def tell_rest(self, title: str, form: FittedForm) -> None:
        """Say what of a form of the past was not filled in, or wants a look."""
        if form.remarks:
            self._problem.say("warning", title, " ".join(form.remarks))

    def as_it_is(self) -> FilledForm:
        """The form as it is now."""
        return FilledForm(
            connection=self._connection.chosen(), values=self._form.values(), labels=self._form.labels()
        )

    async def remember(self, *, only_if_open: bool = False) -> None:
        """Keep the form as it is now: once a run has begun, for the vault is open then; or only if it is."""
        filled, app, module = self.as_it_is(), self._module.app, self._module.id
        # A connection that is gone meanwhile: the run says so.
        with contextlib.suppress(TrunklineError):
            await self._integrator.remember_form(app, module, filled, only_if_open=only_if_open)

    async def remember_unsent(self) -> None:
        """The form is being left: keep what was changed in it, if that needs nobody's passphrase."""
        if self._connection.chosen() and self._form.history.stack.canUndo():
            await self.remember(only_if_open=True)

    def _is_for_another(self, kept: FittedForm) -> bool:
        """Whether the person chose another account, be it while the form was being fetched."""
        return self._connection.is_by_choice and self._connection.chosen() != kept.connection
