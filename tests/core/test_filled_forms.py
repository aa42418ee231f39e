"""How a form was filled in is kept, and a secret never with it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from core.integrator import Integrator, NewConnection, open_integrator
from core.model.errors import NotKnown
from core.model.form import FilledForm
from tests.sandboxes import RunningSandbox

pytestmark = pytest.mark.usefixtures("cheap_passphrase")


@asynccontextmanager
async def connected(folder: Path, sandbox: RunningSandbox, app: str) -> AsyncIterator[tuple[Integrator, str]]:
    """A profile with an account, and the connection's id."""
    async with open_integrator(folder, passphrase="correct horse") as integrator:
        new = NewConnection(app=app, name="Account", values=sandbox.values(app), address=sandbox.address(app))
        yield integrator, (await integrator.connect(new)).id


def all_of(folder: Path) -> bytes:
    """Every file of a profile, one after another."""
    return b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())


async def test_a_form_is_kept_with_the_names_that_were_chosen(
    tmp_path: Path, sandbox: RunningSandbox
) -> None:
    async with connected(tmp_path, sandbox, "refiner") as (integrator, connection):
        form = FilledForm(
            connection=connection, values={"form_uuid": "f0", "limit": 7}, labels={"form_uuid": "Exit survey"}
        )
        await integrator.remember_form("refiner", "list_contacts", form)
        kept = await integrator.remembered_form("refiner", "list_contacts")
        assert kept is not None
        assert (kept.connection, kept.values, kept.labels) == (form.connection, form.values, form.labels)
        assert kept.kinds["limit"] == "integer"
        await integrator.delete_connection(connection)
        assert await integrator.remembered_form("refiner", "list_contacts") is None


async def test_a_value_that_holds_the_key_is_left_out(tmp_path: Path, sandbox: RunningSandbox) -> None:
    key = sandbox.values("refiner")["api_key"]
    async with connected(tmp_path, sandbox, "refiner") as (integrator, connection):
        values = {"url": "/v1/contacts", "qs": {"api_key": key}, "headers": {"X-Note": "n"}}
        form = FilledForm(connection=connection, values=values)
        await integrator.remember_form("refiner", "make_api_call", form)
        kept = await integrator.remembered_form("refiner", "make_api_call")
        assert kept is not None
        assert kept.values == {"url": "/v1/contacts", "headers": {"X-Note": "n"}}
    assert key.encode() not in all_of(tmp_path)


async def test_a_form_without_a_connection_is_not_kept(tmp_path: Path) -> None:
    async with open_integrator(tmp_path, passphrase="correct horse") as integrator:
        with pytest.raises(NotKnown):
            await integrator.remember_form("refiner", "list_contacts", FilledForm(connection="gone"))


async def test_paths_are_relative_to_the_account_and_to_the_service(
    tmp_path: Path, sandbox: RunningSandbox
) -> None:
    async with connected(tmp_path, sandbox, "qualtrics") as (integrator, connection):
        itself = "https://{data_center_id}.qualtrics.com/API"
        assert await integrator.service_addresses("", "qualtrics") == (itself,)
        assert await integrator.service_addresses(connection, "qualtrics") == (
            f"{sandbox.address('qualtrics')}/API",
            itself,
        )
