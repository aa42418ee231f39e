"""Choice lists that an account holds."""

from pathlib import Path
from typing import Any

import msgspec
import pytest

from core.apps.catalogue import Catalogue
from core.model.errors import AuthRejected, NotKnown, TrunklineError
from tests.core.client.client_calls import http, odd_host
from tests.core.run.desk import desk
from tests.core.run.moody_service import KEY, REFUSED, TROUBLE, moody
from tests.sandboxes import RunningSandbox


async def test_a_choice_list_gives_values_and_labels(
    tmp_path: Path, catalogue: Catalogue, sandbox: RunningSandbox
) -> None:
    async with desk(tmp_path, catalogue, sandbox) as d:
        account = await d.practice()
        forms = await d.lookups.entries(catalogue.app("refiner"), account, "forms", {}, "")
        segments = await d.lookups.entries(catalogue.app("refiner"), account, "segments", {}, "")
        contacts = await d.lookups.entries(catalogue.app("refiner"), account, "contacts", {}, "")
    assert len(forms) > 1
    assert len(segments) > 1
    assert all(value and label for value, label in (*forms, *segments, *contacts))
    assert 0 < len(contacts) < 100, "contacts without an id of their own are no choice"
    first = sandbox.requests("/v1/forms")[0]
    assert dict(first.query) == {"list": "all", "page": "1", "page_length": "1000"}


@pytest.mark.parametrize("typed", ["ann", "$100", "a$b", "{email}", "100 % & more", "$search", "Zoë"])
async def test_what_is_typed_to_narrow_a_list_reaches_the_service_as_it_is(
    tmp_path: Path, catalogue: Catalogue, sandbox: RunningSandbox, typed: str
) -> None:
    async with desk(tmp_path, catalogue, sandbox) as d:
        await d.lookups.entries(catalogue.app("refiner"), await d.practice(), "contacts", {}, typed)
    (seen,) = sandbox.requests("/v1/contacts")
    assert dict(seen.query) == {"page_length": "100", "search": typed}


async def test_an_unknown_choice_list_is_named_with_the_nearest(
    tmp_path: Path, catalogue: Catalogue, sandbox: RunningSandbox
) -> None:
    async with desk(tmp_path, catalogue, sandbox) as d:
        account = await d.practice()
        with pytest.raises(NotKnown, match=r"Refiner has no list 'form'\. Did you mean 'forms'"):
            await d.lookups.entries(catalogue.app("refiner"), account, "form", {}, "")


@pytest.mark.parametrize("kind", ["not_json", "broken_json"])
async def test_a_choice_list_that_cannot_be_read_says_what_to_do(
    tmp_path: Path, catalogue: Catalogue, sandbox: RunningSandbox, kind: Any
) -> None:
    async with desk(tmp_path, catalogue, sandbox) as d:
        account = await d.practice()
        sandbox.fault(kind)
        with pytest.raises(TrunklineError, match=r"Refiner's list could not be read\."):
            await d.lookups.entries(catalogue.app("refiner"), account, "forms", {}, "")


async def test_a_choice_list_of_a_shape_nobody_expected_is_told(
    tmp_path: Path, catalogue: Catalogue, sandbox: RunningSandbox
) -> None:
    rows = (
        b'{"items": [{"uuid": "a", "name": "A"}, {"name": "no value"}, 5, null, {"uuid": 7}, {"uuid": ""}]}'
    )
    async with odd_host(lambda target: http(200, rows)) as host, desk(tmp_path, catalogue, sandbox) as d:
        account = msgspec.structs.replace(await d.practice(), address=host.address)
        entries = await d.lookups.entries(catalogue.app("refiner"), account, "forms", {}, "")
    assert entries == [("a", "A"), ("7", "7")]


async def test_a_list_that_is_refused_marks_the_connection_and_one_that_comes_clears_it(
    tmp_path: Path, catalogue: Catalogue, sandbox: RunningSandbox
) -> None:
    async with moody(tmp_path, catalogue, sandbox) as m:
        account = await m.book.add(m.new())
        m.service.refusal = REFUSED
        with pytest.raises(AuthRejected) as refused:
            await m.desk.lookups.entries(catalogue.app("refiner"), account, "contacts", {}, "")
        failing = await m.book.find("Shop")
        m.service.refusal = b""
        await m.desk.lookups.entries(catalogue.app("refiner"), failing, "contacts", {}, "")
        fine = await m.book.find("Shop")
    assert KEY not in str(refused.value)
    assert (failing.state, failing.why) == ("failing", (refused.value.title, refused.value.reason))
    assert (fine.state, fine.why) == ("verified", None)
    assert m.told == 3  # added, refused, accepted again


@pytest.mark.parametrize("answer", [TROUBLE, http(404, b"{}"), http(200, b"no JSON")])
async def test_a_list_that_fails_otherwise_says_nothing_of_the_connection(
    tmp_path: Path, catalogue: Catalogue, sandbox: RunningSandbox, answer: bytes
) -> None:
    async with moody(tmp_path, catalogue, sandbox) as m:
        account = await m.book.add(m.new())
        m.service.refusal = answer
        with pytest.raises(TrunklineError):
            await m.desk.lookups.entries(catalogue.app("refiner"), account, "contacts", {}, "")
        assert (await m.book.find("Shop")) == account
