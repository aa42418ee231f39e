"""Forms as they were filled in last."""

from pathlib import Path

import pytest

from core.model.form import FilledForm
from tests.core.store.samples import opened, rows

FORM = FilledForm(
    connection="c1",
    values={"limit": 25, "tags": ["a", "b"], "note": None, "name": ""},
    labels={"websiteId": "shop.example.com"},
)


async def test_a_form_is_there_again_as_it_was(folder: Path) -> None:
    async with opened(folder) as store:
        assert await store.forms.last("refiner", "list_contacts") is None
        await store.forms.remember("refiner", "list_contacts", FORM)
    async with opened(folder) as store:
        assert await store.forms.last("refiner", "list_contacts") == FORM
        assert await store.forms.last("refiner", "track_event") is None


async def test_the_form_that_was_used_last_is_the_one(folder: Path) -> None:
    other = FilledForm(connection="c2", values={"limit": 3})
    async with opened(folder) as store:
        await store.forms.remember("refiner", "list_contacts", FORM)
        await store.forms.remember("refiner", "list_contacts", other)
        assert await store.forms.last("refiner", "list_contacts") == other
        await store.forms.remember("refiner", "list_contacts", FORM)
        assert await store.forms.last("refiner", "list_contacts") == FORM
        assert await store.forms.last("refiner", "list_contacts", "c2") == other
        assert await store.forms.last("refiner", "list_contacts", "c3") is None


async def test_the_forms_of_a_connection_can_be_forgotten(folder: Path) -> None:
    other = FilledForm(connection="c2", values={"limit": 3})
    async with opened(folder) as store:
        await store.forms.remember("refiner", "list_contacts", other)
        await store.forms.remember("refiner", "list_contacts", FORM)
        await store.forms.forget("c1")
        assert await store.forms.last("refiner", "list_contacts") == other


@pytest.mark.parametrize("odd", ["not JSON", "[1]"])
async def test_a_form_that_cannot_be_read_is_none(folder: Path, odd: str) -> None:
    async with opened(folder) as store:
        await store.forms.remember("refiner", "list_contacts", FORM)
    rows(folder, "UPDATE forms SET field_values = ?", odd)
    async with opened(folder) as store:
        assert await store.forms.last("refiner", "list_contacts") is None
