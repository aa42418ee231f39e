"""Filled forms, as the window sees them."""

from core.faces.face import Face
from core.model.form import FilledForm
from core.rules.request import base_url


class FormsFace(Face):
    """Forms as they were filled in last, and what a call of one's own is relative to."""

    async def remember_form(self, app: str, module: str, form: FilledForm) -> None:
        """Keep how a form was filled in; secrets among its values are left out."""

        async def work() -> None:
            from core.run.remembered import remember

            declared = self._core.catalogue.module(app, module)
            await remember(self._core.store, self._core.book, declared, form)

        await self._home.call(work)

    async def remembered_form(self, app: str, module: str, connection: str = "") -> FilledForm | None:
        """How a form was filled in last, with that connection (its id) if one is named; None when it never
        ran."""
        return await self._home.call(lambda: self._core.store.forms.last(app, module, connection))

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
