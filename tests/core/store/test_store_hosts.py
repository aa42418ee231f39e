"""Which hosts were contacted, and how they are reached: kept, counted, sealed."""

import asyncio
from pathlib import Path

import pytest

from core.model.errors import DataUnreadable, NotKnown, SecretsLocked
from core.model.network import (
    ClientCertificate,
    HostContact,
    ManualProxy,
    Network,
    NetworkOverride,
    NetworkSettings,
    NoProxy,
)
from core.store import hosts as hosts_module
from core.store.hosts import Hosts
from core.store.store import Store
from tests.core.store.samples import connection, opened, room_on_disk, rows

PASSPHRASE = "correct horse battery staple"
PASSWORD = "the password of a proxy"
KEY_OPENS = "Kx7-what-opens-the-key"
PROXY = ManualProxy(address="http://proxy.test:3128", user="ada", direct=("lab.test",))
PAPER = ClientCertificate(file="/c.pem", key_file="/c.key")


class Clock:
    """Tells the time that it is set to."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


def counting(store: Store) -> tuple[Hosts, Clock]:
    """The hosts of a store, by a clock that the test sets."""
    clock = Clock()
    return Hosts(store._database, clock), clock


def told(found: tuple[HostContact, ...]) -> list[tuple[str, str, str, float, float, int]]:
    """What is listed, as tuples."""
    return [(one.connection, one.host, one.proxy, one.first_at, one.last_at, one.times) for one in found]


async def test_hosts_are_listed_with_how_often_and_when(folder: Path) -> None:
    async with opened(folder) as store:
        hosts, clock = counting(store)
        first = hosts.of("c1")
        first.seen("a.test", "")
        clock.now = 130.0
        first.seen("a.test", "")
        hosts.of("c2").seen("a.test", "proxy:1")
        clock.now = 140.0
        first.seen("b.test", "")
        await first.settle()
    async with opened(folder) as store:
        assert told(await counting(store)[0].all()) == [
            ("c1", "b.test", "", 140.0, 140.0, 1),
            ("c1", "a.test", "", 100.0, 130.0, 2),
            ("c2", "a.test", "proxy:1", 130.0, 130.0, 1),
        ]


async def test_counts_are_added_to_those_of_other_processes(folder: Path) -> None:
    async with opened(folder) as store, opened(folder) as other:
        for one, now in ((store, 50.0), (other, 20.0)):
            hosts, clock = counting(one)
            clock.now = now
            hosts.of("c1").seen("a.test", "")
            await hosts.settle()
        assert told(await hosts.all()) == [("c1", "a.test", "", 20.0, 50.0, 2)]


async def test_a_thousand_requests_are_one_write(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with opened(folder) as store:
        writes = []
        genuine = store._database.write

        async def counted(work: object) -> object:
            writes.append(work)
            return await genuine(work)  # type: ignore[arg-type]  # whatever was given

        monkeypatch.setattr(store._database, "write", counted)
        hosts, _ = counting(store)
        for _ in range(1000):
            hosts.of("c1").seen("a.test", "")
        assert writes == []
        await hosts.settle()
        await hosts.settle()
        assert len(writes) == 1
        assert told(await hosts.all()) == [("c1", "a.test", "", 100.0, 100.0, 1000)]


async def test_what_was_counted_is_written_after_a_while_by_itself(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hosts_module, "KEPT_AFTER", 0.0)
    async with opened(folder) as store:
        hosts, _ = counting(store)
        hosts.of("c1").seen("a.test", "")
        async with asyncio.timeout(10):
            while not await store._database.select("SELECT 1 FROM hosts"):
                pass
        hosts.of("c1").seen("a.test", "")
        await hosts.settle()
        assert (await hosts.all())[0].times == 2


async def test_a_full_disk_stops_no_request_and_loses_no_count(folder: Path) -> None:
    async with opened(folder) as store:
        hosts, clock = counting(store)
        hosts.of("c1").seen("a.test", "")
        with room_on_disk(1):
            await hosts.settle()
        clock.now = 300.0
        hosts.of("c1").seen("a.test", "")
        assert told(await hosts.all()) == [("c1", "a.test", "", 100.0, 300.0, 2)]


async def test_what_could_not_be_written_is_written_by_itself_later(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(folder) as store:
        hosts, _ = counting(store)
        hosts.of("c1").seen("a.test", "")
        with room_on_disk(1):
            await hosts.settle()
        monkeypatch.setattr(hosts_module, "KEPT_AFTER", 0.0)
        hosts.of("c1").seen("a.test", "")
        async with asyncio.timeout(10):
            while not (found := await store._database.select("SELECT times FROM hosts")):
                pass
        assert found == [(2,)]


async def test_the_oldest_go_where_there_are_too_many(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hosts_module, "MOST_KEPT", 3)
    async with opened(folder) as store:
        hosts, clock = counting(store)
        for number in range(5):
            clock.now = 100.0 + number
            hosts.of(f"c{number}").seen("a.test", "")
        clock.now = 200.0
        hosts.of("c0").seen("a.test", "")
        assert [one.connection for one in await hosts.all()] == ["c0", "c4", "c3"]


async def test_the_list_can_be_emptied(folder: Path) -> None:
    async with opened(folder) as store:
        hosts, _ = counting(store)
        hosts.of("c1").seen("a.test", "")
        await hosts.settle()
        hosts.of("c1").seen("b.test", "")
        await hosts.forget()
        assert await hosts.all() == ()


async def test_what_was_contacted_outlives_the_connection(folder: Path) -> None:
    async with opened(folder) as store:
        await store.connections.add(connection("c1"), {})
        hosts, _ = counting(store)
        hosts.of("c1").seen("a.test", "")
        await hosts.settle()
        await store.connections.remove(connection("c1"), forget_uses=True)
        assert [one.host for one in await hosts.all()] == ["a.test"]


async def test_settings_are_there_again_and_the_password_is_sealed(
    folder: Path, cheap_passphrase: None
) -> None:
    settings = NetworkSettings(ca_file="/ca.pem", client_certificate=PAPER, proxy=PROXY, connect=3, read=4)
    async with opened(folder) as store:
        await store.vault.create_with_passphrase(PASSPHRASE)
        assert await store.network.settings() == NetworkSettings()
        await store.network.save(settings, proxy_password=PASSWORD, key_passphrase=KEY_OPENS)
    async with opened(folder) as store:
        network = store.network
        assert await network.settings() == settings
        with pytest.raises(SecretsLocked):
            await network.network()
        await store.vault.unlock(PASSPHRASE)
        assert await network.network() == Network(
            settings=settings, proxy_password=PASSWORD, key_passphrase=KEY_OPENS
        )
    assert PASSWORD not in str(rows(folder, "SELECT * FROM network"))


async def test_a_connection_has_something_of_its_own(folder: Path, cheap_passphrase: None) -> None:
    async with opened(folder) as store:
        await store.vault.create_with_passphrase(PASSPHRASE)
        await store.connections.add(connection("c1"), {})
        network = store.network
        general = NetworkSettings(ca_file="/ca.pem", client_certificate=PAPER, proxy=PROXY)
        await network.save(general, proxy_password=PASSWORD, key_passphrase=KEY_OPENS)
        assert await network.network("c1") == await network.network()
        own = NetworkOverride(proxy=NoProxy(), client_certificate=ClientCertificate(), read=300.0)
        await network.save_override("c1", own)
        assert await network.override("c1") == own
        assert await network.network("c1") == Network(
            settings=NetworkSettings(ca_file="/ca.pem", proxy=NoProxy(), read=300.0)
        )
        other = NetworkOverride(proxy=ManualProxy(address="http://other.test:1", user="bob"))
        await network.save_override("c1", other, proxy_password="bobs own password")
        assert (await network.network("c1")).proxy_password == "bobs own password"
        assert (await network.network("c1")).key_passphrase == KEY_OPENS
        assert (await network.network()).proxy_password == PASSWORD


async def test_what_a_connection_has_of_its_own_goes_with_it(folder: Path) -> None:
    async with opened(folder) as store:
        await store.connections.add(connection("c1"), {})
        await store.network.save_override("c1", NetworkOverride(proxy=NoProxy()))
        await store.connections.remove(connection("c1"), forget_uses=True)
        assert await store.network.override("c1") == NetworkOverride()
        with pytest.raises(NotKnown):
            await store.network.save_override("c1", NetworkOverride(proxy=NoProxy()))
    assert rows(folder, "SELECT * FROM network") == []


async def test_what_a_connection_has_of_its_own_comes_back_with_it(
    folder: Path, cheap_passphrase: None
) -> None:
    own = NetworkOverride(proxy=PROXY)
    async with opened(folder) as store:
        await store.vault.create_with_passphrase(PASSPHRASE)
        connections = store.connections
        await connections.add(connection("c1"), {})
        await store.network.save_override("c1", own, proxy_password=PASSWORD)
        before = await store.network.network("c1")
        removed = await connections.remove(connection("c1"), forget_uses=False)
        assert await store.network.override("c1") == NetworkOverride()
        await connections.restore(removed)
        assert await store.network.network("c1") == before
        assert before.proxy_password == PASSWORD


@pytest.mark.parametrize(
    ("changed", "stays"),
    [
        (NetworkSettings(proxy=ManualProxy(address=PROXY.address, user="ada"), read=1.0), True),
        (NetworkSettings(proxy=ManualProxy(address="http://evil.test:3128", user="ada")), False),
        (NetworkSettings(proxy=ManualProxy(address=PROXY.address, user="bob")), False),
        (NetworkSettings(proxy=NoProxy()), False),
    ],
)
async def test_a_password_never_reaches_another_proxy(
    folder: Path, cheap_passphrase: None, changed: NetworkSettings, stays: bool
) -> None:
    async with opened(folder) as store:
        await store.vault.create_with_passphrase(PASSPHRASE)
        network = store.network
        await network.save(NetworkSettings(proxy=PROXY), proxy_password=PASSWORD)
        proposed = await network.proposed(changed, proxy_password=None, key_passphrase=None)
        await network.save(changed)
        kept = await network.network()
        assert kept == proposed
        assert kept.proxy_password == (PASSWORD if stays else "")
        await network.save(NetworkSettings(proxy=PROXY))
        assert (await network.network()).proxy_password == (PASSWORD if stays else "")


async def test_a_passphrase_belongs_to_its_key(folder: Path, cheap_passphrase: None) -> None:
    async with opened(folder) as store:
        await store.vault.create_with_passphrase(PASSPHRASE)
        network = store.network
        await network.save(NetworkSettings(client_certificate=PAPER), key_passphrase=KEY_OPENS)
        await network.save(NetworkSettings(client_certificate=PAPER, read=9.0))
        assert (await network.network()).key_passphrase == KEY_OPENS
        await network.save(NetworkSettings(client_certificate=PAPER), key_passphrase="")
        assert (await network.network()).key_passphrase == ""


@pytest.mark.parametrize("odd", ["not JSON", "[1]", '{"proxy": {"kind": "carrier pigeon"}}'])
async def test_settings_that_cannot_be_read_are_told_and_can_be_set_anew(folder: Path, odd: str) -> None:
    """No silent default: it could send past a proxy what must go through it."""
    async with opened(folder) as store:
        await store.network.save(NetworkSettings(read=5.0))
    rows(folder, "UPDATE network SET document = ?", odd)
    async with opened(folder) as store:
        with pytest.raises(DataUnreadable, match="network settings cannot be read"):
            await store.network.access()
        await store.network.save(NetworkSettings(read=6.0))
        assert (await store.network.settings()).read == 6.0


async def test_practice_needs_neither_settings_nor_vault(folder: Path, cheap_passphrase: None) -> None:
    async with opened(folder) as store:
        await store.vault.create_with_passphrase(PASSPHRASE)
        await store.network.save(NetworkSettings(proxy=PROXY), proxy_password=PASSWORD)
        store.vault.lock()
        access = await store.network.access("practice-x", practice=True)
        assert access.network == Network()
        access.contacts.seen("127.0.0.1", "")
        await access.contacts.settle()
        assert [one.connection for one in await store.network.hosts.all()] == ["practice-x"]


async def test_a_store_has_its_settings_once(folder: Path) -> None:
    async with opened(folder) as store:
        assert store.network is store.network
