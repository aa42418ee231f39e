"""Making an app of one's own in a terminal: a folder to start from, and everything that is wrong with it."""

from pathlib import Path

import pytest

from tests.command_line.commands import Command


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    return tmp_path / "profile"


@pytest.fixture
def mine(command: Command, profile: Path) -> Path:
    """A new app in the person's own folder."""
    assert command("--data-dir", profile, "new-app", "mine").status == 0
    return profile / "apps" / "mine"


def replace(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1, "one place is broken"
    file.write_text(text.replace(old, new), encoding="utf-8")


def test_a_new_app_is_written_named_and_ready(command: Command, profile: Path) -> None:
    done = command("--data-dir", profile, "new-app", "help_desk")
    folder = profile / "apps" / "help_desk"
    assert (done.status, done.err) == (0, "")
    assert done.out.splitlines()[0] == f"Your app begins in {folder}"
    assert f'trunkline check-app "{folder}" --show' in done.out
    assert command("check-app", folder).out == "No mistakes: 3 modules\n"
    listed = command("--data-dir", profile, "apps", "--json").json
    assert [app["label"] for app in listed if app["own"]] == ["Help Desk"]


def test_a_new_app_in_another_folder_is_told_where_it_belongs(
    command: Command, profile: Path, tmp_path: Path
) -> None:
    done = command("--data-dir", profile, "new-app", "help_desk", "--folder", tmp_path / "work")
    assert done.status == 0
    assert done.out.splitlines()[-1] == f"It is used once it lies in {profile / 'apps'}."
    assert (tmp_path / "work" / "help_desk" / "app.yaml").is_file()
    assert not profile.exists()


@pytest.mark.parametrize(
    ("id", "sentence"),
    [("Help Desk", "Did you mean `help_desk`?"), ("refiner", "Another app"), ("mine", "There is already")],
)
def test_an_id_that_will_not_do_ends_with_2(
    command: Command, profile: Path, mine: Path, id: str, sentence: str
) -> None:
    done = command("--data-dir", profile, "new-app", id)
    assert (done.status, done.out) == (2, "")
    assert sentence in done.err


def test_every_mistake_is_a_line_that_an_editor_can_jump_to(
    command: Command, mine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace(mine / "app.yaml", "    items: data\n", "    itmes: data\n")
    replace(mine / "modules" / "list_items.yaml", "lookup: groups", "lookup: group")
    replace(mine / "modules" / "create_item.yaml", "{name: $name,", "{name: $nme,")
    (mine / "samples" / "list_items.json").write_text("{")
    (mine / "icon.svg").unlink()
    monkeypatch.chdir(mine.parent)
    done = command("check-app", "mine")
    assert (done.status, done.err) == (2, "")
    assert done.out.splitlines() == [
        "mine/icon.svg:1: The icon is missing.",
        "mine/app.yaml:46: lookups.groups.itmes: The key `itmes` is not known here. Did you mean `items`?",
        "mine/modules/create_item.yaml:8: fields[0]: The field `name` is never sent.",
        "mine/modules/create_item.yaml:33: request.body.name: There is no field `nme`. Did you mean `name`?",
        "mine/modules/list_items.yaml:12: fields[0].lookup: The app has no lookup `group`. "
        "Did you mean `groups`?",
        "mine/samples/list_items.json:1: The sample is not JSON.",
    ]


def test_the_id_of_another_app_is_a_mistake(command: Command, profile: Path, mine: Path) -> None:
    folder = mine.rename(profile / "apps" / "refiner")
    done = command("check-app", folder)
    assert (done.status, done.out) == (
        2,
        f"{folder}:1: Another app has the id `refiner`. Give the folder a name of its own.\n",
    )


def test_the_requests_of_the_examples_are_shown_without_their_key(command: Command, mine: Path) -> None:
    shown = command("check-app", mine, "--show").out
    assert shown.startswith(
        "No mistakes: 3 modules\n\n--- mine.connection\nGET https://api.example.com/v1/me\n"
    )
    assert (
        "--- mine.list_items  List Items\n"
        "GET https://api.example.com/v1/items?group_id=7&search=lamp&page=1&per_page=25\n"
        "Accept: application/json\n"
        "Authorization: Bearer ••••••\n"
    ) in shown
    assert '  "in_stock": true' in shown


def test_a_module_without_enough_examples_says_what_is_missing(command: Command, mine: Path) -> None:
    replace(mine / "modules" / "create_item.yaml", "    example: Desk lamp\n", "")
    shown = command("check-app", mine, "--show")
    assert shown.status == 0
    assert (
        "--- mine.create_item  Create an Item\n"
        "Its examples make no request. One field needs a look. Name is mandatory.\n"
    ) in shown.out


def test_programs_get_the_same_as_json(command: Command, mine: Path) -> None:
    fine = command("check-app", mine, "--show", "--json")
    assert fine.status == 0
    assert (fine.json["app"], fine.json["mistakes"]) == ("mine", [])
    created = next(module for module in fine.json["modules"] if module["id"] == "create_item")
    assert created["request"]["method"] == "POST"
    assert created["request"]["headers"]["Authorization"] == "Bearer ••••••"
    assert fine.json["connection"]["request"]["url"] == "https://api.example.com/v1/me"
    assert "request" not in command("check-app", mine, "--json").json["modules"][0]
    replace(mine / "app.yaml", "base_url:", "base_ulr:")
    broken = command("check-app", mine, "--json")
    assert broken.status == 2
    (mistake,) = broken.json["mistakes"]
    assert mistake == {
        "file": str(mine / "app.yaml"),
        "line": 6,
        "place": "base_ulr",
        "sentence": "The key `base_ulr` is not known here.",
        "suggestion": "Did you mean `base_url`?",
    }
    assert broken.json["modules"] == []


@pytest.mark.parametrize("name", ["nowhere", "mine/app.yaml", "n" * 300])
def test_what_is_no_folder_is_told(command: Command, mine: Path, name: str) -> None:
    done = command("check-app", mine.parent / name)
    assert (done.status, done.out) == (2, "")
    assert done.err.splitlines()[0] == "There is no such folder."


@pytest.mark.parametrize("app", ["cliengo", "customerly", "qualtrics", "refiner", "segmetrics"])
def test_the_built_in_apps_are_shown_with_a_request_or_a_reason_each(command: Command, app: str) -> None:
    from core.apps.places import BUILT_IN_APPS

    checked = command("check-app", BUILT_IN_APPS / app, "--show", "--json")
    assert checked.status == 0
    for module in checked.json["modules"]:
        request = module["request"]
        assert request["remark"] in ("", "Waits for the service to call."), module["id"]
        assert bool(request["method"]) != bool(request["remark"])
        assert "secret-that" not in str(request)
