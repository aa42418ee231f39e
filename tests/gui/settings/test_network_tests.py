"""The tests of the network settings, against real proxies and services on this computer."""

import asyncio
import base64
from pathlib import Path

import pytest
from network_parts import Parts, network_page, profile
from PySide6.QtWidgets import QApplication

from core.model.network import NetworkSettings
from tests.core.client.client_calls import STALLS
from tests.core.client.network_world import NAME, Papers, http_proxy, service, socks_proxy

pytestmark = pytest.mark.usefixtures("cheap_passphrase")

PASSWORD = "the password of the proxy"
WANTED = f"Basic {base64.b64encode(f'ada:{PASSWORD}'.encode()).decode()}"


def type_proxy(page: Parts, address: str, password: str = PASSWORD) -> None:
    """Choose a proxy by hand, and the service to try it with."""
    page.choose("field-proxy", "Through the proxy below")
    page.type_into("field-proxy_address", address)
    page.type_into("field-proxy_user", "ada")
    page.type_into("field-proxy_password", password)
    page.type_into("test-address-proxy", f"https://{NAME}")


async def test_the_way_through_a_proxy_is_told_step_by_step(qapp: QApplication, tmp_path: Path) -> None:
    papers = Papers(tmp_path)
    async with (
        service(papers) as port,
        http_proxy(port, wants=WANTED) as proxy,
        profile(tmp_path / "profile") as integrator,
        network_page(integrator) as page,
    ):
        type_proxy(page, proxy.address)
        page.type_into("field-ca_file", str(papers.authority))
        steps = await page.test("proxy")
        assert page.text("result-proxy") == "This works."
        host = proxy.address.removeprefix("http://")
        assert steps[0] == (f"Good: {NAME} is reached through the proxy {host} (set here).", "")
        assert [words.partition(":")[0] for words, _ in steps] == ["Good"] * 5
        assert "Example Company vouches for service.test" in steps[3][0]
        assert set(proxy.targets) == {f"{NAME}:443"}
        assert set(proxy.credentials) == {WANTED}
        assert await integrator.network_settings() == NetworkSettings(), "a test keeps nothing"
        assert page.text("network-unsaved-words") == "Not saved yet"
        assert PASSWORD not in page.every_text()


async def test_a_wrong_password_is_said_with_the_next_step(qapp: QApplication, tmp_path: Path) -> None:
    papers = Papers(tmp_path)
    async with (
        service(papers) as port,
        http_proxy(port, wants=WANTED) as proxy,
        profile(tmp_path / "profile") as integrator,
        network_page(integrator) as page,
    ):
        type_proxy(page, proxy.address, "not the password")
        *good, (failed, next_step) = await page.test("proxy")
        assert page.text("result-proxy") == "This does not work yet."
        assert [words.partition(":")[0] for words, _ in good] == ["Good", "Good"]
        assert failed.startswith("Failed: The proxy ")
        assert "password" in f"{failed} {next_step}"
        page.type_into("field-proxy_password", PASSWORD)
        assert page.text("result-age-proxy") == "Tested before your last change."


async def test_a_socks_proxy_is_tried_like_any_other(qapp: QApplication, tmp_path: Path) -> None:
    papers = Papers(tmp_path)
    async with (
        service(papers) as port,
        socks_proxy(port, wants=f"ada:{PASSWORD}") as proxy,
        profile(tmp_path / "profile") as integrator,
        network_page(integrator) as page,
    ):
        type_proxy(page, proxy.address)
        page.type_into("field-ca_file", str(papers.authority))
        steps = await page.test("proxy")
        assert page.text("result-proxy") == "This works."
        assert ("Good: The proxy made a connection to service.test:443.", "") in steps
        assert set(proxy.targets) == {f"{NAME}:443"}


async def test_a_private_authority_is_refused_until_it_is_trusted(qapp: QApplication, tmp_path: Path) -> None:
    papers = Papers(tmp_path)
    async with (
        service(papers) as port,
        profile(tmp_path / "profile") as integrator,
        network_page(integrator) as page,
    ):
        page.type_into("test-address-certificates", f"https://localhost:{port}")
        failed, next_step = (await page.test("certificates"))[-1]
        assert "issued by somebody whom this computer does not trust" in failed
        assert next_step.startswith("In a company's network, ask for its certificate")
        page.type_into("field-ca_file", str(papers.authority))
        assert (await page.test("certificates"))[-1][0].startswith("Good: localhost answered")


async def test_a_client_certificate_is_shown_to_who_asks(qapp: QApplication, tmp_path: Path) -> None:
    papers = Papers(tmp_path)
    async with (
        service(papers, asks=True) as port,
        profile(tmp_path / "profile") as integrator,
        network_page(integrator) as page,
    ):
        page.type_into("test-address-certificates", f"https://localhost:{port}")
        page.type_into("field-ca_file", str(papers.authority))
        assert (await page.test("certificates"))[-1][0].startswith("Failed:")
        page.type_into("field-certificate_file", str(papers.client))
        page.type_into("field-key_file", str(papers.client_key))
        assert (await page.test("certificates"))[-1][0].startswith("Good:")


async def test_a_limit_that_is_too_short_shows_in_its_own_test(qapp: QApplication, tmp_path: Path) -> None:
    async with (
        http_proxy(0, answers=STALLS) as proxy,
        profile(tmp_path) as integrator,
        network_page(integrator) as page,
    ):
        type_proxy(page, proxy.address)
        page.type_into("field-connect", "0.2")
        failed, next_step = (await page.test("limits"))[-1]
        assert failed == f"Failed: The proxy {proxy.address.removeprefix('http://')} did not answer."
        assert next_step
        assert not page.sees("steps-proxy"), "what was tried is told at its own card"


async def test_a_test_is_stopped_and_nothing_waits_for_it(qapp: QApplication, tmp_path: Path) -> None:
    async with (
        http_proxy(0, answers=STALLS) as proxy,
        profile(tmp_path) as integrator,
        network_page(integrator) as page,
    ):
        type_proxy(page, proxy.address)
        page.type_into("field-connect", "600")
        page.click("test-proxy")
        await page.until(lambda: proxy.targets)
        assert page.text("test-proxy") == "Stop"
        await asyncio.wait_for(integrator.connections(), 5)
        page.type_into("field-proxy_user", "bob")
        page.click("test-proxy")
        await page.jobs.idle()
        assert page.text("test-proxy") == "Test"
        assert page.text("result-proxy") == "Stopped."


async def test_closing_the_window_stops_the_tests(qapp: QApplication, tmp_path: Path) -> None:
    async with (
        http_proxy(0, answers=STALLS) as proxy,
        profile(tmp_path) as integrator,
        network_page(integrator) as page,
    ):
        type_proxy(page, proxy.address)
        page.type_into("field-connect", "600")
        page.click("test-proxy")
        await page.until(lambda: proxy.targets)
        page.root.window().hide()
        await asyncio.wait_for(page.jobs.idle(), 5)
