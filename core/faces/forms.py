"""Filled forms, as the window sees them."""

from core.faces.face import Face
from core.model.form import FilledForm, FittedForm
from core.rules.request import base_url


class FormsFace(Face):
    """Forms as they were filled in last, and what a call of one's own is relative to."""

    async def remember_form(
        self, app: str, module: str, form: FilledForm, *, only_if_open: bool = False
    ) -> None:
        """Keep how a form was filled in; secrets among its values are left out.

        `only_if_open`: not if the vault would have to be opened to know them.
        """

        async def work() -> None:
            from core.run.remembered import remember

            declared, core = self._core.catalogue.module(app, module), self._core
            if not only_if_open or core.book.knows_secrets(form.connection):
                await remember(core.store, core.book, declared, form)

        await self._home.call(work)

    async def remembered_form(self, app: str, module: str, connection: str = "") -> FilledForm | None:
        """How a form was filled in last, with that connection (its id) if one is named; None when it never
        ran."""
        return await self._home.call(lambda: self._core.store.forms.last(app, module, connection))

    async def last_form(self, app: str, module: str, connection: str = "") -> FittedForm | None:
        """As `remembered_form`, as far as it fits the module of today."""

        async def work() -> FittedForm | None:
            from core.run.remembered import fitted

            form = await self._core.store.forms.last(app, module, connection)
            return fitted(self._core.catalogue.module(app, module), form) if form else None

        return await self._home.call(work)

    async def service_addresses(self, connection: str, app: str, base: str = "") -> tuple[str, ...]:
        """What paths of a call of one's own are relative to: at the account, and at the service itself.

        `connection` is an id, "" while none is chosen; `base` names one of the app's `other_bases`.
        """

        async def work() -> tuple[str, ...]:
            declared = self._core.catalogue.app(app)
            itself = declared.other_bases[base] if base else declared.base_url
            if not connection:
                return (itself,)
            chosen = await self._core.book.find(connection)
            return (base_url(declared, base, chosen.values, chosen.address), itself)

        return await self._home.call(work)
