"""How a connection fares: what a verification and a run find out about it, and whom that is told."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from core.apps.catalogue import Catalogue
from core.model.connection import Connection, ConnectionChanges
from core.model.errors import (
    AuthRejected,
    DataUnreadable,
    NetworkDown,
    NotKnown,
    RateLimited,
    SecretsLocked,
    SecretsUnreadable,
    ServiceDown,
)
from core.model.run import RunFailed, RunFinished
from core.rules.redact import HIDDEN
from core.run.account_proof import Proven
from tests.core.run.moody_service import KEY, REFUSED, TOO_MANY, TROUBLE, Moody, moody
from tests.core.store.samples import rows
from tests.sandboxes import RunningSandbox, until

NOW = 1_700_000_000.0

both = pytest.mark.parametrize("kept", [True, False], ids=["kept", "practice"])


async def account(m: Moody, kept: bool) -> Connection:
    """A connection of either kind; whoever listens has heard nothing yet."""
    connection = await (m.book.add(m.new()) if kept else m.book.add_practice(m.new()))
    m.told = 0
    return connection


@both
async def test_a_run_that_is_refused_marks_the_connection_and_one_that_succeeds_clears_it(
    tmp_path: Path, catalogue: Catalogue, sandbox: RunningSandbox, kept: bool
) -> None:
    async with moody(tmp_path, catalogue, sandbox) as m:
        connection = await account(m, kept)
        m.service.refusal = REFUSED
        for _ in range(2):  # the second time nothing is new
            await m.desk.run(await m.book.find("Shop"), "list_contacts", limit=1)
            assert isinstance(m.desk.failure(), AuthRejected)
            marked = await m.book.find("Shop")
            assert marked.state == "failing"
            assert marked == replace(connection, failing_since=NOW, why=marked.why)
            assert m.told == 1
        assert marked.why == (
            "Refiner did not accept the credentials.",
            f"Refiner says: “The key {HIDDEN} has expired.”",
        )
        m.service.refusal = b""
        for _ in range(2):
            await m.desk.run(await m.book.find("Shop"), "list_contacts", limit=1)
            assert isinstance(m.desk.events[-1], RunFinished)
            assert await m.book.find("Shop") == connection
            assert m.told == 2


@both
async def test_a_failing_connection_says_since_when_and_why_as_of_the_last_time(
    tmp_path: Path, catalogue: Catalogue, sandbox: RunningSandbox, kept: bool
) -> None:
    async with moody(tmp_path, catalogue, sandbox) as m:
        connection = await account(m, kept)
        await m.desk.book.shelf(connection.id).change(
            connection.id, lambda now: replace(now, failing_since=5.0, why=("Before.", "Long ago."))
        )
        m.service.refusal = REFUSED
        with pytest.raises(AuthRejected):
            await m.manager.verify("Shop")
        marked = await m.book.find("Shop")
    assert (marked.failing_since, marked.why) == (
        5.0,
        ("Refiner did not accept the credentials.", f"Refiner says: “The key {HIDDEN} has expired.”"),
    )


@pytest.mark.parametrize("answer", [TROUBLE, TOO_MANY])
async def test_a_run_that_fails_for_another_reason_marks_nothing(
    tmp_path: Path, catalogue: Catalogue, sandbox: RunningSandbox, answer: bytes
) -> None:
    async with moody(tmp_path, catalogue, sandbox) as m:
        connection = await account(m, kept=True)
        m.service.refusal = answer
        await m.desk.run(connection, "list_contacts", limit=1)
        assert isinstance(m.desk.events[-1], RunFailed)
        assert await m.book.find("Shop") == connection
    assert m.told == 0


async def test_what_a_run_with_an_old_key_finds_out_says_nothing_of_the_new_one(
    tmp_path: Path, catalogue: Catalogue, sandbox: RunningSandbox
) -> None:
    async with moody(tmp_path, catalogue, sandbox) as m:
        before = await account(m, kept=True)
        changes = ConnectionChanges(secrets={"api_key": "another-key"})
        credentials = await m.book.credentials(before)
        edited = await m.manager.edit("Shop", changes)
        await m.book.rejected(before, credentials, AuthRejected("No.", "That key has expired."))
        assert await m.book.find("Shop") == edited
        assert edited.state == "verified"


async def test_a_connection_that_goes_while_a_run_is_refused_is_left_alone(
    tmp_path: Path, catalogue: Catalogue, sandbox: RunningSandbox
) -> None:
    async with moody(tmp_path, catalogue, sandbox) as m:
        connection = await account(m, kept=True)
        credentials = await m.book.credentials(connection)
        await m.manager.delete("Shop")
        await m.book.rejected(connection, credentials, AuthRejected("No."))
        await m.book.accepted(connection)
        assert await m.book.all() == ()
    assert m.told == 1


async def test_a_mark_that_cannot_be_written_keeps_no_run_from_telling_how_it_ended(
    tmp_path: Path, catalogue: Catalogue, sandbox: RunningSandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def full(*_: object) -> None:
        raise DataUnreadable("The disk is full.")

    async with moody(tmp_path, catalogue, sandbox) as m:
        connection = await account(m, kept=True)
        m.service.refusal = REFUSED
        monkeypatch.setattr(m.desk.store.connections, "change", full)
        await m.desk.run(connection, "list_contacts", limit=1)
    assert isinstance(m.desk.failure(), AuthRejected)


@both
async def test_a_good_verification_brings_label_and_state_up_to_date(
    tmp_path: Path, catalogue: Catalogue, sandbox: RunningSandbox, kept: bool
) -> None:
    async with moody(tmp_path, catalogue, sandbox) as m:
        connection = await account(m, kept)
        await m.book.shelf(connection.id).change(
            connection.id, lambda now: replace(now, verified_at=1.0, failing_since=2.0, why=("a", "b"))
        )
        m.service.project = f"Renamed, says {KEY}"
        verified = await m.manager.verify("shop")
        assert verified == await m.book.find("Shop")
    assert verified == replace(connection, account=f"Renamed, says {HIDDEN}", verified_at=NOW)
    assert m.told == 1


@both
async def test_a_refused_verification_is_raised_and_marked(
    tmp_path: Path, catalogue: Catalogue, sandbox: RunningSandbox, kept: bool
) -> None:
    async with moody(tmp_path, catalogue, sandbox) as m:
        connection = await account(m, kept)
        m.service.refusal = REFUSED
        with pytest.raises(AuthRejected, match="did not accept") as refused:
            await m.manager.verify(connection.id)
        marked = await m.book.find("Shop")
        assert (marked.state, marked.verified_at, marked.account) == ("failing", NOW, "Shop")
        assert KEY not in f"{refused.value!r} {marked!r}"
        m.service.refusal = b""
        assert await m.manager.verify("Shop") == connection


@pytest.mark.parametrize(("answer", "kind"), [(TROUBLE, ServiceDown), (TOO_MANY, RateLimited)])
async def test_trouble_of_the_service_is_raised_and_marks_nothing(
    tmp_path: Path, catalogue: Catalogue, sandbox: RunningSandbox, answer: bytes, kind: type[Exception]
) -> None:
    async with moody(tmp_path, catalogue, sandbox) as m:
        connection = await account(m, kept=True)
        m.service.refusal = answer
        with pytest.raises(kind):
            await m.manager.verify("Shop")
        assert await m.book.find("Shop") == connection


async def test_no_network_and_a_locked_vault_mark_nothing(
    tmp_path: Path, catalogue: Catalogue, sandbox: RunningSandbox
) -> None:
    async with moody(tmp_path, catalogue, sandbox) as m:
        nowhere = replace(m.new("Nowhere"), address="http://127.0.0.1:1")
        connection = await m.book.add(nowhere, unverified=True)
        assert connection.state == "unverified"
        with pytest.raises(NetworkDown):
            await m.manager.verify("Nowhere")
        m.desk.store.vault.lock()
        with pytest.raises(SecretsLocked):
            await m.manager.verify("Nowhere")
        assert await m.book.find("Nowhere") == connection


async def test_secrets_that_cannot_be_read_are_why_a_connection_fails(
    tmp_path: Path, catalogue: Catalogue, sandbox: RunningSandbox
) -> None:
    async with moody(tmp_path, catalogue, sandbox) as m:
        await account(m, kept=True)
        rows(tmp_path, "UPDATE secrets SET sealed = x'00'")
        with pytest.raises(SecretsUnreadable):
            await m.manager.verify("Shop")
        marked = await m.book.find("Shop")
        assert marked.why
        assert marked.why[0] == "The stored secrets cannot be read."
        again = await m.manager.edit("Shop", ConnectionChanges(secrets={"api_key": KEY}))
    assert again.state == "verified"


async def test_a_connection_that_is_changed_while_it_is_verified_keeps_what_was_found_out_about_the_new(
    tmp_path: Path, catalogue: Catalogue, sandbox: RunningSandbox
) -> None:
    async with moody(tmp_path, catalogue, sandbox) as m:
        before = await account(m, kept=True)
        edited = await m.manager.edit("Shop", ConnectionChanges(secrets={"api_key": "b"}), unverified=True)
        proof = await m.book.proved(before, Proven(label="Outdated"))
        assert proof == edited == await m.book.find("Shop")
        assert edited.state == "unverified"


async def test_a_connection_that_is_gone_cannot_be_verified(
    tmp_path: Path, catalogue: Catalogue, sandbox: RunningSandbox
) -> None:
    async with moody(tmp_path, catalogue, sandbox) as m:
        with pytest.raises(NotKnown, match="There is none yet"):
            await m.manager.verify("Shop")


async def test_a_run_that_goes_on_keeps_its_key_and_the_next_has_the_new_one(
    tmp_path: Path, catalogue: Catalogue, sandbox: RunningSandbox
) -> None:
    async with moody(tmp_path, catalogue, sandbox) as m:
        connection = await account(m, kept=True)
        credentials = await m.book.credentials(connection)
        old = await m.book.client(connection, credentials)
        edited = await m.manager.edit("Shop", ConnectionChanges(secrets={"api_key": "b-key-of-another"}))
        new = await m.book.client(edited, await m.book.credentials(edited))
        assert new is not old
        assert await m.book.client(connection, credentials) is old
        assert await m.book.client(await m.book.find("Shop"), credentials) is new
        await m.desk.run(edited, "list_contacts", limit=1)
        assert "b-key-of-another" in m.host.heads[-1]


async def test_a_run_under_way_is_not_broken_off_by_an_edit(
    tmp_path: Path, catalogue: Catalogue, sandbox: RunningSandbox
) -> None:
    async with moody(tmp_path, catalogue, sandbox) as m:
        connection = await m.book.add(m.desk.new(name="Slow"))
        sandbox.fault("slow", path="/v1/contacts", delay=0.3)
        running = m.desk.start(connection, "list_contacts", limit=1)
        await until(lambda: sandbox.in_flight == 1)
        await m.manager.edit("Slow", ConnectionChanges(address=m.host.address))
        await running
        assert isinstance(m.desk.events[-1], RunFinished)
