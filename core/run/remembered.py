"""Forms as they were filled in, to be shown so again: the last ones, and those that have a name.

Whatever is kept goes through `_kept`: no secret field, however deep inside, no header that is there to prove
who asks, and no value that holds a secret of the connection.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from core.model.errors import InvalidValues
from core.model.form import LONGEST_PRESET_NAME, FilledForm, FittedForm, Preset
from core.model.module import Module
from core.rules.fitting import chosen_from_lists, fit, kinds_of, without_secret_fields
from core.rules.redact import Redactor, speaks_of_credentials
from core.run.account_book import AccountBook
from core.store.store import Store


async def remember(store: Store, book: AccountBook, module: Module, form: FilledForm) -> None:
    """Keep a form. A value that holds a secret of the connection is left out altogether."""
    connection = await book.find(form.connection)
    known = (await book.credentials(connection)).secrets
    kept = _kept(module, form, known, connection.id)
    await store.forms.remember(module.app, module.id, kept)


async def save_preset(
    store: Store, book: AccountBook, module: Module, name: str, form: FilledForm, *, overwrite: bool
) -> list[str]:
    """Keep a form under a name; gives the labels of what was left out, because it holds a secret.

    InvalidValues (key "name"), NameTaken unless `overwrite`, what the vault says.
    """
    name = preset_name(name)
    account, id = "", ""
    known: Sequence[str] = ()
    if form.connection:
        connection = await book.find(form.connection)
        known = (await book.credentials(connection)).secrets
        account, id = connection.account or connection.name, connection.id
    kept = _kept(module, form, known, id)
    keep = store.presets.replace if overwrite else store.presets.save
    await keep(module.app, module.id, name, kept, account)
    return [
        field.label
        for field in module.fields
        if field.key in form.values and kept.values.get(field.key) != form.values[field.key]
    ]


def preset_name(name: str) -> str:
    """A name as it is kept. InvalidValues (key "name")."""
    name = " ".join(name.split())
    if not 1 <= len(name) <= LONGEST_PRESET_NAME:
        raise InvalidValues({"name": f"Enter a name of 1 to {LONGEST_PRESET_NAME} characters."})
    return name


async def fitted_preset(book: AccountBook, module: Module, preset: Preset, connection: str) -> FittedForm:
    """A preset for the form of today and the connection (its id) that is chosen, "" for none."""
    return _fitted(module, preset.form, preset.account, await _is_elsewhere(book, preset, connection))


def fitted(module: Module, form: FilledForm) -> FittedForm:
    """A form of the past for the form of today."""
    return _fitted(module, form, "", elsewhere=False)


async def _is_elsewhere(book: AccountBook, preset: Preset, connection: str) -> bool:
    """Whether another account is chosen than the one that the preset was saved with."""
    if not connection or not preset.form.connection or connection == preset.form.connection:
        return False
    return (await book.find(connection)).account != preset.account


def _fitted(module: Module, form: FilledForm, account: str, elsewhere: bool) -> FittedForm:
    values, gone, changed = fit(module.fields, form.values, form.kinds)
    labels = {path: text for path, text in form.labels.items() if path.partition(".")[0] in values}
    chosen = tuple(chosen_from_lists(module.fields, values)) if elsewhere else ()
    return FittedForm(
        connection=form.connection,
        values=values,
        labels={} if chosen else labels,
        gone=gone,
        changed=changed,
        chosen_elsewhere=chosen,
        account=account,
    )


def _kept(module: Module, form: FilledForm, known: Sequence[str], connection: str) -> FilledForm:
    values = without_secret_fields(module.fields, form.values)
    if module.any_call and isinstance(headers := values.get(module.any_call.headers), Mapping):
        values[module.any_call.headers] = _without_credentials(headers)
    redactor = Redactor(known)
    values = {key: value for key, value in values.items() if redactor.value(value) == value}
    labels = {path: text for path, text in form.labels.items() if path.partition(".")[0] in values}
    return FilledForm(connection=connection, values=values, labels=labels, kinds=kinds_of(module.fields))


def _without_credentials(headers: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in headers.items() if not speaks_of_credentials(name)}
