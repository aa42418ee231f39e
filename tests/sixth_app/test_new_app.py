"""The app that a new one begins as: nothing is wrong with it, and it works with a service of its shape."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from core.integrator import NewConnection, check_app, new_app, open_integrator
from core.model.errors import DataUnreadable, NameTaken, NotKnown, TrunklineError
from core.model.run import RunFailed
from tests.sixth_app.standing_in import StandIn, standing_in

KEY = "made-up-key-of-a-new-app"


async def _me(request: web.Request) -> web.Response:
    if request.headers["Authorization"] != f"Bearer {KEY}":
        return web.json_response({"error": {"message": "Who are you?"}}, status=401)
    return web.json_response({"name": "Ann", "email": "ann@example.com"})


async def _groups(_: web.Request) -> web.Response:
    return web.json_response({"data": [{"id": 7, "name": "Blue"}]})


async def _items(request: web.Request) -> web.Response:
    items = [{"id": id} for id in range(120)]
    begin = (int(request.query["page"]) - 1) * int(request.query["per_page"])
    return web.json_response({"data": items[begin : begin + int(request.query["per_page"])]})


async def _create(request: web.Request) -> web.Response:
    return web.json_response({"data": {"id": 33, **await request.json()}})


@pytest.fixture
def service() -> Iterator[StandIn]:
    """What the app is written for, as far as it says."""
    routes = [
        web.get("/v1/me", _me),
        web.get("/v1/groups", _groups),
        web.get("/v1/items", _items),
        web.post("/v1/items", _create),
    ]
    with standing_in(StandIn(routes)) as running:
        yield running


def names_in(folder: Path) -> set[str]:
    return {file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file()}


def test_a_new_app_has_nothing_wrong_wherever_it_is_taken(tmp_path: Path) -> None:
    folder = new_app("help_desk", tmp_path / "profile")
    assert folder == tmp_path / "profile" / "apps" / "help_desk"
    checked = check_app(folder)
    assert (checked.problems, len(checked.modules)) == ((), 3)
    taken_along = tmp_path / "elsewhere" / "other_desk"
    shutil.copytree(folder, taken_along)
    assert check_app(taken_along).problems == ()
    for file in [taken_along / "app.yaml", *(taken_along / "modules").glob("*.yaml")]:
        schema = file.read_text().splitlines()[0].removeprefix("# yaml-language-server: $schema=")
        kind = "app" if file.name == "app.yaml" else "module"
        assert (file.parent / schema).resolve() == taken_along / ".schema" / f"{kind}.schema.json"
        assert (file.parent / schema).is_file()


def test_it_is_called_by_its_own_name(tmp_path: Path) -> None:
    folder = new_app("help_desk", tmp_path)
    texts = [file.read_text() for file in folder.rglob("*.yaml")]
    assert any("label: Help Desk\n" in text for text in texts)
    assert not any("New App" in text for text in texts)


def test_half_an_app_is_never_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any, **__: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(DataUnreadable, match="No space left on device"):
        new_app("help_desk", tmp_path)
    assert names_in(tmp_path) == set()


def test_a_folder_that_is_closed_to_us_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def closed(_path: Path) -> bool:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "exists", closed)
    with pytest.raises(DataUnreadable, match="mine: Permission denied"):
        new_app("mine", tmp_path / "apps", tmp_path)


def test_a_full_disk_is_told_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(source: Path, target: Path) -> None:
        raise OSError(28, "No space left on device", str(source), None, str(target))

    monkeypatch.setattr(shutil, "copyfile", full)
    with pytest.raises(DataUnreadable) as caught:
        new_app("help_desk", tmp_path / "apps", tmp_path)
    assert caught.value.reason == f"{tmp_path / 'help_desk'}: No space left on device."


@pytest.mark.parametrize(
    ("id", "error", "sentence"),
    [
        ("Help Desk", NotKnown, "`Help Desk` cannot be an id. .* Did you mean `help_desk`?"),
        ("9lives", NotKnown, "`9lives` cannot be an id. .*a letter first."),
        ("../up", NotKnown, "cannot be an id"),
        ("refiner", NameTaken, "Another app has the id `refiner`."),
        ("mine", NameTaken, "There is already .*mine. Nothing was written."),
    ],
)
def test_an_id_that_will_not_do_is_refused_in_words(
    tmp_path: Path, id: str, error: type[TrunklineError], sentence: str
) -> None:
    mine = tmp_path / "apps" / "mine"
    mine.mkdir(parents=True)
    (mine / "app.yaml").write_text("label: Mine")
    with pytest.raises(error, match=sentence):
        new_app(id, tmp_path)
    assert names_in(tmp_path) == {"apps/mine/app.yaml"}
    assert (mine / "app.yaml").read_text() == "label: Mine"


def test_elsewhere_it_may_not_have_the_name_of_an_app_that_one_has(tmp_path: Path) -> None:
    new_app("mine", tmp_path / "profile")
    with pytest.raises(NameTaken, match="Another app has the id `mine`"):
        new_app("mine", tmp_path / "profile", tmp_path / "elsewhere")
    assert new_app("yours", tmp_path / "profile", tmp_path / "elsewhere").parent == tmp_path / "elsewhere"


async def test_every_part_of_it_works(tmp_path: Path, service: StandIn, cheap_passphrase: None) -> None:
    new_app("help_desk", tmp_path)
    runs: dict[str, dict[str, Any]] = {
        "list_items": {"group_id": "7", "limit": 110},
        "create_item": {"name": "Desk lamp", "group_id": "7", "in_stock": True},
        "make_api_call": {"url": "/v1/me", "method": "GET"},
    }
    assert {module.id for module in check_app(tmp_path / "apps" / "help_desk").modules} == runs.keys()
    async with open_integrator(tmp_path, passphrase="correct horse battery") as integrator:
        connection = await integrator.connect(
            NewConnection(app="help_desk", name="Mine", values={"api_key": KEY}, address=service.address)
        )
        assert connection.account == "Ann (ann@example.com)"
        for module, values in runs.items():
            events = integrator.run_module("Mine", "help_desk", module, values)
            assert not [event async for event in events if isinstance(event, RunFailed)]
        assert [record.bundles for record in reversed(await integrator.latest_runs())] == [110, 1, 1]
        assert list(await integrator.lookup("Mine", "groups", {})) == [("7", "Blue")]
    assert service.sent("POST")[0].body == {"name": "Desk lamp", "group": {"id": "7"}, "in_stock": True}
    assert len(service.sent("GET", "/v1/items?group_id=7&page=")) == 2
