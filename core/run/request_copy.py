"""A request of a run, once more with its secrets: for a person who asks for it in so many words."""

from collections.abc import Callable

from core.model.connection import Connection
from core.model.errors import NotKnown, TrunklineError
from core.model.http import Exchange
from core.model.module import Module
from core.model.run import RunRecord
from core.rules.curl_text import curl_text
from core.rules.secrets_back import with_secrets
from core.rules.values import wire_values
from core.run.account_book import AccountBook
from core.run.continued import digest
from core.run.module_run import request_of
from core.store.store import Store


class RequestCopies:
    """Puts secrets back into what the history shows of a request. Writes nothing down."""

    def __init__(self, store: Store, book: AccountBook) -> None:
        self._store = store
        self._book = book

    async def curl(self, run: str, exchange: Exchange, find_module: Callable[[str, str], Module]) -> str:
        """A request of a run as the curl command that sends it.

        Raises `NotKnown`, a `VaultError`, and a `TrunklineError` where the secrets are not those it was sent
        with, or where it cannot be told where they stood.
        """
        record = await self._store.runs.get(run)
        if record is None:
            raise NotKnown("There is no such run.", f"The history has no run '{run}'.")
        module = find_module(record.app, record.module)
        connection = await self._connection(record, exchange)
        app = self._book.find_app(record.app)
        if record.left_out or digest(app, module) != record.declared:
            raise _not_put_back(
                "The form held a secret, which the history does not keep."
                if record.left_out
                else f"“{module.label}” was changed since."
            )
        credentials = await self._book.credentials(connection)
        wire = wire_values(module.fields, record.values, module.rules)
        built = request_of(app, module, wire, credentials.values, connection.address)
        request = with_secrets(exchange, built, credentials.secrets)
        if request is None:
            raise _not_put_back("It cannot be told for certain where they stood in this request.")
        return curl_text(request)

    async def _connection(self, record: RunRecord, exchange: Exchange) -> Connection:
        """The connection that the request was sent through, if it is as it was then."""
        found = [one for one in await self._book.all() if one.id == record.connection]
        if not found:
            raise _not_put_back("The connection that it was sent through is gone.")
        if exchange.revision != found[0].revision:
            raise _not_put_back(f"'{found[0].name}' was changed since: these were other secrets.")
        return found[0]


def _not_put_back(reason: str) -> TrunklineError:
    return TrunklineError(
        "The secrets cannot be put back.", reason, "Run the module anew, and copy the request of that run."
    )
