"""What one connection has of its own on its way to the network."""

import asyncio
import base64
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from network_parts import VAULT, Parts, application, profile
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from core.integrator import Integrator, NewConnection
from core.model.connection import Connection
from core.model.network import ManualProxy, NetworkOverride, NetworkSettings, NoProxy
from gui import theme
from gui.connections.network_dialog import NetworkDialog, edit_connection_network
from gui.jobs import Jobs
from tests.core.client.network_world import NAME, Papers, http_proxy, service, socks_proxy

pytestmark = pytest.mark.usefixtures("cheap_passphrase")

PASSWORD = "the password of the proxy"
WANTED = f"Basic {base64.b64encode(f'ada:{PASSWORD}'.encode()).decode()}"
GENERAL = ManualProxy(address="http://proxy.example.com:3128", user="ada")


async def connected(integrator: Integrator) -> Connection:
    """A connection to a service that only proxies know."""
    new = NewConnection(
        app="refiner", name="Account", values={"api_key": "never sent"}, address=f"https://{NAME}"
    )
    return await integrator.connect(new, unverified=True)


class Asked(Parts):
    """The dialog, and its answer."""

    def __init__(self, dialog: NetworkDialog, answer: "asyncio.Task[bool]", integrator: Integrator) -> None:
        super().__init__(dialog, dialog.jobs, integrator)
        self._answer = answer

    async def save(self) -> bool:
        """Press Save, and give the answer."""
        self.click("network-dialog-save")
        return await self._answer

    async def leave(self) -> bool:
        """Press Esc, and give the answer."""
        QTest.keyClick(self.root, Qt.Key.Key_Escape)
        return await self._answer


@asynccontextmanager
async def dialog_of(integrator: Integrator, connection: Connection) -> AsyncIterator[Asked]:
    """The dialog, filled in."""
    theme.apply(application(), "light")
    window = QWidget()
    window.show()
    answer = asyncio.ensure_future(edit_connection_network(integrator, connection, window))
    found: list[NetworkDialog] = []
    while not found:
        await asyncio.sleep(0)
        found = [one for one in window.findChildren(NetworkDialog) if one.isVisible()]
    await found[0].jobs.idle()
    try:
        yield Asked(found[0], answer, integrator)
    finally:
        answer.cancel()
        await asyncio.wait([answer])
        window.deleteLater()


async def test_everything_is_as_for_all_connections_at_first(qapp: QApplication, tmp_path: Path) -> None:
    async with profile(tmp_path) as integrator:
        general = NetworkSettings(proxy=GENERAL, connect=5.0, read=90.0)
        await integrator.change_network(general, proxy_password=PASSWORD)
        connection = await connected(integrator)
        async with dialog_of(integrator, connection) as dialog:
            told = {key: dialog.text(f"problem-{key}") for key in ("proxy", "ca", "certificate", "limits")}
            assert told == {
                "proxy": "For all connections: through http://proxy.example.com:3128.",
                "ca": "For all connections: the system's.",
                "certificate": "For all connections: none.",
                "limits": "For all connections: 5 seconds to connect, 90 for an answer.",
            }
            assert dialog.text("test-address-proxy") == f"https://{NAME}"
            assert not dialog.sees("field-proxy_address")
            assert not await dialog.leave()
        assert await integrator.network_override(connection.id) == NetworkOverride()


async def test_a_proxy_of_its_own_is_tried_with_its_own_service_and_kept(
    qapp: QApplication, tmp_path: Path
) -> None:
    papers = Papers(tmp_path)
    async with (
        service(papers) as port,
        http_proxy(port, wants=WANTED) as proxy,
        profile(tmp_path / "profile") as integrator,
    ):
        await integrator.change_network(NetworkSettings(proxy=NoProxy(), ca_file=str(papers.authority)))
        connection = await connected(integrator)
        async with dialog_of(integrator, connection) as dialog:
            dialog.choose("field-proxy", "Through the proxy below")
            dialog.type_into("field-proxy_address", proxy.address)
            dialog.type_into("field-proxy_user", "ada")
            dialog.type_into("field-proxy_password", PASSWORD)
            assert [words.partition(":")[0] for words, _ in await dialog.test("proxy")] == ["Good"] * 5
            assert set(proxy.targets) == {f"{NAME}:443"}
            assert PASSWORD not in dialog.every_text()
            assert await dialog.save()
        own = NetworkOverride(proxy=ManualProxy(address=proxy.address, user="ada"))
        assert await integrator.network_override(connection.id) == own
        assert await integrator.network_secrets(connection.id) == ("proxy_password",)
        assert await integrator.network_secrets() == ()
        listed = {one.name for one in await integrator.hosts() if one.host == NAME}
        assert listed == {"Account"}, "the test belongs to the connection"

        async with dialog_of(integrator, connection) as dialog:
            kept = "A password is kept. Leave this empty to keep it."
            assert dialog.text("problem-proxy_password") == kept
            dialog.choose("field-proxy", "As for all connections")
            assert await dialog.save()
        assert await integrator.network_override(connection.id) == NetworkOverride()
        assert await integrator.network_secrets(connection.id) == ()


async def test_a_socks_proxy_may_be_one_connections_own(qapp: QApplication, tmp_path: Path) -> None:
    papers = Papers(tmp_path)
    async with (
        service(papers) as port,
        socks_proxy(port) as proxy,
        profile(tmp_path / "profile") as integrator,
    ):
        connection = await connected(integrator)
        async with dialog_of(integrator, connection) as dialog:
            dialog.choose("field-proxy", "Through the proxy below")
            dialog.type_into("field-proxy_address", proxy.address)
            dialog.choose("field-ca", "Its own")
            dialog.type_into("field-ca_file", str(papers.authority))
            assert (await dialog.test("certificates"))[-1][0].startswith(f"Good: {NAME} answered")
            assert await dialog.save()
        override = await integrator.network_override(connection.id)
        assert override == NetworkOverride(
            proxy=ManualProxy(address=proxy.address), ca_file=str(papers.authority)
        )


async def test_one_limit_may_be_its_own_and_the_other_as_for_all(qapp: QApplication, tmp_path: Path) -> None:
    async with profile(tmp_path) as integrator:
        connection = await connected(integrator)
        async with dialog_of(integrator, connection) as dialog:
            dialog.choose("field-limits", "Its own")
            dialog.type_into("field-read", "120")
            assert not dialog.see(QLabel, "label-connect").font().bold()
            assert await dialog.save()
        assert await integrator.network_override(connection.id) == NetworkOverride(read=120.0)


async def test_what_is_wrong_is_said_under_its_field_and_nothing_is_kept(
    qapp: QApplication, tmp_path: Path
) -> None:
    async with profile(tmp_path) as integrator:
        connection = await connected(integrator)
        async with dialog_of(integrator, connection) as dialog:
            assert not dialog.see(QWidget, "network-dialog-save").isEnabled()
            dialog.choose("field-certificate", "Its own")
            dialog.type_into("field-certificate_file", str(tmp_path / "none.pem"))
            dialog.click("network-dialog-save")
            await dialog.jobs.idle()
            assert dialog.text("problem-certificate_file") == "There is no such file."
            assert not await dialog.leave()
        assert await integrator.network_override(connection.id) == NetworkOverride()


async def test_a_fault_in_what_holds_for_all_is_said_as_that(qapp: QApplication, tmp_path: Path) -> None:
    papers = Papers(tmp_path)
    async with profile(tmp_path / "profile") as integrator:
        await integrator.change_network(NetworkSettings(ca_file=str(papers.authority)))
        papers.authority.unlink()
        connection = await connected(integrator)
        async with dialog_of(integrator, connection) as dialog:
            told = "In the settings of all connections: There is no such file."
            assert await dialog.test("proxy") == []
            assert dialog.text("result-proxy") == told
            dialog.choose("field-proxy", "Directly, without a proxy")
            dialog.click("network-dialog-save")
            await dialog.jobs.idle()
            assert dialog.text("network-dialog-problem-text") == told


async def test_a_shut_vault_is_opened_before_its_secrets_count(qapp: QApplication, tmp_path: Path) -> None:
    async with profile(tmp_path) as integrator:
        await integrator.change_network(NetworkSettings(proxy=GENERAL), proxy_password=PASSWORD)
        connection = await connected(integrator)
        own = NetworkOverride(proxy=ManualProxy(address="http://own.example.com:3128", user="ada"))
        await integrator.override_network(connection.id, own, proxy_password="its own password")
        await integrator.lock_vault()
        window = QWidget()
        window.show()
        answer = asyncio.ensure_future(edit_connection_network(integrator, connection, window))
        parts = Parts(window, Jobs(window), integrator)
        await parts.until(lambda: parts.dialog("passphrase-dialog"))
        asked, dialog = parts.dialog("passphrase-dialog"), parts.dialog("network-dialog")
        assert asked is not None
        assert isinstance(dialog, NetworkDialog)
        vault = Parts(asked, dialog.jobs, integrator)
        vault.type_into("field-passphrase", VAULT)
        vault.click("open-vault")
        await dialog.jobs.idle()
        shown = Parts(dialog, dialog.jobs, integrator)
        assert shown.text("problem-proxy_password") == "A password is kept. Leave this empty to keep it."
        dialog.reject()
        assert not await answer
        window.deleteLater()


async def test_the_practice_workspace_says_why_it_has_nothing_to_set(
    qapp: QApplication, tmp_path: Path
) -> None:
    async with profile(tmp_path) as integrator:
        (connection, *_) = await integrator.start_practice(10)
        async with dialog_of(integrator, connection) as dialog:
            dialog.choose("field-proxy", "Directly, without a proxy")
            dialog.click("network-dialog-save")
            await dialog.jobs.idle()
            told = dialog.text("network-dialog-problem-title")
            assert told == "The practice workspace has no network settings."
