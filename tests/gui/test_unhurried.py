"""What is asked for often is done at most every so often, and the last time is never left out."""

import asyncio
from collections.abc import Callable

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from gui.unhurried import Unhurried


@pytest.fixture
def done() -> list[int]:
    """The numbers that were current when it was done."""
    return []


async def until(what: Callable[[], bool]) -> None:
    """Wait until something is so, by looking."""
    async with asyncio.timeout(20):
        while not what():  # noqa: ASYNC110  a timer of Qt sets no event
            await asyncio.sleep(0.005)


async def test_it_is_done_at_once_and_then_once_for_all_that_came(
    qapp: QApplication, done: list[int]
) -> None:
    now = 0
    parent = QObject()
    unhurried = Unhurried(lambda: done.append(now), 50, parent)
    for number in range(100):
        now = number
        unhurried.ask()
    assert done == [0]
    await until(lambda: len(done) == 2)
    assert done == [0, 99]
    unhurried.now()
    assert done == [0, 99, 99]


async def test_it_rests_when_nothing_is_asked_any_more(qapp: QApplication, done: list[int]) -> None:
    parent = QObject()
    unhurried = Unhurried(lambda: done.append(1), 20, parent)
    unhurried.ask()
    unhurried.ask()
    unhurried.rest()
    other = Unhurried(lambda: done.append(2), 30, parent)
    other.ask()
    other.ask()
    await until(lambda: done.count(2) == 2)
    assert done == [1, 2, 2]
