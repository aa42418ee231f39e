"""The page of the network settings: what is typed there, what is kept, and what is said about it."""

import asyncio
import sqlite3
from pathlib import Path

import pytest
from network_parts import VAULT, Parts, network_page, profile
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QLineEdit, QWidget

from core.integrator import NewConnection
from core.model.network import ClientCertificate, ManualProxy, NetworkSettings, NoProxy
from tests.core.client.network_world import PASSPHRASE, Papers

pytestmark = pytest.mark.usefixtures("cheap_passphrase")

PASSWORD = "the password of the proxy"
PROXY = ManualProxy(address="http://proxy.example.com:3128", user="ada", direct=("intranet.example.com",))


async def type_proxy(page: Parts, address: str = PROXY.address, password: str = PASSWORD) -> None:
    """Choose a proxy by hand."""
    page.choose("field-proxy", "Through the proxy below")
    page.type_into("field-proxy_address", address)
    page.type_into("field-proxy_user", "ada")
    page.type_into("field-proxy_password", password)


async def test_what_is_kept_is_shown_and_nothing_is_unsaved(qapp: QApplication, tmp_path: Path) -> None:
    async with profile(tmp_path) as integrator:
        kept = NetworkSettings(proxy=PROXY, connect=2.5, read=90.0)
        await integrator.change_network(kept, proxy_password=PASSWORD)
        async with network_page(integrator) as page:
            assert page.text("field-proxy_address") == PROXY.address
            assert page.text("field-proxy_user") == "ada"
            assert page.text("field-connect") == "2.5"
            assert page.text("field-read") == "90"
            assert page.text("field-proxy_password") == ""
            assert page.text("problem-proxy_password") == "A password is kept. Leave this empty to keep it."
            assert not page.sees("network-save")
            assert not page.sees("network-revert")


async def test_a_change_is_marked_saved_and_holds(qapp: QApplication, tmp_path: Path) -> None:
    async with profile(tmp_path) as integrator, network_page(integrator) as page:
        marked: list[object] = []
        assert hasattr(page.root, "unsaved_changed")
        page.root.unsaved_changed.connect(marked.append)
        page.choose("field-proxy", "Directly, without a proxy")
        page.type_into("field-read", "30")
        assert page.text("network-unsaved-words") == "Not saved yet"
        page.click("network-save")
        await page.jobs.idle()
        assert await integrator.network_settings() == NetworkSettings(proxy=NoProxy(), read=30.0)
        saved = "Saved. It holds from the next use of each connection."
        assert page.text("network-unsaved-words") == saved
        assert not page.sees("network-save")
        assert marked == [True, False]


async def test_reverting_shows_again_what_is_kept(qapp: QApplication, tmp_path: Path) -> None:
    async with profile(tmp_path) as integrator, network_page(integrator) as page:
        await type_proxy(page)
        page.click("network-revert")
        await page.jobs.idle()
        assert not page.sees("field-proxy_address")
        assert not page.sees("network-save")
        page.choose("field-proxy", "Through the proxy below")
        assert page.text("field-proxy_address") == ""
        assert page.text("field-proxy_password") == ""


async def test_leaving_the_page_keeps_what_is_not_saved(qapp: QApplication, tmp_path: Path) -> None:
    async with profile(tmp_path) as integrator, network_page(integrator) as page:
        page.type_into("field-connect", "3")
        page.root.hide()
        page.root.show()
        await page.jobs.idle()
        assert page.text("field-connect") == "3"
        assert page.text("network-unsaved-words") == "Not saved yet"
        assert (await integrator.network_settings()).connect == NetworkSettings().connect


async def test_changing_something_back_leaves_nothing_to_save(qapp: QApplication, tmp_path: Path) -> None:
    async with profile(tmp_path) as integrator, network_page(integrator) as page:
        page.type_into("field-connect", "3")
        page.choose("field-proxy", "Through the proxy below")
        page.choose("field-proxy", "As the system is set")
        page.type_into("field-connect", "10")
        assert not page.sees("network-save")


async def test_enter_in_a_field_saves(qapp: QApplication, tmp_path: Path) -> None:
    async with profile(tmp_path) as integrator, network_page(integrator) as page:
        page.type_into("field-connect", "3")
        QTest.keyClick(page.see(QLineEdit, "field-connect"), Qt.Key.Key_Return)
        await page.jobs.idle()
        assert (await integrator.network_settings()).connect == 3.0


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("ca_file", "/nowhere/at/all.pem", "There is no such file."),
        ("certificate_file", "client.pem", "Choose the file with its whole path."),
        ("read", "0", "Enter seconds: more than 0, and at most 3600."),
    ],
)
async def test_what_is_wrong_is_said_under_its_field(
    qapp: QApplication, tmp_path: Path, field: str, typed: str, sentence: str
) -> None:
    async with profile(tmp_path) as integrator, network_page(integrator) as page:
        page.type_into(f"field-{field}", typed)
        page.click("network-save")
        await page.jobs.idle()
        assert page.text(f"problem-{field}") == sentence
        focused = page.root.window().focusWidget()
        assert focused is not None
        assert focused.objectName() == f"field-{field}"
        assert page.text("network-unsaved-words") == "Not saved yet"
        assert await integrator.network_settings() == NetworkSettings()


async def test_a_key_without_its_certificate_is_said_where_that_is_missing(
    qapp: QApplication, tmp_path: Path
) -> None:
    async with profile(tmp_path) as integrator, network_page(integrator) as page:
        page.type_into("field-key_file", str(tmp_path / "client.key"))
        page.click("network-save")
        await page.jobs.idle()
        assert page.text("problem-certificate_file") == "Choose the certificate, too."


async def test_what_is_wrong_with_a_proxy_is_said_under_its_field(qapp: QApplication, tmp_path: Path) -> None:
    async with profile(tmp_path) as integrator, network_page(integrator) as page:
        await type_proxy(page, "http://ada:hidden@proxy.example.com:3128")
        page.click("network-save")
        await page.jobs.idle()
        told = page.text("problem-proxy_address")
        assert told == "Leave user name and password out of the address: they have fields of their own."
        focused = page.root.window().focusWidget()
        assert focused is not None
        assert focused.objectName() == "field-proxy_address"


async def test_a_proxy_without_an_address_is_not_tried(qapp: QApplication, tmp_path: Path) -> None:
    async with profile(tmp_path) as integrator, network_page(integrator) as page:
        page.choose("field-proxy", "Through the proxy below")
        assert page.see(QLabel, "label-proxy_address").font().bold()
        assert await page.test("limits") == []
        assert page.text("result-limits") == "Mend what is marked first."
        assert page.text("problem-proxy_address") == "Proxy address is mandatory."


async def test_a_kept_password_stays_is_replaced_and_is_removed(qapp: QApplication, tmp_path: Path) -> None:
    async with profile(tmp_path) as integrator:
        await integrator.change_network(NetworkSettings(proxy=PROXY), proxy_password=PASSWORD)
        network = integrator._core.store.network
        async with network_page(integrator) as page:
            page.type_into("field-connect", "4")
            page.click("network-save")
            await page.jobs.idle()
            assert (await network.network()).proxy_password == PASSWORD, "it was left alone"

            page.type_into("field-proxy_password", "another password")
            assert page.text("problem-proxy_password") == "Takes the place of the password that is kept."
            assert not page.sees("remove-proxy_password")
            page.click("network-save")
            await page.jobs.idle()
            assert (await network.network()).proxy_password == "another password"

            page.click("remove-proxy_password")
            assert page.text("problem-proxy_password") == "The password goes when you save."
            page.click("remove-proxy_password")
            assert not page.sees("network-save"), "it is not removed after all"
            page.click("remove-proxy_password")
            page.click("network-save")
            await page.jobs.idle()
            assert await integrator.network_secrets() == ()
            assert not page.sees("remove-proxy_password")


async def test_a_password_does_not_go_to_another_proxy(qapp: QApplication, tmp_path: Path) -> None:
    async with profile(tmp_path) as integrator:
        await integrator.change_network(NetworkSettings(proxy=PROXY), proxy_password=PASSWORD)
        async with network_page(integrator) as page:
            page.type_into("field-proxy_address", "http://other.example.com:3128")
            told = "The password that is kept belongs to what stood here before. Enter it again."
            assert page.text("problem-proxy_password") == told
            page.type_into("field-proxy_address", PROXY.address)
            assert page.text("problem-proxy_password") == "A password is kept. Leave this empty to keep it."


async def test_the_passphrase_of_a_key_is_asked_for_and_kept(qapp: QApplication, tmp_path: Path) -> None:
    papers = Papers(tmp_path)
    certificate = ClientCertificate(file=str(papers.client), key_file=str(papers.locked_key))
    async with profile(tmp_path / "profile") as integrator, network_page(integrator) as page:
        page.type_into("field-certificate_file", certificate.file)
        page.type_into("field-key_file", certificate.key_file)
        page.click("network-save")
        await page.jobs.idle()
        assert page.text("problem-key_passphrase") == "This key is locked. Enter its passphrase."
        page.type_into("field-key_passphrase", PASSPHRASE)
        page.click("network-save")
        await page.jobs.idle()
        assert (await integrator.network_settings()).client_certificate == certificate
        assert await integrator.network_secrets() == ("key_passphrase",)
        assert PASSPHRASE not in page.every_text()


async def test_a_shut_vault_is_opened_on_the_way_to_saving(qapp: QApplication, tmp_path: Path) -> None:
    async with profile(tmp_path) as integrator, network_page(integrator) as page:
        await integrator.lock_vault()
        await type_proxy(page)
        page.click("network-save")
        await page.until(lambda: page.dialog("passphrase-dialog"))
        dialog = page.dialog("passphrase-dialog")
        assert dialog is not None
        asked = Parts(dialog, page.jobs, integrator)
        asked.type_into("field-passphrase", VAULT)
        asked.click("open-vault")
        await page.jobs.idle()
        assert await integrator.network_secrets() == ("proxy_password",)
        assert page.text("network-unsaved-words").startswith("Saved.")


async def test_a_vault_that_stays_shut_leaves_all_as_it_was(qapp: QApplication, tmp_path: Path) -> None:
    async with profile(tmp_path) as integrator, network_page(integrator) as page:
        await integrator.lock_vault()
        await type_proxy(page)
        page.click("network-save")
        await page.until(lambda: page.dialog("passphrase-dialog"))
        dialog = page.dialog("passphrase-dialog")
        assert dialog is not None
        QTest.keyClick(dialog, Qt.Key.Key_Escape)
        await page.jobs.idle()
        assert page.sees("network-problem")
        assert page.text("network-unsaved-words") == "Not saved yet"
        assert await integrator.network_settings() == NetworkSettings()


async def test_settings_that_cannot_be_read_are_set_anew(qapp: QApplication, tmp_path: Path) -> None:
    async with profile(tmp_path) as integrator:
        await integrator.change_network(NetworkSettings(proxy=NoProxy()))
        await integrator._core.store.network._database.write(damage)
        async with network_page(integrator) as page:
            assert "The network settings cannot be read." in page.text("network-problem-title")
            assert page.text("network-unsaved-words") == "Not saved yet"
            page.click("network-save")
            await page.jobs.idle()
            assert not page.sees("network-problem")
        assert await integrator.network_settings() == NetworkSettings()


def damage(rows: sqlite3.Connection) -> None:
    """Leave nothing in the settings that can be read."""
    rows.execute("UPDATE network SET document = '{'")


async def test_a_file_is_looked_for_without_stopping_the_program(qapp: QApplication, tmp_path: Path) -> None:
    papers = Papers(tmp_path)
    async with profile(tmp_path / "profile") as integrator, network_page(integrator) as page:
        page.click("browse-ca_file")
        await page.until(lambda: page.dialog("choose-ca_file"))
        dialog = page.dialog("choose-ca_file")
        assert isinstance(dialog, QFileDialog)
        await asyncio.wait_for(integrator.connections(), 5)
        line = dialog.findChild(QLineEdit, "fileNameEdit")
        assert line is not None
        line.setText(str(papers.authority))  # typing would open a completer, which needs a real screen
        QTest.keyClick(line, Qt.Key.Key_Return)
        await page.jobs.idle()
        assert page.text("field-ca_file") == str(papers.authority)


async def test_closing_the_window_ends_the_search_for_a_file(qapp: QApplication, tmp_path: Path) -> None:
    async with profile(tmp_path) as integrator, network_page(integrator) as page:
        page.click("browse-key_file")
        await page.until(lambda: page.dialog("choose-key_file"))
        page.root.window().hide()
        await asyncio.wait_for(page.jobs.idle(), 5)
        assert page.dialog("choose-key_file") is None


async def test_the_tests_share_one_address(qapp: QApplication, tmp_path: Path) -> None:
    async with profile(tmp_path) as integrator:
        values = {"api_key": "a key that is never sent"}
        new = NewConnection(app="refiner", name="Refiner", values=values)
        await integrator.connect(new, unverified=True)
        async with network_page(integrator) as page:
            assert page.text("test-address-proxy") == "https://api.refiner.io"
            page.type_into("test-address-limits", "http://example.com")
            assert page.text("test-address-proxy") == "http://example.com"
            assert await page.test("certificates") == []
            assert "Use https" in page.text("problem-test-certificates")
            assert page.see(QWidget, "test-address-certificates").property("invalid")
            page.type_into("test-address-certificates", "https://example.com")
            assert page.text("problem-test-certificates") == ""


async def test_every_field_has_a_name_that_can_be_heard(qapp: QApplication, tmp_path: Path) -> None:
    async with profile(tmp_path) as integrator, network_page(integrator) as page:
        page.choose("field-proxy", "Through the proxy below")
        lines = [one for one in page.root.findChildren(QLineEdit) if one.isVisible()]
        buddies = {one.buddy() for one in page.root.findChildren(QLabel)}
        assert [one.objectName() for one in lines if not one.accessibleName() and one not in buddies] == []
        assert page.see(QLineEdit, "field-proxy_address").accessibleName() == "Proxy address, required"
        names = {name: page.see(QWidget, name).accessibleName() for name in ("test-proxy", "browse-key_file")}
        assert names == {"test-proxy": "Test: Proxy", "browse-key_file": "Browse for Its private key"}


async def test_the_keyboard_reaches_saving_after_the_last_card(qapp: QApplication, tmp_path: Path) -> None:
    async with profile(tmp_path) as integrator, network_page(integrator) as page:
        page.type_into("field-connect", "3")
        reached: list[str] = []
        for _ in range(5):
            QTest.keyClick(page.root.window().focusWidget(), Qt.Key.Key_Tab)
            focused = page.root.window().focusWidget()
            assert focused is not None
            reached.append(focused.objectName())
        assert reached == [
            "field-read",
            "test-address-limits",
            "test-limits",
            "network-revert",
            "network-save",
        ]
