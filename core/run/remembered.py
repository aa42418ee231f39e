"""Forms as they were filled in last, to be shown so when they are opened again."""

from core.model.form import FilledForm
from core.model.module import Module
from core.run.account_book import AccountBook
from core.run.module_run import without_secrets
from core.store.store import Store


class RememberedForms:
    """Keeps what was filled in, and never a secret."""

    def __init__(self, store: Store, book: AccountBook) -> None:
        self._store = store
        self._book = book

    async def remember(self, module: Module, form: FilledForm) -> None:
        """Keep a form. A value that holds a secret of the connection is left out altogether."""
        connection = await self._book.find(form.connection)
        known = (await self._book.credentials(connection)).secrets
        shown = without_secrets(module, form.values, known)
        values = {key: value for key, value in form.values.items() if shown.get(key) == value}
        kept = FilledForm(connection=connection.id, values=values, labels=form.labels)
        await self._store.forms.remember(module.app, module.id, kept)
