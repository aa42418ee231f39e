"""The account that a module runs with: its name has little room, and what is wrong has a sign."""

import time
from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QStyleOptionComboBox

from core.model.connection import Connection
from gui import theme
from gui.modules.connection_choice import ConnectionChoice, described

LONG = "ann.larsson-fitzgerald@customer-success.example.com"


WHY = ("Shop did not accept the credentials.", "The key has expired.")


def connection(name: str, account: str, **more: Any) -> Connection:
    return Connection(id=name, app="shop", name=name, account=account, **{"verified_at": 1.0, **more})


def failing(name: str, account: str) -> Connection:
    """One that is refused since five past two."""
    return connection(name, account, failing_since=five_past_two(), why=WHY)


def five_past_two() -> float:
    """Today at 14:05."""
    return time.mktime((*time.localtime()[:3], 14, 5, 0, 0, 0, -1))


@pytest.fixture
def choice(qapp: QApplication) -> Iterator[ConnectionChoice]:
    theme.apply(qapp, "light")
    choice = ConnectionChoice("Shop")
    choice.resize(340, 80)
    choice.show()
    QApplication.processEvents()
    yield choice
    choice.close()
    choice.deleteLater()


def painted(choice: ConnectionChoice) -> str:
    """The text as it is drawn."""
    option = QStyleOptionComboBox()
    choice.combo.initStyleOption(option)
    return option.currentText


def test_an_account_is_told_after_the_name(choice: ConnectionChoice) -> None:
    assert described(connection("My shop", "Demo (ann@example.com)")) == "My shop · Demo (ann@example.com)"
    assert described(connection("My shop", "")) == "My shop"


def test_a_name_too_long_for_its_place_ends_in_dots(choice: ConnectionChoice) -> None:
    choice.show_connections([connection("My shop", LONG)])
    assert painted(choice).startswith("My shop · ann")
    assert painted(choice).endswith("…")
    assert choice.combo.toolTip() == f"My shop · {LONG}", "all of it is told in passing"

    choice.show_connections([connection("My shop", "Ann")])
    assert painted(choice) == "My shop · Ann"


def test_the_button_has_words_only_while_there_is_no_account(choice: ConnectionChoice) -> None:
    choice.show_connections([])
    assert choice.add.text().strip() == "Connect…"
    wide = choice.add.sizeHint().width()
    choice.show_connections([connection("My shop", "")])
    assert choice.add.text() == ""
    assert choice.add.accessibleName() == "Connect a Shop account"
    assert choice.add.sizeHint().width() < wide / 2


# --- how it fares -----------------------------------------------------------------------------------------


def sentence(choice: ConnectionChoice, name: str) -> str:
    """What stands below the list; "" where nothing does."""
    label = choice.findChild(QLabel, name)
    assert label is not None
    return "" if label.isHidden() else label.text()


def test_two_accounts_of_one_name_at_the_service_are_told_apart(choice: ConnectionChoice) -> None:
    choice.show_connections([connection("North", "Shop (ann@example.com)"), connection("South", "Shop (bo)")])
    shown = [choice.combo.itemText(place) for place in range(choice.combo.count())]
    assert shown == ["North · Shop (ann@example.com)", "South · Shop (bo)"]
    told = choice.combo.itemData(1, Qt.ItemDataRole.ToolTipRole)
    assert told == "South · Shop (bo)"


def test_one_that_works_needs_no_words(choice: ConnectionChoice) -> None:
    choice.show_connections([connection("My shop", "Ann")])
    assert sentence(choice, "state-connection") == ""
    assert choice.reenter.isHidden()


def test_one_that_fails_is_marked_and_says_since_when_and_why(choice: ConnectionChoice) -> None:
    choice.show_connections([failing("My shop", "Ann"), connection("Other", "Bo")])
    assert choice.combo.currentText() == "My shop · Ann · failing"
    assert sentence(choice, "state-connection") == (
        "Failing since today 14:05. Shop did not accept the credentials."
    )
    assert choice.combo.itemIcon(0).cacheKey() != choice.combo.itemIcon(1).cacheKey()
    assert "Failing since today 14:05" in choice.combo.toolTip()
    assert "Failing since today 14:05" in choice.combo.accessibleDescription()

    choice.choose("Other")
    assert sentence(choice, "state-connection") == ""
    assert choice.reenter.isHidden()


def test_one_click_leads_to_entering_its_credentials_again(choice: ConnectionChoice) -> None:
    choice.show_connections([failing("My shop", "Ann")])
    wanted: list[bool] = []
    choice.reenter_wanted.connect(lambda: wanted.append(True))
    QTest.mouseClick(choice.reenter, Qt.MouseButton.LeftButton)
    assert wanted == [True]


def test_one_that_was_never_verified_says_so(choice: ConnectionChoice) -> None:
    choice.show_connections([connection("My shop", "", verified_at=None)])
    assert sentence(choice, "state-connection").startswith("Never verified")
    assert choice.reenter.isHidden()


def test_practice_has_a_mark_of_its_own(choice: ConnectionChoice) -> None:
    choice.show_connections([connection("Real", ""), connection("Practice", "", practice=True)])
    assert choice.combo.itemIcon(0).cacheKey() != choice.combo.itemIcon(1).cacheKey()
