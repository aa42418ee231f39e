"""Settings: defaults until something is chosen."""

from pathlib import Path
from typing import Any

import pytest

from core.model.errors import InvalidValues
from core.store.settings import LONGEST_AUTO_LOCK, UserSettings
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
        ('{"auto_lock_minutes": 5}', UserSettings(auto_lock_minutes=5)),
        ('{"auto_lock_minutes": -1}', UserSettings()),
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


@pytest.mark.parametrize("minutes", [-1, LONGEST_AUTO_LOCK + 1, 0.5, "5"])
async def test_minutes_that_make_no_sense_are_refused_and_nothing_changes(folder: Path, minutes: Any) -> None:
    async with opened(folder) as store:
        await store.settings.save(UserSettings(auto_lock_minutes=5))
        with pytest.raises(InvalidValues, match="0 for never") as invalid:
            await store.settings.save(UserSettings(auto_lock_minutes=minutes))
        assert invalid.value.by_field.keys() == {"auto_lock_minutes"}
        assert await store.settings.load() == UserSettings(auto_lock_minutes=5)


async def test_whoever_listens_hears_of_settings_that_were_kept(folder: Path) -> None:
    heard: list[UserSettings] = []
    async with opened(folder) as store:
        store.settings.listeners.append(heard.append)
        for minutes in (LONGEST_AUTO_LOCK, 0):
            await store.settings.save(UserSettings(auto_lock_minutes=minutes))
        with pytest.raises(InvalidValues):
            await store.settings.save(UserSettings(auto_lock_minutes=-1))
    assert [one.auto_lock_minutes for one in heard] == [LONGEST_AUTO_LOCK, 0]
