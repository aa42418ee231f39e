"""Values of forms under names."""

import asyncio
from pathlib import Path

import pytest

from core.model.errors import DataUnreadable, NameTaken, NotKnown
from core.model.form import FilledForm
from tests.core.store.samples import opened, rows

FORM = FilledForm(
    connection="c1", values={"limit": 25, "note": None}, labels={"a": "Ä"}, kinds={"limit": "integer"}
)
OF = ("refiner", "list_contacts")


async def test_a_preset_is_there_again_as_it_was(folder: Path) -> None:
    async with opened(folder) as store:
        saved = await store.presets.save(*OF, "Weekly", FORM, "Shop")
    async with opened(folder) as store:
        assert await store.presets.get(saved.id) == saved
        assert [one.name for one in await store.presets.names(*OF)] == ["Weekly"]
        assert await store.presets.names("refiner", "track_event") == ()


async def test_a_name_is_taken_in_any_capitals_and_in_its_module_only(folder: Path) -> None:
    async with opened(folder) as store:
        await store.presets.save(*OF, "Ärger", FORM)
        with pytest.raises(NameTaken):
            await store.presets.save(*OF, "A\u0308RGER", FORM)
        await store.presets.save("refiner", "track_event", "Ärger", FORM)


async def test_replacing_keeps_the_preset_and_changes_what_it_holds(folder: Path) -> None:
    other = FilledForm(connection="c2", values={"limit": 1})
    async with opened(folder) as store:
        first = await store.presets.save(*OF, "Weekly", FORM)
        second = await store.presets.replace(*OF, "weekly", other)
        assert second.id == first.id
        assert (await store.presets.get(first.id)).form == other
        assert len(await store.presets.names(*OF)) == 1


async def test_a_preset_is_renamed_unless_the_name_is_taken_or_it_is_gone(folder: Path) -> None:
    async with opened(folder) as store:
        one = await store.presets.save(*OF, "One", FORM)
        await store.presets.save(*OF, "Two", FORM)
        with pytest.raises(NameTaken):
            await store.presets.rename(one.id, "TWO")
        await store.presets.rename(one.id, "ONE")
        assert (await store.presets.get(one.id)).form == FORM
        with pytest.raises(NotKnown):
            await store.presets.rename("gone", "Three")


async def test_a_deleted_preset_is_put_back_whole_unless_its_name_was_given_away(folder: Path) -> None:
    async with opened(folder) as store:
        saved = await store.presets.save(*OF, "One", FORM, "Shop")
        taken = await store.presets.delete(saved.id)
        assert taken == saved
        with pytest.raises(NotKnown):
            await store.presets.delete(saved.id)
        await store.presets.put_back(taken)
        await store.presets.put_back(taken)
        assert await store.presets.get(saved.id) == saved
        await store.presets.delete(saved.id)
        await store.presets.save(*OF, "one", FORM)
        with pytest.raises(NameTaken):
            await store.presets.put_back(taken)


async def test_of_two_windows_that_save_one_name_one_is_told(folder: Path) -> None:
    async with opened(folder) as one, opened(folder) as other:
        saved = await asyncio.gather(
            one.presets.save(*OF, "Same", FORM), other.presets.save(*OF, "same", FORM), return_exceptions=True
        )
        assert sum(isinstance(result, NameTaken) for result in saved) == 1
        assert len(await one.presets.names(*OF)) == 1


@pytest.mark.parametrize("odd", ["not JSON", "[1]"])
async def test_what_cannot_be_read_is_said_with_its_name_and_listed_all_the_same(
    folder: Path, odd: str
) -> None:
    async with opened(folder) as store:
        saved = await store.presets.save(*OF, "Weekly", FORM)
    rows(folder, "UPDATE presets SET field_values = ?", odd)
    async with opened(folder) as store:
        assert len(await store.presets.names(*OF)) == 1
        with pytest.raises(DataUnreadable, match="Weekly"):
            await store.presets.get(saved.id)
        await store.presets.replace(*OF, "Weekly", FORM)
        assert (await store.presets.get(saved.id)).form == FORM


async def test_forms_of_before_are_still_there_after_the_migration(folder: Path) -> None:
    async with opened(folder) as store:
        await store.forms.remember(*OF, FORM)
    for statement in ("DROP TABLE presets", "ALTER TABLE forms DROP COLUMN kinds", "PRAGMA user_version = 7"):
        rows(folder, statement)
    async with opened(folder) as store:
        kept = await store.forms.last(*OF)
        assert kept is not None
        assert (kept.values, kept.labels, kept.kinds) == (FORM.values, FORM.labels, {})
        assert await store.presets.names(*OF) == ()
