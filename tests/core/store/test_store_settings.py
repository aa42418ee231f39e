"""Settings: defaults until something is chosen."""

from pathlib import Path

import pytest

from core.store.settings import UserSettings
from tests.core.store.samples import opened, rows


async def test_settings_are_the_defaults_until_something_is_chosen(folder: Path) -> None:
    async with opened(folder) as store:
        assert await store.settings.load() == UserSettings()
        for practice in (True, False, True):
            await store.settings.save(UserSettings(practice=practice))
            assert await store.settings.load() == UserSettings(practice=practice)
    async with opened(folder) as store:
        assert await store.settings.load() == UserSettings(practice=True)


@pytest.mark.parametrize(
    ("document", "understood"),
    [
        ('{"practice": true, "of_a_later_version": 1}', UserSettings(practice=True)),
        ('{"practice": "sometimes"}', UserSettings()),
        ("not JSON", UserSettings()),
    ],
)
async def test_odd_settings_do_not_keep_the_program_from_starting(
    folder: Path, document: str, understood: UserSettings
) -> None:
    async with opened(folder):
        pass
    rows(folder, "INSERT INTO settings VALUES (1, ?)", document)
    async with opened(folder) as store:
        assert await store.settings.load() == understood
