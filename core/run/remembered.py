"""Forms as they were filled in last, to be shown so when they are opened again."""

from core.model.form import FilledForm
from core.model.module import Module
from core.run.account_book import AccountBook
from core.run.module_run import without_secrets
from core.store.store import Store


async def remember(store: Store, book: AccountBook, module: Module, form: FilledForm) -> None:
    """Keep a form. A value that holds a secret of the connection is left out altogether."""
    connection = await book.find(form.connection)
    known = (await book.credentials(connection)).secrets
    shown = without_secrets(module, form.values, known)
    values = {key: value for key, value in form.values.items() if shown.get(key) == value}
    kept = FilledForm(connection=connection.id, values=values, labels=form.labels)
    await store.forms.remember(module.app, module.id, kept)
