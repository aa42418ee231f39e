"""Presets through the integrator: what is kept of a form, and never a secret with it."""

from pathlib import Path

import pytest

from core.integrator import open_integrator
from core.model.errors import DataUnreadable, InvalidValues, NotKnown, SecretsLocked
from core.model.form import FilledForm
from tests.core.test_filled_forms import all_of, connected
from tests.sandboxes import RunningSandbox

pytestmark = pytest.mark.usefixtures("cheap_passphrase")


async def test_a_preset_is_used_with_any_connection_of_its_app(
    tmp_path: Path, sandbox: RunningSandbox
) -> None:
    async with connected(tmp_path, sandbox, "refiner") as (integrator, connection):
        form = FilledForm(
            connection=connection, values={"form_uuid": "f0", "limit": 7}, labels={"form_uuid": "Exit"}
        )
        assert await integrator.save_preset("refiner", "list_contacts", "  Week   ly ", form) == []
        (kept,) = await integrator.presets("refiner", "list_contacts")
        assert kept.name == "Week ly"
        same = await integrator.preset_form("refiner", "list_contacts", kept.id, connection)
        assert (same.values, same.labels, same.remarks) == (form.values, form.labels, [])
        twin = await integrator.duplicate(connection, "Twin")
        again = await integrator.preset_form("refiner", "list_contacts", kept.id, twin.id)
        assert again.chosen_elsewhere == (), "a second connection to the same account has the same entries"
        await integrator.start_practice()
        practice = next(
            one for one in await integrator.connections() if one.practice and one.app == "refiner"
        )
        other = await integrator.preset_form("refiner", "list_contacts", kept.id, practice.id)
        assert other.values == form.values


async def test_no_secret_reaches_a_file_and_what_was_left_out_is_named(
    tmp_path: Path, sandbox: RunningSandbox
) -> None:
    key = sandbox.values("refiner")["api_key"]
    typed = "another-token-12345"
    async with connected(tmp_path, sandbox, "refiner") as (integrator, connection):
        form = FilledForm(
            connection=connection,
            values={
                "url": "/v1/contacts",
                "qs": {"api_key": key},
                "headers": {"X-Note": "n", "Authorization": f"Bearer {typed}", "X-Api-Key": typed},
            },
        )
        left_out = await integrator.save_preset("refiner", "make_api_call", "Mine", form)
        assert len(left_out) == 2
        await integrator.remember_form("refiner", "make_api_call", form)
        (kept,) = await integrator.presets("refiner", "make_api_call")
        fitted = await integrator.preset_form("refiner", "make_api_call", kept.id)
        assert fitted.values == {"url": "/v1/contacts", "headers": {"X-Note": "n"}}
        module = next(
            one
            for one in await integrator.modules("refiner")
            if any(type(field).__name__ == "SecretField" for field in one.fields)
        )
        field = next(field for field in module.fields if type(field).__name__ == "SecretField")
        secret = FilledForm(connection="", values={field.key: typed})
        assert await integrator.save_preset("refiner", module.id, "Hook", secret) == [field.label]
    everything = all_of(tmp_path)
    assert key.encode() not in everything
    assert typed.encode() not in everything


@pytest.mark.parametrize("name", ["", "   ", "x" * 81])
async def test_a_name_has_one_to_eighty_characters(tmp_path: Path, name: str) -> None:
    async with open_integrator(tmp_path) as integrator:
        with pytest.raises(InvalidValues):
            await integrator.save_preset("refiner", "list_contacts", name, FilledForm(connection=""))
        await integrator.save_preset("refiner", "list_contacts", "名" * 80, FilledForm(connection=""))
        (kept,) = await integrator.presets("refiner", "list_contacts")
        with pytest.raises(InvalidValues):
            await integrator.rename_preset(kept.id, name)


async def test_while_secrets_are_locked_nothing_is_saved_that_might_hold_one(
    tmp_path: Path, sandbox: RunningSandbox
) -> None:
    async with connected(tmp_path, sandbox, "refiner") as (integrator, connection):
        await integrator.lock_vault()
        form = FilledForm(connection=connection, values={"limit": 7})
        with pytest.raises(SecretsLocked):
            await integrator.save_preset("refiner", "list_contacts", "Weekly", form)
        await integrator.remember_form("refiner", "list_contacts", form, only_if_open=True)
        assert await integrator.presets("refiner", "list_contacts") == ()
        assert await integrator.last_form("refiner", "list_contacts") is None


async def test_a_preset_that_is_gone_is_said_to_be_gone(tmp_path: Path) -> None:
    async with open_integrator(tmp_path) as integrator:
        with pytest.raises(NotKnown):
            await integrator.preset_form("refiner", "list_contacts", "gone")


async def test_a_full_disk_is_told_and_what_was_there_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_integrator(tmp_path) as integrator:
        small = FilledForm(connection="", values={"limit": 1})
        await integrator.save_preset("refiner", "list_contacts", "Weekly", small)
        store = integrator._core.store
        await store._database.write(lambda rows: rows.execute("PRAGMA max_page_count = 1").close())
        large = FilledForm(connection="", values={"search": "x" * 500_000})
        with pytest.raises(DataUnreadable, match="full"):
            await integrator.save_preset("refiner", "list_contacts", "Weekly", large, overwrite=True)
        (kept,) = await integrator.presets("refiner", "list_contacts")
        assert (await integrator.preset_form("refiner", "list_contacts", kept.id)).values == {"limit": 1}
