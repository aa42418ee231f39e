"""The account that a module runs with: its name has little room, and what is wrong has a sign."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication, QStyleOptionComboBox

from core.model.connection import Connection
from gui import theme
from gui.modules.connection_choice import ConnectionChoice, described

LONG = "ann.larsson-fitzgerald@customer-success.example.com"


def connection(name: str, account: str) -> Connection:
    return Connection(id=name, app="shop", name=name, account=account)


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
