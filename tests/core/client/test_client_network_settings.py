"""What is wrong with network settings is said in words, before they are kept."""

from pathlib import Path

import pytest

from core.client.check import network_problems
from core.model.network import ClientCertificate, ManualProxy, Network, NetworkSettings
from tests.core.client.network_world import PASSPHRASE, Papers


@pytest.fixture
def papers(tmp_path: Path) -> Papers:
    """Certificates of a company of its own."""
    return Papers(tmp_path)


def problems(*, proxy_password: str = "", key_passphrase: str = "", **settings: object) -> dict[str, str]:
    """What is wrong with settings."""
    made = NetworkSettings(**settings)  # type: ignore[arg-type]  # each test gives its own
    return network_problems(
        Network(settings=made, proxy_password=proxy_password, key_passphrase=key_passphrase)
    )


def test_nothing_is_wrong_with_what_holds_from_the_start() -> None:
    assert problems() == {}


@pytest.mark.parametrize("seconds", [0.0, -1.0, 3600.5, float("nan"), float("inf")])
def test_time_limits_are_seconds_that_end(seconds: float) -> None:
    assert problems(connect=seconds, read=seconds).keys() == {"connect", "read"}


def test_an_authority_may_be_in_either_form(papers: Papers) -> None:
    assert problems(ca_file=str(papers.authority)) == {}
    assert problems(ca_file=str(papers.der)) == {}


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("nothing.pem", "There is no such file."),
        ("", "This is a folder. Choose a file."),
        ("text.pem", "There is no certificate in this file."),
        ("empty.pem", "There is no certificate in this file."),
        ("client.key", "There is no certificate in this file."),
        ("broken.pem", "There is no certificate in this file."),
        ("large.pem", "This file is far too large for a certificate."),
        ("a\0b", "This file cannot be read."),
    ],
)
def test_an_authority_that_is_none(papers: Papers, tmp_path: Path, name: str, told: str) -> None:
    (tmp_path / "text.pem").write_text("Dear administrator,")
    (tmp_path / "empty.pem").touch()
    (tmp_path / "broken.pem").write_text(papers.authority.read_text().replace("M", "?"))
    with (tmp_path / "large.pem").open("wb") as large:
        large.truncate(16 * 1024 * 1024 + 1)
    assert problems(ca_file=f"{tmp_path}/{name}") == {"ca_file": told}


def test_a_file_is_named_with_its_whole_path() -> None:
    assert problems(ca_file="ca.pem") == {"ca_file": "Choose the file with its whole path."}


def test_a_certificate_of_ones_own_may_have_its_key_beside_it_or_in_it(papers: Papers) -> None:
    beside = ClientCertificate(file=str(papers.client), key_file=str(papers.client_key))
    locked = ClientCertificate(file=str(papers.client), key_file=str(papers.locked_key))
    assert problems(client_certificate=beside) == {}
    assert problems(client_certificate=ClientCertificate(file=str(papers.both()))) == {}
    assert problems(client_certificate=locked, key_passphrase=PASSPHRASE) == {}


@pytest.mark.parametrize(
    ("file", "key", "passphrase", "field", "told"),
    [
        ("none.pem", "client.key", "", "client_certificate.file", "There is no such file."),
        ("client.key", "client.key", "", "client_certificate.file", "There is no certificate in this file."),
        ("authority.der", "client.key", "", "client_certificate.file", "It must be in PEM form"),
        ("client.pem", "none.key", "", "client_certificate.key_file", "There is no such file."),
        ("client.pem", "client.pem", "", "client_certificate.key_file", "There is no private key"),
        ("client.pem", "", "", "client_certificate.key_file", "There is no private key in this file."),
        ("client.pem", "other.key", "", "client_certificate.key_file", "This key does not fit"),
        ("client.pem", "locked.key", "", "key_passphrase", "This key is locked. Enter its passphrase."),
        ("client.pem", "locked.key", "wrong", "key_passphrase", "This passphrase does not open the key."),
        ("client.pem", "locked.key", "x" * 2000, "key_passphrase", "This passphrase does not open the key."),
        ("broken.pem", "client.key", "", "client_certificate.file", "damaged"),
    ],
)
def test_a_certificate_of_ones_own_that_cannot_be_shown(
    papers: Papers, tmp_path: Path, file: str, key: str, passphrase: str, field: str, told: str
) -> None:
    text = papers.client.read_text()
    (tmp_path / "broken.pem").write_text(text[:60] + "????" + text[64:])
    chosen = ClientCertificate(file=f"{tmp_path}/{file}", key_file=f"{tmp_path}/{key}" if key else "")
    found = problems(client_certificate=chosen, key_passphrase=passphrase)
    assert found.keys() == {field}
    assert told in found[field]


def test_a_key_alone_wants_its_certificate(papers: Papers) -> None:
    alone = ClientCertificate(key_file=str(papers.client_key))
    assert problems(client_certificate=alone) == {"client_certificate.file": "Choose the certificate, too."}


@pytest.mark.parametrize(
    "address", ["http://proxy.example.com:3128", "socks5://10.0.0.1:1080", "http://[fd00::1]:8080/"]
)
def test_an_address_of_a_proxy(address: str) -> None:
    assert problems(proxy=ManualProxy(address=address)) == {}


WHOLE = "Enter the proxy's whole address, such as http://proxy.example.com:3128."


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("", WHOLE),
        ("proxy.example.com", WHOLE),
        ("proxy.example.com:3128", WHOLE),
        ("http://", WHOLE),
        ("http://[::1", WHOLE),
        ("http://proxy:99999", WHOLE),
        ("http://pro xy:3128", WHOLE),
        ("http://proxy.example.com", "Enter the proxy's port, too, such as http://proxy.example.com:3128."),
        ("http://proxy:0", "Enter the proxy's port, too, such as http://proxy.example.com:3128."),
        ("http://ada:geheim99@proxy:1", "Leave user name and password out of the address:"),
        ("https://proxy:3128", "A proxy's address begins with http:// or socks5://."),
        ("ftp://proxy:3128", "A proxy's address begins with http:// or socks5://."),
        ("http://proxy:3128/path", "Leave out everything after the port."),
        ("http://proxy:3128?a=1", "Leave out everything after the port."),
    ],
)
def test_an_address_that_is_no_proxy(address: str, told: str) -> None:
    found = problems(proxy=ManualProxy(address=address))
    assert found.keys() == {"proxy.address"}
    assert found["proxy.address"].startswith(told)
    assert "geheim99" not in str(found)


def test_users_and_exceptions_of_a_proxy() -> None:
    address = "http://proxy:3128"
    assert problems(proxy=ManualProxy(address=address, user="a:b")).keys() == {"proxy.user"}
    assert problems(proxy=ManualProxy(address=address), proxy_password="x").keys() == {"proxy.user"}
    wrong = ManualProxy(address=address, direct=("a.test", "https://b.test/"))
    assert problems(proxy=wrong).keys() == {"proxy.direct"}
    right = ManualProxy(address=address, user="ä", direct=("a.test", ".b.test", "*.c.test", "10.0.0.1"))
    assert problems(proxy=right, proxy_password="ü") == {}


@pytest.mark.parametrize(
    ("user", "password", "field"),
    [("ada", "", "proxy_password"), ("ä", "secret", "proxy.user"), ("ada", "x" * 256, "proxy_password")],
)
def test_what_socks_cannot_carry(user: str, password: str, field: str) -> None:
    proxy = ManualProxy(address="socks5://proxy:1080", user=user)
    assert problems(proxy=proxy, proxy_password=password).keys() == {field}
