"""How requests leave the computer: set, tried, saved and used, through the real window and real proxies."""

import asyncio
import base64
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLabel, QLineEdit, QWidget

from core.integrator import NewConnection
from core.model.connection import Connection
from core.model.network import NetworkSettings
from gui.connections.network_dialog import NetworkDialog, edit_connection_network
from gui.settings.network_page import NetworkPage
from tests.core.client.client_calls import listed, odd_host
from tests.core.client.network_world import NAME, Papers, http_proxy, socks_proxy
from tests.journeys.program import Program, program_running
from tests.secret_service import SecretService

PASSWORD = "the password of the proxy"
WANTED = f"Basic {base64.b64encode(f'ada:{PASSWORD}'.encode()).decode()}"
KEY = "a key that only the service may see"
PEOPLE = [{"uuid": f"person-{number}", "email": f"p{number}@example.com"} for number in (1, 2, 3)]


@pytest.fixture
def papers(tmp_path: Path) -> Papers:
    """Certificates of a company that no system knows."""
    return Papers(tmp_path)


@asynccontextmanager
async def company(papers: Papers) -> AsyncIterator[int]:
    """A service with three contacts behind the company's own certificate; gives its port."""
    page = listed(PEOPLE, items_count=3, current_page=1, last_page=1)
    async with odd_host(lambda target: page, tls=papers.shown_by_service()) as host:
        yield int(host.address.rpartition(":")[2])


async def connected(program: Program) -> Connection:
    """An account of the service, which only proxies know the way to."""
    new = NewConnection(app="refiner", name="My Refiner", values={"api_key": KEY}, address=f"https://{NAME}")
    return await program.integrator.connect(new, unverified=True)


async def network_settings(program: Program) -> NetworkPage:
    """Go to the page."""
    program.click("rail-settings")
    await program.until(lambda: program.sees("card-proxy"))
    page = program.see(NetworkPage, "settings-network")
    await page.jobs.idle()
    return page


def type_proxy(program: Program, address: str, password: str, inside: str = "") -> None:
    """Choose a proxy by hand."""
    program.see(QComboBox, "field-proxy", inside).setCurrentText("Through the proxy below")
    program.type_into("field-proxy_address", address, inside)
    program.type_into("field-proxy_user", "ada", inside)
    program.type_into("field-proxy_password", password, inside)


def steps(program: Program, card: str) -> list[str]:
    """What a test told, as it is heard."""
    box = program.see(QWidget, f"steps-{card}")
    return [label.accessibleName() for label in box.findChildren(QLabel, "step-text") if label.isVisible()]


async def run_list(program: Program) -> None:
    """Run the list of contacts to its end."""
    program.click("rail-modules")
    program.choose_module("List Contacts", "Refiner")
    await program.until(lambda: program.see(QComboBox, "connection").currentText().startswith("My "))
    await program.until(lambda: not program.is_recalling())
    await program.run_to_end()


def shown_anywhere() -> str:
    """All that any widget of the program shows or says."""
    texts: list[str] = []
    for widget in QApplication.allWidgets():
        texts += [widget.toolTip(), widget.accessibleName(), widget.accessibleDescription()]
        if isinstance(widget, QLineEdit):
            texts.append(widget.displayText())
        elif isinstance(widget, QLabel | QAbstractButton):
            texts.append(widget.text())
    return "\n".join(texts)


def files_with(folder: Path, text: str) -> list[str]:
    """The files of a profile in which a text stands."""
    files = [file for file in folder.rglob("*") if file.is_file()]
    return [file.name for file in files if text.encode() in file.read_bytes()]


async def test_a_proxy_is_set_tried_saved_and_then_used_by_a_run(
    qapp: QApplication, folder: Path, keyring: SecretService, papers: Papers
) -> None:
    async with (
        company(papers) as port,
        http_proxy(port, wants=WANTED) as proxy,
        program_running(folder) as program,
    ):
        await connected(program)
        page = await network_settings(program)
        assert program.text("test-address-proxy") == f"https://{NAME}", "that of the first connection"
        type_proxy(program, proxy.address, "a wrong password")
        program.click("test-proxy")
        await page.jobs.idle()
        assert program.text("result-proxy") == "This does not work yet."
        assert steps(program, "proxy")[-1].endswith("wants other credentials.")

        program.type_into("field-proxy_password", PASSWORD)
        program.click("test-proxy")
        await page.jobs.idle()
        assert "whom this computer does not trust" in steps(program, "proxy")[-1]

        program.type_into("field-ca_file", str(papers.authority))
        program.click("test-certificates")
        await page.jobs.idle()
        assert program.text("result-certificates") == "This works."
        host = proxy.address.removeprefix("http://")
        (first, *_) = steps(program, "certificates")
        assert first == f"Good: {NAME} is reached through the proxy {host} (set here)."
        assert PASSWORD not in shown_anywhere()
        program.click("network-save")
        await page.jobs.idle()
        assert program.text("network-unsaved-words").startswith("Saved.")

        proxy.targets.clear()
        await run_list(program)
        assert program.text("bundle-count") == "3 bundles"
        assert set(proxy.targets) == {f"{NAME}:443"}
        assert proxy.credentials[-1] == WANTED
        assert PASSWORD not in shown_anywhere()
        program.window.close()
    assert "window.ini" in files_with(folder, "geometry")
    assert files_with(folder, PASSWORD) == []


async def test_one_connection_goes_through_a_proxy_of_its_own(
    qapp: QApplication, folder: Path, keyring: SecretService, papers: Papers
) -> None:
    async with (
        company(papers) as port,
        socks_proxy(port, wants=f"ada:{PASSWORD}") as proxy,
        program_running(folder) as program,
    ):
        connection = await connected(program)
        await program.integrator.change_network(NetworkSettings(ca_file=str(papers.authority)))
        editing = asyncio.ensure_future(
            edit_connection_network(program.integrator, connection, program.window)
        )
        await program.until(lambda: program.sees("network-dialog"))
        dialog = program.see(NetworkDialog, "network-dialog")
        await dialog.jobs.idle()
        type_proxy(program, proxy.address, PASSWORD, "network-dialog")
        program.click("test-proxy", "network-dialog")
        await dialog.jobs.idle()
        assert program.text("result-proxy", "network-dialog") == "This works."
        program.click("network-dialog-save")
        assert await editing

        proxy.targets.clear()
        await run_list(program)
        assert program.text("bundle-count") == "3 bundles"
        assert set(proxy.targets) == {f"{NAME}:443"}


async def test_what_is_not_saved_waits_while_one_looks_elsewhere(
    qapp: QApplication, folder: Path, keyring: SecretService, papers: Papers
) -> None:
    async with program_running(folder) as program:
        await connected(program)
        page = await network_settings(program)
        program.type_into("field-ca_file", "/no/such/file.pem")
        program.click("network-save")
        await page.jobs.idle()
        assert program.text("problem-ca_file") == "There is no such file."
        program.click("rail-modules")
        program.click("rail-settings")
        await page.jobs.idle()
        assert program.text("field-ca_file") == "/no/such/file.pem"
        assert program.text("network-unsaved-words") == "Not saved yet"
        program.type_into("field-ca_file", str(papers.authority))
        program.click("network-save")
        await page.jobs.idle()
        assert (await program.integrator.network_settings()).ca_file == str(papers.authority)
