"""Changing a connection: what is shown of it, what is sent, what is kept, and what is said."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QToolButton, QWidget

from core.integrator import ADDRESS, NAME, Integrator, NewConnection, open_integrator
from core.model.app import App, ConnectionDefinition, HeaderAuth, Verify
from core.model.connection import Connection, ConnectionValues
from core.model.fields import SecretField, TextField
from core.model.request import Request
from gui import theme
from gui.connections.edit_dialog import EditDialog, edit_connection
from gui.connections.edit_form import EditForm
from tests.journeys.keys import REFUSAL, Keys, refiner_keys
from tests.sandboxes import RunningSandbox, running_sandbox, until

FORMER, NEWER, WRONG = ("5b1d" * 10, "e07c" * 10, "93fa" * 10)
PASSPHRASE = "quiet harbour at dawn"

SHOP = App(
    id="shop",
    folder="",
    label="Shop",
    summary="",
    base_url="https://shop.example",
    connection=ConnectionDefinition(
        fields=(
            TextField(key="store", label="Store", required=True),
            SecretField(key="token", label="Token", required=True),
            SecretField(key="pin", label="Pin"),
        ),
        auth=HeaderAuth(name="Authorization", value="{token}"),
        verify=Verify(request=Request(method="GET", path="/me")),
    ),
)
KEPT = ConnectionValues(
    name="My shop",
    values={"store": "north"},
    address="https://proxy.example",
    secrets_set=("token", "pin"),
)


# --- the form ---------------------------------------------------------------------------------------------


@pytest.fixture
def form(qapp: QApplication) -> Iterator[EditForm]:
    theme.apply(qapp, "light")
    form = EditForm(SHOP, KEPT)
    form.resize(420, 500)
    form.show()
    yield form
    form.close()
    form.deleteLater()


def line(form: QWidget, key: str) -> QLineEdit:
    found = form.findChild(QLineEdit, f"field-{key}")
    assert found is not None
    return found


def is_bold(form: QWidget, key: str) -> bool:
    label = form.findChild(QLabel, f"label-{key}")
    assert label is not None
    return label.font().bold()


def test_plain_values_are_shown_and_secrets_only_as_set(form: EditForm) -> None:
    assert line(form, NAME).text() == "My shop"
    assert line(form, "store").text() == "north"
    assert line(form, ADDRESS).text() == "https://proxy.example"
    for secret in ("token", "pin"):
        assert line(form, secret).text() == ""
        assert line(form, secret).placeholderText() == "Set; leave empty to keep it"


def test_a_secret_that_is_set_is_mandatory_and_not_asked_for(form: EditForm) -> None:
    assert form.problems() == {}
    assert is_bold(form, "token")
    assert not is_bold(form, "pin")
    line(form, "store").clear()
    assert form.problems() == {"store": "Store is mandatory."}


def test_a_mandatory_secret_that_is_not_set_is_asked_for(qapp: QApplication) -> None:
    form = EditForm(SHOP, ConnectionValues(name="x", values={"store": "north"}, address="", secrets_set=()))
    assert form.problems() == {"token": "Token is mandatory."}


def test_secrets_that_were_not_touched_are_not_among_the_changes(form: EditForm) -> None:
    line(form, "store").setText("south")
    line(form, ADDRESS).clear()
    changes = form.changes()
    assert (changes.values, dict(changes.secrets)) == ({"store": "south"}, {})
    assert (changes.name, changes.address) == ("My shop", "")

    line(form, "token").setText(f" {NEWER} ")
    assert dict(form.changes().secrets) == {"token": NEWER}


def test_an_optional_secret_can_be_removed_and_kept_after_all(form: EditForm) -> None:
    assert form.findChild(QToolButton, "remove-token") is None, "what is mandatory stays"
    remove = form.findChild(QToolButton, "remove-pin")
    assert remove is not None
    line(form, "pin").setText("1234")
    remove.click()
    assert line(form, "pin").text() == ""
    assert line(form, "pin").placeholderText() == "Removed when you save"
    assert line(form, "pin").isReadOnly()
    assert dict(form.changes().secrets) == {"pin": None}
    assert remove.accessibleName() == "Keep it after all"

    remove.click()
    assert dict(form.changes().secrets) == {}
    assert not line(form, "pin").isReadOnly()


def test_entered_again_mandatory_secrets_are_asked_for_and_the_name_is_no_question(
    qapp: QApplication,
) -> None:
    form = EditForm(SHOP, KEPT, reenter=True)
    assert form.problems() == {"token": "Token is mandatory."}
    assert NAME not in form.rows()
    assert form.first_secret() == "token"
    assert form.changes().name is None
    assert line(form, "store").text() == "north"


# --- the dialog -------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def services() -> Iterator[RunningSandbox]:
    with running_sandbox(contacts=10) as running:
        yield running


@pytest.fixture
def sandbox(services: RunningSandbox) -> RunningSandbox:
    services.reset()
    return services


@pytest.fixture(autouse=True)
def _quick(cheap_passphrase: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A vault behind a passphrase, for there is no keyring."""
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={tmp_path / 'nowhere'}")


class Desk:
    """A connection, its dialog, and the hands of a person."""

    def __init__(self, integrator: Integrator, connection: Connection, window: QWidget) -> None:
        self.integrator = integrator
        self.connection = connection
        self.window = window

    async def now(self) -> Connection:
        (one,) = await self.integrator.connections()
        return one

    async def open(self, *, reenter: bool = False) -> "asyncio.Task[Connection | None]":
        app = next(one for one in await self.integrator.apps() if one.id == self.connection.app)
        work = edit_connection(self.integrator, app, self.connection, self.window, reenter=reenter)
        task = asyncio.get_running_loop().create_task(work)
        await until(lambda: task.done() or self.sees("edit-dialog") or self.sees("edit-impossible"))
        return task

    def see(self, name: str) -> QWidget:
        found = [one for one in QApplication.allWidgets() if one.objectName() == name and one.isVisible()]
        assert found, f"{name} is not in sight"
        return found[-1]

    def sees(self, name: str) -> bool:
        return any(one.objectName() == name and one.isVisible() for one in QApplication.allWidgets())

    def text(self, name: str) -> str:
        label = self.see(name)
        assert isinstance(label, QLabel | QLineEdit | QPushButton)
        return label.text()

    def type_into(self, name: str, text: str) -> None:
        widget = self.see(name)
        assert isinstance(widget, QLineEdit)
        widget.setText(text)

    def click(self, name: str) -> None:
        QTest.mouseClick(self.see(name), Qt.MouseButton.LeftButton)

    async def said(self, name: str = "edit-problem-title") -> str:
        await until(lambda: self.sees(name))
        await until(lambda: self.see("edit-save").isEnabled())
        return self.text(name)


@asynccontextmanager
async def desk(
    folder: Path, sandbox: RunningSandbox, app: str = "refiner", **values: str
) -> AsyncIterator[Desk]:
    """One connection in a profile of its own."""
    async with open_integrator(folder, own_thread=True, passphrase=PASSPHRASE) as integrator:
        new = NewConnection(
            app=app,
            name="Mine",
            values={**sandbox.values(app), **values},
            address=sandbox.address(app),
        )
        connection = await integrator.connect(new)
        window = QWidget()
        window.resize(900, 700)
        window.show()
        try:
            yield Desk(integrator, connection, window)
        finally:
            window.close()
            window.deleteLater()


@pytest.fixture
def keys(monkeypatch: pytest.MonkeyPatch) -> Keys:
    """At first the former key is accepted."""
    return refiner_keys(monkeypatch, FORMER)


async def test_editing_keeps_the_secret_that_was_not_touched(
    qapp: QApplication, tmp_path: Path, sandbox: RunningSandbox, keys: Keys
) -> None:
    async with desk(tmp_path, sandbox, api_key=FORMER) as d:
        task = await d.open()
        assert d.text("edit-account") == "Refiner · Sandbox"
        d.type_into(f"field-{NAME}", "Another name")
        d.click("edit-save")
        edited = await task
        assert edited is not None
        assert (edited.id, edited.name, edited.state) == (d.connection.id, "Another name", "verified")
        assert keys.given == [FORMER, FORMER], "the service was asked again, with what was kept"


async def test_a_wrong_key_is_said_in_the_dialog_and_the_one_before_goes_on_working(
    qapp: QApplication, tmp_path: Path, sandbox: RunningSandbox, keys: Keys
) -> None:
    async with desk(tmp_path, sandbox, api_key=FORMER) as d:
        task = await d.open()
        d.type_into("field-api_key", WRONG)
        d.click("edit-save")
        assert await d.said() == "Refiner did not accept the credentials."
        assert REFUSAL in d.text("edit-problem-text")
        assert d.text("field-api_key") == WRONG, "what was typed stays"
        d.click("edit-cancel")
        assert await task is None
        assert (await d.integrator.verify(d.connection.id)).state == "verified"
        assert keys.given[-1] == FORMER


async def test_credentials_entered_again_keep_id_and_name_and_say_why_they_are_asked_for(
    qapp: QApplication, tmp_path: Path, sandbox: RunningSandbox, keys: Keys
) -> None:
    async with desk(tmp_path, sandbox, api_key=FORMER) as d:
        keys.accept(NEWER)
        with pytest.raises(Exception, match="did not accept"):
            await d.integrator.verify(d.connection.id)
        task = await d.open(reenter=True)
        assert d.see("edit-dialog").windowTitle() == "Enter credentials again"
        assert d.text("edit-why-title") == "Refiner did not accept the credentials."
        assert REFUSAL in d.text("edit-why-text")
        assert "Failing since today " in d.text("edit-why-text")
        focused = QApplication.focusWidget() or d.see("edit-dialog").focusWidget()
        assert focused is not None
        assert focused.objectName() == "field-api_key"
        d.click("edit-save")
        assert d.text("problem-api_key") == "API Key is mandatory."
        d.type_into("field-api_key", NEWER)
        d.click("edit-save")
        edited = await task
        assert edited is not None
        assert (edited.id, edited.name, edited.state) == (d.connection.id, "Mine", "verified")
        assert keys.given[-1] == NEWER


async def test_another_account_than_before_is_said_before_the_dialog_goes(
    qapp: QApplication, tmp_path: Path, sandbox: RunningSandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with desk(tmp_path, sandbox) as d:
        monkeypatch.setattr("core.sandbox.refiner.project.Project.name", "Sandbox B")
        task = await d.open()
        d.click("edit-save")
        await until(lambda: d.sees("other-account"))
        assert "“Mine” led to “Sandbox”. Now it leads to “Sandbox B”." in d.text("other-account")
        d.click("other-account-again")
        assert d.text(f"field-{NAME}") == "Mine", "back in the form"
        d.click("edit-cancel")
        edited = await task
        assert edited is not None, "it is kept all the same"
        assert edited.account == "Sandbox B"


async def test_where_the_check_is_in_doubt_it_can_be_saved_anyway(
    qapp: QApplication, tmp_path: Path, sandbox: RunningSandbox
) -> None:
    async with desk(tmp_path, sandbox, "segmetrics") as d:
        task = await d.open()
        d.type_into("field-api_key", WRONG)
        d.click("edit-save")
        await d.said()
        assert d.text("edit-problem-button") == "Save anyway"
        assert (await d.now()).state == "verified"
        d.click("edit-problem-button")
        edited = await task
        assert edited is not None
        assert edited.state == "unverified"


async def test_a_locked_vault_is_opened_on_the_way(
    qapp: QApplication, tmp_path: Path, sandbox: RunningSandbox, keys: Keys
) -> None:
    async with desk(tmp_path, sandbox, api_key=FORMER) as d:
        await d.integrator.lock_vault()
        task = await d.open()
        d.click("edit-save")
        await until(lambda: d.sees("passphrase-dialog"))
        d.type_into("field-passphrase", PASSPHRASE)
        QTest.keyClick(d.see("field-passphrase"), Qt.Key.Key_Return)
        edited = await task
        assert edited is not None
        assert keys.given == [FORMER, FORMER]


async def test_a_name_that_is_taken_is_said_under_the_name(
    qapp: QApplication, tmp_path: Path, sandbox: RunningSandbox
) -> None:
    async with desk(tmp_path, sandbox) as d:
        await d.integrator.duplicate(d.connection.id, "Other")
        task = await d.open()
        d.type_into(f"field-{NAME}", "other")
        d.click("edit-save")
        assert await d.said(f"problem-{NAME}") == (
            "There is already a connection 'other'. Give this one another name."
        )
        d.click("edit-cancel")
        assert await task is None


async def test_a_connection_that_is_gone_meanwhile_is_said_to_be(
    qapp: QApplication, tmp_path: Path, sandbox: RunningSandbox
) -> None:
    async with desk(tmp_path, sandbox) as d:
        await d.integrator.delete(d.connection.id)
        task = await d.open()
        dialog = d.see("edit-impossible")
        QTest.keyClick(dialog, Qt.Key.Key_Escape)
        assert await task is None
        assert not isinstance(dialog, EditDialog)
